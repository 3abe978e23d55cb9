"""Marks, boasts, captions, spreads and costs, each against the cells: what is told, and what is left alone."""

import pytest

from claims.records import Table
from tests.claims.rules.pages import a_claim, a_table, found

HEAD = "Model | SST-2 | BoolQ | PIQA | COPA"
ROWS = (
    "Belonet | 80.1 | 70.2 | 69.9 | 61.2",
    "Corvix | 81.4 | 71.3 | 70.4 | 62.9",
    "Dunlin | 79.2 | 69.0 | 68.1 | 60.5",
)
OWN = "Glimnet | *88.0 | *79.1 | *78.2 | *70.3"
PROPOSED = ("# Abstract", "We propose Glimnet.")


def underlined(*at: tuple[int, int]) -> Table:
    table = a_table("\n".join((HEAD, *ROWS, OWN)), "Accuracy. Best in bold, second underlined.")
    cells = tuple(
        cell.model_copy(update={"underline": (cell.row, cell.column) in at}) for cell in table.cells
    )
    return table.model_copy(update={"cells": cells})


def test_an_underlined_figure_that_is_not_the_second_is_told_with_the_second() -> None:
    told = found("arithmetic", *PROPOSED, underlined((2, 1), (2, 2), (2, 3), (1, 4)))
    assert [one.says for one in told if "62.9" in one.says and "61.2 is underlined" in one.says]
    assert not found("arithmetic", *PROPOSED, underlined((2, 1), (2, 2), (2, 3), (2, 4)))


def test_a_mark_that_means_something_else_is_left_alone() -> None:
    assert not found("arithmetic", *PROPOSED, underlined((1, 1), (3, 2), (1, 3), (3, 4)))


BEHIND = a_table("\n".join((HEAD, *ROWS, "Glimnet | 88.0 | 79.1 | 78.2 | 62.0")), "Accuracy.")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Glimnet outperforms the other systems on all data sets.", True),
        ("As Table 1 shows, Glimnet outperforms Corvix on all four benchmarks.", True),
        ("Glimnet outperforms the other systems on all data sets except COPA.", False),
        ("Glimnet outperforms Belonet on all data sets.", False),
        ("Glimnet outperforms the other systems on most data sets.", False),
    ],
)
def test_better_on_all_is_held_against_the_cells(sentence: str, told: bool) -> None:
    findings = found("arithmetic", *PROPOSED, "# Experiments", sentence, BEHIND)
    assert any("62.0 against 62.9 of Corvix" in finding.says for finding in findings) == told


@pytest.mark.parametrize(("figure", "told"), [("88.4", True), ("88.0", False), ("88", False)])
def test_a_caption_is_held_against_its_table(figure: str, told: bool) -> None:
    table = a_table("\n".join((HEAD, *ROWS, OWN)), f"Accuracy. Glimnet achieves {figure} on SST-2.")
    assert bool(found("arithmetic", *PROPOSED, table)) == told


def test_a_spread_that_the_mean_does_not_allow_is_impossible() -> None:
    runs = "All scores are means over 5 seeds."
    wide, narrow = (a_claim(text, "accuracy", "Table 1") for text in ("97.0 ± 21.5", "97.0 ± 1.5"))
    assert "5 runs" in found("impossible-score", runs, claims=(wide,))[0].says
    assert not found("impossible-score", runs, claims=(narrow,))


def test_a_mean_over_seeds_is_counted_over_all_their_answers() -> None:
    more = {"dataset": "OpenBookQA", "split": "test"}
    runs = "All scores are means over 2 seeds."
    odd, even = (a_claim(text, "accuracy", "Table 1", **more) for text in ("81.23 ± 0.40", "81.30 ± 0.40"))
    told = found("impossible-score", runs, claims=(odd,))
    assert "1,000" in told[0].says and "would be possible with" in told[0].says
    assert not found("impossible-score", runs, claims=(even,))


def test_a_speed_against_a_baseline_that_ran_otherwise_is_told() -> None:
    table = "Model | Batch size | Latency (ms)\nBelonet | 1 | 40.0\nCorvix | 1 | 38.0\nGlimnet | {} | 10.0"
    assert "batch size of 64" in found("hero-number", *PROPOSED, a_table(table.format(64), "Cost."))[0].says
    assert not found("hero-number", *PROPOSED, a_table(table.format(1), "Cost."))


def test_a_cost_that_rises_beside_the_one_that_falls_is_told() -> None:
    table = (
        "Model | Latency (ms) | Memory (GB)\nBelonet | 40.0 | 4.1\nCorvix | 38.0 | 4.0\nGlimnet | 10.0 | {}"
    )
    told = found("hero-number", *PROPOSED, a_table(table.format("9.7"), "Cost."))
    assert "pays in Memory (GB) (9.7 against 4.0)" in told[0].says
    assert not found("hero-number", *PROPOSED, a_table(table.format("3.9"), "Cost."))


def test_a_mean_of_ratios_is_told_with_the_geometric_mean() -> None:
    table = a_table("Task | Speed-up\nA one | 1.1x\nB two | 1.3x\nC three | 9.0x\nD four | 1.2x", "Speed-up.")
    more = "Glimnet has an average speed-up of {}x."
    told = found("hero-number", *PROPOSED, more.format("3.15"), table)
    assert any("geometric mean is 1.98x" in one.says for one in told)
    assert not any(
        "geometric" in one.says for one in found("hero-number", *PROPOSED, more.format("1.98"), table)
    )


def test_an_average_weighted_by_test_sets_is_known_as_one() -> None:
    table = """
    Model | GSM8K | ARC-Challenge | OpenBookQA | Avg.
    Belonet | 40.00 | 60.00 | 80.00 | 54.52
    Corvix | 50.00 | 61.00 | 90.00 | 61.00
    Dunlin | 45.00 | 65.00 | 70.00 | 57.02
    """
    assert not found("arithmetic", a_table(table, "Accuracy."))
    told = found("arithmetic", a_table(table.replace("57.02", "41.37"), "Accuracy."))
    assert "weighted by test-set size" in told[0].says
