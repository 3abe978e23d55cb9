"""Finds numbers that were read from LaTeX on the pages of the PDF: tables by rows, sentences by words.

LaTeX has no pages. A table's rows are laid over the lines of a page in their order, so that the row's digits stand on
the line in the order of its columns, and each column's digits below each other. What the sentences say is looked
for outside of these tables, where the claim's own words stand around it.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from reports.annotated.annotations import Note
from reports.annotated.page_words import PageBox, PageWord, shows

SAME_LINE = 3.0
"""Points by which the middles of two words on one line may differ."""
ASIDE = 24.0
"""Points by which a number may stand beside the middle of its column."""
AROUND = 26.0
"""Points above and below a number in which its sentence is looked for: a line and a half each."""
ROOM = 330.0
"""Points to either side: the width of a column of text."""
LEAST_SHARE = 0.4
"""Share of a table's numbers that must be found on a page before it counts as the table."""
_POINTS = re.compile(
    r"[(\[]?(tables?|figures?|figs?|sections?|secs?|appendix|equations?|eqs?|pages?|chapters?)\W?$|§", re.I
)
"""Words after which a number is a pointer."""
LineOfWords = tuple[PageWord, ...]
NoteRows = list[list[Note]]


@dataclass(frozen=True)
class TableFit:
    """A table laid over a page."""

    page: int
    at: dict[str, PageWord]
    """The word of each claim, by its id."""


def locate_in_tables(
    pages: Sequence[Sequence[PageWord]], annotations: tuple[Note, ...]
) -> dict[str, PageBox]:
    """Where the numbers of each table stand: on the page where most of them do, and where its label is printed."""
    located: dict[str, PageBox] = {}
    for label, notes in _by_table(annotations).items():
        rows = _rows(notes)
        fits = [
            fit
            for number, words in enumerate(pages)
            if (fit := _fit_to_page(number, words, rows)) is not None
        ]
        named = {fit.page for fit in fits if _names(pages[fit.page], label)}
        best = max(fits, key=lambda fit: (len(fit.at), fit.page in named, -fit.page), default=None)
        if best is not None and len(best.at) >= max(2, LEAST_SHARE * len(notes)):
            located |= {key: PageBox(best.page, word.box) for key, word in best.at.items()}
    return located


def locate_in_sentences(
    pages: Sequence[Sequence[PageWord]], annotations: Sequence[Note], taken: set[PageBox]
) -> dict[str, PageBox]:
    """Where the numbers of the text stand: where most of the claim's own words are around them, in their order."""
    located: dict[str, PageBox] = {}
    used = set(taken)
    for note in annotations:
        free = [
            (number, word)
            for number, words in enumerate(pages)
            for before, word in itertools.pairwise((PageWord("", (0, 0, 0, 0)), *words))
            if PageBox(number, word.box) not in used
            and any(shows(word.text, spelling) for spelling in note.spellings)
            and not _POINTS.match(before.text)
        ]
        page_box = _likeliest(pages, note, free)
        if page_box is not None:
            located[note.row.claim.id] = page_box
            used.add(page_box)
    return located


def _likeliest(
    pages: Sequence[Sequence[PageWord]], note: Note, free: list[tuple[int, PageWord]]
) -> PageBox | None:
    """The first of those with most of the claim's words around; the only one needs none."""
    if len(free) == 1:
        return PageBox(free[0][0], free[0][1].box)
    if note.row.claim.place.table:
        return None
    wanted = _claim_words(note)
    scored = [(len(wanted & _words_around(pages[number], word)), -i) for i, (number, word) in enumerate(free)]
    best = max(scored, default=(0, 0))
    if best[0] == 0:
        return None
    number, word = free[-best[1]]
    return PageBox(number, word.box)


def _claim_words(note: Note) -> set[str]:
    claim = note.row.claim
    parts = (claim.metric_as_written, claim.dataset or "", claim.subject, claim.place.quote)
    return {stem for part in parts for stem in _stems(part[:400])}


def _words_around(words: Sequence[PageWord], number: PageWord) -> set[str]:
    left, top, right, _ = number.box
    return {
        stem
        for word in words
        if abs(word.box[1] - top) <= AROUND and word.box[0] > left - ROOM and word.box[2] < right + ROOM
        for stem in _stems(word.text)
    }


