"""Sentences held against the tables that they speak of, and tables against each other, each beside an honest twin."""

import pytest

from claims.records import Table
from tests.claims.rules.pages import a_claim, a_table, found

PROPOSED = ("# Abstract", "We propose Glimnet.", "# Results")


def says(*parts: Table | str, rule: str = "arithmetic") -> str:
    return " ".join(one.says for one in found(rule, *parts))


GAINS = """
Model | Fogset | Rainset | Snowset
Belonet | 61.03 | 48.20 | 33.11
Glimnet | 72.14 | 60.55 | 51.40
"""
GAINED = "Glimnet improves by 11.11% on Fogset and {rain}% on Rainset, with a gain of 18.29% on the harder Snowset."


def test_the_one_gain_of_a_sentence_that_its_pair_of_rows_does_not_have_is_told() -> None:
    told = says(a_table(GAINS, "Accuracy."), *PROPOSED, GAINED.format(rain="14.80"))
    assert "14.80% for rainset" in told and "12.35 apart" in told
    assert not says(a_table(GAINS, "Accuracy."), *PROPOSED, GAINED.format(rain="12.35"))
    assert not says(a_table(GAINS, "Accuracy."), *PROPOSED, GAINED.format(rain="25.62"))  # of Belonet's 48.20


def test_the_one_figure_of_a_sentence_that_its_row_does_not_have_is_told() -> None:
    sentence = "It reaches 72.14 on Fogset, {rain} on Rainset and 51.40 on Snowset."
    assert "“Glimnet” has 60.55 there" in says(a_table(GAINS), *PROPOSED, sentence.format(rain="60.15"))
    assert not says(a_table(GAINS), *PROPOSED, sentence.format(rain="60.55"))


METRICS = "Model | Macro F1 | Micro F1\nBelonet | 81.2 | 90.7\nGlimnet | 77.3 | 91.1"


def test_a_figure_that_the_text_calls_by_another_metric_than_its_table_is_told() -> None:
    told = says(a_table(METRICS), *PROPOSED, "Glimnet has a macro F1 of 91.1.", rule="unsupported-headline")
    assert "91.1 as macro f1" in told and "whose macro f1 is 77.3" in told
    for fair in ("Glimnet has a micro F1 of 91.1.", "Glimnet has a macro F1 of 77.3.", "It scores 91.1."):
        assert not says(a_table(METRICS), *PROPOSED, fair, rule="unsupported-headline")


PARTS = (
    "Model | Fog Acc. | Rain Acc. | Length\nGlimnet | 91.20 | 82.50 | 1260\nw/o beam | {fog} | 81.55 | 1850"
)


def test_a_removal_that_helps_is_told_beside_a_sentence_that_each_removal_hurts() -> None:
    hurts = "As Table 1 shows, removing the beam leads to a consistent drop in accuracy."
    told = says(a_table(PARTS.format(fog="91.35")), *PROPOSED, hurts, rule="unsupported-headline")
    assert "91.20 of “Glimnet” against 91.35" in told and "Length" not in told
    assert not says(a_table(PARTS.format(fog="90.01")), *PROPOSED, hurts, rule="unsupported-headline")


RIVALS = (
    "Model | Fog Acc. | Rain Acc. | Snow Acc.\nBelonet | 80.1 | {rain} | 64.0\nGlimnet | 88.0 | 79.1 | 68.2"
)


def test_ahead_by_a_large_margin_means_ahead_in_every_column_of_the_table_named() -> None:
    wide = "In Table 1, Glimnet outperforms Belonet by a large margin{rest}."
    behind, fair = (a_table(RIVALS.format(rain=rain)) for rain in ("79.9", "70.2"))
    rule = "unsupported-headline"
    assert "79.1 of “Glimnet” against 79.9" in says(behind, *PROPOSED, wide.format(rest=""), rule=rule)
    assert not says(fair, *PROPOSED, wide.format(rest=""), rule=rule)
    assert not says(behind, *PROPOSED, wide.format(rest=" on most data sets"), rule=rule)


def test_a_row_above_what_is_called_the_upper_bound_is_told() -> None:
    bound = "In Table 1, Belonet sets the strict upper bound of small models."
    told = says(a_table(RIVALS.format(rain="79.9").replace("64.0", "69.0")), *PROPOSED, bound,
                rule="unsupported-headline")  # fmt: skip
    assert "80.1 of “Belonet” against 88.0" in told
    topped = a_table(RIVALS.format(rain="79.9").replace("64.0", "69.0").replace("80.1", "88.1"))
    assert not says(topped, *PROPOSED, bound, rule="unsupported-headline")


SIZES = "Model | Recall of Fogset\nSmallnet | 50.15\nMidnet | {mid}\nWidenet | 55.98\nDeepnet | 57.20"


def test_a_figure_that_two_tables_print_differently_is_told_where_their_other_rows_agree() -> None:
    first = a_table(SIZES.format(mid="54.90"))
    told = says(first, a_table(SIZES.format(mid="54.97"), label="Table 2"))
    assert "54.90" in told and "54.97" in told
    assert not says(first, a_table(SIZES.format(mid="54.90"), label="Table 2"))
    assert not says(first, a_table(SIZES.format(mid="61.30"), label="Table 2"))  # another setting


HOURS = "Model | GPU hours | Power\nNet 7B | 1843 | 400\nNet 13B | 3686 | 400\nTotal | {total} | 400"


