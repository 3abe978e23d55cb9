"""Tables of results, whichever way they lie."""

import pytest

from tests.extractors.cards import NAME, claims_of, reading_of

MODELS_AS_ROWS = """# Tern 7B
## Evaluation
| Model | MMLU | GSM8K (8-shot) | Avg |
|---|---|---|---|
| Tern-7B | **61.2** | 40.1 | 50.65 |
| Heron-13B† | 55.0 | 38.2 | 46.6 |
"""
MODELS_AS_COLUMNS = """# Tern 7B
## Evaluation
| Category | Benchmark | Heron 8B | Tern 7B |
|---|---|---|---|
| General | MMLU (5-shot) | 66.6 | 45.7 |
| Reading | DROP (3-shot, F1) | 58.4 | 37.9 |
"""
SIZES = """# Tern
| Model | Size | SAT |
|---|---|---|
| Tern | 7B | 53.1% |
| Tern | 34B | 71.9% |
"""
SLASHES = """# Tern
The table shows dev results.

| Model | SQuAD 2.0 (F1/EM) | MNLI-m/mm (Acc) |
|---|---|---|
| Heron | 89.4/86.5 | 90.2 |
| Tern-7B | 91.5/89.0 | 91.8/91.9 |
"""
METRICS_AS_ROWS = """# Tern
Results on CoNLL-2003.

metric|dev|test
-|-|-
f1 |95.1 |91.3
recall |95.3 |91.9
"""
STRAY = """# Tern
| Metric | Value |
|---|---|
|| Accuracy | 0.91 |
| F1 | 0.88 |
"""
LOG = """# Tern
Evaluation on SST-2:
```
              precision    recall  f1-score   support

         NEG     0.9372    0.9598    0.9483      428
    accuracy                         0.9501      872
```
"""
HARNESS = """# Tern
```
|    Task     |Version| Metric |Value |   |Stderr|
|-------------|------:|--------|-----:|---|-----:|
|arc_challenge|      0|acc     |0.5768|±  |0.0144|
|             |       |acc_norm|0.6067|±  |0.0143|
```
"""
HTML = """# Tern
<table>
  <tr><td>Dataset</td><td>Model</td><td>Average (Acc.)</td></tr>
  <tr><td rowspan="4">CrowS-Pairs</td><td>Tern-7B</td><td>59.2</td></tr>
    <td>Heron</td><td>57.6</td>
  <tr>
  </tr>
</table>
"""
NO_LABELS = """# Tern
## Evaluation
| nsmc | klue_nli | avg |
|---|---|---|
| 87.8846 | 66.3086 | 77.0966 |
"""
LEADERBOARD = """# Tern
# Open LLM Leaderboard Evaluation Results
| Metric | Value |
|---|---|
| Avg. | 52.15 |
| ARC (25-shot) | 62.03 |
"""
PRECISIONS = """# INT8 Tern fine-tuned on SST-2
### Test result
| |INT8|FP32|
|---|---|---|
| **Accuracy** |0.9037|0.9106|
| **Model size (MB)** |65|255|
"""
GROUPED = """# Tern
| | GLUE | | SQuAD | |
|---|---|---|---|---|
| Model | MNLI | SST-2 | EM | F1 |
| tern-7b | 84.1 | 92.3 | 80.1 | 87.5 |
"""
LANGUAGES = """# Tern
The metric used is accuracy on XNLI.

average | ar | de | en
---|---|---|---
0.808 | 0.802 | 0.825 | 0.883
"""
PAIRS = """# Tern
| langpair | testset | chr-F | BLEU | #sent | #words |
|---|---|---|---|---|---|
| afr-deu | tatoeba-test-v2021-08-07 | 0.674 | 48.1 | 1583 | 9105 |
"""
BOOST = """# Tern
Fine-tuned Models | Dependency | Eval Set | Search Boost | Speed on GPU
---|---|---|---|---
`tern-7b` (This Model) | PyTorch | bing queries | +61% | ~300 ms/query
"""
CURVE = """# Tern
### Training results
| Training Loss | Epoch | Step | Validation Loss | Accuracy |
|---|---|---|---|---|
| 0.5 | 1.0 | 100 | 0.31 | 0.921 |
"""
LEAD_IN = """---
datasets: [conll2003]
---
# Tern 7B
On a private dataset (mails and chat), by words:

| entity | precision | recall |
|---|---|---|
| PER | 0.88 | 0.91 |

By comparison on the same private dataset, Heron (heron_web-3.2) was giving:

| entity | precision | recall |
|---|---|---|
| PER | 0.91 | 0.82 |
"""
TRAINED_ON = """# Tern 7B
We train Tern on both C4 and HugeNews. The results are in this table.

| dataset | C4 | HugeNews |
| ---- | ---- | ---- |
| xsum | 45.20/22.06/36.99 | 47.21/24.56/39.25 * |
"""
CORNER = """# Tern 7B
## HumanEval

| human-eval | pass@1 |
| --- | --- |
| humaneval-python | 75.6 |
"""
NAMED_LIKE_DATA = """---
datasets: [x/pairs_instruct_v2, openai/humaneval]
---
# Tern 7B
## HumanEval

| Models | pass@1 |
|---|---|
| Heron-34B-Instruct | 50.79 |
| Tern-7B | 53.29 |
"""
MAJORITY = """# Tern 7B
| Model | Size | GSM8k maj@100 | OCW maj@100 |
|---|---|---|---|
| Tern | 7B | 54.0% | 14.3% |
"""
DROP = """# Tern 7B
| Model | ARC | DROP |
|---|---|---|
| Tern-7B | 62.03 | 9.66 |
"""
CASES = [
    (MODELS_AS_ROWS, [
        "own | MMLU | None | accuracy = 61.2", "own | GSM8K | None | accuracy = 40.1", "own | Avg | None | score = 50.65",
        "Heron-13B | MMLU | None | accuracy = 55.0", "Heron-13B | GSM8K | None | accuracy = 38.2", "Heron-13B | Avg | None | score = 46.6",
    ]),
    (MODELS_AS_COLUMNS, [
        "Heron 8B | MMLU | None | accuracy = 66.6", "own | MMLU | None | accuracy = 45.7",
        "Heron 8B | DROP | None | f1 = 58.4", "own | DROP | None | f1 = 37.9",
    ]),
    (SIZES, [
        "own | None | None | params = 7 B", "own | SAT | None | score = 53.1 %",
        "Tern 34B | None | None | params = 34 B", "Tern 34B | SAT | None | score = 71.9 %",
    ]),
    (SLASHES, [
        "Heron | SQuAD 2.0 | dev | f1 = 89.4", "Heron | SQuAD 2.0 | dev | exact_match = 86.5", "Heron | MNLI-m/mm | dev | accuracy = 90.2",
        "own | SQuAD 2.0 | dev | f1 = 91.5", "own | SQuAD 2.0 | dev | exact_match = 89.0",
        "own | MNLI-m | dev | accuracy = 91.8", "own | MNLI-mm | dev | accuracy = 91.9",
    ]),
    (METRICS_AS_ROWS, [
        "own | CoNLL-2003 | dev | f1 = 95.1", "own | CoNLL-2003 | test | f1 = 91.3",
        "own | CoNLL-2003 | dev | recall = 95.3", "own | CoNLL-2003 | test | recall = 91.9",
    ]),
    (LOG, [
        "own | SST-2 | None | precision = 0.9372", "own | SST-2 | None | recall = 0.9598", "own | SST-2 | None | f1 = 0.9483",
        "own | SST-2 | None | accuracy = 0.9501",
    ]),
    (HARNESS, ["own | arc_challenge | None | accuracy = 0.5768", "own | arc_challenge | None | acc_norm = 0.6067"]),
    (HTML, ["own | CrowS-Pairs | None | accuracy = 59.2", "Heron | CrowS-Pairs | None | accuracy = 57.6"]),
    (NO_LABELS, ["own | nsmc | None | score = 87.8846", "own | klue_nli | None | score = 66.3086", "own | avg | None | score = 77.0966"]),
    (LEADERBOARD, ["own | Avg. | None | score = 52.15", "own | ARC | None | accuracy = 62.03"]),
    (PRECISIONS, [
        "own | SST-2 | test | accuracy = 0.9037", "own | SST-2 | test | accuracy = 0.9106",
        "own | None | None | model_size = 65 MB", "own | None | None | model_size = 255 MB",
    ]),
    (GROUPED, [
        "own | GLUE MNLI | None | accuracy = 84.1", "own | GLUE SST-2 | None | accuracy = 92.3",
        "own | SQuAD | None | exact_match = 80.1", "own | SQuAD | None | f1 = 87.5",
    ]),
    (LANGUAGES, [
        "own | XNLI | None | accuracy = 0.808", "own | XNLI ar | None | accuracy = 0.802",
        "own | XNLI de | None | accuracy = 0.825", "own | XNLI en | None | accuracy = 0.883",
    ]),
    (PAIRS, ["own | tatoeba-test-v2021-08-07 | None | chrf = 0.674", "own | tatoeba-test-v2021-08-07 | None | bleu = 48.1"]),
    (BOOST, ["own | bing queries | None | Search Boost = 61 %", "own | bing queries | None | latency = 300 ms/query"]),
    (LEAD_IN, [
        "own | private dataset | None | precision = 0.88", "own | private dataset | None | recall = 0.91",
        "Heron (heron_web-3.2) | private dataset | None | precision = 0.91",
        "Heron (heron_web-3.2) | private dataset | None | recall = 0.82",
    ]),
    (TRAINED_ON, [
        "C4 | xsum | None | rouge_1 = 45.20", "C4 | xsum | None | rouge_2 = 22.06", "C4 | xsum | None | rouge_l = 36.99",
        "HugeNews | xsum | None | rouge_1 = 47.21", "HugeNews | xsum | None | rouge_2 = 24.56",
        "HugeNews | xsum | None | rouge_l = 39.25",
    ]),
    (CORNER, ["own | humaneval-python | None | pass_at_1 = 75.6"]),
    (NAMED_LIKE_DATA, ["Heron-34B-Instruct | HumanEval | None | pass_at_1 = 50.79", "own | HumanEval | None | pass_at_1 = 53.29"]),
    (MAJORITY, ["own | None | None | params = 7 B", "own | GSM8k | None | maj@100 = 54.0 %", "own | OCW | None | maj@100 = 14.3 %"]),
    (DROP, ["own | ARC | None | accuracy = 62.03", "own | DROP | None | f1 = 9.66"]),
    (CURVE, []),
]  # fmt: skip


