"""What a reviewer finds by holding figures against each other, each beside an honest twin that nothing is said of."""

import pytest

from claims.records import Finding, Table
from tests.claims.rules.pages import a_claim, a_table, checked, found

PROPOSED = ("# Abstract", "We propose Glimnet.")


def says(*parts: Table | str, rule: str = "arithmetic") -> str:
    return " ".join(one.says for one in found(rule, *parts))


def of_severity(findings: list[Finding], severity: str) -> list[str]:
    return [finding.says for finding in findings if finding.severity == severity]


MARKED = """
Model | Fog | Rain | Snow | Night
Belonet | 81.0 | 70.2 | 64.1 | 59.9
Corvix | 82.5 | {rain} | 66.0 | *62.8
Glimnet | *88.0 | *79.1 | *68.2 | {night}
"""
SAID = "Accuracy. Best in bold."


def test_a_bold_figure_that_is_not_the_best_is_told_where_the_caption_says_that_bold_is_best() -> None:
    assert "79.1 is set in bold in Rain" in says(a_table(MARKED.format(rain="80.4", night="60.0"), SAID))
    assert not says(a_table(MARKED.format(rain="71.3", night="60.0"), SAID))


def test_marks_of_one_table_are_understood_from_the_others_of_the_document() -> None:
    fair = [a_table(MARKED.format(rain="71.3", night="60.0"), "Accuracy.", f"Table {n}") for n in (1, 2, 3)]
    odd = a_table(
        "Model | Fog | Rain\nBelonet | 80.1 | 70.0\nCorvix | 88.4 | 70.1\nGlimnet | *88.0 | *75.2",
        "Accuracy.",
        "Table 4",
    )
    assert "88.0 is set in bold" in says(*fair, odd)
    assert not says(odd)  # alone, the bold row may be the own one


def test_a_tie_of_which_one_is_bold_is_told_for_information() -> None:
    table = MARKED.format(rain="79.1", night="60.0")
    told = found("arithmetic", a_table(table, SAID))
    assert of_severity(told, "info") and "79.1" in told[0].says and not of_severity(told, "warning")
    assert not found("arithmetic", a_table(table.replace("| 79.1 |", "| *79.1 |"), SAID))


LOWER = """
Model | {head} | Drift
Belonet | 0.93 | 4.1
Corvix | 0.72 | 3.9
Glimnet | *0.51 | *3.2
"""


@pytest.mark.parametrize("head", ["MAE", "WER", "Loss ↓", "Avg. rank"])
def test_lower_is_better_whatever_the_caption_calls_the_figures(head: str) -> None:
    assert not says(
        a_table(LOWER.format(head=head), "Results and performance on the test set. Best in bold.")
    )
    boast = "Glimnet outperforms the others on all metrics, as Table 1 shows."
    table = a_table(LOWER.format(head=head), "Results on the test set.")
    assert not found("hero-number", *PROPOSED, "# Experiments", boast, table)


def test_a_column_whose_direction_nothing_tells_says_nothing() -> None:
    rows = "Model | Zeal | Pith\nBelonet | 0.93 | 4.1\nCorvix | 0.72 | 3.9\nGlimnet | 0.51 | 5.2"
    boast = "Glimnet, which we propose, outperforms the others on all metrics, as Table 1 shows."
    assert not says(*PROPOSED, "# Experiments", boast, a_table(rows, "Results."))


def test_differences_of_which_the_nearest_to_nought_is_best_are_left_alone() -> None:
    lines = [f"Item {n} | {-n}.2 | *0.1 | {n}.4" for n in range(1, 6)]
    odd = "Item 6 | *0.3 | -2.1 | 4.4"
    assert not says(a_table("\n".join(["Part | Belonet | Corvix | Glimnet", *lines, odd]), "Deviation."))


def confusion(odd: str = "") -> Table:
    """Accuracy is the mean of the two rates on balanced classes, in fourteen rows."""
    rows = ["System | Acc | Sp | Sn"]
    for n in range(14):
        sp, sn = 0.700 + 0.013 * ((5 * n) % 14), 0.750 + 0.011 * ((3 * n) % 14)
        rows.append(f"Variant {chr(65 + n)}x | {(sp + sn) / 2:.3f} | {sp:.3f} | {sn:.3f}")
    if odd:
        cells = rows[7].split(" | ")
        rows[7] = " | ".join((cells[0], odd, *cells[2:]))
    return a_table("\n".join(rows), "Cross-validation.")


def test_a_figure_that_breaks_what_all_other_rows_keep_is_told_with_what_it_would_be() -> None:
    assert "do not go together" in says(confusion("0.912")) and "0.912" in says(confusion("0.912"))
    assert not says(confusion())


