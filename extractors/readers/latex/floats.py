"""Environments of LaTeX, and which caption belongs to which table of a float."""

from collections.abc import Iterator

from extractors.readers.latex.tabular import TABULARS
from extractors.readers.latex.tokens import Token, Tokens, called_at, group, past_options, skip_blank

CAPTIONS = frozenset((r"\caption", r"\caption*", r"\captionof", r"\captionof*", r"\tablecaption", r"\subcaption", r"\tcaption",
                       r"\topcaption", r"\bottomcaption", r"\tbl", r"\captionabove", r"\captionbelow"))  # fmt: skip


def nearest(
    marks: list[tuple[str, str, Tokens]], at: int, kind: str, leads: bool | None
) -> tuple[str, Tokens] | None:
    """The caption of the table at `at`: the last before it where captions lead, else the next after it.

    Where `leads` is None, captions lead if the first of the float stands before its first table.
    """
    before = [n for n in range(at - 1, -1, -1) if marks[n][0] == kind]
    after = [n for n in range(at + 1, len(marks)) if marks[n][0] == kind]
    if leads is None:
        leads = next((mark[0] for mark in marks if mark[0] in (kind, "table")), "") == kind
    order = [*before[:1], *after[:1]] if leads else [*after[:1], *before[:1]]
    return (marks[order[0]][1], marks[order[0]][2]) if order else None


def lifted(run: Tokens) -> tuple[Tokens, Tokens]:
    """The body of a tabular without its captions and labels, and the first caption and the labels.

    A table over several pages repeats its caption on each, and has one number all the same.
    """
    inner, lifted, at, captioned = list[Token](), list[Token](), 0, False
    if not any(token.text in CAPTIONS or token.text == r"\label" for token in run):
        return run, ()
    while at < len(run):
        if run[at].text in CAPTIONS or run[at].text == r"\label":
            after = group(run, past_options(run, at + 1))[2]
            again = captioned and run[at].text in CAPTIONS
            lifted += () if again else run[at:after]
            captioned |= run[at].text in CAPTIONS
            here = skip_blank(run, after)
            at = here + 1 if here < len(run) and run[here].text in (r"\\", r"\tabularnewline") else after
        else:
            inner.append(run[at])
            at += 1
    return inner, lifted


def wrapped(called: str, run: Tokens) -> Iterator[Token]:
    """A tabular's body between its begin and end again."""
    line, file = (run[0].line, run[0].file) if run else (1, 0)
    for name in (r"\begin", "{", called, "}"):
        yield Token(name, line, file)
    yield from run
    for name in (r"\end", "{", called, "}"):
        yield Token(name, line, file)


def holds_table(run: Tokens) -> bool:
    """Whether a tabular stands in a run."""
    return any(run[n].text == r"\begin" and called_at(run, n) in TABULARS for n in range(len(run)))
