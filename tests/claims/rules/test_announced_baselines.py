"""Baselines that a paper says it compares with: which of them need a result, and which have one."""

import pytest

from claims.records import Table
from tests.claims.rules.pages import a_table, found

ROWS = "Model | SST-2 | BoolQ\nBeloNet | 80.1 | 72.0\nCorvixLM | 81.4 | 73.3\n{more}Glimnet | 81.6 | 71.9"
PROPOSED = ("# Abstract", "We propose Glimnet.", "# Experiments", "## Baselines")
LISTED = "We compare against plain attention (an upper bound), BeloNet, CorvixLM (adapted to our data), and Fast-Dunlin."


def says(*texts: str, more: str = "") -> str:
    parts: list[str | Table] = [*PROPOSED, *texts, a_table(ROWS.format(more=more), "Accuracy.")]
    return " ".join(f.says for f in found("missing-baseline", *parts) if "announced" in f.says)


def test_a_baseline_that_is_announced_and_has_no_result_is_told() -> None:
    assert says(LISTED).startswith("Fast-Dunlin is announced as a baseline beside BeloNet, CorvixLM,")
    assert says(LISTED, "Fast-Dunlin uses a threshold of 0.9.")  # a setting is no result


@pytest.mark.parametrize(
    "texts",
    [
        (LISTED, "Fast-Dunlin reaches 70.4 on SST-2."),
        (LISTED.replace("Fast-Dunlin", "models trained via GRPO"),),
        (LISTED.replace("CorvixLM", "CorvoLM"),),  # the table may call all of them otherwise
        (LISTED.replace("We compare", "Others compare"),),
    ],
)
def test_what_has_a_result_or_is_no_listed_system_is_left_alone(texts: tuple[str, ...]) -> None:
    assert not says(*texts)


def test_a_row_of_the_table_is_a_result() -> None:
    assert not says(LISTED, more="Fast-Dunlin | 79.0 | 70.0\n")
