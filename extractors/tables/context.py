"""What stands around a table, in one form for cards and papers: what each text nearby names, the nearest first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.records import Claim, Document, Place, Table
from extractors.language.footnotes import is_footnote
from extractors.language.name_usage import NameUsage
from extractors.language.passage import PassageFacts, read_passage
from extractors.language.system_names import (
    OwnNames,
    is_marked_own,
    own_names_of,
    without_own_mark,
)
from extractors.tables.card.context import Context as CardFields
from extractors.tables.phrase_usage import PhraseUsage
from extractors.tables.spoken_data import CALLED_BENCH, SpokenData, spoken_data
from extractors.tables.surroundings import Surroundings, main_metric_of

_SIZE = re.compile(r"(?i)(?<![\w.])\d+(?:\.\d+)?\s?[mb](?![a-z])")
"""A number of parameters in a name: "35M"."""
_DECIMAL = re.compile(r"(?<![\w.])\d{1,3}\.\d+(?!\w|\.\d)")
_OF_A_TABLE = re.compile(r"(?i)\b(?:table|above|numbers|scores|results|values|figures|columns?|rows?)\b")
"""What a text says that speaks of the table beside it."""


@dataclass(frozen=True)
class DocumentContext:
    """A document, asked once for what holds of all its tables."""

    document: Document
    is_paper: bool
    earlier: tuple[Claim, ...] = ()
    """What the rules read, one more witness beside the table's own words."""

    @cached_property
    def earlier_at(self) -> dict[object, list[Claim]]:
        """What the rules read, by place."""
        claims: dict[object, list[Claim]] = {}
        for claim in self.earlier:
            claims.setdefault(spot(claim.place), []).append(claim)
        return claims

    @cached_property
    def evidence(self) -> NameUsage:
        """How its text uses names."""
        return NameUsage(self.document)

    @cached_property
    def usage(self) -> PhraseUsage:
        """How it uses the phrases of its tables elsewhere."""
        return PhraseUsage(self.document, self.evidence, self.own_names)

    @cached_property
    def fields(self) -> CardFields:
        """What a card's fields declare."""
        return CardFields(self.document)

    @cached_property
    def main(self) -> tuple[Metric, str] | None:
        """The metric that its text names most."""
        return main_metric_of(self.document, self.evidence)

    @cached_property
    def spoken(self) -> tuple[SpokenData, ...]:
        """The data sets that its text speaks of."""
        return spoken_data(self.document, self.evidence)

    @cached_property
    def names(self) -> OwnNames:
        """What a card's own model is called."""
        return own_names_of(self.document)

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """The names that mean its own system."""
        if self.is_paper:
            return self.evidence.own_names
        return tuple(dict.fromkeys((self.names.subject.rpartition("/")[2],)))

    def is_own_name(self, name: str) -> bool:
        """Whether a name is that of its own system, letter by letter in a paper."""
        if self.is_paper:
            return squeeze(name) in map(squeeze, self.own_names) and not CALLED_BENCH.fullmatch(name)
        return self.names.is_own(name)

    def is_one_of_sizes(self, name: str) -> bool:
        """Whether a label names one of several sizes of the own model, whose name says no size: "Tern (35M)"."""
        size = _SIZE.search(name)
        return size is not None and len(self._own_sizes) > 1 and size[0] not in self.names.subject

    @cached_property
    def _own_sizes(self) -> frozenset[str]:
        labels = {cell.text for table in self.document.tables for cell in table.cells if cell.column < 2 or cell.row == 0}  # fmt: skip
        return frozenset(
            size[0] for text in labels if (size := _SIZE.search(text)) and self.names.is_own(text)
        )

    def headings_of_like_tables(self, table: Table) -> int:
        """How many other headings stand over tables with the same first row."""
        return len(self._headings[_first_row(table)] - {table.section[-1:]})

    @cached_property
    def _headings(self) -> Mapping[tuple[str, ...], set[tuple[str, ...]]]:
        headings: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for table in self.document.tables:
            headings.setdefault(_first_row(table), set()).add(table.section[-1:])
        return headings

    @property
    def subject(self) -> str:
        """The name that stands for its own system."""
        return self.evidence.own_name if self.is_paper else self.names.subject


