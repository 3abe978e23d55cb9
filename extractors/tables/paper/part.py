"""Rows of a table under one header: what stands over each column, and which columns hold results."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from claims import catalog
from claims.records import Cell
from extractors.language.plain_label import plain_label
from extractors.tables.cell_numbers import numeric, stands_for_none, values
from extractors.tables.paper.labels import Named, is_plain, named
from extractors.tables.shared_names import together

SURE = frozenset({"Acc", "ACC", "acc", "F1", "EM", "PPL", "ppl", "AUC", "WER", "MAE", "FPS"})
"""Short names of metrics that are nothing else."""
_SIZE = re.compile(r"(?i)(?:model )?sizes?")
_MILLIONS = re.compile(r"[~∼≈<>]?\s?\d[\d,.]*\s?[MB]")
_VENUE = re.compile(r"[A-Z][A-Za-z]{1,9}\s?['’]?\s?(?:19|20)?\d{2}|(?:19|20)\d{2}")
_DATED = re.compile(r"(?i)venues?|years?|publi\w{1,8}|pub\.?|conferences?")
"""The label of a row that says where and when the methods above were published: "CVPR'21", "2021"."""
_CONTINUES = re.compile(r"(?i)^\s?(?:\+|-\s|–\s|w/o?\b|with\b|without\b|no\s|only\b|\(|⊢|└|↳|&|-?w/)")


@dataclass
class Part:
    """Rows under one header: a table may be several, one above the other."""

    head: list[list[Cell | None]]
    rows: list[list[Cell | None]] = field(default_factory=list)
    groups: list[tuple[str, ...]] = field(default_factory=list)
    """For each row, the texts of the full-width rows above it."""
    spelled: Callable[[str], str] = str
    """Gives the long form of an abbreviation, or the same again."""
    blocks: list[int] = field(default_factory=list)
    """For each row, which block between two rules it stands in."""
    width: int = 0

    @cached_property
    def results(self) -> tuple[int, ...]:
        """The columns whose cells are mostly numbers."""
        return tuple(at for at in range(self.width) if self._is_result(at))

    @cached_property
    def labels(self) -> tuple[int, ...]:
        """The other columns that say something."""
        return tuple(
            at for at in range(self.width)
            if at not in self.results and any(row[at] and row[at].text.strip() for row in self.rows)  # type: ignore[union-attr]
        )  # fmt: skip

    @cached_property
    def _telling(self) -> list[list[Cell | None]]:
        """The rows of the header that name something, without one of the years and venues of what others name."""
        return [row for row in self.head if len(self.head) == 1 or not self._dates(row)]

    def _dates(self, row: Sequence[Cell | None]) -> bool:
        """Whether a row of the header says when and where the methods above were published."""
        label = next((cell.text.strip() for cell in row if cell and cell.text.strip()), "")
        dates = [cell.text.strip() for at in self.results if (cell := row[at]) and cell.text.strip()]
        return (
            bool(_DATED.fullmatch(label))
            and sum(bool(_VENUE.fullmatch(text)) for text in dates) * 3 >= len(dates) * 2
        )

    def over(self, at: int) -> list[str]:
        """What stands over a column, from the top, each text once."""
        texts: list[str] = []
        for text in dict.fromkeys(
            cell.text for row in self._telling if (cell := row[at]) and cell.text.strip()
        ):
            if texts and texts[-1].endswith("-") and len(texts[-1]) > 1:
                texts[-1] += text  # a word parted at the end of its line
            elif texts and len(text) <= 3 and re.fullmatch(r"\w{1,9}\^\w{1,5}", texts[-1]):
                texts[-1] += f"_{text}"  # what stands below under what stands above: AP^val_50
            else:
                texts.append(text)
        return texts

    @cached_property
    def tops(self) -> tuple[tuple[Named, ...], ...]:
        """For each column, what the texts over it name; lines of one broken label are put together."""
        all_texts = [text for at in range(self.width) for text in self.over(at)]
        short = together(all_texts)
        labels = [
            tuple(self._sized(at, self._long(label)) for label in _told(self._whole(at), short))
            for at in range(self.width)
        ]
        return tuple(_beside_metrics(list(_without_chance(labels))))

    @cached_property
    def _broken(self) -> bool:
        """Whether the two lowest rows of the header are two lines of one label, over every column its own."""
        if len(self._telling) < 2:
            return False
        both = [
            (upper, lower)
            for at in self.results
            if (upper := self._telling[-2][at]) and (lower := self._telling[-1][at])
            and upper is not lower and upper.columns == lower.columns == 1 and upper.text.strip() and lower.text.strip()
        ]  # fmt: skip
        lowest = [named(lower.text) for _, lower in both]
        stating = sum(bool(label.metric or label.printed or label.split or label.unit) for label in lowest)
        stating += stated([lower for _, lower in both])
        return len(both) > 2 and len(both) * 2 > len(self.results) and stating * 3 <= len(both)

    def _whole(self, at: int) -> list[str]:
        """What stands over a column; a label on two lines is put together."""
        texts = self.over(at)
        return [*texts[:-2], " ".join(texts[-2:])] if self._broken and len(texts) > 1 else texts

    def widely(self, at: int) -> bool:
        """Whether what stands over a column stands over others with data sets of their own: a family of tasks."""
        first = self.tops[at][0]
        under = {
            tops[-1].text for tops in self.tops if len(tops) > 1 and tops[0] == first and tops[-1].dataset
        }
        return len(under) > 1

    def _long(self, label: Named) -> Named:
        """The same, or what its long form names where it is an abbreviation of a metric."""
        if not (label.blank or label.setting) or not 1 <= len(label.text) <= 8:
            return label
        words = self.spelled(label.text).split()
        if words in ([], [label.text]):
            return label
        full = " ".join(words[-len(label.text) :])
        spells = initials(full) == label.text.upper()
        for size in range(1, min(5, len(words)) + 1):
            whole = named(" ".join(words[-size:]))
            if whole.metric and not whole.rest:
                known = catalog.metric(full) if spells and size < len(label.text) else whole.metric
                return Named(label.text, known, label.text)
        measure = named(" ".join(words[-3:]))
        if measure.printed and measure.metric is None:
            return Named(label.text, printed=label.text)
        if shortens(label.text, words[-1]):
            last = named(words[-1])
            return Named(words[-1], dataset=last.dataset, rest=last.rest)
        return label

    def _sized(self, at: int, label: Named) -> Named:
        """The same, or a count of parameters where a "size" is stated in millions."""
        if not (label.setting and _SIZE.fullmatch(label.text)):
            return label
        texts = [cell.text for row in self.rows if (cell := row[at]) and re.search(r"\d", cell.text)]
        sized = sum(bool(_MILLIONS.fullmatch(text.strip())) for text in texts)
        names = [row[0].text for row in self.rows if row[0] and at > 0]
        # one method in several sizes, or all of one size: it says which row, not what came out
        told_apart = len(set(names)) < len(names) or len(set(texts)) == 1
        params = catalog.metric("params") if sized * 2 > len(texts) and not told_apart else None
        return Named(label.text, params, label.text) if params else label

    def _is_result(self, at: int) -> bool:
        texts = [
            cell.text for row in self.rows if (cell := row[at]) and cell.text.strip() and cell.columns == 1
        ]
        texts = texts or [cell.text for row in self.rows if (cell := row[at]) and cell.text.strip()]
        if not texts:
            return False
        numbers = [text for text in texts if numeric(text)]
        stated = [text for text in numbers if not stands_for_none(text)]
        if at == 0 and not any("." in text for text in stated):
            return False  # sizes, steps or years that name the rows
        return bool(stated) and len(numbers) * 2 >= len(texts)


def _told(texts: Sequence[str], short: Mapping[str, str]) -> Iterator[Named]:
    """What the texts over a column name, from the top; "train" over "steps" is one label."""
    read = [named(short.get(plain_label(text).casefold().strip(". "), text)) for text in texts]
    if len(read) > 1 and all(label.blank for label in read[-2:]):
        whole = named(" ".join(texts[-2:]))
        if not whole.blank:
            read = [*read[:-2], whole]
    yield from read


def _without_chance(tops_by_column: Sequence[tuple[Named, ...]]) -> Iterator[tuple[Named, ...]]:
    """The same, but a lone short label among many that name no metric names none either: PQ may be PIQA."""
    under = [at for at, tops in enumerate(tops_by_column) if any(label.metric for label in tops)]
    lone = len(under) == 1 and len(tops_by_column) >= 5
    for at, tops in enumerate(tops_by_column):
        if lone and at == under[0]:
            yield tuple(
                Named(label.text, rest=label.text)
                if label.metric and len(label.text) <= 3 and label.text not in SURE
                else label
                for label in tops
            )
        else:
            yield tops


def initials(text: str) -> str:
    """The first letters of its words, in capitals."""
    return "".join(word[0] for word in text.split()).upper()


def shortens(short: str, word: str) -> bool:
    """Whether a short form takes its letters, in order, from one proper name: "ScK" from "ScribbleKITTI"."""
    if (
        sum(c.isupper() or c.isdigit() for c in word) < 2
        or not short[:1].isupper()
        or len(word) < len(short) + 3
    ):
        return False
    left = iter(word.casefold())
    return word[:1] == short[:1] and all(letter in left for letter in short.casefold())


def _beside_metrics(tops_by_column: Sequence[tuple[Named, ...]]) -> Iterator[tuple[Named, ...]]:
    """The same, but what stands under a header beside metrics is a metric too, though no list knows it."""
    for tops in tops_by_column:
        leaf = tops[-1] if len(tops) > 1 else None
        if leaf is None or not leaf.blank or is_plain(leaf.text) or not any(map(str.isalpha, leaf.text)):
            yield tops
            continue
        under = [
            other
            for other in tops_by_column
            if len(other) > 1 and other[:-1] == tops[:-1] and other is not tops
        ]
        known = sum(bool(other[-1].metric or other[-1].printed) for other in under)
        again = sum(len(other) > 1 and other[-1].text == leaf.text for other in tops_by_column) > 1
        metric = known > 0 and (again or (known > 1 and known * 2 > len(under)))
        yield (*tops[:-1], Named(leaf.text, printed=leaf.text)) if metric else tops


def continues(text: str) -> bool:
    """Whether a row's label goes on from a row above: "+ pre-training", "w/o attention"."""
    return bool(_CONTINUES.match(text))


def stated(cells: Sequence[Cell]) -> int:
    """How many cells state numbers."""
    return sum(any(True for _ in values(cell.text)) for cell in cells)
