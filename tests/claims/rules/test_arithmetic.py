"""Figures of a table and of the text that contradict each other, and those that only look so."""

from typing import Any

import pytest

from claims.records import Table
from tests.claims.rules.pages import a_claim, a_table, found, found_in_card

SCORES = """
Model | A | B | C | Avg.
Plain | 70.1 | 60.3 | 50.2 | 60.2
Other | 71.5 | 62.3 | 55.1 | 63.0
Third | 68.0 | 59.9 | 49.9 | 59.3
Glimnet | 80.2 | 70.4 | 60.9 | {last}
"""


def says(*args: Table | str, **more: Any) -> str:
    return " ".join(one.says for one in found("arithmetic", *args, **more))


def test_an_average_that_is_none_is_told_with_what_it_should_be() -> None:
    assert "printed as 71.9" in says(a_table(SCORES.format(last="71.9"))) and "70.50" in says(
        a_table(SCORES.format(last="71.9"))
    )


@pytest.mark.parametrize("last", ["70.5", "70.4"])  # rounded, and cut from 70.49
def test_an_average_that_rounding_explains_is_none_of_our_business(last: str) -> None:
    table = SCORES.replace("60.9", "60.88") if last == "70.4" else SCORES
    assert not found("arithmetic", a_table(table.format(last=last)))


def test_geometric_means_are_tried_before_an_average_is_doubted() -> None:
    rows = ["m | A | B | Geo. mean", "x | 2.0 | 8.0 | 4.0", "y | 4.0 | 9.0 | 6.0", "z | 1.0 | 9.0 | 3.0"]
    assert not found("arithmetic", a_table("\n".join(rows)))
    assert found("arithmetic", a_table("\n".join([*rows, "u | 4.0 | 4.0 | 7.0"])))


def test_an_average_of_some_columns_is_understood_from_the_other_rows() -> None:
    rows = [
        "m | Size | A | B | Avg.",
        "x | 7.0 | 60.0 | 80.0 | 70.0",
        "y | 13.0 | 62.0 | 84.0 | 73.0",
        "z | 70.0 | 66.0 | 86.0 | 76.0",
    ]
    assert not found("arithmetic", a_table("\n".join(rows)))


def test_figures_padded_with_a_nought_are_no_finer_than_they_were() -> None:
    rows = [
        "m | A | B | C | Mean",
        "x | 35.40 | 38.10 | 36.80 | 36.80",
        "y | 38.52 | 43.71 | 38.23 | 40.15",
        "z | 33.55 | 41.45 | 35.49 | 36.83",
    ]
    assert not found("arithmetic", a_table("\n".join(rows)))


def test_a_gain_in_brackets_follows_from_the_row_that_the_others_are_set_against() -> None:
    rows = [
        "v | A | B",
        "full | 80.0 | 70.0",
        "w/o x | 78.0 (-2.0) | 69.0 (-1.0)",
        "w/o y | 77.5 (-2.5) | 68.2 (-{gain})",
    ]
    assert not found("arithmetic", a_table("\n".join(rows).format(gain="1.8")))
    assert "should be 1.80" in says(a_table("\n".join(rows).format(gain="2.9")))


def test_a_speed_up_follows_from_the_times_beside_it() -> None:
    rows = [
        "s | Latency (ms) | Speed-up",
        "base | 400.0 | 1.00x",
        "b | 200.0 | 2.00x",
        "c | 160.0 | 2.50x",
        "d | 100.0 | {last}x",
    ]
    assert not found("arithmetic", a_table("\n".join(rows).format(last="4.00")))
    assert "but the inverse ratio of Latency (ms)" in says(a_table("\n".join(rows).format(last="5.20")))


def test_f1_follows_from_precision_and_recall() -> None:
    rows = ["s | P | R | F1", "a | 80.0 | 70.0 | 74.7", "b | 60.0 | 90.0 | 72.0", "c | 75.0 | 75.0 | {last}"]
    assert not found("arithmetic", a_table("\n".join(rows).format(last="75.0")))
    assert "give 75.0" in says(a_table("\n".join(rows).format(last="77.1")))


def test_macro_f1_that_never_follows_from_its_row_is_left_alone() -> None:
    rows = ["s | P | R | F1", "a | 80.0 | 70.0 | 70.1", "b | 60.0 | 90.0 | 66.0", "c | 75.0 | 75.0 | 71.0"]
    assert not found("arithmetic", a_table("\n".join(rows)))


