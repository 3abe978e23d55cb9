"""The ablation matrix: the tables that isolate a component, each variant beside the others, with what it loses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.records import Claim, Contribution, Dossier, Place
from reports.views import number_format, vocabulary
from reports.views.safe_text import shortened

MOST_ROWS, MOST_COLUMNS = 24, 8
"""Of one table; the rest is counted."""
BELOW, ABOVE = 40, 12
"""Lines of LaTeX by which a table may follow its caption, or stand before it."""
_LABEL = re.compile(r"\s*(Table\s{0,3}[A-Z]?\d{1,3})\b", re.IGNORECASE)
ClaimsByCell = dict[tuple[int, int], Claim]


@dataclass(frozen=True)
class AblationScore:
    """One score of one variant."""

    stated: str
    """As printed."""
    behind: str
    """The difference from the best of its column, "−1.2"; empty for the best."""
    best: bool
    """Whether nothing in the column is better."""


@dataclass(frozen=True)
class Variant:
    """One row of an ablation table: the system with something changed."""

    name: str
    cells: tuple[AblationScore | None, ...]


@dataclass(frozen=True)
class AblationMatrix:
    """One ablation table: variants of a system and their scores."""

    label: str
    """Its label as printed."""
    isolates: tuple[str, ...]
    """The components that it isolates."""
    columns: tuple[str, ...]
    rows: tuple[Variant, ...]
    left: int
    """Rows that are not shown."""


def ablation_matrices(dossier: Dossier) -> tuple[AblationMatrix, ...]:
    """One matrix for each table in which a component is isolated, in the order of the components."""
    dismissed = dossier.dismissals
    claims = [claim for claim in dossier.claims if claim.place.table and claim.id not in dismissed]
    isolated: dict[str, list[str]] = {}
    for contribution in dossier.contributions:
        label = _table(contribution, claims)
        if label is not None:
            isolated.setdefault(label, []).append(shortened(contribution.component, 60))
    made = (_matrix(label, tuple(dict.fromkeys(names)), claims) for label, names in isolated.items())
    return tuple(matrix for matrix in made if matrix is not None)


def _table(contribution: Contribution, claims: list[Claim]) -> str | None:
    """The label of the table that isolates a component, as the claims' places have it."""
    where = contribution.where
    if where is None:
        return None
    labels = {claim.place.table for claim in claims if claim.place.file == where.file}
    label = where.table or ((named := _LABEL.match(where.quote[:60])) and " ".join(named[1].split()))
    return label if label in labels else _table_of_caption(where, claims)


def _table_of_caption(caption: Place, claims: list[Claim]) -> str | None:
    """The table to which a caption at a line of LaTeX belongs: the one that follows closely, else the one before."""
    if caption.line is None or caption.table:
        return None
    lines: dict[str, list[int]] = {}
    for claim in claims:
        if claim.place.file == caption.file and claim.place.line is not None:
            lines.setdefault(claim.place.table or "", []).append(claim.place.line)
    after = {
        min(line) - caption.line: label
        for label, line in lines.items()
        if 0 <= min(line) - caption.line <= BELOW
    }
    before = {
        caption.line - max(line): label
        for label, line in lines.items()
        if 0 < caption.line - max(line) <= ABOVE
    }
    near = after or before
    return near[min(near)] if near else None


def _matrix(label: str, isolates: tuple[str, ...], claims: list[Claim]) -> AblationMatrix | None:
    """The table as a matrix; None where its rows and columns are not known, or one row is all there is."""
    cells: ClaimsByCell = {}
    for claim in claims:
        row, column = claim.place.row, claim.place.column
        if claim.place.table == label and claim.kind == "quality" and row is not None and column is not None:
            cells.setdefault((row, column), claim)
    rows = sorted({row for row, _ in cells})
    columns = sorted({column for _, column in cells})[:MOST_COLUMNS]
    if len(rows) < 2:
        return None
    best = {column: _best([claim for (_, at), claim in cells.items() if at == column]) for column in columns}
    return AblationMatrix(
        label=shortened(label, 40),
        isolates=isolates,
        columns=tuple(
            _column([claim for (_, at), claim in cells.items() if at == column]) for column in columns
        ),
        rows=tuple(_variant(row, columns, cells, best) for row in rows[:MOST_ROWS]),
        left=max(0, len(rows) - MOST_ROWS),
    )


def _variant(row: int, columns: list[int], cells: ClaimsByCell, best: dict[int, Decimal | None]) -> Variant:
    here = [claim for (at, _), claim in cells.items() if at == row]
    name = " · ".join(_shared(here)) or here[0].subject
    scores = tuple(_cell(cells.get((row, column)), best[column]) for column in columns)
    return Variant(shortened(name, 90), scores)


def _cell(claim: Claim | None, best: Decimal | None) -> AblationScore | None:
    if claim is None:
        return None
    gap = claim.stated.value - best if best is not None else None
    behind = number_format.plain(gap) if gap else ""
    return AblationScore(
        number_format.stated(claim.stated), f"+{behind}" if gap and gap > 0 else behind, gap == 0
    )


def _best(column: list[Claim]) -> Decimal | None:
    """The best value of a column; None where it mixes metrics or units, or nobody says which way is better."""
    if len({(claim.metric, claim.stated.unit) for claim in column}) != 1:
        return None
    known = catalog.metric(column[0].metric)
    if known is None or known.higher_is_better is None:
        return None
    values = [claim.stated.value for claim in column]
    return max(values) if known.higher_is_better else min(values)


def _column(column: list[Claim]) -> str:
    """What all scores of a column share: metric, data set, and the part of the subject that they have in common."""
    shared = _shared(column) if len(column) > 1 else ()
    named = (vocabulary.claim_name(column[0]), *shared)
    return shortened(", ".join(named), 70)


def _shared(claims: list[Claim]) -> tuple[str, ...]:
    """The parts of subject and conditions that all of them have, in the first one's order."""
    first, *others = (tuple(_parts(claim)) for claim in claims)
    return tuple(part for part in first if all(part in other for other in others))


def _parts(claim: Claim) -> Iterator[str]:
    yield from (part.strip() for part in claim.subject.split(" / ") if part.strip())
    yield from (part.strip() for part in (claim.conditions or "").split("; ") if part.strip())
