"""LaTeX as tokens, each with the file and line it was written on."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

MOST_TOKENS = 4_000_000
"""Tokens of one paper, macros expanded, that are looked at."""
_MOST_OF_GROUP = 20_000
"""Tokens of a braced group among which a paragraph's end is looked for."""
_DEEPEST_GROUP = 60
"""Braces within each other beyond which a group counts as more than one paragraph."""
_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*(?:\n[ \t]*)?)"
    r"|(?P<raw>\\begin[ ]?\{(?P<env>verbatim\*?|lstlisting|minted|comment|filecontents\*?|Verbatim)\}"
    r"(?:.|\n){0,200000}?\\end[ ]?\{(?P=env)\})"
    r"|\\verb\*?(?P<bar>[^\w\s*{])[^\n]{0,500}?(?P=bar)"
    r"|(?P<word>\\[a-zA-Z@]+\*?)[ \t]*|\\(?:.|\n)|[{}$&#^_~\[\]]|(?P<space>\s+)|[^\\%{}$&#^_~\[\]\s]+|\\"
)


class Token(NamedTuple):
    """One token: a control sequence with its backslash, a special character, white space, or a run of text."""

    text: str
    line: int
    file: int


Tokens = Sequence[Token]


def tokens(text: str, file: int) -> Iterator[Token]:
    """The tokens of a file; comments, verbatim text and listings are left out.

    White space is one token: a blank, or two newlines where a paragraph ends.
    """
    line = 1
    for match in _TOKEN.finditer(text):
        written = match[0]
        if written[0] in " \t\n\r\f\v":
            yield Token("\n\n" if written.count("\n") > 1 else " ", line, file)
        elif match["word"]:
            yield Token(match["word"], line, file)
        elif match["comment"] is None and match["raw"] is None:
            yield Token(written, line, file)
        line += written.count("\n")


def skip_blank(run: Tokens, at: int) -> int:
    """The next place that is no white space."""
    while at < len(run) and run[at].text in (" ", "\n\n"):
        at += 1
    return at


def group(run: Tokens, at: int) -> tuple[int, int, int]:
    """The braced group or single token that begins at or after `at`: first and last (excluded), and what follows."""
    at = skip_blank(run, at)
    if at >= len(run):
        return at, at, at
    if run[at].text != "{":
        return at, at + 1, at + 1
    end = closing(run, at)
    return at + 1, end, min(end + 1, len(run))


def closing(run: Tokens, at: int) -> int:
    """Where the brace that opens at `at` closes; the end where it never does."""
    depth = 0
    for here in range(at, len(run)):
        if run[here].text == "{":
            depth += 1
        elif run[here].text == "}":
            depth -= 1
            if depth == 0:
                return here
    return len(run)


def block_groups(run: Tokens) -> set[int]:
    """Where the braces open that hold an environment or paragraphs, so that they are no part of one paragraph."""
    blocks, open_braces, known = (
        set[int](),
        list[int](),
        0,
    )  # the first `known` of the open braces are decided
    for here, token in enumerate(run):
        if token.text == "{":
            open_braces.append(here)
            ended = max(0, len(open_braces) - _DEEPEST_GROUP)
        elif token.text == "}":
            del open_braces[-1:]
            known = min(known, len(open_braces))
            continue
        elif token.text in (r"\begin", "\n\n"):
            ended = len(open_braces)
        else:
            continue
        blocks.update(brace for brace in open_braces[known:ended] if here - brace < _MOST_OF_GROUP)
        known = max(known, ended)
    return blocks


def option(run: Tokens, at: int) -> tuple[int, int, int] | None:
    """The bracketed argument at `at`, if one stands there: first, last (excluded), and what follows."""
    at = skip_blank(run, at)
    if at >= len(run) or run[at].text != "[":
        return None
    depth = 0
    for here in range(at + 1, min(len(run), at + 4000)):
        text = run[here].text
        depth += (text == "{") - (text == "}")
        if text == "]" and depth == 0:
            return at + 1, here, here + 1
    return None


def past_options(run: Tokens, at: int) -> int:
    """What follows any bracketed arguments."""
    while option_end := option(run, at):
        at = option_end[2]
    return at


def flat(run: Tokens) -> str:
    """Tokens as written, without white space at the ends."""
    return "".join(token.text for token in run).strip()


def environment(run: Tokens, at: int) -> tuple[str, int, int, int]:
    """The environment that begins at `at`: its name, first and last token (excluded), and what follows."""
    first, last, after = group(run, at + 1)
    called = flat(run[first:last])
    depth = 0
    for here in range(at, len(run)):
        if run[here].text in (r"\begin", r"\end") and called_at(run, here) == called:
            depth += 1 if run[here].text == r"\begin" else -1
            if depth == 0:
                return called, after, here, group(run, here + 1)[2]
    return called, after, len(run), len(run)


def called_at(run: Tokens, at: int) -> str:
    """The name of the environment whose begin or end stands at `at`."""
    first, last, _ = group(run, at + 1)
    return flat(run[first:last])
