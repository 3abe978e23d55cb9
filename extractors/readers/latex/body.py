"""The parts of a LaTeX body: headings, paragraphs, lists, captions and tables in order, numbers given to labels."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from extractors.readers.latex.floats import CAPTIONS, holds_table, lifted, nearest, wrapped
from extractors.readers.latex.tabular import TABULARS
from extractors.readers.latex.tokens import (
    Token,
    Tokens,
    block_groups,
    environment,
    flat,
    group,
    option,
    past_options,
    skip_blank,
)

LEVELS = {
    r"\part": 1,
    r"\chapter": 1,
    r"\section": 1,
    r"\subsection": 2,
    r"\subsubsection": 3,
    r"\paragraph": 4,
    r"\subparagraph": 5,
}
_FLOATS = frozenset(
    "table wraptable sidewaystable floattable margintable SCtable ctable figure wrapfigure SCfigure".split()
)
_SUBS = frozenset("subtable subfigure".split())
_MATHS = frozenset("equation align gather multline eqnarray displaymath math flalign alignat dmath tikzpicture algorithm"
                   " algorithmic algorithm2e lstlisting verbatim thebibliography forest pspicture CCSXML axis".split())  # fmt: skip
_INLINE = frozenset(
    "math small footnotesize scriptsize normalsize tiny large textit bfseries itshape sloppypar".split()
)
Kind = Literal["heading", "paragraph", "list", "caption", "table"]


@dataclass
class Item:
    """One part of the body."""

    kind: Kind
    run: Tokens
    level: int = 0
    name: str = ""
    """The environment of a table."""
    label: str = ""
    """The number that a caption or table carries, as printed."""
    captions: list[Tokens] = field(default_factory=list)
    """The captions of a table: its own, then that of its part."""


@dataclass
class BodyReader:
    """Reads a LaTeX body into its parts, and numbers sections, tables and figures as LaTeX does."""

    numbers: dict[str, str] = field(default_factory=dict)
    """What each label refers to, as a number."""
    counters: dict[str, int] = field(default_factory=lambda: {"table": 0, "figure": 0, "section": 0})
    """How many of each were met so far."""

    def items(self, run: Tokens, *, depth: int = 0) -> Iterator[Item]:
        """The parts of a body in order."""
        at, text, kind = 0, list[Token](), "paragraph"
        blocks = block_groups(run)
        while at < len(run):
            name = run[at].text
            if name == "\n\n" or name == r"\par":
                yield from _paragraph(text, kind)
                text, kind, at = [], "paragraph", at + 1
            elif name in LEVELS or name.rstrip("*") in LEVELS:
                yield from _paragraph(text, kind)
                text, kind = [], "paragraph"
                heading, at = self._heading(run, at)
                yield heading
            elif name == r"\begin":
                called, first, last, after = environment(run, at)
                if called.rstrip("*") in _INLINE:
                    text += run[first:last]
                else:
                    yield from _paragraph(text, kind)
                    text, kind = [], "paragraph"
                    if depth < 40:
                        yield from self._environment(called, run, first, last, depth)
                at = after
            elif name == r"\item":
                yield from _paragraph(text, kind)
                text, kind, at = [], "list", at + 1
            else:
                at = at + 1 if at in blocks else self._aside(run, at, text)
        yield from _paragraph(text, kind)

    def _environment(self, called: str, run: Tokens, first: int, last: int, depth: int) -> Iterator[Item]:
        """The parts of an environment, a float or a table."""
        bare = called.rstrip("*")
        if bare in _MATHS:
            return
        if bare in _FLOATS or bare in _SUBS:
            yield from self._float("figure" if "fig" in bare.casefold() else "table", run[first:last])
        elif called in TABULARS and called != "array":
            yield from self._float("table", [*wrapped(called, run[first:last])])
        elif bare == "abstract":
            yield Item(
                "heading",
                [Token("Abstract", run[first].line if first < len(run) else 1, run[0].file)],
                level=1,
            )
            yield from self.items(run[first:last], depth=depth + 1)
        elif bare in (
            "minipage",
            "center",
            "flushleft",
            "adjustbox",
            "threeparttable",
            "landscape",
        ) and holds_table(run[first:last]):
            yield from self._float("table", run[first:last])
        elif bare in ("minipage", "adjustbox", "multicols", "spacing", "tcolorbox"):
            yield from self.items(run[group(run, past_options(run, first))[2] : last], depth=depth + 1)
        else:
            yield from self.items(run[first:last], depth=depth + 1)

    def _heading(self, run: Tokens, at: int) -> tuple[Item, int]:
        name = run[at].text
        first, last, after = group(run, past_options(run, at + 1))
        level = LEVELS[name.rstrip("*")]
        if level == 1 and not name.endswith("*"):
            self.counters["section"] += 1
            here = skip_blank(run, after)
            if here < len(run) and run[here].text == r"\label":
                start, end, _ = group(run, here + 1)
                self.numbers[flat(run[start:end])] = str(self.counters["section"])
        return Item("heading", run[first:last], level=level), after

    def _aside(self, run: Tokens, at: int, text: list[Token]) -> int:
        """A token of a paragraph, or a command that changes how tables are counted."""
        name = run[at].text
        if name == r"\setcounter":
            first, last, after = group(run, at + 1)
            value, end, after = group(run, after)
            number = flat(run[value:end])
            if flat(run[first:last]) in self.counters and number.isdigit() and len(number) < 5:
                self.counters[flat(run[first:last])] = int(number)
            return after
        if name == r"\[":
            end = next((n for n in range(at, min(len(run), at + 5000)) if run[n].text == r"\]"), at)
            return end + 1
        if name == "$" and at + 1 < len(run) and run[at + 1].text == "$":
            end = next(
                (
                    n
                    for n in range(at + 2, min(len(run) - 1, at + 5000))
                    if run[n].text == "$" == run[n + 1].text
                ),
                at,
            )
            return end + 2
        text.append(run[at])
        return at + 1

    def _float(self, sort: str, run: Tokens) -> Iterator[Item]:
        """The captions and tables of a float, each table with the caption that belongs to it."""
        marks: list[tuple[str, str, Tokens]] = []
        self._marks(sort, run, marks, depth=0)
        captions = [(label, body) for kind, label, body in marks if kind == "caption"]
        tables = [(n, name, body) for n, (kind, name, body) in enumerate(marks) if kind == "table"]
        for label, body in captions:
            yield Item("caption", body, label=label)
        leads = (
            bool(marks)
            and next((kind for kind, _, _ in marks if kind in ("caption", "table")), "") == "caption"
        )
        for n, name, body in tables:
            own = nearest(marks, n, "caption", leads)
            part = nearest(marks, n, "part", None)
            label = own[0] if own else ""
            yield Item(
                "table", body, name=name, label=label, captions=[token[1] for token in (own, part) if token]
            )

    def _marks(
        self, sort: str, run: Tokens, marks: list[tuple[str, str, Tokens]], *, depth: int, part: bool = False
    ) -> None:
        at = 0
        while at < len(run):
            name = run[at].text
            if name == r"\begin":
                called, first, last, after = environment(run, at)
                bare = called.rstrip("*")
                if called in TABULARS and (called != "array" or depth == 0):
                    inner, aside = lifted(run[first:last])
                    self._marks(sort, aside, marks, depth=depth + 1, part=part)
                    marks.append(("table", called, inner))
                    at = after
                elif bare in _MATHS and bare not in ("math", "displaymath", "equation"):
                    at = after
                elif bare in _SUBS and depth < 30:
                    self._marks(sort, run[first:last], marks, depth=depth + 1, part=True)
                    at = after
                else:
                    at = first if first > at else at + 1
            elif name in CAPTIONS:
                at = self._caption(sort, run, at, marks, part)
            elif name in (r"\subfloat", r"\subtable", r"\subfigure"):
                option_end = option(run, at + 1)
                if option_end and not part:
                    marks.append(("part", "", run[option_end[0] : option_end[1]]))
                at = option_end[2] if option_end else at + 1
            elif name == r"\label":
                first, last, at = group(run, at + 1)
                self.numbers.setdefault(flat(run[first:last]), str(self.counters[sort]))
            else:
                at += 1

    def _caption(
        self, sort: str, run: Tokens, at: int, marks: list[tuple[str, str, Tokens]], part: bool
    ) -> int:
        name = run[at].text.rstrip("*")
        starred = run[at].text.endswith("*")
        after = at + 1
        if name == r"\captionof":
            first, last, after = group(run, after)
            sort = flat(run[first:last]) if flat(run[first:last]) in self.counters else sort
        if name == r"\subcaption":
            part = True
        first, last, after = group(run, past_options(run, after))
        if part:
            marks.append(("part", "", run[first:last]))
        else:
            self.counters[sort] += 0 if starred else 1
            marks.append(
                (
                    "caption",
                    f"{sort.capitalize()} {self.counters[sort]}" if not starred else "",
                    run[first:last],
                )
            )
        for n in range(first, last):
            if run[n].text == r"\label":
                start, end, _ = group(run, n + 1)
                self.numbers[flat(run[start:end])] = str(self.counters[sort])
        return after


def _paragraph(text: list[Token], kind: str) -> Iterator[Item]:
    if any(token.text[0] not in " \n" for token in text):
        yield Item("list" if kind == "list" else "paragraph", text)
