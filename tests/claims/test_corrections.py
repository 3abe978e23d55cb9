"""What people put right is what is judged; the document's own ink stays."""

from decimal import Decimal

import pytest

from claims.corrections import FIELDS, checked, corrected
from claims.errors import UnknownName, UsageError
from claims.records import Correction
from tests.reports.dossiers import ACCURACY, CLAIMS


def put_right(field: str, value: str, about: str = ACCURACY.id) -> Correction:
    return Correction(about=about, kind="correct", field=field, value=value, why="I looked")


def test_only_the_claim_that_is_meant_changes() -> None:
    changed = corrected(CLAIMS, [put_right("dataset", "IMDb"), put_right("split", "test")])
    right = next(one for one in changed if one.id == ACCURACY.id)
    assert (right.dataset, right.split) == ("IMDb", "test")
    assert [one for one in changed if one is not right] == [one for one in CLAIMS if one.id != ACCURACY.id]


def test_the_identity_and_the_ink_stay_and_the_reader_is_told() -> None:
    (changed,) = corrected([ACCURACY], [put_right("value", "59.1 %")])
    assert (changed.id, changed.place) == (ACCURACY.id, ACCURACY.place)
    assert changed.stated.value == Decimal("59.1")
    assert "by a person" in changed.read_by


def test_a_metric_is_put_right_by_any_of_its_names() -> None:
    (changed,) = corrected([ACCURACY], [put_right("metric", "macro F1")])
    assert changed.metric == "f1_macro"


def test_an_empty_text_says_that_there_is_none() -> None:
    (changed,) = corrected([ACCURACY], [put_right("dataset", "")])
    assert changed.dataset is None


def test_a_dismissal_changes_nothing() -> None:
    dismissal = Correction(about=ACCURACY.id, kind="dismiss", why="not ours")
    assert corrected([ACCURACY], [checked(dismissal)]) == (ACCURACY,)


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("datset", "IMDb", UnknownName),
        ("metric", "loveliness", UnknownName),
        ("value", "high", UsageError),
        ("own", "perhaps", UsageError),
        ("subject", " ", UsageError),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(field: str, value: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        checked(put_right(field, value))


def test_the_nearest_field_is_suggested() -> None:
    with pytest.raises(UnknownName, match="dataset"):
        checked(put_right("datset", "IMDb"))
    assert "place" not in FIELDS
