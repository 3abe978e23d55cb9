"""What a LaTeX source asks for that is not done here, each in a sentence: nothing of a source is ever run."""

from collections.abc import Iterator

from claims.errors import OverLimit
from extractors.readers.latex.tokens import Tokens

LONGEST_LINE = 1 << 20
"""Bytes of one line; the longest that a person or a script wrote into a paper has some thousands."""
DEEPEST = 60
"""Braces within each other beyond which nothing is read."""
_NOT_OBEYED = frozenset(
    r"\write18 \write \directlua \openout \openin \catcode \csname \verbatiminput \lstinputlisting".split()
)
"""Commands that would reach outside the source, or change what its letters mean."""


def check_lines(body: bytes, name: str) -> None:
    """Raise OverLimit for a file with a line that no paper has."""
    start = 0
    while (end := body.find(b"\n", start)) >= 0 or start < len(body):
        end = len(body) if end < 0 else end
        if end - start > LONGEST_LINE:
            raise OverLimit(
                f"{name} has a line beyond the limit of {LONGEST_LINE:,} bytes.", "Name the paper's PDF."
            )
        start = end + 1


def unsupported(run: Tokens) -> Iterator[str]:
    """What the expanded tokens of a paper ask for in vain."""
    depth = deepest = opened = 0
    asked: set[str] = set()
    for token in run:
        text = token.text
        if text in "{}":
            depth = max(0, depth + (text == "{") - (text == "}"))
            deepest = max(deepest, depth)
        elif text in (r"\begin", r"\end"):
            opened += 1 if text == r"\begin" else -1
        elif text in _NOT_OBEYED or text.partition("=")[0] in _NOT_OBEYED:
            asked.add(text)
    for name in sorted(asked):
        yield f"The source uses {name}, which is not obeyed."
    if deepest > DEEPEST:
        yield f"Braces stand {deepest:,} deep; what is deeper than {DEEPEST} was passed over."
    if opened > 0:
        yield f"{opened:,} environments never end; the reading of them may be wrong."