def test_an_f1_above_the_mean_of_its_row_is_impossible_however_it_is_averaged() -> None:
    row = "s | P | R | F1\na | 80.0 | 70.0 | {f1}"
    assert not found("arithmetic", a_table(row.format(f1="75.0")))  # an average over classes can be that high
    assert "allow at most 75.00" in says(a_table(row.format(f1="75.3")))
    assert not found("arithmetic", a_table("s | P | R | F1\na | 0.80 | 0.70 | 75.3"))


def test_an_average_over_classes_has_an_f1_of_its_own() -> None:
    report = (
        "class | P | R | F1\na | 0.90 | 0.30 | 0.45\nb | 0.40 | 0.95 | 0.56\nmacro avg | 0.65 | 0.62 | {f1}"
    )
    assert not found("arithmetic", a_table(report.format(f1="0.51")))
    assert "allow at most 0.635" in says(a_table(report.format(f1="0.71")))


F1_IN_A_LIST = """
## Results
- Precision: 80.0
- Recall: 70.0
- F1: {first}

## Earlier
- Precision: 60.0
- Recall: 50.0
- F1: 54.5
"""


def test_an_f1_of_a_list_is_held_against_the_two_listed_with_it() -> None:
    assert not found_in_card("arithmetic", F1_IN_A_LIST.format(first="74.7"))
    (finding,) = found_in_card("arithmetic", F1_IN_A_LIST.format(first="85.1"))
    assert "F1 is printed as 85.1, but precision 80.0 and recall 70.0 allow at most 75.00" in finding.says
    assert [place.line for place in finding.places] == [5, 3, 4]


BOLD = """
m | A | B | C | D
x | 70.0 | 61.0 | 52.0 | {x}
y | *75.0 | 62.0 | 53.0 | 44.0
Glimnet | 74.0 | *66.0 | *57.0 | {own}
"""


def test_a_mark_on_what_is_not_the_best_is_told_where_the_caption_says_best() -> None:
    wrong = BOLD.format(x="*43.0", own="48.0")
    assert "set in bold in D" in says(a_table(wrong, "Accuracy. Best results are in bold."))
    assert not found(
        "arithmetic", a_table(BOLD.format(x="43.0", own="*48.0"), "Accuracy. Best results are in bold.")
    )


def test_a_row_in_bold_is_the_own_row_and_no_mark_of_the_best() -> None:
    rows = [
        "m | A | B | C | D",
        "x | 70.0 | 61.0 | 58.0 | 50.0",
        "Glimnet | *74.0 | *66.0 | *57.0 | *51.0",
        "y | 60.1 | 50.2 | 40.3 | 30.4",
    ]
    assert not found("arithmetic", a_table("\n".join(rows)))


def test_the_text_is_held_against_the_table() -> None:
    cell = a_claim("91.4", "accuracy", "Table 1", dataset="SST-2")
    table = a_table("m | SST-2\nx | 88.0\ny | 87.1\nGlimnet | 91.4")
    wrong = a_claim("93.4%", "accuracy", dataset="SST-2")
    right = a_claim("91.4%", "accuracy", dataset="SST-2")
    assert "Table 1 has 91.4" in says(table, "Glimnet reaches 93.4% on SST-2.", claims=(cell, wrong))
    assert not found("arithmetic", table, "Glimnet reaches 91.4% on SST-2.", claims=(cell, right))


@pytest.mark.parametrize(
    "sentence",
    [
        "It improves from 40.2 to 45.7, a gain of 5.5 points.",
        "It falls from 200 ms to 100 ms, a reduction of 50%.",
        "It goes from 80% to 90%, halving it.",
    ],
)
def test_sentences_that_add_up_are_left_alone(sentence: str) -> None:
    assert not found("arithmetic", "# Results", sentence)


def test_a_sentence_that_does_not_add_up_is_told() -> None:
    assert "difference of 5.5" in says("# Results", "It improves from 40.2 to 45.7, a gain of 7.5 points.")


def test_a_gain_that_no_figure_beside_it_explains_is_told() -> None:
    table = a_table("m | MNLI\nOther | 82.1\nThird | 80.6\nGlimnet | 86.7")
    text = "pushing MNLI accuracy to 86.7% ({}% absolute improvement) on test"
    assert "4.6 to 82.1" in says(table, "# Abstract", text.format("5.6"))
    assert not found("arithmetic", table, "# Abstract", text.format("4.6"))
