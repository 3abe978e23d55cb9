"""Progress on a terminal, and nothing in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], None]


@contextmanager
def progress(says: str, *, quiet: bool = False) -> Iterator[Say]:
    """Show a spinner with a sentence while something runs, if a person is looking; the sentence may change."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status(escape(says)) as status:
        yield lambda words: status.update(escape(words))
