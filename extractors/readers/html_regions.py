"""Lines of HTML tables in Markdown, held together: a blank line between rows would end the block."""

import re
from collections.abc import Sequence

_OPENS = re.compile(r"(?i)<table\b")
_CLOSES = re.compile(r"(?i)</table\s*>")
_FENCES = ("```", "~~~")
_HELD = "<!-- -->"
"""What stands in place of a blank line: it shows nothing, and goes on with the block."""


def with_whole_tables(lines: Sequence[str]) -> list[str]:
    """The same lines, with blank ones inside an HTML table replaced; one that holds Markdown tables stays as it is."""
    out, fence, start, depth = list(lines), "", -1, 0
    for n, line in enumerate(lines):
        text = line.lstrip()
        if start < 0 and (fence or text.startswith(_FENCES)):
            ends = fence and text.startswith(fence)
            fence = "" if ends else fence or text[:3]
            continue
        if start < 0 and text.startswith("<") and _OPENS.search(text):
            start, depth = n, 0
        if start >= 0:
            depth += len(_OPENS.findall(line)) - len(_CLOSES.findall(line))
            if depth <= 0:
                _hold(out, start, n)
                start = -1
    return out


def _hold(lines: list[str], first: int, last: int) -> None:
    """Replace the blank lines of a region, unless Markdown in it needs them."""
    if any(line.lstrip().startswith(("|", *_FENCES)) for line in lines[first : last + 1]):
        return
    for n in range(first, last):
        if not lines[n].strip():
            lines[n] = _HELD
