"""`verify bundle` and `verify replay`: the evidence in one file, and the same verdicts from it."""

from pathlib import Path

import click


@click.command(short_help="Pack a run's plan, per-sample values and digests into one file.")
@click.argument("run")
@click.option("--out", type=click.Path(), help="The file; RUN.assay.zip by default.")
def bundle(run: str, out: str | None) -> None:
    """Pack plan, per-sample values, digests and environment of a run into one file."""
    from flows.bundle import bundle as packed
    from flows.bundle import seal_of
    from flows.commands.report import write_report
    from flows.settings import settings
    from flows.store import Store

    store = Store(settings())
    dossier = store.find(run)
    path = out or f"{dossier.run}.assay.zip"
    body = packed(dossier, store)
    write_report(body, path)
    click.echo(f"{path} holds {len(body):,} bytes; `verify replay {path}` derives the verdicts from it.")
    click.echo(f"Its seal, to be told to readers by another way than the file: {seal_of(body)}")


@click.command(short_help="Derive the verdicts of BUNDLE anew, without model and data.")
@click.argument("bundle", type=click.Path())
@click.option("--seal", help="What `verify bundle` printed: a bundle with another seal was changed.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def replay(bundle: str, seal: str | None, as_json: bool) -> int:
    """Derive the verdicts of BUNDLE anew, without the model and the data, and say where they differ."""
    from flows.bundle import replay as replayed
    from reports.views.safe_text import visible
    from reports.views.strict_json import to_json
    from reports.views.vocabulary import counted

    done = replayed(Path(bundle), seal)
    if as_json:
        click.echo(to_json(done).decode(), nl=False)
        return 1 if done.differs else 0
    for difference in done.differs:
        click.echo(f"differs: {visible(difference)}")
    for note in done.notes:
        click.echo(f"note: {visible(note)}")
    same = f"{counted(len(done.differs), 'difference')}" if done.differs else "all as the dossier says"
    click.echo(
        f"{visible(done.target)}, run {visible(done.run)}: {counted(done.verdicts, 'verdict')} derived, {same}; "
        f"{counted(done.recomputed, 'measurement')} computed again, {done.taken:,} taken as they stand."
    )
    click.echo(f"seal {done.seal}")
    return 1 if done.differs else 0
