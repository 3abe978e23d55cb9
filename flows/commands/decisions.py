"""`verify list`, `correct`, `dismiss`: what is in the store."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from claims.records import Correction
    from flows.store import Store


def _store() -> "Store":
    from flows.settings import settings
    from flows.store import Store

    return Store(settings())


@click.command("list")
@click.option("--plugins", is_flag=True, help="Show the extractors, reproducers, rules and reports instead.")
def list_runs(plugins: bool) -> None:
    """Show the finished runs, the latest first."""
    if plugins:
        _list_plugins()
        return
    runs = _store().runs()
    for run in runs:
        click.echo(f"{run.run}  {run.finished_at}  {run.target}")
    if not runs:
        click.echo("No run is finished yet; `verify example` makes one.", err=True)


def _list_plugins() -> None:
    import extractors
    import reports
    import reproducers
    from claims import rules

    for registry in (extractors.registry, reproducers.registry, rules.registry, reports.registry):
        click.echo(f"{registry.kind}s")
        for plugin in registry:
            click.echo(f"  {plugin.stamp:28} {plugin.does}")


@click.command()
@click.argument("about")
@click.option("--why", required=True, help="Your reason; it stands in the report.")
def dismiss(about: str, why: str) -> None:
    """Set a claim or finding aside, with a reason; it survives re-runs."""
    from claims.records import Correction

    _keep(Correction(about=about, kind="dismiss", why=why))


@click.command()
@click.argument("about")
@click.argument("field")
@click.argument("value")
@click.option("--why", required=True, help="Your reason; it stands in the report.")
def correct(about: str, field: str, value: str, why: str) -> None:
    """Say what a claim's FIELD should be, with a reason; the next run measures and judges it so."""
    from claims.records import Correction

    _keep(Correction(about=about, kind="correct", field=field, value=value, why=why))


def _keep(correction: "Correction") -> None:
    from claims.corrections import checked

    _store().correct(checked(correction))
    click.echo(f"Kept: {correction.kind} {correction.about}.")
