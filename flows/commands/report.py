"""`verify report`: a finished run in any form, written into its document, or the whole library as files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.write_file import write_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.records import Dossier
    from flows.store import Store

FORMS = (
    "html, markdown, terminal, json, csv, parquet, metrics, badge, memo, memo-html, model-index, eval-results, junit, "
    "sarif; "
    "written into the document: pdf, facsimile, card."
)
ALIASES = {"md": "markdown", "txt": "terminal", "svg": "badge", "ink": "facsimile"}
"""Short and former names of forms."""


@click.command()
@click.argument("run", required=False)
@click.option("--as", "form", default="markdown", show_default=True, help=FORMS)
@click.option("--out", type=click.Path(), help="Write to this file instead of standard output.")
@click.option("--source", type=click.Path(), help="The paper or card, for the forms pdf, facsimile and card.")
@click.option("--to", help="Send it to an experiment tracker instead: mlflow or wandb.")
@click.option(
    "--registered-model",
    help="With --to mlflow, the version of a model that gets the validation status: NAME/VERSION or NAME@ALIAS.",
)
@click.option("--site", type=click.Path(), help="Write all runs as pages into this folder instead.")
def report(
    run: str | None,
    form: str,
    out: str | None,
    source: str | None,
    to: str | None,
    registered_model: str | None,
    site: str | None,
) -> None:
    """Write runs as reports, as a site, or into a tracker.

    RUN is the beginning of its id, or "last".
    """
    from flows.settings import settings
    from flows.store import Store

    store = Store(settings())
    if site is not None:
        from flows.library.static_export import write_site

        click.echo(f"{write_site(store, Path(site))} pages are in {site}.", err=True)
        return
    if run is None:
        raise click.UsageError("Say which run: verify report RUN, or verify report last.")
    if to is not None:
        if out is not None or source is not None:
            raise click.UsageError("--to sends the page and the JSON: leave --out and --source out.")
        _send(run, to, registered_model, store)
        return
    if registered_model is not None:
        raise click.UsageError("--registered-model needs a tracker: add --to mlflow.")
    made = _renderer(ALIASES.get(form, form), source, store)
    write_report(made(store.find(run)), out)


def _send(run: str, to: str, registered_model: str | None, store: "Store") -> None:
    """Send a run to a tracker and print where it is; raises UnknownName before any run is looked up."""
    from flows.adapters.trackers import registry
    from flows.commands.gate import validation_status
    from flows.track import delivery, describe

    send, dossier = registry[to].call, store.find(run)
    sent = delivery(dossier, store, validation_status(dossier), registered_model)
    click.echo(f"Sending {describe(sent, to)}.", err=True)
    click.echo(send(sent))


def write_report(body: bytes, out: str | None) -> None:
    """Write bytes to a file or to standard output; raises StoreError where the file cannot be written."""
    if out is None:
        click.echo(body, nl=False)
        return
    write_file(Path(out), body, "Give --out another file.")


def _renderer(form: str, source: str | None, store: "Store") -> "Callable[[Dossier], bytes]":
    """The function that renders a form; raises UnknownName before any run is looked up."""
    import reports
    from reports.annotated import registry as annotated

    if form not in {plugin.name for plugin in annotated}:
        from flows.render import render

        _ = reports.registry[form]
        return lambda dossier: render(form, dossier, store)

    def marked(dossier: "Dossier") -> bytes:
        from flows.annotate import annotate
        from flows.progress import progress
        from flows.settings import settings

        with progress(f"Marking {dossier.target} …") as say:
            return annotate(dossier, form, source, settings(), say)

    return marked