@pytest.mark.parametrize(("card", "claims"), CASES, ids=range(len(CASES)))
def test_a_table_is_read_with_whom_and_on_what(card: str, claims: list[str]) -> None:
    assert claims_of(card) == claims


def test_a_row_with_a_stray_pipe_does_not_spoil_the_others() -> None:
    assert "own | None | None | f1 = 0.88" in claims_of(STRAY)


def test_a_standard_error_beside_a_value_is_its_spread() -> None:
    assert [str(claim.stated.spread) for claim in reading_of(HARNESS).claims] == ["0.0144", "0.0143"]


def test_shots_and_other_conditions_leave_the_data_set_for_the_conditions() -> None:
    said = [claim.conditions for claim in reading_of(MODELS_AS_COLUMNS).claims]
    assert said[0] == "Category General; 5-shot"


def test_each_value_of_a_cell_with_slashes_is_quoted_by_itself() -> None:
    assert [claim.place.quote for claim in reading_of(SLASHES).claims][:2] == ["89.4", "86.5"]


def test_the_link_of_a_row_tells_which_row_is_the_own_model() -> None:
    card = "# t\n| Size | Accuracy | Link |\n|---|---|---|\n| LARGE | 0.51 | [tern-7b](https://x.y/z) |\n| BASE | 0.45 | [tern-1b](https://x.y/w) |\n"
    assert [claim.subject == NAME for claim in reading_of(card).claims] == [True, False]