def test_columns_of_systems_need_not_go_together() -> None:
    table = confusion("0.912")
    heads = {"Acc": "Belonet", "Sp": "Corvix", "Sn": "Glimnet"}
    cells = tuple(c.model_copy(update={"text": heads.get(c.text, c.text)}) for c in table.cells)
    assert not says(table.model_copy(update={"cells": cells}))


HEAD = "Model | Fog | Rain | Snow"
FIRST = "Belonet | 71.25 | 64.20 | 55.10\nCorvix | 73.40 | 66.35 | 57.95\nDunlin | 70.15 | {} | 54.85\nEsker | 69.10 | 61.75 | 52.60"


def test_a_figure_that_two_tables_print_differently_is_told_with_both() -> None:
    tables = [
        a_table(f"{HEAD}\n{FIRST.format(value)}", caption, label)
        for value, caption, label in (
            ("63.45", "Main results.", "Table 1"),
            ("63.54", "With sizes.", "Table 3"),
        )
    ]
    assert "63.45" in says(*tables) and "63.54 in Table 3" in says(*tables)
    assert not says(tables[0], a_table(f"{HEAD}\n{FIRST.format('63.45')}", "With sizes.", "Table 3"))


def test_tables_of_two_settings_may_differ() -> None:
    tables = [
        a_table(f"{HEAD}\n{FIRST.format(value)}", f"Results with a budget of {n} steps.", f"Table {n}")
        for n, value in ((1, "63.45"), (3, "63.54"))
    ]
    assert not says(*tables)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("It needs 12.4× fewer operations (2.10M vs. 22.30M).", True),
        ("It needs 10.6× fewer operations (2.10M vs. 22.30M).", False),
        ("It needs about 12.4× fewer operations (2.10M vs. 22.30M).", False),
        ("The score rises by 3.4 points (70.12 vs. 73.52).", False),
        ("The score rises by 4.3 points (70.12 vs. 73.52).", True),
        ("The score rises by 4.8% (70.12 vs. 73.52).", False),
        ("The error falls by 11.4% (70.12 vs. 73.52).", False),
    ],
)
def test_a_gain_is_held_against_the_two_figures_in_brackets(sentence: str, told: bool) -> None:
    assert bool(says(sentence)) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("On large items it is slightly lower (0.341 vs. 0.472).", True),
        ("On large items it is slightly lower (0.441 vs. 0.472).", False),
        ("On large items it is lower (0.341 vs. 0.472).", False),
        ("Its delay of 310.0 is slightly higher than the 240.5 of Corvix.", True),
        ("Its delay of 252.0 is slightly higher than the 240.5 of Corvix.", False),
        ("The change is slightly worse (−2.7% against −1.9%).", False),
    ],
)
def test_slightly_is_no_word_for_a_wide_gap(sentence: str, told: bool) -> None:
    assert bool(says(sentence, rule="unsupported-headline")) == told


GAINS = a_table(
    "Model | Fog | Rain\nBelonet | 71.2 | 64.2\nCorvix | 73.4 | 66.3\nGlimnet | 80.1 | 70.5",
    "Accuracy of all systems.",
)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("As Table 1 shows, Glimnet outperforms Corvix by 3.1 points.", True),
        ("As Table 1 shows, Glimnet outperforms Corvix by 6.7 points.", False),
        ("As Table 1 shows, Glimnet outperforms Corvix by 6.3%.", False),  # of 66.3
        ("As Table 1 shows, Glimnet outperforms Belonet and Corvix by 8.9 and 6.7 points.", False),
        ("As Table 1 shows, Glimnet outperforms Belonet and Corvix by 8.9 and 9.9 points.", True),
        ("As Table 1 shows, Glimnet outperforms Corvix by about 5.0 points.", False),
        ("Glimnet outperforms Corvix by 15.4 points in speed.", False),  # of which table is open
    ],
)
def test_a_stated_gain_is_held_against_the_rows_that_it_names(sentence: str, told: bool) -> None:
    assert bool(says(*PROPOSED, "# Experiments", sentence, GAINS)) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Table 1 shows that Corvix has the highest accuracy on Fog.", True),
        ("Table 1 shows that Glimnet has the highest accuracy on Fog.", False),
        ("Table 1 shows that Corvix has the highest accuracy on Fog among the baselines.", False),
        ("Table 1 shows that Belonet outperforms Corvix on Rain.", True),
        ("Table 1 shows that Corvix outperforms Belonet on Rain.", False),
        ("Table 1 shows that Belonet outperforms Corvix on Rain when it is cold.", False),
        ("Table 1 shows that Belonet outperforms Corvix on all northern benchmarks.", False),
    ],
)
def test_a_ranking_is_held_against_the_column_that_it_names(sentence: str, told: bool) -> None:
    assert bool(says(*PROPOSED, "# Experiments", sentence, GAINS, rule="unsupported-headline")) == told


