"""The cells of a read table, each with its phrases and what they were read as."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from claims.catalog.name_index import squeeze
from claims.records import Cell, Claim, Quantity
from extractors.tables.candidates import TYPE_OF_ENTITY, Group, Hint, Phrase
from extractors.tables.context import TableContext, spot
from extractors.tables.phrases import HeaderLevel
from extractors.tables.reading import CARRIED, mixed
from extractors.tables.roles import ROLES, Numbered
from extractors.tables.row_labels import continues
from extractors.tables.shared_names import entity_types, together


@dataclass(frozen=True)
class ReadTable:
    """A table's grid, what its levels carry, and what each phrase was read as."""

    table: Numbered
    context: TableContext
    carried: tuple[str, ...]
    likely: tuple[Mapping[str, np.ndarray], ...]
    """For each level, the probability of each role of each phrase."""
    within: np.ndarray
    margin: float = 1.0
    """The share of the best reading among all."""

    @cached_property
    def hints(self) -> Mapping[tuple[int, int], tuple[Hint, ...]]:
        """For cells, what the rules say."""
        known = self.context.document.earlier_at
        out = {}
        for (n, at), values in self.table.numbers.items():
            cell = self.table.grid.rows[n][at]
            claims = known.get(spot(cell.place), ()) if cell else ()
            fits = [claim for claim in claims if claim.stated.value == values[0].stated.value]
            out[n, at] = tuple(_hint(claim) for claim in fits[:1])
        return out

    @cached_property
    def phrases(self) -> tuple[dict[str, Phrase], ...]:
        """For each level, its phrases as read."""
        return tuple(
            {text: self._read(level, n, text) for text in level.phrases}
            for n, level in enumerate(self.table.levels)
        )

    def _read(self, level: HeaderLevel, n: int, text: str) -> Phrase:
        row = mixed(self.likely[n][text], self.within)[CARRIED.index(self.carried[n])]
        row = row / row.sum()
        return Phrase(
            text,
            level.where,
            ROLES[int(row.argmax())],
            float(row.max()),
            dict(zip(ROLES, map(float, self.likely[n][text]), strict=True)),
            self.carried[n],
            _meaning(text, level.phrases),
            tuple(sign for sign in self.table.signs[level.where] if sign.startswith("level:")),
        )

    @cached_property
    def signs(self) -> dict[str, tuple[str, ...]]:
        """What was once found to hold of the whole table, by who asked."""
        return {}

    @cached_property
    def corners(self) -> tuple[str, ...]:
        """What stands over the columns of labels."""
        return tuple(" ".join(self.table.grid.over(at)) for at in self.table.grid.stubs)

    def at(self, n: int, at: int) -> tuple[Phrase, ...]:
        """The phrases over and beside one cell."""
        out = []
        for level, known in zip(self.table.levels, self.phrases, strict=True):
            text = level.texts.get(at if level.axis == "column" else n)
            if text is not None:
                out.append(known[text])
        return tuple(out)

    @cached_property
    def groups(self) -> Mapping[tuple[int, int], Group]:
        """For each cell with numbers, the group that it belongs to: cells whose metric and data are named alike."""
        made: dict[tuple[object, ...], list[tuple[int, int]]] = {}
        data = {squeeze(name) for _, passage in self.context.tellings for name in passage.datasets}
        data |= {squeeze(spoken.name) for spoken in self.context.document.spoken}
        for place in self.table.numbers:
            phrases = self.at(*place)
            key = tuple(
                (phrase.where, phrase.text)
                for phrase in phrases
                if phrase.role not in ("system", "setting")
                or phrase.where.startswith("header")
                or phrase.may_name_data
                or squeeze(phrase.text) in data
            )
            hints = self.hints.get(place, ()) if not self.context.document.is_paper else ()
            # another metric or data by the rules: another group
            apart = tuple((hint.metric, hint.dataset) for hint in hints)
            made.setdefault((key, apart), []).append(place)
        grouped = [(self._group(places), places) for places in made.values()]
        return {place: group for group, places in grouped for place in places}

    @cached_property
    def by_outer_phrases(self) -> Mapping[tuple[tuple[str, str], ...], list[Group]]:
        """The groups by what stands over and beside them but for the innermost header."""
        out: dict[tuple[tuple[str, str], ...], list[Group]] = {}
        for group in {id(each): each for each in self.groups.values()}.values():
            key = tuple((phrase.where, phrase.text) for phrase in group.phrases if phrase.where != "header0")
            out.setdefault(key, []).append(group)
        return out

    def _group(self, places: Sequence[tuple[int, int]]) -> Group:
        phrases = self.at(*places[0])
        numbers = tuple(self.table.numbers[place][0].stated for place in places[:60])
        hints = (hint._replace(system="") for place in places for hint in self.hints.get(place, ()))
        best: dict[str, Hint] = {}
        for hint, _ in Counter(hints).most_common():
            best.setdefault(hint.reader, hint)
        one_row = len({n for n, _ in places}) == 1
        return Group(phrases, numbers, self.context, self.corners, tuple(best.values()), one_row)

    def of_row(self, n: int, at: int) -> Group:
        """One cell as a group of its own, for whom it is about."""
        hints = tuple(Hint(hint.reader, system=hint.system) for hint in self.hints.get((n, at), ()))
        return Group(self.at(n, at), (), self.context, self.corners, hints)

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """For each row, the last label above it that does not go on from another."""
        out, parent = [], ""
        level = next((level for level in self.table.levels if level.where == "stub0"), None)
        for n in range(len(self.table.grid.rows)):
            text = level.texts.get(n, "") if level else ""
            if text and not continues(text):
                parent = text
            out.append(parent)
        return tuple(out)

    def cells(self) -> Iterator[tuple[int, int, Cell]]:
        """The cells with numbers, in reading order."""
        for n, at in sorted(self.table.numbers):
            cell = self.table.grid.rows[n][at]
            if cell:
                yield n, at, cell


def _meaning(text: str, beside: Sequence[str]) -> str:
    """What a short name means beside the others of its level."""
    if text in entity_types(beside):
        return TYPE_OF_ENTITY
    return together(beside).get(text.casefold().strip(". "), "") if len(text) < 4 else ""


def numbers_of(read: ReadTable) -> tuple[Quantity, ...]:
    """The numbers of a whole table."""
    return tuple(values[0].stated for values in read.table.numbers.values())


def _hint(claim: Claim) -> Hint:
    return Hint(
        "rules",
        metric=claim.metric,
        printed=claim.metric_as_written,
        dataset=claim.dataset or "",
        delta=claim.kind == "comparison",
        unit=claim.stated.unit,
        system=claim.subject,
    )
