"""The exit codes by which a pipeline goes on or stops."""

import pytest

from claims.records import Correction, Dossier
from flows.commands.gate import exit_code, validation_status, watched_outcomes, worst
from tests.reports import dossiers


def with_outcome(outcome: str, *, own: bool = True) -> Dossier:
    """A dossier of one claim with that outcome, and no finding."""
    whole = dossiers.realistic()
    claim = whole.claims[0].model_copy(update={"own": own, "same_as": None})
    verdict = next(v for v in whole.verdicts if v.claim_id == claim.id).model_copy(
        update={"outcome": outcome}
    )
    return whole.model_copy(
        update={"claims": (claim,), "verdicts": (verdict,), "findings": (), "corrections": ()}
    )


@pytest.mark.parametrize(
    ("fail_on", "outcome", "code"),
    [
        ("refuted", "refuted", 1),
        ("refuted", "inconclusive", 0),
        ("none", "refuted", 0),
        ("refuted,falls_short", "falls_short", 1),
        ("inconclusive", "inconclusive", 1),
        ("unchecked", "unchecked", 1),
        ("unchecked", "confirmed", 0),
        ("refuted,investigate", "inconclusive", 4),
        ("refuted,investigate", "falls_short", 4),
        ("refuted, investigate", "refuted", 1),
        ("refuted,investigate", "confirmed", 0),
        ("investigate", "refuted", 0),
    ],
)
def test_a_pipeline_stops_where_it_was_asked_to(fail_on: str, outcome: str, code: int) -> None:
    assert exit_code(with_outcome(outcome), watched_outcomes(fail_on)) == code


def test_scores_of_others_are_no_reason_to_stop_for_what_is_open() -> None:
    assert exit_code(with_outcome("inconclusive", own=False), {"inconclusive", "investigate"}) == 0
    assert exit_code(with_outcome("refuted", own=False), {"refuted"}) == 1


def test_a_document_without_a_claim_of_its_own_does_not_pass_as_checked() -> None:
    nothing = with_outcome("confirmed").model_copy(update={"claims": (), "verdicts": ()})
    assert (exit_code(nothing, {"unchecked"}), exit_code(nothing, {"refuted"})) == (1, 0)


def test_a_serious_finding_fails_or_is_to_be_looked_at_unless_it_is_dismissed() -> None:
    finding = dossiers.realistic().findings[0].model_copy(update={"severity": "serious"})
    dossier = with_outcome("confirmed").model_copy(update={"findings": (finding,)})
    assert [exit_code(dossier, {name}) for name in ("serious", "investigate", "refuted")] == [1, 4, 0]
    why = Correction(about=finding.id, kind="dismiss", why="known")
    assert exit_code(dossier.model_copy(update={"corrections": (why,)}), {"serious", "investigate"}) == 0


def test_of_several_targets_the_worst_counts() -> None:
    assert [worst(0, 4), worst(4, 1), worst(1, 3), worst(3, 4), worst(0, 0)] == [4, 1, 3, 3, 0]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("confirmed", "passed"),
        ("transfers", "passed"),
        ("refuted", "failed"),
        ("inconclusive", "investigate"),
        ("falls_short", "investigate"),
        ("unchecked", "unchecked"),
    ],
)
def test_a_registry_is_told_passed_only_where_an_own_claim_holds(outcome: str, status: str) -> None:
    assert validation_status(with_outcome(outcome)) == status


def test_what_holds_of_others_or_was_dismissed_passes_nothing() -> None:
    assert validation_status(with_outcome("confirmed", own=False)) == "unchecked"
    held = with_outcome("confirmed")
    why = Correction(about=held.claims[0].id, kind="dismiss", why="read wrongly")
    assert validation_status(held.model_copy(update={"corrections": (why,)})) == "unchecked"
