"""LaTeX tokens as the words that a reader sees, with the lines they come from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from extractors.readers.latex.commands import (
    accent,
    holds_to_end_of_group,
    is_bold,
    is_underlined,
    silent,
    symbols,
)
from extractors.readers.latex.tokens import (
    Token,
    Tokens,
    closing,
    flat,
    group,
    past_options,
    skip_blank,
)
from extractors.readers.raised_text import raised

_REF = frozenset(r"\ref \cref \Cref \autoref \eqref \pageref \hyperref".split())
_RAISED = frozenset((r"\textsuperscript", r"\tnote"))
_NAMED_REF = {r"\cref": "Table", r"\Cref": "Table", r"\autoref": "Table"}
_NUMBERS = frozenset(r"\num \SI \si \qty \numrange \tablenum \SIrange".split())
_GROUNDS = frozenset(r"\colorbox \fcolorbox \cellcolor \rowcolor \pagecolor \columncolor".split())
"""What white letters may stand on."""
_DEEPEST = 60


@dataclass
class PlainText:
    """The words written so far, and which of them are bold or underlined."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    """Characters set in bold."""
    under: int = 0
    plain: int = 0
    footnotes: list[Tokens] = field(default_factory=list)
    line: int | None = None
    """The line that was written last, where lines are kept."""
    white: bool = False
    """Whether something was printed in white, which nobody sees."""

    def put(self, text: str, token: Token, *, bold: bool, under: bool, lines: bool) -> None:
        """Write a text, and before it as many line ends as its token's line asks for."""
        if lines and self.line is not None and token.line > self.line and token.line - self.line < 400:
            self.parts.append("\n" * (token.line - self.line))
        if lines:
            self.line = max(token.line, self.line or token.line)
        self.parts.append(text)
        if text.strip():
            size = len(text.strip())
            self.bold += size if bold else 0
            self.under += size if under else 0
            self.plain += 0 if bold or under else size

    @property
    def text(self) -> str:
        """What was written, blanks joined; line ends stay where lines are kept."""
        written = "".join(self.parts)
        written = written.replace("---", "—").replace("``", "“").replace("''", "”")
        written = re.sub(r"(?<=\w)--(?=\w)|(?<= )--(?= )|(?<![\w-])--(?=\.?\d)", "–", written)
        written = re.sub(r"(?<![\w%)]) ?− (?=\.?\d)", " −", written)
        return re.sub(r"[ \t\u00a0]+", " ", written)


