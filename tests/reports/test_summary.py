"""The conclusion, the order, and what people set aside."""

import pytest

from claims.records import Correction, Dossier, Measurement, Outcome, Pair, Verdict
from claims.verdicts.reservations import ANSWERS
from reports import registry
from reports.views.conclusion import conclude
from reports.views.summary import summarise
from reports.views.vocabulary import ORDER, claim_name
from tests.reports.dossiers import ACCURACY, FINDINGS, bare, realistic


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "The document states no number that could be read."),
        ({"unchecked": 1}, "The one claim could not be checked here."),
        ({"unchecked": 1200}, "None of the 1,200 claims could be checked here."),
        ({"confirmed": 1}, "The one claim checked holds."),
        ({"confirmed": 5, "unchecked": 2}, "All 5 claims checked hold."),
        ({"refuted": 1, "confirmed": 1}, "1 of the 2 claims checked does not hold."),
        ({"refuted": 1}, "1 of 1 claim checked does not hold."),
        (
            {"refuted": 2, "falls_short": 1},
            "2 of the 3 claims checked do not hold, and 1 more falls short on your own data.",
        ),
        (
            {"falls_short": 2, "transfers": 1},
            "2 of the 3 claims checked fall short on your own data; none is refuted.",
        ),
        ({"inconclusive": 3}, "The data at hand cannot settle any of the 3 claims checked."),
        (
            {"confirmed": 1, "transfers": 2, "inconclusive": 1},
            "Of 4 claims checked, 1 holds, 2 carry over to your own data and 1 cannot be settled; none is refuted.",
        ),
        ({"transfers": 1}, "Of 1 claim checked, 1 carries over to your own data; none is refuted."),
    ],
)
def test_the_conclusion_is_a_sentence(counts: dict[Outcome, int], sentence: str) -> None:
    assert conclude(dict.fromkeys(ORDER, 0) | counts, 0) == sentence


def test_one_reason_of_all_unchecked_claims_is_told_in_full() -> None:
    base, why = bare(), "model.bst is a model of XGBoost, which nothing here runs."
    verdict = Verdict(claim_id=ACCURACY.id, outcome="unchecked", says=why, reason="no_reproducer")
    (point,) = summarise(
        base.model_copy(update={"claims": (ACCURACY,), "verdicts": (verdict,), "findings": ()})
    ).key_points
    assert point.says == f"1 claim could not be checked: {why}"


def test_numbers_without_a_claim_are_in_the_conclusion_where_nothing_was_claimed() -> None:
    assert conclude(dict.fromkeys(ORDER, 0), 3).endswith("; 3 numbers were measured here.")


def test_what_fails_comes_first_and_each_claim_once() -> None:
    summary = summarise(realistic())
    ranks = [ORDER.index(row.outcome) for row in summary.rows]
    assert ranks == sorted(ranks)
    assert summary.rows[0].claim == ACCURACY, "a score stands before a size"
    assert len(summary.rows) == len(realistic().claims)
    assert [point.tone for point in summary.key_points] == ["refuted", "serious", "falls_short"]


def test_a_dismissed_claim_takes_its_repeats_with_it() -> None:
    base = realistic()
    place = ACCURACY.place.model_copy(update={"line": 900})
    again = ACCURACY.model_copy(update={"id": "again", "place": place, "same_as": ACCURACY.id})
    verdict = next(v for v in base.verdicts if v.claim_id == ACCURACY.id)
    aside = Correction(about=ACCURACY.id, kind="dismiss", why="An old table.")
    twice = base.model_copy(
        update={
            "claims": (*base.claims, again),
            "verdicts": (*base.verdicts, verdict.model_copy(update={"claim_id": "again"})),
            "corrections": (aside,),
        }
    )
    summary = summarise(twice)
    assert not {ACCURACY.id, "again"} & {row.claim.id for row in summary.rows}
    assert twice.dismissals["again"] == "An old table."


def test_a_dismissed_repeat_leaves_the_first_statement() -> None:
    base = realistic()
    again = ACCURACY.model_copy(update={"id": "again", "same_as": ACCURACY.id})
    aside = Correction(about="again", kind="dismiss", why="Only this place.")
    twice = base.model_copy(update={"claims": (*base.claims, again), "corrections": (aside,)})
    assert set(twice.dismissals) == {"again"}


def test_what_a_person_dismissed_is_shown_but_not_counted() -> None:
    base = realistic()
    about = (
        Correction(about=ACCURACY.id, kind="dismiss", why="Misread: it is the training score."),
        Correction(about=FINDINGS[2].id, kind="dismiss", why="The rows were drawn that way."),
    )
    summary = summarise(base.model_copy(update={"corrections": about}))
    assert summary.counts["refuted"] == 1
    assert [row.set_aside for row in summary.dismissed] == ["Misread: it is the training score."]
    assert not any(finding.severity == "serious" for finding in summary.findings)
    assert "serious" not in summary.side_notes


