"""`verify optimize MODEL --data D --max-drop 5%`: a cheaper variant that is shown to keep the quality."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from claims.records.optimization import DropLimit
    from flows.optimize import OptimizeOptions

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")


@click.command(short_help="Make a model cheaper, and lose no more than you allow.")
@click.argument("model")
@click.option("--data", type=click.Path(), required=True, help="Your own labelled rows.")
@click.option(
    "--max-drop",
    default="5%",
    show_default=True,
    help="What may be given up: 5% of the original's value; with --points, 5 points of the metric.",
)
@click.option(
    "--points", is_flag=True, help="--max-drop is in points of the metric, not a share of its value."
)
@click.option("--metric", help="By which quality is judged: accuracy, f1_macro, …; ap for a detector.")
@click.option("--columns", help="Which column is what: text=review,label=stars.")
@click.option("--task", help="What the model does, where its files do not say it: object-detection, …")
@click.option(
    "--candidate",
    "candidates",
    type=click.Path(),
    multiple=True,
    help="An ONNX file of the same model made elsewhere, to be judged with the others.",
)
@click.option("--only-candidates", is_flag=True, help="Make no variants, judge only those given.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the two halves of the rows.")
@click.option(
    "--budget", default="180s", show_default=True, help="Time for the search, once the model is opened."
)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--as", "form", help="Another form: html, markdown.")
@click.option(
    "--out",
    type=click.Path(),
    help="A folder for every report, and for the recommended model with its card and recipe.",
)
def optimize(model: str, out: str | None, form: str | None, *, as_json: bool, **given: Any) -> int:
    """Make a model cheaper without losing more than you allow, and show it on rows that did not choose it.

    MODEL is a model's folder, an ONNX file, or org/model on the Hub. Half of the rows choose among variants (INT8,
    FP16, few bits, fused graphs), the other half judges the shortlist. One is recommended only where it is shown to
    be faster and within the limit.
    """
    import tempfile

    from flows.optimize import optimize as optimized
    from flows.progress import progress
    from flows.settings import settings
    from flows.variant_folder import check_place, write_folder
    from reports import optimization as forms

    plugin = forms.registry["json" if as_json else form or "terminal"]
    options = _options(given)
    folder = Path(out) if out else None
    if folder:
        check_place(folder, Path(model) if Path(model).is_dir() else None)
    with progress(f"Looking up {model} …") as say, tempfile.TemporaryDirectory() as files:
        result, fetched = optimized(model, options, settings(), say, Path(files) if folder else None)
        if folder:
            write_folder(result, fetched, Path(files), folder)
    click.echo(plugin.call(result).decode(), nl=False)
    return 0


def _options(given: dict[str, Any]) -> "OptimizeOptions":
    from flows.commands.option_values import seconds
    from flows.optimize import OptimizeOptions
    from flows.request import columns

    return OptimizeOptions(
        data=str(Path(given["data"]).resolve()),  # the child has a working folder of its own
        limit=_limit(given["max_drop"], points=given["points"]),
        columns=columns(given["columns"]),
        task=given["task"],
        metric=given["metric"],
        candidates=given["candidates"],
        only_candidates=given["only_candidates"],
        seed=given["seed"],
        budget=float(seconds(given["budget"])),
    )


def _limit(written: str, *, points: bool) -> "DropLimit":
    """The limit as written: "5%", "5", "0.5"; raises UsageError for anything else."""
    from claims.errors import UsageError
    from claims.records.optimization import DropLimit

    match = _SHARE.fullmatch(written.strip())
    if match is None or not 0 <= float(match[1]) < 100:
        raise UsageError(f"--max-drop {written} is no limit.", "Write 5%, or 2 with --points.")
    return DropLimit(value=float(match[1]) / 100, kind="points" if points else "relative")