def test_a_total_of_hours_that_its_rows_do_not_add_up_to_is_told() -> None:
    told = says(a_table(HOURS.format(total="7311")))
    assert "add up to 5529" in told and "Power" not in told
    assert not says(a_table(HOURS.format(total="5529")))


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("GPU hours", "Accuracy"), ("Total", "Largest"), ("7311", "3686"), ("7311", "–"), ("| 1843", "| –"),
        ("1843", "1843 s"),
    ],
    ids=["no thing that adds up", "no total", "no more than a part", "no figure", "a row left out", "two units"],
)  # fmt: skip
def test_a_last_row_that_need_not_be_the_sum_is_no_wrong_total(printed: str, other: str) -> None:
    assert not says(a_table(HOURS.format(total="7311").replace(printed, other)))


TWO_HEADS = """
Model | Fog | Rain | Snow
Belonet | 80.1 | 70.0 | 64.0
Glimnet | 88.4 | 79.1 | 68.0
Model | Sand | Hail | Wind
Belonet | 41.0 | 22.2 | 13.1
Glimnet | 45.5 | 29.4 | 18.3
"""


def test_figures_below_a_second_row_of_headings_are_read_under_it() -> None:
    sentence = "Glimnet has 45.5 on Sand, {hail} on Hail and 18.3 on Wind."
    assert "29.4" in says(a_table(TWO_HEADS), *PROPOSED, sentence.format(hail="29.9"))
    assert not says(a_table(TWO_HEADS), *PROPOSED, sentence.format(hail="29.4"))


GROUPED = """
Backbone | Model | {heads}
Small | Belonet | {small}
Small | Corvix | {other}
Small | Glimnet | {best}
Large | Belonet | {low}
Large | Corvix | {odd}
Large | Glimnet | {high}
"""


def grouped(odd: str) -> Table:
    columns = [f"Set{n}" for n in range(12)]
    low, middle, high = "71.1", "72.4", "*75.3"
    return a_table(
        GROUPED.format(
            heads=" | ".join(columns), small=" | ".join([low] * 12), other=" | ".join([middle] * 12),
            best=" | ".join([high] * 12), low=" | ".join(["81.0"] * 12), odd=" | ".join([odd] + ["82.6"] * 11),
            high=" | ".join(["*85.9"] * 12),
        ),
        "Accuracy. Best in bold.",
    )  # fmt: skip


def test_each_group_of_a_table_has_its_own_bold_figure() -> None:
    assert "85.9 is set in bold in Set0" in says(grouped("86.2"))
    assert not says(grouped("82.6"))


def test_marks_that_leave_a_column_out_are_not_judged() -> None:
    table = "Metric | Belonet | Glimnet | Half\nFog | 81.0 | *88.0 | 89.1\nRain | 70.2 | *79.1 | 70.0\nSnow | 61.0 | *68.2 | 60.0\nHail | 51.0 | *58.2 | 50.0\nWind | 41.0 | *48.2 | 40.0"
    said = "Accuracy. Bold is the best{more}."
    assert "88.0 is set in bold" in says(a_table(table, said.format(more="")))
    assert not says(a_table(table, said.format(more=", excluding the last column")))


def test_a_score_without_the_nought_before_its_point_stands_in_its_table() -> None:
    table = a_table("Model | F1 gain\nGlimnet | +.914 [.880]\nBelonet | .802\nCorvix | .771\nDunlin | .760")
    abstract = (
        "# Abstract",
        "We propose Glimnet, with an F1 score of 0.914.",
        "# Introduction",
        "Nets matter.",
    )
    assert not says(table, *abstract, rule="unsupported-headline")
    assert "0.915" in says(table, abstract[0], abstract[1].replace("914", "915"), *abstract[2:], rule="unsupported-headline")  # fmt: skip


def test_an_average_over_k_samples_is_a_share_of_k_times_as_many() -> None:
    scores = [
        a_claim(text, "accuracy", "Table 1", dataset="AIME 2025", subject=f"Net{text}", own=False)
        for text in ("38.79", "46.67", "40.00", "26.67")
    ]
    table = a_table("Model | AIME 2025\nNet | 46.67")
    said = "We report the avg@16 accuracy."
    told = found("impossible-score", table, *PROPOSED, said, claims=tuple(scores))
    assert "480" in told[0].says and "38.79" in told[0].says
    assert not found("impossible-score", table, *PROPOSED, said, claims=tuple(scores[1:]))


def test_a_figure_that_two_tables_print_differently_is_told_where_other_rows_have_one() -> None:
    first = "Model | Recall\nAvocet | 71.24\nHeron | 68.95\nStilt | 66.31\nGlimnet | {}"
    other = "Model | Recall | Delay\nAvocet | 71.24 | 3.17\nHeron | 68.95 | 4.28\nStilt | 66.31 | 5.02\nGlimnet | 74.40 | 6.91"
    tables = a_table(other, "Recall and delay.", label="Table 2")
    phrase = "under the same heading in Table 2"
    assert phrase in says(a_table(first.format("74.90"), "Recall."), tables, rule="arithmetic")
    assert phrase not in says(a_table(first.format("74.40"), "Recall."), tables, rule="arithmetic")
    few = a_table("Model | Recall\nAvocet | 71.24\nGlimnet | 74.90", "Recall.")
    assert phrase not in says(few, tables, rule="arithmetic")  # one row that is the same is too few
