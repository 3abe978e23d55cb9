"""A paper that was read from its LaTeX and is marked in its print: each number at its own cell or sentence."""

from decimal import Decimal

import pymupdf

from claims.records import Claim, Dossier, Place, Quantity, claim_id
from reports.annotated import registry
from tests.reports.dossiers import ACCURACY, realistic

XS = (72.0, 250.0, 330.0, 410.0)
FIRST = (
    ("BERT-tiny", "91.2", "84.1", "70.0"),
    ("Ours", "95.1", "88.7", "70.0"),
    ("Ours (large)", "95.1", "91.2", ""),
)
SECOND = (("no pooling", "91.2", "70.0"), ("no dropout", "88.7", "84.1"))


def printed() -> bytes:
    """Two pages; the same digits stand in both tables, in the text, and in a reference to a table."""
    document = pymupdf.open()
    one = document.new_page()
    one.insert_text((72, 90), "Our model reaches an accuracy of 95.1 on SST-2 while earlier", fontsize=10)
    one.insert_text(
        (72, 102), "work in Table 2 stays at 91.2 percent on a corpus of 1,204 reviews.", fontsize=10
    )
    one.insert_text((72, 300), "Table 1: Main results.", fontsize=10)
    for i, row in enumerate(FIRST):
        for x, text in zip(XS, row, strict=True):
            one.insert_text((x, 320 + 14 * i), text, fontsize=10)
    two = document.new_page()
    two.insert_text((72, 90), "Elsewhere 95.1 joules are spent and 91.2 metres walked.", fontsize=10)
    two.insert_text((72, 300), "Table 2: Ablations.", fontsize=10)
    for i, ablation in enumerate(SECOND):
        for x, text in zip(XS, ablation, strict=False):
            two.insert_text((x, 320 + 14 * i), text, fontsize=10)
    return bytes(document.tobytes(no_new_id=True))


def stated(value: str, line: int, at: tuple[str, int, int] | None = None) -> Claim:
    table, row, column = at or (None, None, None)
    place = Place(file="main.tex", line=line, table=table, row=row, column=column, quote=value)
    number = Quantity(value=Decimal(value), as_written=value)
    new = {"id": claim_id(place, "accuracy", number), "place": place, "stated": number}
    return ACCURACY.model_copy(update=new)


def read() -> tuple[Dossier, dict[str, tuple[int, float, float]]]:
    """The run, and for each claim the page, the left edge and the foot of where it stands."""
    claims: dict[Claim, tuple[int, float, float]] = {}
    for number, (label, rows) in enumerate((("Table 1", FIRST), ("Table 2", SECOND))):
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                if j and text:
                    claims[stated(text, 40 * number + 10 + i, (label, i + 1, j))] = (
                        number,
                        XS[j],
                        320 + 14 * i,
                    )
    claims[stated("95.1", 3)] = (0, 227.0, 90)
    claims[stated("1204", 4)] = (0, 304.0, 102)
    base = realistic().model_copy(
        update={"claims": tuple(claims), "verdicts": (), "findings": (), "corrections": ()}
    )
    return base, {one.id: where for one, where in claims.items()}


def test_every_number_is_marked_in_its_own_cell_or_sentence() -> None:
    dossier, expected = read()
    body = registry["pdf"].call(dossier, printed(), "paper.pdf")
    marks = set()
    with pymupdf.open(stream=body, filetype="pdf") as document:
        for page in document:
            for one in page.annots(types=[pymupdf.PDF_ANNOT_HIGHLIGHT]):  # type: ignore[attr-defined]
                box = pymupdf.Rect(one.vertices[0], one.vertices[-1])
                marks.add((page.number - 1, round(box.x0), round(box.y1 / 7)))
        assert "Marked: 14 of 14" in document[0].get_text()
    wanted = {(page, round(x), round((foot + 3) / 7)) for page, x, foot in expected.values()}
    far = [
        one
        for one in wanted
        if not any(a == one[0] and abs(b - one[1]) < 6 and c == one[2] for a, b, c in marks)
    ]
    assert not far, (far, marks)


def test_a_number_that_the_print_does_not_have_is_not_marked() -> None:
    dossier, _ = read()
    other = stated("66.6", 99, ("Table 2", 3, 1))
    pointer = stated("2", 5)
    told = dossier.model_copy(update={"claims": (*dossier.claims, other, pointer)})
    body = registry["pdf"].call(told, printed(), "paper.pdf")
    with pymupdf.open(stream=body, filetype="pdf") as document:
        cover = document[0].get_text()
    assert "Marked: 14 of 16" in cover and "66.6" in cover


def test_a_table_that_is_not_in_the_print_is_not_laid_over_another() -> None:
    dossier, _ = read()
    alone = tuple(
        stated(value, 90 + i, ("Table 7", i + 1, 1))
        for i, value in enumerate(("95.1", "60.1", "60.2", "60.3"))
    )
    body = registry["pdf"].call(dossier.model_copy(update={"claims": alone}), printed(), "paper.pdf")
    with pymupdf.open(stream=body, filetype="pdf") as document:
        assert "Marked: 0 of 4" in document[0].get_text()
