"""`verify TARGET …`: read, measure, judge."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.gate import exit_code, watched_outcomes, worst
from flows.commands.verify_options import options_of

if TYPE_CHECKING:
    from claims.records import Dossier
    from flows.request import Options
    from flows.settings import Settings


@click.command("run", hidden=True)
@click.argument("targets", nargs=-1, required=True, metavar="TARGET…")
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
@click.option("--file", help="Which of several model files in the folder is meant: model-Q4_K_M.gguf.")
@click.option("--task", help="What the model does, where its files do not say it: text-classification, …")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True)
@click.option("--margin", default="2", show_default=True, help="Points by which a score may fall short.")
@click.option("--budget", default="120s", show_default=True, help="Time for each measurement.")
@click.option("--deadline", help="Time for the whole run: 30m, 2h. Thirty times the budget by default.")
@click.option("--price-per-hour", help="What an hour of this machine costs, to turn times into money: 0.60.")
@click.option(
    "--utilisation", default="1", show_default=True, help="Share of the paid hours in which it works."
)
@click.option(
    "--early-stop", is_flag=True, help="Stop measuring a score once what the card claims of it is settled."
)
@click.option("--failures", is_flag=True, help="Look for where the model fails on your rows, part by part.")
@click.option("--out", type=click.Path(), help="Write every report into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--full", is_flag=True, help="Print the whole report, not the first screen of it.")
@click.option("--quiet", is_flag=True, help="Print one line for each target, and no progress.")
@click.option(
    "--engine", is_flag=True, help="Run the steps as a Prefect flow (always so with PREFECT_API_URL)."
)
@click.option(
    "--require-isolation",
    type=click.Choice(["full", "fs-only", "limits-only"]),
    help="Run nothing where this machine isolates less.",
)
@click.option(
    "--weak-isolation",
    is_flag=True,
    help="Open weights even where that could read your files (see `doctor`).",
)
@click.option(
    "--fail-on",
    default="refuted",
    show_default=True,
    help="refuted, falls_short, inconclusive, unchecked, serious (exit 1), investigate (exit 4), or none; with commas.",
)
def run(
    targets: tuple[str, ...],
    out: str | None,
    fail_on: str,
    *,
    as_json: bool,
    full: bool,
    quiet: bool,
    **given: Any,
) -> int:
    """Verify each TARGET and print what holds, what does not, and what cannot be known.

    TARGET is a model's folder, a card, org/model on the Hub, or a paper on arXiv.
    """
    from claims.errors import VerifyError
    from flows.commands.print_report import print_report
    from flows.settings import settings

    watched, where = watched_outcomes(fail_on), settings()
    options = options_of(given)
    _require_isolation(options.require_isolation, where)
    form = _form(as_json=as_json, full=full, quiet=quiet, several=len(targets) > 1)
    code = 0
    for number, target in enumerate(targets):
        try:
            dossier = _verify(target, options, where, quiet=quiet, engine=given["engine"])
        except VerifyError as error:
            if len(targets) == 1:
                raise
            click.echo(f"verify: {target}: {error}", err=True)
            code = worst(code, error.exit_code)
            continue
        print_report(dossier, form, first=number == 0)
        if out:
            _write_reports(dossier, Path(out) / dossier.run if len(targets) > 1 else Path(out), where)
        code = worst(code, exit_code(dossier, watched))
    return code


def _form(*, as_json: bool, full: bool, quiet: bool, several: bool) -> str:
    """What is printed of each dossier; raises UsageError where two forms are asked for."""
    asked = [
        name for name, given in (("json", as_json), ("full", full), ("line", quiet and not as_json)) if given
    ]
    if len(asked) > 1:
        raise click.UsageError("--json, --full and --quiet each print something else: give one of them.")
    form = asked[0] if asked else "first screen"
    return "json line" if form == "json" and several else form


def _verify(target: str, options: "Options", where: "Settings", *, quiet: bool, engine: bool) -> "Dossier":
    """The dossier of one target; the example brings its own rows."""
    from flows.progress import progress
    from flows.run_target import run_target
    from flows.targets import example

    if target == "example" and options.data is None and options.predictions is None:
        options = options.model_copy(update={"data": str(example() / "slice.csv")})
    with progress(f"Looking up {target} …", quiet=quiet) as say:
        return run_target(target, options, where, say, engine=engine)


def _require_isolation(level: str | None, where: "Settings") -> None:
    if level:
        from flows.sandbox import Level, require

        require(Level(level), where.home / "isolation.json")


def _write_reports(dossier: "Dossier", folder: Path, where: "Settings") -> None:
    import reports
    from flows.render import render
    from flows.store import Store
    from flows.write_file import write_file

    store = Store(where)
    for form in reports.registry:
        body = render(form.name, dossier, store)
        write_file(folder / f"report{min(form.traits)}", body, "Give --out another folder.")
