"""A small paper that we set ourselves, and the dossier of a run over it."""

from decimal import Decimal

import pymupdf

from claims.records import Claim, Dossier, Place, Quantity, Verdict, claim_id
from tests.reports.dossiers import ACCURACY, realistic

ROWS = (("BERT-tiny", "91.2±0.3", "84.1"), ("Ours", "95.1", "88.75"), ("Ours (large)", "95.12", "1,204"))
COLUMNS = (72.0, 220.0, 330.0)


def paper(rotation: int = 0, title: str = "A small paper") -> bytes:
    """Two pages with a table of numbers on the second."""
    document = pymupdf.open()
    first = document.new_page(width=595, height=842)
    first.insert_text((72, 90), title, fontsize=20)
    first.insert_text((72, 130), "We reach 95.1 on SST-2, in 2019 and on page 1.", fontsize=11)
    second = document.new_page(width=595, height=842)
    for i, row in enumerate(ROWS):
        for x, text in zip(COLUMNS, row, strict=True):
            second.insert_text((x, 200 + 18 * i), text, fontsize=11)
    second.set_rotation(rotation)
    return bytes(document.tobytes(no_new_id=True))


def words(body: bytes, page: int) -> list[tuple[str, tuple[float, float, float, float]]]:
    with pymupdf.open(stream=body, filetype="pdf") as document:
        return [(w[4], (w[0], w[1], w[2], w[3])) for w in document[page].get_text("words")]


def stated(value: str, page: int | None, box: tuple[float, float, float, float] | None, quote: str) -> Claim:
    place = Place(file="paper.pdf", page=page, bbox=box, quote=quote, table="Table 1")
    number = Quantity(value=Decimal(value), unit=None, as_written=quote)
    return ACCURACY.model_copy(
        update={"id": claim_id(place, "accuracy", number), "place": place, "stated": number}
    )


def read(body: bytes) -> Dossier:
    """The realistic run, as if it had read this paper: every number of the table, and one of the text."""
    boxes = dict(words(body, 1))
    claims = [
        stated("91.2", 2, boxes["91.2±0.3"], "91.2±0.3"),
        stated("84.1", 2, boxes["84.1"], "84.1"),
        stated("95.1", 2, boxes["95.1"], "95.1"),
        stated("88.75", 2, boxes["88.75"], "88.75"),
        stated("95.12", 2, boxes["95.12"], "95.12"),
        stated("1204", 2, boxes["1,204"], "1,204"),
        stated("2019", None, None, "2019"),
        stated("77.7", 2, boxes["84.1"], "77.7"),
    ]
    outcomes = (
        "confirmed",
        "refuted",
        "falls_short",
        "transfers",
        "inconclusive",
        "unchecked",
        "confirmed",
        "unchecked",
    )
    verdicts = [
        Verdict(claim_id=claim.id, outcome=outcome, says=f"{claim.stated.as_written} was looked at.")
        for claim, outcome in zip(claims, outcomes, strict=True)
    ]
    base = realistic()
    (flag,) = (finding for finding in base.findings if finding.rule == "hero-number")
    flagged = flag.model_copy(update={"claim_ids": (claims[2].id,)})
    return base.model_copy(
        update={
            "claims": tuple(claims),
            "verdicts": tuple(verdicts),
            "findings": (flagged,),
            "corrections": (),
        }
    )