@dataclass(frozen=True)
class TextWriter:
    """Turns tokens into words; `numbers` are the numbers of labels."""

    numbers: Mapping[str, str] = field(default_factory=dict)

    def write(self, run: Tokens, *, lines: bool = False) -> PlainText:
        """The words of a run of tokens."""
        written = PlainText()
        self._run(run, written, bold=False, under=False, lines=lines, depth=0)
        return written

    def text(self, run: Tokens) -> str:
        """The words of a run on one line."""
        return " ".join(self.write(run).text.split())

    def _run(
        self, run: Tokens, written: PlainText, *, bold: bool, under: bool, lines: bool, depth: int
    ) -> None:
        at = 0
        while at < len(run):
            token = run[at]
            text = token.text
            if text == "$":
                at += 1
            elif text == "{":
                end = closing(run, at)
                inner = run[at + 1 : end]
                if depth < _DEEPEST:
                    self._run(inner, written, bold=bold, under=under, lines=lines, depth=depth + 1)
                at = end + 1
            elif text in (r"\color", r"\textcolor"):
                at = self._coloured(run, at, written, lines=lines)
            elif text[0] == "\\" and len(text) > 1:
                if holds_to_end_of_group(text):
                    bold, under = bold or is_bold(text), under or is_underlined(text)
                    at += 1
                else:
                    at = self._command(run, at, written, bold=bold, under=under, lines=lines, depth=depth)
            else:
                written.put(_plain(run, at), token, bold=bold, under=under, lines=lines)
                at += 1

    def _command(
        self, run: Tokens, at: int, written: PlainText, *, bold: bool, under: bool, lines: bool, depth: int
    ) -> int:
        """Write what a command prints; gives the place after it and its arguments."""
        token = run[at]
        name = token.text
        if name in symbols():
            written.put(symbols()[name], token, bold=bold, under=under, lines=lines)
            return past_options(run, at + 1) if name.startswith("\\\\") else at + 1
        if name in (r"\footnote", r"\footnotetext", r"\tablefootnote"):
            first, last, after = group(run, past_options(run, at + 1))
            written.footnotes.append(run[first:last])
            return after
        if name in _REF or name in _RAISED:
            write = self._raised if name in _RAISED else self._reference
            return write(run, at, written, lines=lines)
        if is_bold(name) or is_underlined(name) or name in (r"\makecell", r"\thead", r"\shortstack"):
            first, last, after = group(run, past_options(run, at + 1))
            if depth < _DEEPEST:
                self._run(run[first:last], written, bold=bold or is_bold(name), under=under or is_underlined(name), lines=lines,
                          depth=depth + 1)  # fmt: skip
            return after
        if name in (r"\frac", r"\nicefrac", r"\sfrac", r"\tfrac", r"\dfrac"):
            return self._fraction(run, at, written, lines=lines)
        if name in (r"\begin", r"\end"):
            first, last, after = group(run, at + 1)
            called = flat(run[first:last]).rstrip("*")
            return (
                _past_spec(run, after)
                if name == r"\begin" and called in ("tabular", "array", "minipage")
                else after
            )
        if len(name) == 2 or name in (r"\u", r"\v", r"\c", r"\k", r"\r", r"\d"):
            first, last, after = group(run, at + 1)
            letter = accent(name, self.text(run[first:last])) if depth < _DEEPEST else None
            if letter is not None:
                written.put(letter, token, bold=bold, under=under, lines=lines)
                return after
        return self._silent(run, at)

    def _coloured(self, run: Tokens, at: int, written: PlainText, *, lines: bool) -> int:
        """Step over a colour; in running text also over what it makes white, which nobody sees on a white page."""
        first, last, after = group(run, past_options(run, at + 1))
        white = flat(run[first:last]).casefold() == "white"
        written.white = written.white or white
        if not (white and lines) or any(token.text in _GROUNDS for token in run):
            return after
        if run[at].text == r"\textcolor":
            return group(run, after)[2]
        return next((n for n in range(after, len(run)) if run[n].text == r"\color"), len(run))

    def _silent(self, run: Tokens, at: int) -> int:
        """Step over a command that prints nothing itself, and over those of its arguments that do not."""
        name = run[at].text
        here = at + 1
        if name in (r"\vskip", r"\hskip"):
            here = skip_blank(run, here)
            return here + 1
        count = silent().get(name)
        if count is None:
            return past_options(run, here) if name in _NUMBERS else here
        for _ in range(count):
            here = past_options(run, here)
            _, _, here = group(run, here)
        return past_options(run, here) if count and name not in (r"\cite", r"\label") else here

    def _reference(self, run: Tokens, at: int, written: PlainText, *, lines: bool) -> int:
        first, last, after = group(run, past_options(run, at + 1))
        names = flat(run[first:last]).split(",")
        known = [self.numbers.get(name.strip(), "") for name in names[:20]]
        shown = " and ".join(name for name in known if name)
        kind = (
            _NAMED_REF.get(run[at].text, "")
            if any(name.strip().casefold().startswith("tab") for name in names)
            else ""
        )
        written.put(f"{kind} {shown}".strip(), run[at], bold=False, under=False, lines=lines)
        return after

    def _raised(self, run: Tokens, at: int, written: PlainText, *, lines: bool) -> int:
        """Write what raised text says: a power, or nothing where it marks a footnote."""
        first, last, after = group(run, past_options(run, at + 1))
        mark = raised("".join(written.parts[-4:]), flat(run[first:last]))
        written.put(mark, run[at], bold=False, under=False, lines=lines)
        return after

    def _fraction(self, run: Tokens, at: int, written: PlainText, *, lines: bool) -> int:
        first, last, after = group(run, at + 1)
        below, end, after = group(run, after)
        text = f"{self.text(run[first:last])}/{self.text(run[below:end])}" if last > first else ""
        written.put(text, run[at], bold=False, under=False, lines=lines)
        return after


def _plain(run: Tokens, at: int) -> str:
    """What a token prints that is no command: ^ and _ stay, since they tell 10^20 from 1020."""
    text = run[at].text
    if text in ("~", "\n\n"):
        return " "
    return "" if text in ("}", "#", "&") else text


def _past_spec(run: Tokens, at: int) -> int:
    """What follows the arguments of a nested tabular or minipage."""
    return group(run, past_options(run, at))[2] if at < len(run) else at
