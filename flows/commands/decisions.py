"""`verify list`, `correct`, `dismiss`: what is in the store."""

from typing import TYPE_CHECKING, NamedTuple

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
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def list_runs(*, plugins: bool, as_json: bool) -> None:
    """List the finished runs with their verdicts, the latest first."""
    if plugins:
        _list_plugins()
        return
    rows = _rows()
    if as_json:
        import json

        click.echo(json.dumps([row._asdict() for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in row.verdicts.items())
        click.echo(f"{row.run}  {row.finished_at}  {row.target}  {counts or row.note}")
    if not rows:
        click.echo("No run is finished yet; `verify example` makes one.", err=True)


class ListedRun(NamedTuple):
    """A finished run as `verify list` prints it."""

    run: str
    target: str
    finished_at: str
    verdicts: dict[str, int]
    """How many claims have each outcome, what people dismissed left out."""
    note: str
    """What there is to say where there are no verdicts."""


def _rows() -> list[ListedRun]:
    from pydantic import ValidationError

    from claims.errors import StoreError
    from reports.views.summary import summarise

    store, rows = _store(), []
    for run in store.runs():
        verdicts: dict[str, int] = {}
        note = "no claims"
        try:
            dossier = store.dossier(run.run)
            counts = summarise(dossier).counts if dossier else {}
            verdicts = {outcome: count for outcome, count in counts.items() if count}
            note = "" if verdicts else note
        except (StoreError, ValidationError):
            note = "its dossier is damaged or of an older form; verify the target again"
        rows.append(ListedRun(run.run, run.target, run.finished_at, verdicts, note))
    return rows


def _list_plugins() -> None:
    import extractors
    import reports
    import reproducers
    from claims import rules

    for registry in (extractors.registry, reproducers.registry, rules.registry, reports.registry):
        click.echo(f"{registry.kind}s")
        for plugin in registry:
            click.echo(f"  {plugin.stamp:28} {plugin.does}")


_RUN = click.option(
    "--run", default="last", show_default=True, help="The run that a short number like 3 is of."
)
_WHY = click.option("--why", required=True, help="Your reason; it stands in the report.")


@click.command(short_help="Set a claim or finding aside, with a reason, for later runs too.")
@click.argument("about")
@_RUN
@_WHY
def dismiss(about: str, run: str, why: str) -> None:
    """Set a claim or finding aside, with a reason; it survives re-runs.

    ABOUT is the number that the report prints, 3 or F1, or the beginning of its id.
    """
    from claims.records import Correction

    _keep(Correction(about=_id(about, run), kind="dismiss", why=why))


@click.command()
@click.argument("about")
@click.argument("field")
@click.argument("value")
@_RUN
@_WHY
def correct(about: str, field: str, value: str, run: str, why: str) -> None:
    """Correct a FIELD of a claim, with a reason, for the next run.

    ABOUT is the number that the report prints, 3, or the beginning of the claim's id.
    """
    from claims.records import Correction

    _keep(Correction(about=_id(about, run), kind="correct", field=field, value=value, why=why))


def _id(about: str, run: str) -> str:
    """The id that a number of a run means; a whole id needs no run. Raises UnknownName."""
    from claims.numbering import id_of

    store = _store()
    if store.runs_about(about) or (run == "last" and not store.runs()):
        return about
    return id_of(store.find(run), about)


def _keep(correction: "Correction") -> None:
    from claims.corrections import checked

    store = _store()
    store.correct(checked(correction))
    about = _in_words(correction.about, store)
    if correction.kind == "dismiss":
        click.echo(f"Set aside: {about}. It counts no more, and every report gives your reason.")
    else:
        click.echo(f"Kept: {about}; its {correction.field} is {correction.value}. The next run judges it so.")


def _in_words(about: str, store: "Store") -> str:
    """What the id stands for, in the latest run that has it, so that a slip of the number is seen."""
    from flows.store.finished import whole_dossier
    from reports.views.safe_text import visible
    from reports.views.vocabulary import claim_name

    runs = store.runs_about(about)
    dossier = next((whole_dossier(store, run.run) for run in store.runs() if run.run in runs), None)
    claims = dossier.claims if dossier else ()
    findings = dossier.findings if dossier else ()
    names = [f"{claim_name(c)}: {visible(c.stated.as_written)}" for c in claims if c.id == about]
    names += [f"the finding {finding.rule}" for finding in findings if finding.id == about]
    return f"{names[0]} ({about})" if names and dossier else about
