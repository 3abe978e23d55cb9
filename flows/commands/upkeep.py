"""`verify backup`, `restore` and `prune`: a store in one file, made anew from it, and cleared of what is old."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from flows.commands.option_values import seconds

SHOWN = 20
"""Names of each kind that are printed; --json gives all."""


@click.command(short_help="Copy the store into one file, while others write to it.")
@click.argument("place", metavar="FILE_OR_DIR", type=click.Path())
def backup(place: str) -> int:
    """Copy database, evidence, comparisons and decisions into a new file, or into one in a folder.

    What was fetched, the engine's own files and keys are left out.
    """
    from flows.settings import settings
    from flows.store.backup import back_up
    from reports.views.vocabulary import counted

    done = back_up(settings(), Path(place))
    click.echo(
        f"{done.place} holds the database and {counted(done.files, 'file')}, {done.size:,} bytes; "
        f"`VERIFY_HOME=NEW_HOME verify restore {done.place}` makes a store of it."
    )
    if done.lost:
        click.echo(
            f"verify: damaged or missing in the store, and so not in the backup: {counted(done.lost, 'file')}; "
            "`verify doctor --store` says which.",
            err=True,
        )
    return int(bool(done.lost))


@click.command(short_help="Make a new store from a backup.")
@click.argument("file", type=click.Path())
def restore(file: str) -> None:
    """Make the store in VERIFY_HOME from a backup of your own; a store that is there already stays as it is."""
    from flows.settings import settings
    from flows.store.restore import restore as restored
    from reports.views.vocabulary import counted

    done = restored(settings(), Path(file))
    click.echo(
        f"{done.home} is as it was on {done.made}: {counted(done.runs, 'run')}, {counted(done.files, 'file')}."
    )


@click.command(short_help="Remove what is old from the store, never what claims rest on.")
@click.option("--older-than", default="90d", show_default=True, help="Age, a day at least: 30d, 48h.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["runs", "nights", "steps", "damaged"]),
    help="Only this; may be repeated. All of them by default.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would go, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def prune(older_than: str, kinds: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Remove old runs in which no claim was judged, printed digests, and answers of steps that are made anew.

    Runs with a judged claim, or about which somebody decided, stay with everything that they name.
    """
    from flows.prune import DAY, KINDS
    from flows.prune import prune as pruned
    from flows.settings import settings
    from reports.views.safe_text import visible

    age = seconds(older_than, "--older-than")
    if age < DAY:
        raise click.UsageError("--older-than must be a day or more: 1d.")
    done = pruned(settings(), age, kinds or tuple(KINDS), dry_run=dry_run)
    if as_json:
        body = {**asdict(done), "gone": [kind._asdict() for kind in done.gone]}
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    for kind in done.gone:
        click.echo(f"{kind.kind}: {len(kind.names):,}, {kind.why}")
        _names(kind.names)
    for why, names in done.kept.items():
        click.echo(f"kept: {len(names):,} old runs, since {visible(why)}")
        _names(names)
    verb = "would be freed; nothing was removed" if dry_run else "were freed"
    click.echo(f"{done.freed:,} bytes of files {verb}.")


def _names(names: list[str] | tuple[str, ...]) -> None:
    from reports.views.safe_text import visible

    for name in names[:SHOWN]:
        click.echo(f"  {visible(name)}")
    if len(names) > SHOWN:
        click.echo(f"  and {len(names) - SHOWN:,} more")
