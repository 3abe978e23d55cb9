"""`verify autopsy MODEL`: what a model file is, read and never run."""

from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from flows.write_file import write_file

if TYPE_CHECKING:
    from claims.records.autopsy import Autopsy


@click.command()
@click.argument("model")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--as", "form", help="Another form: html, markdown, memo (PDF), diagram (SVG).")
@click.option(
    "--out", type=click.Path(), help="Write the form to this file; without --as, every form into this folder."
)
@click.option("--base", type=click.Path(), help="A model on this disk, to compare the tensors with.")
@click.option(
    "--on", "devices", multiple=True, metavar="DEVICE", help="A device to estimate for: A100, T4, …"
)
@click.option("--graph", type=click.Path(), help="Have Netron draw the graph into this file: .svg or .png.")
@click.option(
    "--open", "opened", is_flag=True, help="Show the file in Netron, in your browser, until Ctrl-C."
)
def autopsy(
    model: str,
    form: str | None,
    out: str | None,
    devices: tuple[str, ...],
    base: str | None,
    graph: str | None,
    *,
    as_json: bool,
    opened: bool,
) -> int:
    """Say what a model file is, and run nothing of it.

    It prints family, inputs, parts, costs, licence and what it takes to run it.

    MODEL is a file (safetensors, ONNX, PyTorch, GGUF, …), a folder, or org/model on the Hub.
    """
    from flows.autopsy import examine, pin
    from flows.progress import progress
    from flows.settings import settings
    from reports import autopsy as forms

    plugin = forms.registry["json" if as_json else form or "terminal"]
    picture_form = _picture_form(graph)
    with progress(f"Looking up {model} …") as say:
        order = pin(model, settings(), say, whole=bool(graph or opened))
        Thread(target=import_module, args=("reports.html",), daemon=True).start()  # while the child reads
        record = examine(order, say, devices, base)
        if graph and picture_form:
            from flows.graph_picture import draw

            write_file(Path(graph), draw(order, picture_form, say))
    if out and form is None and not as_json:
        _write_all(record, Path(out))
        plugin = forms.registry["terminal"]
    body = plugin.call(record)
    if out and (form or as_json):
        write_file(Path(out), body)
    elif plugin.name == "memo":
        raise click.UsageError("A PDF is not printed on a terminal: give --out FILE.")
    else:
        click.echo(body.decode(), nl=False)
    if opened:
        from flows.graph_picture import open_netron

        open_netron(order, lambda says: click.echo(says, err=True))
    return 0


def _picture_form(graph: str | None) -> str | None:
    """The form of the picture that is asked for; raises UsageError for another ending."""
    if graph is None:
        return None
    from flows.graph_picture import form_of

    return form_of(graph)


def _write_all(record: "Autopsy", folder: Path) -> None:
    from reports import autopsy as forms

    for plugin in forms.registry:
        write_file(folder / f"autopsy{min(plugin.traits)}", plugin.call(record))
