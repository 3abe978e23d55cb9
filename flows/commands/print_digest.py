"""Prints a digest to the end, so that it counts as told only when it was."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from claims.records.digest import Night


def print_digest(night: "Night", *, as_json: bool) -> None:
    """Print a digest as Markdown or JSON, and wait until it is written."""
    import reports.digest

    body = night.model_dump_json(indent=2) if as_json else reports.digest.markdown(night).decode()
    click.echo(body, nl=as_json)
    sys.stdout.flush()
