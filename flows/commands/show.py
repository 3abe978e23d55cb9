"""`verify show`: a run, or one claim of it with the lines or page crop it was read from and its verdict."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.write_file import write_file

if TYPE_CHECKING:
    from claims.records import Claim, Dossier
    from extractors.readers.source_view import SourceView, ViewLine
    from extractors.tables.reading_reasons import LabelReason


LABELS = {"header": "over it", "stub": "beside it", "panel": "title above it"}
"""Where a label stands."""
ROLES = {
    "metric": "a metric", "dataset": "a data set", "system": "a system", "setting": "a setting", "split": "a split",
    "none": "says nothing of the number",
}  # fmt: skip
"""What a label was read as, in words."""


@click.command()
@click.argument("run")
@click.argument("claim", required=False)
@click.option(
    "--source", type=click.Path(), help="The file or folder that was verified, where it is not known."
)
@click.option("--crop", type=click.Path(), help="Write the crop of the page to this file.")
def show(run: str, claim: str | None, source: str | None, crop: str | None) -> None:
    """Show a run, or one claim of it with its place and evidence.

    RUN is the beginning of its id, or "last".

    CLAIM is the claim's number in the run, 3, or the beginning of its id. The lines that it was read from are
    printed, or the crop of its page is written as a picture.
    """
    from claims.numbering import claim_of
    from flows.commands.print_report import print_report
    from flows.settings import settings
    from flows.store import Store

    dossier = Store(settings()).find(run)
    if claim is None:
        print_report(dossier, "full")
        return
    shown_claim = claim_of(dossier, claim)
    place = shown_claim.place
    title = f"{shown_claim.metric_as_written}: {shown_claim.stated.as_written} ({shown_claim.subject})"
    click.echo(f"{title}\n  id      {shown_claim.id} in run {dossier.run}")
    where = f"page {place.page}" if place.page is not None else f"line {place.line}"
    click.echo(f"  at      {place.file}, {where}{f', {place.table}' if place.table else ''}  “{place.quote}”")
    _print_source(dossier, shown_claim, source, crop)
    _print_reading(dossier, shown_claim, source)
    _print_outcome(dossier, shown_claim)
    _print_decisions(dossier, shown_claim)


def _print_source(dossier: "Dossier", claim: "Claim", source: str | None, crop: str | None) -> None:
    """Print the lines or the crop that a claim was read from; a source that is missing is only noted."""
    from claims.errors import VerifyError
    from flows.progress import progress
    from flows.settings import settings
    from flows.source_view import view_source

    try:
        with progress(f"Looking at {claim.place.file} …") as say:
            view = view_source(dossier, claim, source, settings(), say)
    except VerifyError as error:
        if source is not None or crop is not None:
            raise
        click.echo(f"  (not shown: {error})")
        return
    for line in view.lines:
        _print_line(line)
    if view.png is not None:
        click.echo(f"  crop    {_write_crop(view, claim, crop)}")


def _print_line(line: "ViewLine") -> None:
    """Print a source line with its number, and the figure underlined."""
    text = "".join(char if char.isprintable() else " " for char in line.text)
    click.echo(f"  {line.number:>6} | {text}")
    if line.marked is not None:
        first, last = line.marked
        click.echo(f"         | {' ' * first}{'^' * (last - first)}")


def _write_crop(view: "SourceView", claim: "Claim", crop: str | None) -> Path:
    """Write the page crop to a file and return its path; raises StoreError."""
    from flows.settings import settings

    path = Path(crop) if crop else settings().home / "crops" / f"{claim.id}.png"
    write_file(path, base64.b64decode(view.png or ""), "Give --crop another file.")
    return path


def _print_reading(dossier: "Dossier", claim: "Claim", source: str | None) -> None:
    """Print how sure the reading is and, for a table, what its labels were read as and what else was likely."""
    from claims.errors import VerifyError
    from flows.progress import progress
    from flows.settings import settings
    from flows.source_view import reading_reasons

    other = f"; it could also be {claim.could_be}" if claim.could_be else ""
    doubtful = " (in doubt)" if claim.in_doubt else ""
    click.echo(f"  read by {claim.read_by}, {claim.confidence:.0%} sure{doubtful}{other}")
    if claim.place.table is None:
        return
    try:
        with progress(f"Reading {claim.place.table} again …") as say:
            reasons = reading_reasons(dossier, claim, source, settings(), say)
    except VerifyError:
        return  # what is missing was said where the source is shown
    for label in reasons.labels:
        click.echo(f"  label   “{label.text}” ({LABELS[label.where.rstrip('0123456789')]}): {_role(label)}")
    for name, likely in (
        ("metric", reasons.metrics),
        ("data", reasons.datasets),
        ("system", reasons.subjects),
    ):
        if likely:
            shown = ", ".join(f"{reading.name or 'none'} {reading.share:.0%}" for reading in likely)
            click.echo(f"  {name:7} {shown}")


def _role(label: "LabelReason") -> str:
    """What a label was read as, and how sure that is."""
    return f"{ROLES[label.role]}, {label.share:.0%}"


def _print_decisions(dossier: "Dossier", claim: "Claim") -> None:
    """Print what people decided about a claim."""
    from reports.views.safe_text import visible

    if claim.id in dossier.dismissals:
        click.echo(f"  dismissed  {visible(dossier.dismissals[claim.id])}")
    for decision in dossier.corrections:
        if decision.about == claim.id and decision.kind == "correct":
            change = f"{decision.field} is {visible(decision.value or '')}"
            click.echo(f"  corrected  {change} in every later run: {visible(decision.why)}")


def _print_outcome(dossier: "Dossier", claim: "Claim") -> None:
    """Print the verdict and the attempts of a claim."""
    from reports.views.attempt_sentences import attempt_sentences

    for verdict in dossier.verdicts:
        if verdict.claim_id == claim.id:
            click.echo(f"  {verdict.outcome}  {verdict.says}")
    for attempt in dossier.attempts:
        if attempt.claim_id == claim.id:
            for sentence in attempt_sentences(attempt):
                click.echo(f"  {sentence}")
