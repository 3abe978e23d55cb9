"""How wide the terminal is, and whether it shows colours."""

import os
import shutil
import sys


def width(piped: int) -> int:
    """The columns of the terminal (or COLUMNS), between 40 and 160; `piped` where nobody is looking."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS"):
        return piped
    return min(max(shutil.get_terminal_size((piped, 24)).columns, 40), 160)


def colour() -> bool:
    """Whether to print colours: to a terminal, unless NO_COLOR asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