@dataclass(frozen=True)
class TableContext:
    """One table in its document."""

    table: Table
    document: DocumentContext

    @cached_property
    def surroundings(self) -> Surroundings:
        """What caption, headings and citing sentences say."""
        whole = self.document
        beside = [
            table
            for table in whole.document.tables
            if table.label == self.table.label and table.caption == self.table.caption
        ]
        panel = (beside.index(self.table), len(beside)) if 1 < len(beside) <= 6 else None
        return Surroundings(self.table, whole.evidence, panel)

    @property
    def brackets(self) -> str:
        """What numbers in brackets are in this table: spreads, ratios, or unknown."""
        return self.surroundings.brackets if self.document.is_paper else "unknown"

    @cached_property
    def tellings(self) -> tuple[tuple[str, PassageFacts], ...]:
        """What each text nearby tells, the nearest first, with what sort of text it is."""
        return tuple(self._tellings())

    def _tellings(self) -> Iterator[tuple[str, PassageFacts]]:
        if self.document.is_paper:
            yield "caption", self.surroundings.caption
            yield from (
                (f"cited{min(n, 2)}", passage) for n, passage in enumerate(self.surroundings.cited[:4])
            )
        else:
            declared = self.document.fields.datasets
            yield "caption", read_passage(self.table.caption or "", declared)
            yield "lead", read_passage(self.lead, declared)
            yield "behind", read_passage(self.behind, declared)
        sections = [read_passage(heading) for heading in reversed(self.table.section[-3:])]
        yield from ((f"section{n}", passage) for n, passage in enumerate(sections))

    @cached_property
    def _lines(self) -> tuple[int, int]:
        """The first and last line of a card's table."""
        lines = [cell.place.line for cell in self.table.cells if cell.place.line] or [0]
        return min(lines), max(lines)

    @cached_property
    def lead(self) -> str:
        """The text of its section before a card's table, without its caption: the last paragraphs."""
        first, _ = self._lines
        before = [text for line, text in self._paragraphs if line < first]
        return "\n".join(text for text in before[-4:] if text.split() != (self.table.caption or "").split())

    @cached_property
    def behind(self) -> str:
        """The paragraph right behind a card's table, unless it is a footnote or states a result of its own."""
        _, last = self._lines
        after = next((text for line, text in self._paragraphs if last < line <= last + 4), "")
        return "" if is_footnote(after) or _is_a_result_of_its_own(after) else after

    @cached_property
    def _paragraphs(self) -> list[tuple[int, str]]:
        """The paragraphs and lists of the table's section, with their lines."""
        return [
            (block.place.line or 0, block.text[:1500])
            for block in self.document.document.blocks
            if block.kind in ("paragraph", "list", "caption") and block.section == self.table.section
        ]

    @cached_property
    def _marked(self) -> frozenset[str]:
        """The labels of a card's table that say of themselves that they are the own model, without that mark.

        Of several only those that have the model's name, or all its words: the others are the author's other builds.
        """
        texts = [cell.text.split(":")[0] for cell in self.table.cells if cell.column < 2 or cell.row == 0]
        bare = [without_own_mark(text) for text in texts if is_marked_own(text)]
        names = self.document.names
        named = [text for text in bare if names.is_own(text)] or [text for text in bare if names.holds(text)]
        return frozenset(map(squeeze, named if len(set(bare)) > 1 and named else bare))

    def is_of_others(self, labels: Sequence[str]) -> bool:
        """Whether a card's table marks rows or columns as the author's own, and none of these labels is one."""
        return (
            not self.document.is_paper
            and bool(self._marked)
            and not any(squeeze(without_own_mark(label)) in self._marked for label in labels)
        )

    def own(self, name: str, panels: tuple[str, ...], *, marked: bool) -> bool:
        """Whether a name means the document's own system."""
        if not self.document.is_paper:
            named = self.document.names.is_own(name)
            return named and (not self._marked or squeeze(without_own_mark(name)) in self._marked)
        system = self.document.evidence.own_system
        return system.owns_row(name, panels, self.table.caption or "", cited=marked)


def _first_row(table: Table) -> tuple[str, ...]:
    return tuple(cell.text for cell in table.cells if cell.row == 0)


def _is_a_result_of_its_own(text: str) -> bool:
    """Whether a paragraph states a number, and does not speak of a table: "On FLORES, accuracy is 96.9"."""
    return bool(_DECIMAL.search(text)) and not _OF_A_TABLE.search(text)


def spot(place: Place) -> tuple[object, ...]:
    """What tells one cell's place from another's, whatever is quoted there."""
    return place.table, place.line, place.page, place.row, place.column, place.bbox
