"""Builds documents for the rules: tables written as lines with bars, and paragraphs under headings."""

from decimal import Decimal
from typing import Any

from claims.quantities import quantity
from claims.records import (
    Block,
    Case,
    Cell,
    Check,
    Claim,
    Document,
    Finding,
    HardwareMention,
    Place,
    Plan,
    Quantity,
    Source,
    Table,
    claim_id,
)  # fmt: skip
from claims.rules import apply_rules
from tests.extractors.cards import reading_of

SOURCE = Source(kind="folder", name="made", revision="r", sha256="0" * 64)


def a_table(text: str, caption: str = "", label: str = "Table 1", headers: int = 1) -> Table:
    """A table of lines; a cell in stars is bold."""
    lines = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    cells = tuple(
        Cell(
            row=r,
            column=c,
            text=one.strip().strip("*"),
            bold=one.strip().startswith("*"),
            place=at(one.strip(), label, r, c),
        )
        for r, line in enumerate(lines)
        for c, one in enumerate(line)
        if one.strip()
    )
    return Table(
        label=label, caption=caption or None, header_rows=headers, cells=cells, place=at(label, label)
    )


def at(quote: str, table: str | None = None, row: int | None = None, column: int | None = None) -> Place:
    return Place(file="paper.tex", line=1, table=table, row=row, column=column, quote=quote)


def a_document(*parts: Table | str, title: str = "Glimnet: a Study") -> Document:
    """Tables, headings ("# Method") and paragraphs, in order."""
    blocks: list[Block] = []
    section: tuple[str, ...] = ()
    for part in parts:
        if isinstance(part, Table):
            continue
        if part.startswith("#"):
            level = len(part) - len(part.lstrip("#"))
            section = (*section[: level - 1], part.lstrip("# "))
            blocks.append(
                Block(kind="heading", text=part.lstrip("# "), section=section, level=level, place=at(part))
            )
        else:
            blocks.append(Block(kind="paragraph", text=part, section=section, place=at(part[:60])))
    return Document(
        source=SOURCE,
        title=title,
        blocks=tuple(blocks),
        tables=tuple(p for p in parts if isinstance(p, Table)),
    )


def a_claim(text: str, metric: str, table: str | None = None, **more: Any) -> Claim:
    stated = quantity.read(text)
    assert isinstance(stated, Quantity)
    place = at(text, table)
    facts: dict[str, Any] = {
        "kind": "quality",
        "subject": "Glimnet",
        "own": True,
        "read_by": "test@1",
        "confidence": 1.0,
    }
    facts |= {"metric_as_written": metric, **more}
    return Claim(id=claim_id(place, metric, stated), metric=metric, stated=stated, place=place, **facts)


def a_device(name: str, count: int = 1, **more: Any) -> HardwareMention:
    return HardwareMention(name=name, count=count, place=at(name), **more)


def found(rule: str, *parts: Table | str, claims: tuple[Claim, ...] = (), **more: Any) -> list[Finding]:
    """What one rule finds in a document of these parts."""
    case = Case(claims=claims, plan=Plan(steps=(), margin=Decimal(2), seed=0), **more)
    return [finding for finding in apply_rules(case, (), a_document(*parts)) if finding.rule == rule]


def found_in_card(rule: str, text: str) -> list[Finding]:
    """What one rule finds in a card as it is read."""
    reading = reading_of(text)
    case = Case(
        claims=reading.claims, hardware=reading.hardware, checks=reading.checks, facts=reading.facts,
        plan=Plan(steps=(), margin=Decimal(2), seed=0),
    )  # fmt: skip
    return [finding for finding in apply_rules(case, (), reading.document) if finding.rule == rule]


def checked(**answers: str) -> tuple[Check, ...]:
    return tuple(
        Check.model_validate({"question": name, "answer": answer}) for name, answer in answers.items()
    )
