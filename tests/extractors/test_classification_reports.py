"""Classification reports that cards print as text keep their classes and averages."""

from tests.extractors.cards import reading_of

REPORT = """# Tern

Results on the test set of SST-2:
```
              precision    recall  f1-score   support

    negative       0.91      0.88      0.89       410
   very good       0.86      0.87      0.86       840

    accuracy                           0.87      1250
   macro avg       0.88      0.87      0.87      1250
weighted avg       0.87      0.86      0.87      1250
```
"""
ENTITIES = """# Tern

              precision    recall  f1-score   support
         LOC     0.9100    0.9000    0.9050       100
         PER     0.9300    0.9100    0.9200       100
   micro avg     0.9150    0.9020    0.9085       200
 avg / total     0.9151    0.9021    0.9084       200
"""


def read(text: str) -> list[tuple[str, str, str | None]]:
    """Metric, value and conditions of each claim."""
    return [(claim.metric, str(claim.stated.value), claim.conditions) for claim in reading_of(text).claims]


def test_the_accuracy_row_is_accuracy_and_nothing_else() -> None:
    claims = reading_of(REPORT).claims
    assert [(c.stated.as_written, c.dataset, c.split) for c in claims if c.metric == "accuracy"] == [
        ("0.87", "SST-2", "test")
    ]


def test_averages_are_metrics_of_their_own() -> None:
    found = read(REPORT)
    assert ("f1_macro", "0.87", "macro average") in found
    assert ("precision_weighted", "0.87", "weighted average") in found
    assert ("recall_macro", "0.87", "macro average") in found


def test_a_class_is_a_condition() -> None:
    assert ("f1", "0.86", "class very good") in read(REPORT)


def test_support_is_no_claim() -> None:
    assert not {"410", "840", "1250"} & {value for _, value, _ in read(REPORT)}


def test_a_report_of_entities_keeps_its_micro_average_and_the_older_total() -> None:
    found = read(ENTITIES)
    assert ("f1_micro", "0.9085", "micro average") in found
    assert ("f1_weighted", "0.9084", "weighted average") in found
    assert ("recall", "0.9100", "class PER") in found


def test_a_report_outside_a_fence_is_read_too() -> None:
    text = "# Tern\n\nprecision recall f1-score support\n0 0.93 0.90 0.91 100\naccuracy 0.92 200\n"
    assert ("accuracy", "0.92", None) in read(text)


TABLE = """# tern
| label | precision | recall | f1-score | support |
|---|---|---|---|---|
| 0 | 0.93 | 0.88 | 0.91 | 130 |
| spam | 0.97 | 0.91 | 0.94 | 127 |
| accuracy | | | 0.90 | 257 |
| macro avg | 0.95 | 0.89 | 0.92 | 257 |
| weighted avg | 0.94 | 0.90 | 0.92 | 257 |
"""


def test_a_report_that_is_a_table_keeps_its_classes_and_averages() -> None:
    found = {(c.metric, str(c.stated.value), c.conditions, c.dataset) for c in reading_of(TABLE).claims}
    assert {
        ("f1", "0.91", "class 0", None), ("recall", "0.91", "class spam", None), ("accuracy", "0.90", None, None),
        ("f1_macro", "0.92", "macro average", None), ("recall_weighted", "0.90", "weighted average", None),
    } <= found  # fmt: skip
    assert len(found) == 13


def test_scores_of_types_that_a_list_counts_are_of_classes() -> None:
    card = "# tern\nIt achieves the following results on the test set:\n- Adj Precision: 0.92\n- Adj F1: 0.93\n- Adj Number: 1670\n- Overall F1: 0.95\n"
    found = {(c.metric, str(c.stated.value), c.conditions) for c in reading_of(card).claims}
    assert found == {("precision", "0.92", "class Adj"), ("f1", "0.93", "class Adj"), ("f1", "0.95", None)}


def test_the_recall_of_rouge_is_no_recall() -> None:
    card = "# tern\n| | Rouge2 - mid - recall | Rouge2 - mid - fmeasure |\n|---|---|---|\n| CNN/Daily Mail | 17.07 | 16.1 |\n"
    assert {(c.metric, str(c.stated.value)) for c in reading_of(card).claims} == {("rouge_2", "16.1")}


def test_lines_of_progress_are_no_results() -> None:
    card = "# tern\nEpoch 5/5\n4986/4986 - 2754s 552ms/step - loss: 1.9647 - accuracy: 0.6597\n"
    assert reading_of(card).claims == ()


def test_a_report_with_a_column_a_class_is_read_as_one() -> None:
    card = "# tern\n| | ADM | ATT |\n|---|---|---|\n| precision | 1.0 | 0.9 |\n| recall | 0.8 | 0.7 |\n| F1-score | 0.94 | 0.71 |\n| support | 231 | 27 |\n"
    found = {(c.metric, str(c.stated.value), c.conditions) for c in reading_of(card).claims}
    assert ("f1", "0.71", "class ATT") in found and ("precision", "1.0", "class ADM") in found
    assert len(found) == 6


def test_numbers_parted_by_slashes_are_of_the_metrics_that_the_text_above_names_so() -> None:
    card = "# tern\nThe columns are represented as `PSNR/SSIM`.\n\n| Dataset | Bicubic | tern-7b |\n|---|---|---|\n| Set5 | 33.6/0.92 | 38.1/0.96 |\n"
    found = {(c.metric, str(c.stated.value)) for c in reading_of(card).claims if c.own}
    assert found == {("psnr", "38.1"), ("ssim", "0.96")}
