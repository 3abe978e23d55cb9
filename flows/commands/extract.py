"""`verify extract`: read only, nothing is run."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flows.extract import Extracted, Outcome


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option(
    "--json-lines",
    is_flag=True,
    help="Print one line of JSON for each target, an error included, in their order.",
)
@click.option(
    "--leaderboard", is_flag=True, help="Also the paper's own best results, few, as leaderboards keep them."
)
@click.option(
    "--check",
    is_flag=True,
    help="Say what cannot be right: card against files, arithmetic, YAML; exit with 1 then.",
)
def extract(
    targets: tuple[str, ...], as_json: bool, json_lines: bool, leaderboard: bool, *, check: bool
) -> int:
    """Read every number that each TARGET claims, and run nothing."""
    from claims.errors import UsageError
    from flows.reading_child import prepare_to_read

    if check:
        if as_json or json_lines or leaderboard:
            raise UsageError(
                "--check prints lines of its own.", "Leave --json, --json-lines and --leaderboard out."
            )
        return _check(targets)
    if as_json and (json_lines or len(targets) > 1):
        raise UsageError("--json prints one document.", "Use --json-lines alone for several.")
    prepare_to_read(targets[0])
    from flows.extract import NotExtracted, extract_all
    from flows.progress import progress

    failed = 0
    with progress(f"Reading {targets[0]} …") as say:
        for outcome in extract_all(targets, say):
            if json_lines:
                click.echo(_as_line(outcome, leaderboard), nl=False)
            elif not isinstance(outcome, NotExtracted):
                _print(outcome, as_json=as_json, leaderboard=leaderboard, headed=len(targets) > 1)
            elif len(targets) == 1:
                raise outcome.error
            else:
                click.echo(f"verify: {outcome.target}: {outcome.error}", err=True)
            failed += isinstance(outcome, NotExtracted)
    return 3 if failed else 0


def _check(targets: tuple[str, ...]) -> int:
    """Print what cannot be right in each target; 0 where that is nothing, 3 where one cannot be read."""
    from flows.card_check import as_lines, folder_of_card
    from flows.extract import NotExtracted, extract_all
    from flows.progress import progress
    from flows.reading_child import prepare_to_read
    from reports.views.safe_text import visible

    cards = tuple(dict.fromkeys(map(folder_of_card, targets)))
    prepare_to_read(cards[0])
    failed = wrong = numbers = 0
    with progress(f"Reading {cards[0]} …") as say:
        for outcome in extract_all(cards, say, check=True):
            if isinstance(outcome, NotExtracted):
                click.echo(f"verify: {outcome.target}: {outcome.error}", err=True)
                failed += 1
                continue
            lines = as_lines(outcome.target, outcome.wrong, outcome.reading.warnings)
            wrong += len(lines)
            numbers += len(outcome.reading.claims)
            for line in lines:
                click.echo(visible(line))
    if not wrong and not failed:
        click.echo(
            f"Nothing that cannot be right in {numbers} number{'s' if numbers != 1 else ''}."
            if numbers
            else "No number was read, so none was checked."
        )
    return 3 if failed else int(bool(wrong))


def _as_line(outcome: "Outcome", leaderboard: bool) -> bytes:
    """A target on one line of JSON: what it says, or why it could not be read."""
    from flows.extract import NotExtracted
    from reports.views.extract_json import error_json

    if isinstance(outcome, NotExtracted):
        return error_json(outcome.target, outcome.error)
    return _as_json(outcome, leaderboard, indent=None)


def _as_json(extracted: "Extracted", leaderboard: bool, *, indent: int | None = 2) -> bytes:
    """What was read as JSON."""
    from reports.views.extract_json import extract_json

    reading = extracted.reading
    return extract_json(
        extracted.source,
        reading.claims,
        reading.hardware,
        title=reading.title,
        leaderboard=reading.leaderboard if leaderboard else None,
        warnings=reading.warnings,
        indent=indent,
    )


def _print(extracted: "Extracted", *, as_json: bool, leaderboard: bool, headed: bool) -> None:
    """What was read as JSON, or as text, under the target's name where there are several."""
    if as_json:
        click.echo(_as_json(extracted, leaderboard), nl=False)
        return
    if headed:
        click.echo(f"{extracted.target}:")
    reading = extracted.reading
    for row in reading.leaderboard if leaderboard else ():
        click.echo(f"best {row.dataset or '?'} · {row.metric} {row.score}")
    for claim in reading.claims:
        place = f"{claim.place.file}:{claim.place.line or claim.place.page}"
        context = " · ".join(filter(None, (claim.subject, claim.dataset, claim.split)))
        click.echo(f"{claim.metric_as_written} {claim.stated.as_written}  ({context})  {place}")
    for device in reading.hardware:
        click.echo(f"hardware {device.count or ''} {device.name}  {device.place.file}:{device.place.line}")
    for warning in reading.warnings:
        click.echo(f"warning: {warning}", err=True)
