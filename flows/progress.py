"""Progress on a terminal, and nothing in a pipe."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def progress(says: str) -> Iterator[None]:
    """Show a spinner with a sentence while something runs, if a person is looking."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(says):
        yield
