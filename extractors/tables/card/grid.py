"""A table as rows and columns, and what each of its columns is for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from claims import catalog
from claims.quantities import quantity
from claims.records import Cell, Quantity, Table
from extractors.language.datasets import EvaluationData, known_dataset, name_and_conditions
from extractors.tables.card.labels import Label, label, names_no_score
from extractors.tables.shared_names import data_by_neighbours, entity_types, long_names

Role = Literal["value", "spread", "subject", "dataset", "metric", "split", "device", "condition"]
_ROLES: tuple[tuple[Role, str], ...] = (
    ("device", r"device|hardware|gpus?|cpus?|platform|accelerator|machine|processor|instance"),
    ("split", r"splits?|partition"),
    ("metric", r"metrics?|measures?|evaluation metric|criterion|metric name"),
    ("dataset", r"eval(?:uation)? (?:sets?|data)|(?:eval(?:uation)? |test |training )?(?:data ?sets?|benchmarks?|corp(?:us|ora)|test ?sets?)(?: name)?"
                r"|tasks?(?: name)?|categor(?:y|ies)|subsets?|domains?|subjects?|evals?|benchmark name"),
    ("subject", r"(?:[\w-]{2,14} )?(?:models?|methods?|systems?|approach(?:es)?|networks?|checkpoints?|variants?|backbones?"
                r"|algorithms?|architectures?)(?: (?:name|variant|id|size|type)s?)?|names?|sizes?|versions?|training[ _]methods?"
                r"|model[ /]\w{1,12}|setting|configuration|run"),
    ("condition", r"quanti[sz]ation|precision|d?types?|notes?|comments?|links?|license|url|download|languages?|lang"
                  r"|lang(?:uage)?[ -]?pairs?|directions?|entit(?:y|ies)|labels?|class(?:es)?|(?:ner )?tags?|release|paper|code|demo|checkpoint link|capability"),
)  # fmt: skip
_SETTING = re.compile(
    r"(?i)^(?:batch|bs$|seq|max[ _]?(?:len|seq)|epochs?|steps?|iter|lr$|learning|seeds?$|threads?|(?:n[-_ ]?|num[-_ ]?(?:few)?)?shots?$|ranks?$|year"
    r"|sents?$|words?$|date|rows?$|samples?$|support$|totals?$|counts?$|index$|id$|n$|#$|beam|temperature|resolution|input|img|image size"
    r"|bits?$|gpus?$|versions?$|num(?:ber)?[ _.])|tokens?$|examples?$|samples?$|sentences?$|hours$|(?:train|test|dev)[ _]size"
)
_SPREAD = re.compile(r"(?i)(?:std\.?(?: ?(?:err|dev))?|stderr|standard (?:error|deviation)|sd|se|±)\.?")
_LANGUAGE = re.compile(
    r"(?:ar|bg|bn|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|lv|ms|nl|no|pl|pt|ro|ru|sk|sl|sr|sv|sw|ta|te|th|tr|uk|ur|vi|zh"
    r"|af|am|as|az|cy|eu|ga|gl|gu|ha|ig|ka|kk|km|kn|lo|mk|ml|mn|mr|mt|my|ne|or|pa|rw|si|so|sq|uz|xh|yo|zu)"
    r"(?:[-_][A-Za-z]{2})?"
)
_NAMED_DATA = re.compile(r"(?i)data ?set|benchmark|corp(?:us|ora)|test ?set|evals?\b")
SEVERAL = re.compile(
    r"\s*[*_`]{0,3}(\d{1,3}(?:[.,]\d{1,6})?%?)(?:\s?/\s?(\d{1,3}(?:[.,]\d{1,6})?%?))(?:\s?/\s?(\d{1,3}(?:[.,]\d{1,6})?%?))?\s?[*_`†‡]{0,3}\s*"
)
"""Two or three numbers in one cell, parted by slashes."""
_CONTEXT = re.compile(r"(?i)context|window|sequence length")


@dataclass(frozen=True)
class Column:
    """One column."""

    at: int
    role: Role
    top: Label
    """What its header says."""


@dataclass(frozen=True)
class Grid:
    """A table by rows; a cell that spans stands in every place it covers."""

    table: Table
    header: tuple[str, ...]
    """The header of each column, joined over its rows."""
    rows: tuple[tuple[Cell | None, ...], ...]
    """The rows below the header."""

    @cached_property
    def languages(self) -> frozenset[str]:
        """The headers that are codes of languages, where at least three are."""
        codes = [text for text in self.header if _LANGUAGE.fullmatch(text.strip())]
        return frozenset(codes if len(codes) > 2 else ())

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What each column is for."""
        tops = [
            Label(text.strip()) if text in self.languages else top
            for text, top in zip(self.header, self._tops, strict=True)
        ]
        columns = tuple(Column(at, self._role(at), top) for at, top in enumerate(tops))
        return tuple(Column(column.at, self._settled(column, columns), column.top) for column in columns)

    @property
    def _tops(self) -> Iterator[Label]:
        """What each header says beside the others."""
        classes, data, long = (
            entity_types(self.header),
            data_by_neighbours(self.header),
            long_names(self.header),
        )
        for text in self.header:
            if text in classes:
                yield Label(f"class {text}", rest=f"class {text}")
            elif text in data:
                yield Label(text, where=EvaluationData(text))
            else:
                yield label(long.get(text, text))

    def long_name(self, at: int, text: str) -> str:
        """What a text means beside the others of its column."""
        return long_names(tuple(self.texts(at)[:40])).get(text, text)

    @cached_property
    def corner(self) -> str | None:
        """The data set that the header of the first column names, though the rows name models."""
        if self.columns[0].role == "value":
            return None
        return label(self.header[0]).where.dataset or (
            self.header[0] if catalog.dataset(self.header[0]) else None
        )

    def of(self, role: Role) -> tuple[Column, ...]:
        """The columns of one role."""
        return tuple(column for column in self.columns if column.role == role)

    def texts(self, at: int) -> list[str]:
        """The texts of a column that are not empty."""
        return [cell.text for row in self.rows if (cell := row[at]) and cell.text]

    def numeric(self, at: int) -> float:
        """The share of a column's texts that are numbers or stand for none."""
        texts = [
            text
            for text in self.texts(at)
            if text.strip("-–—/ \t") and text.casefold() not in ("n/a", "na", "none")
        ]
        numbers = sum(
            isinstance(quantity.read(text), Quantity) or SEVERAL.fullmatch(text[:80]) is not None
            for text in texts[:60]
        )
        return numbers / max(1, len(texts[:60]))

    def _role(self, at: int) -> Role:
        top = _bare(self.header[at])
        value = self.numeric(at) >= 0.5
        if value and _SPREAD.fullmatch(top):
            return "spread"
        if value and (_SETTING.search(top) and not _CONTEXT.search(top)) and not self._no_date(at, top):
            return "condition"
        named = _role_named(self.header[at])
        if value:
            return named if named in ("device", "split") and at == 0 else "value"
        if named == "dataset" and at == 0 and self._is_over_data:
            return "metric" if self._mostly_metrics(at) else "subject"
        if named == "metric" and not self._mostly_metrics(at):
            return (
                "dataset" if any(map(catalog.dataset, map(_unmarked, self.texts(at)[:40]))) else "condition"
            )
        if top in ("type", "types") and self._mostly_metrics(at):
            return "metric"
        return named or self._by_content(at)

    @property
    def _is_over_data(self) -> bool:
        """Whether the first header names what stands to its right: "Task" over rows that are none, beside BoolQ and PIQA."""
        data = sum(known_dataset(text) is not None for text in self.header[1:])
        rows = any(known_dataset(text) is not None for text in self.texts(0))
        return data * 2 > len(self.header) - 1 and not rows

    def _no_date(self, at: int, top: str) -> bool:
        """Whether a column under the word date holds no dates but what was measured for questions of that kind."""
        read = [number for text in self.texts(at) if isinstance(number := quantity.read(text), Quantity)]
        return top == "date" and bool(read) and all(0 <= number.value <= 100 for number in read)

    def _settled(self, column: Column, every: tuple[Column, ...]) -> Role:
        """The role beside the others: a data set named as such makes categories and capabilities conditions."""
        datasets = [column for column in every if column.role == "dataset"]
        named = [column for column in datasets if _NAMED_DATA.search(column.top.text)]
        if column.role == "dataset" and named and column not in named:
            return "condition"
        heads = [column.top for column in every if column.role == "value"]
        by_content = column.role == "subject" and _role_named(self.header[column.at]) is None
        if by_content and datasets and not any(top.metric or top.where.dataset for top in heads):
            return "condition"
        return column.role

    def _by_content(self, at: int) -> Role:
        if self._mostly_metrics(at):
            return "metric"
        texts = self.texts(at)[:40]
        known = sum(
            catalog.dataset(text) is not None or label(text).where.dataset is not None for text in texts
        )
        if texts and known > len(texts) / 2:
            return "dataset"
        if len(entity_types(texts)) * 2 > len(texts):
            return "condition"
        if texts and sum(catalog.device(text) is not None for text in texts) > len(texts) / 2:
            return "device"
        if texts and all(
            re.fullmatch(r"(?i)\W*(?:test|dev|val(?:id(?:ation)?)?|train|eval)\W*", text) for text in texts
        ):
            return "split"
        earlier = any(self.numeric(before) < 0.5 and self.texts(before) for before in range(at))
        return "condition" if earlier else "subject"

    def _mostly_metrics(self, at: int) -> bool:
        texts = self.texts(at)[:40]
        texts = [text for text in texts if not re.match(r"(?i)\W*(?:avg|average|mean|overall)\b", text)]
        texts = [text for text in texts if not names_no_score(text)]
        if entity_types(texts):
            return False
        return (
            bool(texts)
            and sum(label(self.long_name(at, text)).metric is not None for text in texts) >= len(texts) / 2
        )


