"""The numbers for `dvc metrics diff`: each under the same name before and after an edit, and no other kind of value."""

import json
from typing import Any

from claims.records import Dossier
from reports import registry
from tests.reports.dossiers import ACCURACY, realistic


def metrics(dossier: Dossier) -> dict[str, Any]:
    return dict(json.loads(registry["metrics"].call(dossier)))


def test_an_edited_number_keeps_its_name() -> None:
    whole = realistic()
    stated = ACCURACY.stated.model_copy(update={"value": ACCURACY.stated.value - 1, "as_written": "94.1"})
    place = ACCURACY.place.model_copy(update={"line": 3})
    edited = ACCURACY.model_copy(update={"stated": stated, "place": place})
    claims = tuple(edited if claim.id == ACCURACY.id else claim for claim in whole.claims)
    before, after = metrics(whole), metrics(whole.model_copy(update={"claims": claims}))
    assert before.keys() == after.keys()
    name = "claim/accuracy/sst_2/validation"
    assert {key for key in before if before[key] != after[key]} == {f"{name}/claimed"}
    assert (before[f"{name}/outcome"], before["outcomes/refuted"]) == ("refuted", 2)


def test_a_run_over_the_same_bytes_differs_in_nothing() -> None:
    whole = realistic()
    slower = tuple(timing.model_copy(update={"seconds": timing.seconds + 1}) for timing in whole.timings)
    assert slower and metrics(whole) == metrics(whole.model_copy(update={"timings": slower}))
