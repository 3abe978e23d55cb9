"""Lines of the forms that are printed in a shell: facts, lists, the end of a page."""

import textwrap
from collections.abc import Iterable, Iterator

from reports.views.safe_text import visible


def fact_lines(facts: Iterable[tuple[str, ...]], *, left: int, width: int) -> Iterator[str]:
    """Names in a column of that width, what they say beside them and folded to the width of the page."""
    for name, says in facts:
        wrapped = textwrap.wrap(visible(says), width - left) or [""]
        yield f"{visible(name):<{left}}{wrapped[0]}"
        yield from (" " * left + line for line in wrapped[1:])


def titled_list(title: str, sentences: Iterable[str], width: int) -> Iterator[str]:
    """An empty line, a title and the sentences below it; nothing without sentences."""
    for number, sentence in enumerate(sentences):
        yield from ("", title) if number == 0 else ()
        yield from textwrap.wrap(
            visible(sentence), width, initial_indent="  ", subsequent_indent="    ", break_long_words=False
        )


def page_bytes(lines: Iterable[str]) -> bytes:
    """The lines as UTF-8, without spaces at their ends."""
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode()
