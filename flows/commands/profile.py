"""`verify profile MODEL --data D`: where a model spends time and memory on somebody's rows."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.write_file import write_file

if TYPE_CHECKING:
    from claims.records.profile import Profile
    from flows.profile import ProfileOptions

_TENSORBOARD = ("events.out.tfevents", "assay.pt.trace.json")
"""How the names of files for TensorBoard begin, which lie in a folder of their own."""


@click.command()
@click.argument("model")
@click.option("--data", type=click.Path(), required=True, help="Your own rows: CSV, TSV, JSONL or Parquet.")
@click.option("--columns", help="Which column is what: text=review,label=stars.")
@click.option("--task", help="What the model does, where its files do not say it: text-classification, …")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True)
@click.option("--batch", type=click.IntRange(1, 4096), default=1, show_default=True, help="Rows in a pass.")
@click.option(
    "--passes", type=click.IntRange(5, 200), default=20, show_default=True, help="Passes under the profiler."
)
@click.option("--budget", default="180s", show_default=True, help="Time for all of it.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--as", "form", help="Another form: html, markdown, flame (SVG).")
@click.option(
    "--out",
    type=click.Path(),
    help="With --as, write the form to this file; else every form, a Chrome trace, a speedscope file and what"
    " TensorBoard shows into this folder.",
)
def profile(model: str, out: str | None, form: str | None, *, as_json: bool, **given: Any) -> int:
    """Measure where a model spends time and memory on your rows.

    MODEL is a model's folder, an ONNX file, or org/model on the Hub.
    """
    import tempfile

    from flows.profile import profile as profiled
    from flows.progress import progress
    from flows.settings import settings
    from reports import profile as forms

    plugin = forms.registry["json" if as_json else form or "terminal"]
    options = _options(given)
    with progress(f"Looking up {model} …") as say, tempfile.TemporaryDirectory() as files:
        record = profiled(model, options, settings(), say, Path(files) if out else None)
        if out and form is None and not as_json:
            _write_all(record, Path(files), Path(out))
    body = plugin.call(record)
    if out and (form or as_json):
        write_file(Path(out), body)
    else:
        click.echo(body.decode(), nl=False)
    return 0


def _options(given: dict[str, Any]) -> "ProfileOptions":
    from flows.commands.option_values import seconds
    from flows.profile import ProfileOptions
    from flows.request import columns

    data = str(Path(given["data"]).resolve())  # the child has a working folder of its own
    return ProfileOptions(
        **{
            **given,
            "data": data,
            "columns": columns(given["columns"]),
            "budget": float(seconds(given["budget"])),
        }
    )


def _write_all(record: "Profile", files: Path, folder: Path) -> None:
    """Every form, and the files that the child left."""
    from reports import profile as forms

    for plugin in forms.registry:
        write_file(folder / f"profile{min(plugin.traits)}", plugin.call(record))
    for file in sorted(files.iterdir()):
        inner = "tensorboard" if file.name.startswith(_TENSORBOARD) else ""
        write_file(folder / inner / file.name, file.read_bytes())
