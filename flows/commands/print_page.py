"""Prints a page for a decision in the form that was asked for, or writes all its forms."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.report import write_report
from flows.write_file import write_file

if TYPE_CHECKING:
    from claims.records import Record
    from reports.decisions.page import DecisionPage


def print_page(
    record: "Record", page: "DecisionPage", name: str, *, form: str | None, out: str | None
) -> None:
    """Print the page, or write it: one form to the file `out`, without a form all of them into the folder `out`.

    Raises UnknownName for a form that there is not, and StoreError where nothing can be written.
    """
    from reports.decisions.forms import registry
    from reports.decisions.page import printed_json

    form = {"md": "markdown", "txt": "terminal"}.get(form or "", form)
    body = printed_json(record) if form == "json" else registry[form or "terminal"].call(page)
    if out is not None and form is not None:
        write_report(body, out)
        return
    click.echo(body.decode(), nl=False)
    if out is None:
        return
    hint = "Give --out another folder."
    write_file(Path(out) / f"{name}.json", printed_json(record), hint)
    for plugin in registry:
        write_file(Path(out) / f"{name}{min(plugin.traits)}", plugin.call(page), hint)
