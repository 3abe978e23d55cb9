"""What a person put right, applied to the claims before anything is planned, measured or judged."""

import difflib
import re
from collections.abc import Iterable

from claims import catalog
from claims.errors import UnknownName, UsageError
from claims.quantities.quantity import read
from claims.records import Claim, Correction, Quantity

TEXTS = frozenset({"subject", "task", "dataset", "split", "conditions"})
"""Fields that are put right by a text; an empty one says that there is none."""
FIELDS = (*sorted(TEXTS), "metric", "own", "value")
"""What may be put right; the place and the quote stay, since they are the document's."""
_PUT_RIGHT = ", put right by a person"
_YES = {"yes": True, "true": True, "no": False, "false": False}


def checked(correction: Correction) -> Correction:
    """The correction, if it can be applied; raises UnknownName or UsageError with what would be right."""
    if correction.kind == "correct":
        _change(correction)
    return correction


def corrected(claims: Iterable[Claim], corrections: Iterable[Correction]) -> tuple[Claim, ...]:
    """The claims with what people put right; an id stays, so that every decision finds its claim again."""
    changes: dict[str, dict[str, object]] = {}
    for correction in corrections:
        if correction.kind == "correct":
            changes.setdefault(correction.about, {}).update(_change(correction))
    return tuple(
        claim.model_copy(
            update={
                **changes[claim.id],
                "read_by": f"{claim.read_by}{_PUT_RIGHT}",
                "confidence": 1.0,
                "could_be": None,
            }
        )
        if claim.id in changes
        else claim
        for claim in claims
    )


def is_printed(claim: Claim) -> bool:
    """Whether the document prints the claim's number: a person may have put another one in its place.

    Only what is printed can contradict another line of the document.
    """
    if not claim.read_by.endswith(_PUT_RIGHT):
        return True
    number = re.search(r"\d+(?:[.,]\d+)*", claim.stated.as_written)
    return number is None or number[0] in re.findall(r"\d+(?:[.,]\d+)*", claim.place.quote)


def _change(correction: Correction) -> dict[str, object]:
    """The fields of a claim that one correction changes."""
    field, value = correction.field or "", (correction.value or "").strip()
    if field in TEXTS:
        if field == "subject" and not value:
            raise UsageError("A claim needs a subject.", "Say which model or method it is about.")
        return {field: value or None}
    if field == "own":
        if value.casefold() not in _YES:
            raise UsageError(
                f"own is yes or no, not {value!r}.", "Say whether it is the document's own model."
            )
        return {"own": _YES[value.casefold()]}
    if field == "metric":
        return _metric(value)
    if field == "value":
        return {"stated": _quantity(value)}
    near = difflib.get_close_matches(field, FIELDS, n=3) or FIELDS
    raise UnknownName(f"A claim has no field {field!r} to put right.", f"Did you mean {', '.join(near)}?")


def _metric(value: str) -> dict[str, object]:
    known = catalog.metric(value)
    if known is None:
        near = difflib.get_close_matches(value, catalog.metrics(), n=3)
        raise UnknownName(
            f"There is no metric {value!r}.", f"Did you mean {', '.join(near)}?" if near else "Use its id."
        )
    return {"metric": known.id, "metric_as_written": known.name}


def _quantity(value: str) -> Quantity:
    stated = read(value)
    if not isinstance(stated, Quantity):
        raise UsageError(
            f"{value!r} is no number: {stated.why}.", "Write it as the document prints it, 93.2 %."
        )
    return stated
