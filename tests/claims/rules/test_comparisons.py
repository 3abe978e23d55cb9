"""Headlines, baselines and ablations: what is told of a thin paper, and the silence about a thorough one."""

from decimal import Decimal
from typing import Any

from claims.records import Case, Contribution, Finding, Past, Plan
from claims.rules import apply_rules
from tests.claims.rules.pages import a_claim, a_device, a_document, a_table, at, checked, found

BOAST = ("# Abstract", "We propose Glimnet, which outperforms the state of the art.")
THOROUGH = a_table(
    """
    Model | SST-2 | BoolQ | PIQA
    Belonet | 80.1±0.3 | 70.2±0.2 | 69.9±0.3
    Corvix | 81.4±0.2 | 71.3±0.4 | 70.4±0.2
    Dunlin | 82.2±0.3 | 72.0±0.3 | 71.1±0.2
    Glimnet | 88.0±0.2 | 79.1±0.3 | 78.2±0.2
    """,
    "Accuracy, mean over 5 seeds.",
)
THIN = a_table(
    "Model | SST-2 | BoolQ\nBelonet | 80.1 | 72.0\nCorvix | 81.4 | 73.3\nGlimnet | 81.6 | 71.9", "Accuracy."
)
COST = a_table(
    "Model | Time (sec)\nBelonet beam 12 | 4.35\nBelonet beam 4 | 1.25\nBelonet beam 1 | 0.71\nGlimnet | 0.40",
    "Time.",
    "Table 2",
)


def test_a_thorough_paper_is_left_alone() -> None:
    for rule in ("hero-number", "no-variance", "missing-baseline", "ablation-gap", "unsupported-headline"):
        assert not found(
            rule, *BOAST, THOROUGH, checks=checked(variance_reported="yes", two_or_more_datasets="yes")
        ), rule


def test_a_lead_within_the_noise_and_a_defeat_beside_it_are_told_with_figures() -> None:
    told = [one.says for one in found("hero-number", *BOAST, THIN, checks=checked(variance_reported="no"))]
    assert any("81.6 against 81.4 of Corvix" in one for one in told)
    assert any("71.9 against 73.3 of Corvix" in one for one in told)


def test_a_peak_is_told_with_the_whole_range() -> None:
    text = "Glimnet is up to 10 times as fast as a Transformer."
    told = found("hero-number", "# Abstract", "We propose Glimnet.", text, COST)
    assert "1.8x to 10.9x" in told[0].says and told[0].places[0].quote.startswith("up to 10 times")


def test_scores_without_spread_are_told_with_the_narrowest_margin() -> None:
    told = found("no-variance", *BOAST, THIN, checks=checked(variance_reported="no"))
    assert "only 0.2 apart" in told[0].says
    assert not found("no-variance", *BOAST, THIN, checks=checked(variance_reported="yes"))


def test_a_number_of_runs_that_the_checklist_missed_keeps_scores_without_spread_untold() -> None:
    no = checked(variance_reported="no")
    runs = "# Setup", "Scores are the mean of 3 independent runs."
    assert not found("no-variance", *BOAST, *runs, THIN, checks=no)
    assert found("no-variance", *BOAST, "# Setup", "Scores are those of one run.", THIN, checks=no)


LANDS = """
Method | Ayland | Beeland | Ceeland
Belonet | 80.1 | 72.0 | 61.0
Corvix | 81.4 | 73.3 | 60.2
Dunlin | 79.0 | 70.1 | 59.9
Hilly | 81.6 | 71.9 | 64.4
"""


def test_what_was_read_of_the_cells_tells_the_own_row_and_the_better_direction_where_words_do_not() -> None:
    table = a_table(LANDS, "Results.")
    claims = tuple(
        a_claim(cell.text, "accuracy", own=cell.row == 4, read_by="paper-tables@1").model_copy(
            update={"place": cell.place}
        )
        for cell in table.cells
        if cell.row and cell.column
    )
    no = checked(variance_reported="no")
    told = " ".join(one.says for one in found("hero-number", *BOAST, table, checks=no, claims=claims))
    assert "better in 1 of 3 columns: Beeland 71.9 against 73.3 of Corvix" in told
    assert "Ayland 81.6 against 81.4" in told
    assert not found("hero-number", *BOAST, table, checks=no)
    doubtful = tuple(claim.model_copy(update={"confidence": 0.3}) for claim in claims)
    assert not found("hero-number", *BOAST, table, checks=no, claims=doubtful)


def test_a_table_of_own_variants_has_no_baseline() -> None:
    own = a_table("Model | SST-2 | BoolQ\nGlimnet-S | 80.1 | 70.2\nGlimnet-L | 82.1 | 72.2", "Accuracy.")
    assert "only its own variants" in found("missing-baseline", *BOAST, own)[0].says


