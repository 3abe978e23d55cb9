"""`verify TARGET`: read, measure, judge."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.ingest import seconds

if TYPE_CHECKING:
    from claims.records import Dossier
    from flows.request import Options, Request
    from flows.store import Store


@click.command("run", hidden=True)
@click.argument("target")
@click.option("--data", type=click.Path(), help="Your own rows: CSV, TSV, JSONL or Parquet.")
@click.option("--predictions", type=click.Path(), help="Outputs that stand in for a model you cannot open.")
@click.option(
    "--against", type=click.Path(), help="Another system's outputs on the same rows, to compare with."
)
@click.option(
    "--model", help="The model to measure, where TARGET is a paper or a card: org/model or a folder."
)
@click.option("--columns", help="Which column is what: text=review,label=stars.")
@click.option("--of-dataset", help="The data set that your rows are a sample of.")
@click.option("--task", help="What the model does, where its files do not say it: text-classification, …")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True)
@click.option("--margin", default="2", show_default=True, help="Points by which a score may fall short.")
@click.option("--budget", default="120s", show_default=True, help="Time for each measurement.")
@click.option("--price-per-hour", help="What an hour of this machine costs, to turn times into money: 0.60.")
@click.option(
    "--utilisation", default="1", show_default=True, help="Share of the paid hours in which it works."
)
@click.option(
    "--early-stop", is_flag=True, help="Stop measuring a score once what the card claims of it is settled."
)
@click.option("--out", type=click.Path(), help="Write every report into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--require-isolation", type=click.Choice(["full", "fs-only", "limits-only"]))
@click.option(
    "--fail-on", default="refuted", show_default=True, help="refuted, falls_short, serious, or none."
)
def run(
    target: str, as_json: bool, early_stop: bool, out: str | None, fail_on: str, **given: str | None
) -> int:
    """Verify TARGET and print what holds, what does not, and what cannot be known.

    TARGET is a model's folder, a card, org/model on the Hub, or a paper on arXiv.
    """
    from flows.prepare import prepare
    from flows.progress import progress
    from flows.settings import settings
    from flows.store import Store
    from flows.targets import example

    watched = _fail_on_names(fail_on)
    options = _options(given).model_copy(update={"early_stop": early_stop})
    if target == "example" and options.data is None and options.predictions is None:
        options = options.model_copy(update={"data": str(example() / "slice.csv")})
    where = settings()
    store = Store(where)
    _require_isolation(given["require_isolation"], store)
    with progress(f"Looking up {target} …") as say:
        request = prepare(target, options, store, where, say)
    dossier = store.dossier(request.run) or _execute(request, store)
    _print_report(dossier, as_json=as_json)
    if out:
        _write_reports(dossier, store, Path(out))
    return int(_fails(dossier, watched))


def _execute(request: "Request", store: "Store") -> "Dossier":
    """Run the flow; where another process is already running it, wait and return its dossier."""
    from flows.progress import progress

    with progress(f"Verifying {request.target} …") as say:
        waiting = f"{request.target} is being verified by another process; waiting for it …"
        with store.lease(request.run, lambda: say(waiting)):
            return store.dossier(request.run) or _flow(request, store)


def _flow(request: "Request", store: "Store") -> "Dossier":
    """Start the engine and run the flow; only here is Prefect imported."""
    from flows.engine import started

    with started(store.home):
        from flows.verify import verify

        verify(target=request.target, request=request.model_dump_json())
    return store.find(request.run)


def _options(given: dict[str, str | None]) -> "Options":
    from flows.request import Options, columns

    return Options(
        data=_absolute(given["data"]),
        predictions=_absolute(given["predictions"]),
        against=_absolute(given["against"]),
        model=given["model"],
        columns=columns(given["columns"]),
        of_dataset=given["of_dataset"],
        task=_task(given["task"]),
        device="cuda" if given["device"] == "cuda" else "cpu",
        margin=_number("--margin", given["margin"]),
        budget=seconds(given["budget"] or ""),
        price_per_hour=_price(given["price_per_hour"]),
        utilisation=_share("--utilisation", given["utilisation"]),
    )


def _task(name: str | None) -> str | None:
    """A task in the Hub's words; raises UsageError for one that nothing here measures."""
    from reproducers.lab.data.task_roles import ROLES_OF_TASK

    if name is not None and name not in ROLES_OF_TASK:
        raise click.UsageError(f"--task knows no {name!r}: it is one of {', '.join(ROLES_OF_TASK)}.")
    return name


def _number(option: str, text: str | None) -> Decimal:
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        raise click.UsageError(f"{option} {text!r} is not a number.") from None
    if not value.is_finite() or value <= 0:
        raise click.UsageError(f"{option} must be a number above 0, not {text}.")
    return value


def _price(text: str | None) -> Decimal | None:
    """A price with or without its sign, "0.60/h" too; raises UsageError."""
    if text is None:
        return None
    bare = text.strip().lstrip("$€£").removesuffix("/h").strip()
    return _number("--price-per-hour", bare)


def _share(option: str, text: str | None) -> Decimal:
    value = _number(option, text)
    if value > 1:
        raise click.UsageError(f"{option} is a share from 0 to 1, not {text}.")
    return value


def _absolute(path: str | None) -> str | None:
    return None if path is None else str(Path(path).absolute())


def _require_isolation(level: str | None, store: "Store") -> None:
    if level:
        from flows.sandbox import Level, require

        require(Level(level), store.home / "isolation.json")


def _print_report(dossier: "Dossier", *, as_json: bool) -> None:
    import reports

    form = "json" if as_json else "terminal"
    click.echo(reports.registry[form].call(dossier).decode(), nl=False)


def _write_reports(dossier: "Dossier", store: "Store", folder: Path) -> None:
    import reports
    from claims.errors import StoreError
    from flows.render import render

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for form in reports.registry:
            (folder / f"report{min(form.traits)}").write_bytes(render(form.name, dossier, store))
    except OSError as error:
        raise StoreError(
            f"The reports cannot be written to {folder}: {error.strerror}.", "Give --out another folder."
        ) from None


def _fail_on_names(fail_on: str) -> set[str]:
    names = {name.strip() for name in fail_on.split(",")}
    if unknown := names - {"refuted", "falls_short", "serious", "none"}:
        raise click.UsageError(
            f"--fail-on knows refuted, falls_short, serious and none, not {min(unknown)!r}."
        )
    return names


def _fails(dossier: "Dossier", watched: set[str]) -> bool:
    dismissed = {c.about for c in dossier.corrections if c.kind == "dismiss"}
    bad = any(v.outcome in watched for v in dossier.verdicts if v.claim_id not in dismissed)
    serious = any(f.severity == "serious" for f in dossier.findings if f.id not in dismissed)
    return bad or ("serious" in watched and serious)
