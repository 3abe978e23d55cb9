"""What a paper presents as its own, which ablation isolates it, and the checklist it answers."""

from claims.records import Check, Contribution, Document
from extractors.paper_checks import paper_checks
from extractors.paper_contributions import paper_contributions
from tests.claims.rules.pages import a_document, a_table

MAIN = a_table(
    "Model | SST-2 | BoolQ\nBelonet | 80.1 ± 0.2 | 70.2 ± 0.3\nCorvix | 81.4 ± 0.1 | 71.3 ± 0.2\nGlimnet | 88.0 ± 0.2 | 79.1 ± 0.1",
    "Accuracy (%) of all systems.",
)
ABLATION = a_table(
    "Variant | SST-2\nGlimnet | 88.0\nw/o key gating | 85.1", "Ablation of the components.", "Table 2"
)
PAPER = a_document(
    "# Abstract", "We propose Glimnet. It is 3x faster than Belonet.",
    "# Introduction", "Our contributions are two: we propose key gating for long inputs. We also introduce ring pooling.",
    "# Method", "## Ring Pooling", "Ring pooling folds the sequence.",
    "# Experiments", "We train with Adam, a learning rate of 1e-3, a batch size of 32 and dropout of 0.1 for 3 epochs.",
    "Latency is measured on one NVIDIA V100. Training took 12 hours on 8 NVIDIA V100 GPUs.", MAIN,
    "# Ablation", "Removing key gating costs 2.9 points.", ABLATION,
    "# Limitations", "We only study English.", "Our code is available at https://github.com/glim/net.",
)  # fmt: skip
BARE = a_document(
    "# Abstract", "We propose Glimnet.", "# Method", "It adds numbers.", "# Results", "It works well."
)


def presented() -> dict[str, Contribution]:
    return {
        contribution.component.casefold(): contribution
        for contribution in paper_contributions(PAPER)
        if isinstance(contribution, Contribution)
    }


def test_what_is_proposed_and_what_heads_the_method_is_presented() -> None:
    assert {"key gating", "ring pooling"} <= presented().keys()


def test_a_component_that_a_row_leaves_out_is_isolated_there() -> None:
    gating = presented()["key gating"]
    assert gating.ablated and gating.where is not None
    assert not presented()["ring pooling"].ablated


def answers(document: Document) -> dict[str, str]:
    return {check.question: check.answer for check in paper_checks(document) if isinstance(check, Check)}


def test_a_thorough_paper_answers_yes_with_a_place() -> None:
    assert set(answers(PAPER).values()) == {"yes"}
    assert all(check.place for check in paper_checks(PAPER) if isinstance(check, Check))


def test_a_bare_paper_answers_no() -> None:
    said = answers(BARE)
    assert said.pop("speed_claim_has_hardware") == "not applicable" and set(said.values()) == {"no"}


def test_a_checklist_of_the_conference_is_no_evidence() -> None:
    asked = "Question: Does the paper report error bars or the standard deviation? Answer: [Yes]"
    assert (
        answers(a_document("# Abstract", "We propose Glimnet.", "# NeurIPS Paper Checklist", asked))[
            "variance_reported"
        ]
        == "no"
    )