def test_systems_that_are_discussed_and_not_compared_are_named() -> None:
    related = (
        "# Related Work",
        "Reformer (Kitaev et al., 2020) hashes keys. Belonet (Bell et al., 2019) pools them.",
    )
    told = found("missing-baseline", *BOAST, *related, THOROUGH)
    assert told and "Reformer" in told[0].says and "Belonet" not in told[0].says.split("no table shows")[1]


def test_components_that_nothing_isolates_are_told_beside_those_that_something_does() -> None:
    gap = Contribution(component="ring pooling", place=at("ring pooling"), ablated=False)
    shown = Contribution(
        component="key gating", place=at("key gating"), ablated=True, where=at("w/o key gating", "Table 3")
    )
    told = found("ablation-gap", contributions=(gap, shown))
    assert (
        "1 of 2" in told[0].says and "ring pooling" in told[0].says and "key gating (Table 3)" in told[0].says
    )
    assert not found("ablation-gap", contributions=(shown,))


def test_a_score_of_the_abstract_that_stands_nowhere_is_told() -> None:
    odd = ("# Abstract", "Glimnet reaches an accuracy of 93.7% on SST-2.", "# Results", "See the table.")
    assert "93.7" in found("unsupported-headline", *odd, THOROUGH)[0].says
    assert not found(
        "unsupported-headline", "# Abstract", "Glimnet reaches an accuracy of 88.0% on SST-2.", THOROUGH
    )


def test_a_device_that_only_trained_measured_nothing() -> None:
    fast = a_claim("12 ms", "latency", kind="speed")
    assert (
        "is said to have trained"
        in found("missing-hardware", claims=(fast,), hardware=(a_device("NVIDIA A100", role="training"),))[
            0
        ].says
    )
    assert not found(
        "missing-hardware", claims=(fast,), hardware=(a_device("NVIDIA A100", role="inference"),)
    )


def test_a_checklist_is_held_against_the_paper() -> None:
    text = "Question: Does the paper report error bars suitably? Answer: [Yes] Justification: see Table 1."
    assert found(
        "checklist-contradiction", "# NeurIPS Paper Checklist", text, checks=checked(variance_reported="no")
    )
    assert not found(
        "checklist-contradiction", "# NeurIPS Paper Checklist", text, checks=checked(variance_reported="yes")
    )
    no = text.replace("[Yes]", "[No]")
    assert not found(
        "checklist-contradiction", "# NeurIPS Paper Checklist", no, checks=checked(variance_reported="no")
    )


def test_two_data_sets_with_the_same_statistics_are_told_and_a_repeated_result_is_not() -> None:
    one = a_table(
        "Data | Train | Val | Len\nIMDB | 108.5k | 13.6k | 385.7\nMIND | 128.8k | 16.1k | 505.4",
        "Statistics of the data.",
    )
    two = a_table(
        "Data | Train | Val | Len\nPubMed | 108.5k | 13.6k | 385.7\nCNN | 287.1k | 13.4k | 781.1",
        "Statistics of more data.",
        "Table 2",
    )
    assert "IMDB" in found("duplicate-result", one, two)[0].says
    again = a_table(
        "v | SST-2 | BoolQ | PIQA\nfull model | 88.0±0.2 | 79.1±0.3 | 78.2±0.2\nw/o x | 80.0 | 71.1 | 70.3",
        "Ablation.",
        "Table 3",
    )
    assert not found("duplicate-result", THOROUGH, again)


def test_no_rule_needs_a_document() -> None:
    assert a_document().tables == () and not found("arithmetic")


def told_before(text: str, **more: Any) -> tuple[Past, ...]:
    claim = a_claim(text, "accuracy", "Table 2", subject="Corvix", own=False, dataset="SST-2", **more)
    return (Past(target="2101.00001", revision="v2", claim=claim),)


def drifted(text: str, history: tuple[Past, ...], **more: Any) -> list[Finding]:
    claim = a_claim(text, "accuracy", "Table 1", subject="Corvix", own=False, dataset="SST-2", **more)
    case = Case(claims=(claim,), plan=Plan(steps=(), margin=Decimal(2), seed=0))
    return [finding for finding in apply_rules(case, (), None, history) if finding.rule == "baseline-drift"]


def test_a_baseline_that_is_weaker_here_than_elsewhere_is_told_with_the_place() -> None:
    findings = drifted("79.0", told_before("83.2"))
    assert [finding.severity for finding in findings] == ["warning"]
    assert "79.0 on SST-2 here, and 83.2 in 2101.00001@v2, Table 2" in findings[0].says


def test_a_baseline_that_agrees_or_was_run_otherwise_is_left_alone() -> None:
    assert not drifted("83.2", told_before("83.24"))
    assert not drifted("0.832", told_before("83.2"))
    assert not drifted("82.9 ± 0.5", told_before("83.2"))
    assert not drifted("79.0", told_before("83.2", conditions="5-shot"), conditions="0-shot")
