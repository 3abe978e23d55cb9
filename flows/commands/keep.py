"""`verify list`, `show`, `correct`, `dismiss`: what is in the store."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from claims.records import Correction, Dossier
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
    for one in runs:
        click.echo(f"{one.run}  {one.finished_at}  {one.target}")
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
@click.argument("run")
@click.argument("claim", required=False)
def show(run: str, claim: str | None) -> None:
    """Show a run, or one claim of it with its place and evidence ("last" is the latest run)."""
    import reports

    dossier = _store().find(run)
    if claim is None:
        click.echo(reports.registry["terminal"].call(dossier).decode(), nl=False)
        return
    from claims.errors import UnknownName

    found = [one for one in dossier.claims if one.id.startswith(claim)]
    if len(found) != 1:
        raise UnknownName(
            f"Run {dossier.run} has no one claim that begins with {claim!r}.", "See `verify show`."
        )
    _show_claim(dossier, found[0].id)


def _show_claim(dossier: "Dossier", key: str) -> None:
    claim = next(one for one in dossier.claims if one.id == key)
    verdict = next(one for one in dossier.verdicts if one.claim_id == key)
    click.echo(f"{claim.metric_as_written}: {claim.stated.as_written} ({claim.subject})")
    click.echo(f"  at      {claim.place.file}:{claim.place.line}  “{claim.place.quote}”")
    click.echo(f"  read by {claim.read_by}, confidence {claim.confidence:.2f}")
    click.echo(f"  {verdict.outcome}  {verdict.says}")
    for attempt in dossier.attempts:
        if attempt.claim_id == key:
            click.echo(f"  attempt {attempt.to_bytes().decode()}")


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