def _stems(text: str) -> Iterator[str]:
    """Words in small letters, those of two letters and more; numbers are no words."""
    return (stem for stem in re.findall(r"[^\W\d_][\w-]{1,30}", text.casefold()))


def _by_table(annotations: tuple[Note, ...]) -> dict[str, list[Note]]:
    by_table: dict[str, list[Note]] = {}
    for note in annotations:
        place = note.row.claim.place
        if place.table and place.row is not None and place.column is not None:
            by_table.setdefault(place.table, []).append(note)
    return by_table


def _rows(notes: list[Note]) -> NoteRows:
    """The table's rows from above, each from the left."""
    rows: dict[int, list[Note]] = {}
    for note in notes:
        rows.setdefault(note.row.claim.place.row or 0, []).append(note)
    return [sorted(rows[key], key=lambda note: note.row.claim.place.column or 0) for key in sorted(rows)]


def _names(words: Sequence[PageWord], label: str) -> bool:
    """Whether a label is printed on a page: "Table" and "3:" beside each other."""
    kind, _, number = label.partition(" ")
    return any(
        word.text.casefold().strip(".:") == kind.casefold() and other.text.strip(".:|") == number
        for word, other in itertools.pairwise(words)
    )


def _lines(words: Sequence[PageWord]) -> list[LineOfWords]:
    """The words with digits of a page as lines from above, each from the left."""
    lines: list[list[PageWord]] = []
    for word in sorted(
        (w for w in words if any(map(str.isdigit, w.text))), key=lambda w: (_middle(w), w.box[0])
    ):
        if lines and abs(_middle(lines[-1][0]) - _middle(word)) <= SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [tuple(sorted(line, key=lambda w: w.box[0])) for line in lines]


def _fit_to_page(number: int, words: Sequence[PageWord], rows: NoteRows) -> TableFit | None:
    """The best way to lay the rows over the lines of a page, both in their order."""
    lines = _lines(words)
    matched = [[_matched(row, line) for line in lines] for row in rows]
    at: dict[str, PageWord] = {}
    for i, j in _best_alignment([[len(words_of_row) for words_of_row in row] for row in matched]):
        at |= matched[i][j]
    at = _aligned_in_columns(at, rows)
    return TableFit(number, at) if at else None


def _matched(row: list[Note], line: LineOfWords) -> dict[str, PageWord]:
    """The row's numbers that stand on a line in the same order."""

    def fits(i: int, j: int) -> int:
        return int(any(shows(line[j].text, spelling) for spelling in row[i].spellings))

    pairs = _best_alignment([[fits(i, j) for j in range(len(line))] for i in range(len(row))])
    return {row[i].row.claim.id: line[j] for i, j in pairs}


def _best_alignment(worth: list[list[int]]) -> list[tuple[int, int]]:
    """The pairs of rows and columns, both rising, that are worth most together."""
    if not worth or not worth[0]:
        return []
    height, width = len(worth), len(worth[0])
    best = [[0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            here = worth[i][j] + best[i + 1][j + 1] if worth[i][j] else 0
            best[i][j] = max(here, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < height and j < width:
        if worth[i][j] and best[i][j] == worth[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            i += 1
    return pairs


def _aligned_in_columns(at: dict[str, PageWord], rows: NoteRows) -> dict[str, PageWord]:
    """What stands in its column; a number far aside of the others is another one."""
    columns: dict[int, list[str]] = {}
    for note in (note for row in rows for note in row if note.row.claim.id in at):
        columns.setdefault(note.row.claim.place.column or 0, []).append(note.row.claim.id)
    kept: dict[str, PageWord] = {}
    for keys in columns.values():
        middle = median(_across(at[key]) for key in keys)
        kept |= {key: at[key] for key in keys if abs(_across(at[key]) - middle) <= ASIDE}
    return kept


def _middle(word: PageWord) -> float:
    return (word.box[1] + word.box[3]) / 2


def _across(word: PageWord) -> float:
    return (word.box[0] + word.box[2]) / 2
