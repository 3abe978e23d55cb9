"""Prints a dossier in the form that was asked for, as wide as the terminal is."""

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from claims.records import Dossier


def print_report(dossier: "Dossier", form: str, *, first: bool = True) -> None:
    """Print a dossier as JSON, a line, the first screen or the whole report, as wide as the terminal is."""
    if form in ("json", "json line"):
        from reports.json_report import json_report

        click.echo(
            json_report(dossier).decode() if form == "json" else dossier.to_bytes().decode(),
            nl=form != "json",
        )
        return
    from reports import terminal
    from reports.views.first_screen import first_screen, one_line

    if form == "line":
        click.echo(one_line(dossier))
        return
    if not first:
        click.echo()
    if form == "full":
        click.echo(terminal.render(dossier, width=_width(110), colour=_colour()), nl=False)
    else:
        click.echo(first_screen(dossier, width=min(_width(80), 80), colour=_colour()), nl=False)


def _width(piped: int) -> int:
    """The columns of the terminal (or COLUMNS), between 40 and 160; `piped` where nobody is looking."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS"):
        return piped
    return min(max(shutil.get_terminal_size((piped, 24)).columns, 40), 160)


def _colour() -> bool:
    """Whether to print colours: to a terminal, unless NO_COLOR asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