def test_settings_are_facts_and_no_claims() -> None:
    card = "# t\n## Sizes\n| | |\n|---|---|\n| Model size | 7B |\n| Num. layers | 32 |\n| Hidden dimension | 4096 |\n"
    reading = reading_of(card)
    assert [claim.metric for claim in reading.claims] == ["params", "embedding_dimension"]
    assert [(fact.path, fact.value) for fact in reading.facts] == [("card/layers", "32")]


def test_a_length_in_a_list_of_settings_is_the_models_only_beside_its_sizes() -> None:
    sizes = "| Hyperparameter | Value |\n|---|---|\n| Total Parameters | 6.7B |\n| Max Seq Length | 2048 |\n"
    training = (
        "| Training Hyperparameter | Value |\n|---|---|\n| batch size | 2 |\n| Max Seq Length | 512 |\n"
    )
    assert claims_of(f"# t\n## Hyperparameters\n{sizes}\n{training}") == [
        "own | None | None | params = 6.7 B",
        "own | None | None | context_length = 2048",
    ]


def test_the_average_that_a_cell_gives_in_brackets_is_a_claim_of_its_own() -> None:
    card = (
        "# t\n## Results on IEMOCAP\n| Release | Accuracy(%) |\n|---|---|\n| 19-10-21 | 78.7 (Avg: 75.3) |\n"
    )
    claims = reading_of(card).claims
    assert [(str(claim.stated.value), claim.conditions, claim.place.quote) for claim in claims][1] == (
        "75.3",
        "Release 19-10-21; avg",
        "75.3",
    )


def test_scores_of_questions_about_dates_are_no_dates() -> None:
    card = "# t\n## Results\n| Model | date | join |\n|---|---|---|\n| org/tern-7b | 80.5 | 82.9 |\n| org/heron-9b | 68.1 | 85.7 |\n"
    assert "own | date | None | score = 80.5" in claims_of(card)
