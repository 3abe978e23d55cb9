"""The graph of a model's file through Netron: drawn as a picture in the sandbox, or opened in the user's browser."""

import logging
import shutil
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from claims.errors import IsolationError, ModelUnavailable, UsageError
from flows.progress import Say
from flows.sandbox import Level, Limits, run
from reproducers.lab.files.install_hint import install_command

if TYPE_CHECKING:
    from reproducers.lab.autopsy.order import AutopsyOrder

FORMS = ("svg", "png")
_SECONDS = 180.0
_DRAWING = Limits(
    seconds=_SECONDS + 20,
    memory_mb=6144,
    address_mb=4_000_000,  # a browser reserves far more than it uses
    answer_mb=256,
    unix_sockets=True,
    processes=200,
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_BROWSER_FILES = ("/etc/chromium", "/etc/chromium.d", "/etc/fonts", "/var/cache/fontconfig")
_DRAWN_FIRST = (
    ".onnx", ".pt2", ".pte", ".tflite", ".mlmodel", ".keras", ".h5", ".pb", ".torchscript", ".jit", ".gguf",
    ".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".json",
)  # fmt: skip
"""Endings of files that Netron draws, those with a graph before those with tensors alone."""


def form_of(path: str) -> str:
    """The form that a picture's name asks for; raises UsageError for another ending."""
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise UsageError(
            f"{path} is neither .svg nor .png.", "Name the picture's file graph.svg or graph.png."
        )
    return form


def draw(order: "AutopsyOrder", form: str, say: Say) -> bytes:
    """The graph as SVG or PNG; raises ModelUnavailable where Netron or a browser is missing, and ReadError."""
    from reproducers.lab.autopsy.netron_graph import GraphOrder

    netron, browser, main = _netron("playwright"), _browser(), main_file(order)
    say(f"Netron draws {main} …")
    asked = GraphOrder(
        root=order.root,
        main=main,
        beside=_beside(order, main),
        form=form,
        netron=str(netron),
        browser=str(browser),
        seconds=_SECONDS,
    )
    root = Path(order.root)
    model = [root] if order.main is None else [root / name for name in order.files]
    programs = [browser.parent, *(Path(path) for path in _BROWSER_FILES if Path(path).exists())]
    function = "reproducers.lab.autopsy.netron_graph:run_in_child"
    try:
        done = run(
            function,
            asked.to_bytes(),
            read=[*model, netron, *programs],
            limits=_DRAWING,
            isolation=Level.FULL,
        )
    except IsolationError as error:
        raise IsolationError(
            f"A graph is drawn in full isolation only: {error.says}", "Use --open, or see `verify doctor`."
        ) from None
    return done.body


def open_netron(order: "AutopsyOrder", say: Say) -> None:
    """Serve the file to Netron in the user's own browser until Ctrl-C."""
    _netron()
    import netron

    logging.getLogger("netron").setLevel(logging.WARNING)  # the address is told below
    main = main_file(order)
    address, port = netron.serve(str(Path(order.root) / main), browse=True)
    say(f"Netron shows {main} at http://{address}:{port}; Ctrl-C ends it.")
    netron.wait()


def main_file(order: "AutopsyOrder") -> str:
    """The file that is drawn: the one that was named, or the largest of the kind that Netron draws best."""
    if order.main is not None:
        return order.main
    sizes = dict(zip(order.files, order.sizes, strict=True))
    for ending in _DRAWN_FIRST[:-1]:
        fitting = [name for name in order.files if name.lower().endswith(ending)]
        if fitting:
            return max(fitting, key=lambda name: (sizes[name], name))
    raise UsageError(f"{order.source.name} holds no file that Netron draws.", "Name the model's file.")


def _beside(order: "AutopsyOrder", main: str) -> tuple[str, ...]:
    """Files in the same folder whose names begin like the model's: its weights, where they lie apart."""
    model = PurePath(main)
    near = (file for file in map(PurePath, order.files) if file.parent == model.parent and file != model)
    return tuple(sorted(str(file) for file in near if file.name.startswith(model.stem)))


def _netron(*beside: str) -> Path:
    """The folder of the Netron package; raises ModelUnavailable where it, or a package beside it, is missing."""
    missing = [name for name in ("netron", *beside) if find_spec(name) is None]
    if missing:
        command = install_command("graph", ("netron", "playwright"))
        raise ModelUnavailable(f"Drawing a graph needs {' and '.join(missing)}.", f"Run `{command}`.")
    spec = find_spec("netron")
    return Path(spec.origin).resolve().parent if spec and spec.origin else Path()


def _browser() -> Path:
    """The program of a Chromium; raises ModelUnavailable where there is none."""
    for name in _BROWSERS:
        if path := shutil.which(name):
            return Path(path).resolve()
    fetched = sorted(Path.home().glob(".cache/ms-playwright/chromium*/chrome-*/*chrom*"))
    programs = [
        path for path in fetched if path.name in ("chrome", "chrome-headless-shell", "headless_shell")
    ]
    if not programs:
        raise ModelUnavailable(
            "Drawing a graph needs a Chromium browser.",
            "Run `sudo apt-get install chromium`, or `python -m playwright install chromium`.",
        )
    return programs[-1]