def _unmarked(text: str) -> str:
    return name_and_conditions(text)[0]


def _bare(header: str) -> str:
    return " ".join(re.sub(r"[*_`:#]|\([^()]{0,60}\)", " ", header[:120]).split()).casefold()


def _role_named(header: str) -> Role | None:
    """The role that a header's own words give."""
    top = _bare(header)
    return next((role for role, shape in _ROLES if re.fullmatch(shape, top)), None)


def grid_of(table: Table) -> Grid | None:
    """The table by rows, or None where it has no two columns and no row below its header."""
    width = max((cell.column + cell.columns for cell in table.cells), default=0)
    height = max((cell.row + cell.rows for cell in table.cells), default=0)
    if width < 2 or width > 200 or height > 5_000:
        return None
    lines: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in table.cells:
        for row in range(cell.row, min(height, cell.row + cell.rows)):
            for column in range(cell.column, min(width, cell.column + cell.columns)):
                lines[row][column] = cell
    full = [(n, line) for n, line in enumerate(lines) if any(cell and cell.text.strip() for cell in line)]
    tops = [line for n, line in full if n < table.header_rows]
    below = [line for n, line in full if n >= table.header_rows]
    if below and _spans(tops, below[0]):
        tops, below = [_filled(tops[0]), below[0]], below[1:]
    while below and not any(map(_worded, [cell for line in tops for cell in line])) and not _is_row(below[0]):
        tops, below = [*tops, below[0]], below[1:]
    header = tuple(" ".join(dict.fromkeys(c.text for line in tops if (c := line[at]))) for at in range(width))
    return Grid(table, header, tuple(tuple(_carried(below, n)) for n in range(len(below)))) if below else None