def test_a_claim_without_a_verdict_is_counted_as_unchecked() -> None:
    summary = summarise(realistic().model_copy(update={"verdicts": ()}))
    assert summary.counts["unchecked"] == len(summary.rows) == 11


def test_the_next_steps_name_the_rows_and_the_options() -> None:
    told = " ".join(summarise(realistic()).next_steps)
    assert "5,300 rows (2,400 were measured) to settle ECE on SST-2" in told
    assert "--of-dataset" in told
    assert not summarise(bare()).next_steps


@pytest.mark.parametrize(("form", "advised"), [("predictions", False), ("safetensors", True)])
def test_who_gave_a_file_of_answers_is_not_told_to_give_one(form: str, advised: bool) -> None:
    dossier = realistic()
    assert dossier.model is not None
    first, *others = dossier.verdicts
    unchecked = first.model_copy(update={"outcome": "unchecked", "reason": "no_model"})
    model = dossier.model.model_copy(update={"format": form})
    steps = " ".join(
        summarise(dossier.model_copy(update={"model": model, "verdicts": (unchecked, *others)})).next_steps
    )
    assert ("--predictions FILE to check" in steps) == advised
    assert ("that a file of answers cannot give, to check" in steps) != advised


def test_a_summary_needs_no_model_and_no_machine() -> None:
    dossier: Dossier = realistic().model_copy(update={"model": None, "machine": None})
    own = summarise(dossier).unclaimed
    assert own.count == 8
    assert not own.baselines


def test_a_statement_that_is_repeated_counts_once_and_shows_both_places() -> None:
    base = realistic()
    place = ACCURACY.place.model_copy(update={"line": 99})
    again = ACCURACY.model_copy(update={"id": "f" * 16, "same_as": ACCURACY.id, "place": place})
    verdicts = {verdict.claim_id: verdict for verdict in base.verdicts}
    same = verdicts[ACCURACY.id].model_copy(update={"claim_id": again.id})
    both = base.model_copy(update={"claims": (*base.claims, again), "verdicts": (*base.verdicts, same)})
    summary = summarise(both)
    assert summary.headline.startswith("11 claims (stated 12 times): 2 refuted")
    assert summary.rows[0].also == "also 95.1\u202f% at README.md:99"
    for name in ("html", "markdown", "terminal"):
        assert "README.md:99" in registry[name].call(both).decode()


def test_a_repeated_statement_with_another_outcome_keeps_its_own_row() -> None:
    base = realistic()
    again = ACCURACY.model_copy(update={"id": "f" * 16, "same_as": ACCURACY.id})
    summary = summarise(base.model_copy(update={"claims": (*base.claims, again)}))
    assert len(summary.rows) == 12
    assert summary.counts["unchecked"] == 5


def test_needed_rows_are_told_to_two_digits() -> None:
    base = realistic()
    verdicts = tuple(v.model_copy(update={"needed_n": 7594}) if v.needed_n else v for v in base.verdicts)
    assert "about 7,600 rows" in summarise(base.model_copy(update={"verdicts": verdicts})).next_steps[0]


def test_the_headline_is_the_texts_own_first_score_and_never_a_size_or_a_rivals_row() -> None:
    dossier = realistic()
    scores = [claim for claim in dossier.claims if claim.own and claim.kind == "quality"]
    fields = tuple(
        claim.model_copy(update={"read_by": "card-index@3"}) if claim == scores[0] else claim
        for claim in dossier.claims
    )
    said = summarise(dossier.model_copy(update={"claims": fields})).claimed
    assert said.startswith(f"{scores[1].stated.value}")
    rivals = tuple(claim for claim in dossier.claims if not claim.own)
    assert rivals and summarise(dossier.model_copy(update={"claims": rivals})).claimed == ""


def test_a_name_that_says_the_data_set_is_not_told_twice() -> None:
    claim = next(c for c in realistic().claims if c.dataset == "SST-2")
    named = claim.model_copy(update={"metric_as_written": "Accuracy on SST-2 validation"})
    assert claim_name(named) == "Accuracy on SST-2 validation"


@pytest.mark.parametrize("form", ["terminal", "html", "markdown", "memo", "memo-html", "json", "model-index"])
def test_every_report_says_who_supplied_the_answers(form: str) -> None:
    dossier = realistic()
    assert dossier.model is not None
    says = Pair(name=ANSWERS, value="supplied in answers.csv; the model itself was not run")
    attempts = tuple(
        a.model_copy(update={"settings": (*a.settings, says)}) if isinstance(a, Measurement) else a
        for a in dossier.attempts
    )
    model = dossier.model.model_copy(update={"format": "predictions"})
    body = registry[form].call(dossier.model_copy(update={"attempts": attempts, "model": model})).decode()
    assert "supplied in answers.csv" in " ".join(body.split())
    assert "answers.csv" not in registry[form].call(dossier).decode()