def test_rows_of_two_systems_that_agree_in_every_figure_are_told() -> None:
    head = "System | " + " | ".join(f"S{n}" for n in range(8))
    rows = [
        f"Sys{name} | " + " | ".join(f"{60 + 3 * n + k}.{k}{n}" for n in range(8))
        for k, name in enumerate("ABCDE")
    ]
    twin = "SysF | " + rows[1].partition(" | ")[2]
    assert "the same in all 8" in says(
        a_table("\n".join([head, *rows, twin]), "Results."), rule="duplicate-result"
    )
    assert not says(a_table("\n".join([head, *rows]), "Results."), rule="duplicate-result")


AVERAGES = "Model | Fog | Rain | Snow | {head}\nBelonet | 70.1 | 60.3 | 50.2 | 60.2\nCorvix | 71.5 | 62.3 | 55.1 | 63.0\nDunlin | 68.0 | 59.9 | 49.9 | 59.3\nGlimnet | 80.2 | 70.4 | 60.9 | {last}"


@pytest.mark.parametrize("head", ["平均", "평균", "Durchschnitt", "Average"])
def test_an_average_is_known_in_other_languages(head: str) -> None:
    assert "74.1" in says(a_table(AVERAGES.format(head=head, last="74.1")))
    assert not says(a_table(AVERAGES.format(head=head, last="70.5")))


def test_an_average_beside_its_siblings_is_made_of_them() -> None:
    rows = "Set | Belonet | Corvix | Dunlin\nFog | 11.0 | 12.0 | 13.0\nRavel (easy) | 50.0 | 40.0 | 60.0\nRavel (hard) | 30.0 | 20.0 | 40.0\nRavel (average) | 40.0 | 30.0 | {}"
    assert "57.0" in says(a_table(rows.format("57.0"))) and not says(a_table(rows.format("50.0")))


def test_half_a_pair_is_one_part_of_an_average() -> None:
    table = "Model | Fog | Rain | Avg.\nBelonet | 70.1/- | 60.3 | 65.20\nCorvix | 71.5/71.5 | 62.3 | 66.90\nDunlin | 68.0/67.0 | 59.9 | 63.95\nGlimnet | 80.2/80.2 | 70.4 | {}"
    assert "76.90" in says(a_table(table.format("76.90"))) and not says(a_table(table.format("75.30")))


def test_a_card_whose_checklist_has_a_speed_without_a_device_is_told() -> None:
    asked = checked(speed_claimed="no", speed_claim_has_hardware="not applicable")
    measured = checked(speed_claimed="yes", speed_claim_has_hardware="yes")
    assert found("missing-hardware", "It is fast.", checks=measured) == []
    faster = "The model runs significantly faster than its teacher."
    assert "told with no device" in found("missing-hardware", faster, checks=asked)[0].says
    assert not found("missing-hardware", "The model is trained on many texts.", checks=measured)


def test_a_delay_that_is_simulated_in_a_paper_is_no_speed() -> None:
    claim = a_claim(
        "77.6", "latency", "Table 1", kind="speed", metric_as_written="Delay (ms)", read_by="paper-tables@7"
    )
    assert not found("missing-hardware", "We route packets.", claims=(claim,))
    claim = claim.model_copy(update={"metric_as_written": "Latency (ms)"})
    assert found("missing-hardware", "We route packets.", claims=(claim,))
    assert not found("missing-hardware", "We measure on a Jetson.", claims=(claim,))


def test_an_impossible_score_is_serious_only_where_the_reading_is_sure() -> None:
    sure, unsure = (
        a_claim("1.7", "f1", None, confidence=c, metric_as_written="F1", read_by="card-index@1")
        for c in (0.95, 0.8)
    )
    wrong = [a_claim("170.5", "accuracy", None, confidence=c, read_by="card-index@1") for c in (0.95, 0.8)]
    assert [one.severity for one in found("impossible-score", claims=(wrong[0],))] == ["serious"]
    assert [one.severity for one in found("impossible-score", claims=(wrong[1],))] == ["warning"]
    assert not found("impossible-score", claims=(sure, unsure))


def test_a_gpqa_score_may_be_of_the_diamond_part() -> None:
    claims = tuple(a_claim(text, "accuracy", None, dataset="GPQA") for text in ("36.87", "36.86"))
    told = [one.says for one in found("impossible-score", claims=claims[:1])]
    assert not told  # 73 of 198


def test_rows_of_metrics_may_agree_by_definition() -> None:
    head = "Metric | " + " | ".join(f"S{n}" for n in range(8))
    row = " | ".join(f"0.{31 + 7 * n}" for n in range(8))
    table = a_table(
        f"{head}\nAccuracy@1 | {row}\nPrecision@1 | {row}\nRecall@5 | {row.replace('3', '5')}\nMRR | {row.replace('4', '6')}"
    )
    assert not found("duplicate-result", table)