def _spans(tops: list[list[Cell | None]], line: list[Cell | None]) -> bool:
    """Whether the one header row names groups of columns, which the line below it tells apart."""
    if len(tops) != 1 or len(line) < 3:
        return False
    named, gaps = (
        [cell for cell in tops[0][1:] if _worded(cell)],
        [cell for cell in tops[0][1:] if not _worded(cell)],
    )
    words = [cell.text for cell in line[1:] if cell and _worded(cell)]
    return (
        bool(named and gaps)
        and len(words) == len(line) - 1
        and not any(re.search(r"\d[.,]\d|^\W*\d+\W*$", text) for text in words)
    )


def _filled(line: list[Cell | None]) -> list[Cell | None]:
    """A header row in which a name holds for the empty cells to its right."""
    filled = list(line)
    for at in range(2, len(filled)):
        if not _worded(filled[at]):
            filled[at] = filled[at - 1]
    return filled


def _worded(cell: Cell | None) -> bool:
    return cell is not None and bool(cell.text.strip())


def _is_row(line: list[Cell | None]) -> bool:
    """Whether a line states numbers, so that it can be no header."""
    filled = [cell.text for cell in line if cell and cell.text.strip()]
    return (
        len(filled) < 2
        or any(isinstance(quantity.read(text), Quantity) for text in filled[1:])
        or len(filled) == 2
    )


def _carried(lines: list[list[Cell | None]], at: int) -> list[Cell | None]:
    """A row; an empty first cell means what the last one above it said."""
    row = list(lines[at])
    if _worded(row[0]) or len(row) < 3:
        return row
    above = next((line[0] for line in reversed(lines[:at][-30:]) if _worded(line[0])), None)
    return [above, *row[1:]] if above and sum(map(_worded, row)) > 1 else row
