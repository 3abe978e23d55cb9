"""A dossier as experiment trackers keep it: each claim once, names that stay, and no number called what it is not."""

import math
import re
from collections.abc import Callable

import pytest

from claims.records import Correction, Dossier
from reports.views.tracked_run import tracked_run
from tests.reports import dossiers
from tests.reports.enemy import HOSTILE, hostile
from tests.reports.many_claims import many_claims

NAME = re.compile(r"[\w/]{1,250}")
"""What both trackers take as a name."""


def repeated() -> Dossier:
    """The realistic dossier, in which the accuracy is printed a second time further down."""
    whole, first = dossiers.realistic(), dossiers.ACCURACY
    place = first.place.model_copy(update={"line": 90})
    again = first.model_copy(update={"id": "again", "place": place, "same_as": first.id})
    verdict = next(verdict for verdict in whole.verdicts if verdict.claim_id == first.id)
    verdicts = (*whole.verdicts, verdict.model_copy(update={"claim_id": "again"}))
    return whole.model_copy(update={"claims": (*whole.claims, again), "verdicts": verdicts})


def test_a_claim_that_is_repeated_counts_once() -> None:
    once, twice = tracked_run(dossiers.realistic()), tracked_run(repeated())
    assert twice.metrics == once.metrics
    assert once.metrics["outcomes/refuted"] == 2
    assert once.digest != twice.digest


def test_values_and_interval_are_in_base_units_whatever_the_unit_printed() -> None:
    metrics, name = tracked_run(dossiers.realistic()).metrics, "claim/accuracy/sst_2/validation"
    assert (metrics[f"{name}/claimed"], metrics[f"{name}/measured"]) == (0.951, 0.914583)
    ends = [metrics[f"{name}/measured_{end}"] for end in ("low", "high", "n")]
    assert ends == [0.90277, 0.92513, 2400]
    assert (metrics["claim/params/claimed"], metrics["cost/latency/batch_16"]) == (66_000_000, 0.0314)
    assert metrics["baselines/accuracy/the_most_frequent_label"] == 0.89


def test_a_number_on_rows_of_ones_own_is_not_called_measured() -> None:
    whole = dossiers.realistic()
    on_own = dossiers.measured("accuracy", "0.8821", "0.8686", "0.8944", claim_id=dossiers.REVIEWS.id)
    metrics = tracked_run(whole.model_copy(update={"attempts": (*whole.attempts, on_own)})).metrics
    assert metrics["claim/accuracy/imdb/test/on_own_data"] == 0.8821
    assert "claim/accuracy/imdb/test/measured" not in metrics


def test_names_stay_when_a_figure_is_edited_and_tell_equal_ones_apart() -> None:
    before = dossiers.realistic()
    edited = tuple(
        claim.model_copy(update={"place": claim.place.model_copy(update={"line": 7})})
        for claim in before.claims
    )
    after = before.model_copy(update={"claims": edited})
    assert tracked_run(before).params == tracked_run(after).params
    other = dossiers.claim("accuracy", "Accuracy", "95.2", "%", dataset="SST-2", split="validation", line=99)
    both = tracked_run(before.model_copy(update={"claims": (*before.claims, other)})).params
    assert both["claim/accuracy/sst_2/validation"] == "refuted"
    assert both["claim/accuracy/sst_2/validation/2"] == "unchecked"


def test_what_a_person_dismissed_is_not_sent() -> None:
    whole = dossiers.realistic()
    why = Correction(about=dossiers.ACCURACY.id, kind="dismiss", why="read wrongly")
    run = tracked_run(whole.model_copy(update={"corrections": (why,)}))
    assert run.metrics["outcomes/refuted"] == 1
    assert not [name for name in run.params if name.startswith("claim/accuracy/sst_2/validation")]


@pytest.mark.parametrize(
    "make", [dossiers.bare, lambda: many_claims(60), *(lambda text=text: hostile(text) for text in HOSTILE)]
)
def test_names_are_what_trackers_take_and_values_are_finite(make: Callable[[], Dossier]) -> None:
    run = tracked_run(make())
    assert all(NAME.fullmatch(name) for name in (*run.metrics, *run.params))
    assert all(math.isfinite(value) for value in run.metrics.values())
    assert all(len(text) <= 500 and text.isprintable() for text in (*run.params.values(), run.name))
