"""`verify show`: a run, or one claim of it with the ink it was read from and what became of it."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from claims.records import Claim, Dossier
    from extractors.readers.source_view import SourceView, ViewLine


@click.command()
@click.argument("run")
@click.argument("claim", required=False)
@click.option(
    "--source", type=click.Path(), help="The file or folder that was verified, where it is not known."
)
@click.option("--crop", type=click.Path(), help="Write the crop of the page to this file.")
def show(run: str, claim: str | None, source: str | None, crop: str | None) -> None:
    """Show a run, or one claim of it with its place and evidence ("last" is the latest run).

    Of a claim, the lines that it was read from are printed, or the crop of its page is written as a picture.
    """
    import reports
    from flows.settings import settings
    from flows.store import Store

    dossier = Store(settings()).find(run)
    if claim is None:
        click.echo(reports.registry["terminal"].call(dossier).decode(), nl=False)
        return
    found = _claim(dossier, claim)
    place = found.place
    click.echo(f"{found.metric_as_written}: {found.stated.as_written} ({found.subject})")
    where = f"page {place.page}" if place.page is not None else f"line {place.line}"
    click.echo(f"  at      {place.file}, {where}{f', {place.table}' if place.table else ''}  “{place.quote}”")
    _ink(dossier, found, source, crop)
    _outcome(dossier, found)


def _claim(dossier: "Dossier", key: str) -> "Claim":
    from claims.errors import UnknownName

    found = [one for one in dossier.claims if one.id.startswith(key)]
    if len(found) != 1:
        raise UnknownName(
            f"Run {dossier.run} has no one claim that begins with {key!r}.", "See `verify show`."
        )
    return found[0]


def _ink(dossier: "Dossier", claim: "Claim", source: str | None, crop: str | None) -> None:
    """What the claim was read from; that it is not at hand ends nothing."""
    from claims.errors import VerifyError
    from flows.progress import progress
    from flows.settings import settings
    from flows.source_view import shown

    try:
        with progress(f"Looking at {claim.place.file} …") as say:
            ink = shown(dossier, claim, source, settings(), say)
    except VerifyError as error:
        if source is not None or crop is not None:
            raise
        click.echo(f"  (not shown: {error})")
        return
    for line in ink.lines:
        _print(line)
    if ink.png is not None:
        click.echo(f"  crop    {_written(ink, claim, crop)}")


def _print(line: "ViewLine") -> None:
    """A line with its number, and the figure marked below it."""
    text = "".join(char if char.isprintable() else " " for char in line.text)
    click.echo(f"  {line.number:>6} | {text}")
    if line.marked is not None:
        first, last = line.marked
        click.echo(f"         | {' ' * first}{'^' * (last - first)}")


def _written(ink: "SourceView", claim: "Claim", crop: str | None) -> Path:
    """The file that the crop was written to; raises StoreError."""
    from claims.errors import StoreError
    from flows.settings import settings

    path = Path(crop) if crop else settings().home / "crops" / f"{claim.id}.png"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(ink.png or ""))
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror}.", "Give --crop another file."
        ) from None
    return path


def _outcome(dossier: "Dossier", claim: "Claim") -> None:
    """Who read the claim, and what became of it."""
    click.echo(f"  read by {claim.read_by}, confidence {claim.confidence:.2f}")
    for verdict in dossier.verdicts:
        if verdict.claim_id == claim.id:
            click.echo(f"  {verdict.outcome}  {verdict.says}")
    for attempt in dossier.attempts:
        if attempt.claim_id == claim.id:
            click.echo(f"  attempt {attempt.to_bytes().decode()}")
