"""Scores of all rows against the table of their classes, from whose figures the counts follow."""

import pytest

from tests.claims.rules.pages import found_in_card as found

CARD = """# Tern

| Metric | Score on the test split |
|---|---|
| Accuracy | {accuracy} % |
| F1 (macro) | {macro} % |

Per class:

| Class | Precision | Recall | F1 | Support |
|---|---|---|---|---|
| fog | 0.89 | 1.00 | 0.94 | 8 |
| rain | 1.00 | {recall} | 0.93 | 8 |
| snow | {precision} | 0.88 | 0.88 | 8 |
"""
"""8 of 9, 7 of 7 and 7 of 8 are right: F1 of 16/17, 14/15 and 14/16, whose mean is .9165; accuracy 22/24."""


def says(accuracy: str = "91.67", macro: str = "91.65", recall: str = "0.88", precision: str = "0.88") -> str:
    card = CARD.format(accuracy=accuracy, macro=macro, recall=recall, precision=precision)
    return " ".join(finding.says for finding in found("arithmetic", card) if "classes" in finding.says)


def test_an_f1_that_the_counts_of_its_classes_do_not_give_is_told() -> None:
    assert not says()
    told = says(macro="91.21")
    assert "F1 (macro) is given as 91.21 %" in told and "3 classes" in told and "24 rows together" in told
    assert told.endswith("make it 91.65.")


def test_an_accuracy_that_the_counts_do_not_give_is_told() -> None:
    assert "Accuracy is given as 92.67 %" in says(accuracy="92.67")


@pytest.mark.parametrize(
    ("accuracy", "macro", "recall"),
    [
        ("95.83", "95.90", "0.88"),  # both are of another test
        ("91.67", "91.21", "0.83"),  # a recall that no eight rows have: the mean of several runs
        ("91.7", "91.7", "0.88"),
    ],
)
def test_what_may_be_of_another_test_or_of_several_runs_is_left_alone(
    accuracy: str, macro: str, recall: str
) -> None:
    assert not says(accuracy=accuracy, macro=macro, recall=recall)


def test_rows_of_several_classes_have_no_accuracy_that_follows() -> None:
    assert not says(accuracy="71.67", precision="0.50")
