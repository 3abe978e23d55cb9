"""`verify autopsy --graph`: the real Netron draws a file in the sandbox, offline, long after its release too."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import onnx
import pytest

from claims.errors import ModelUnavailable
from flows import graph_picture
from flows.autopsy import pin
from flows.sandbox import Level, probe
from flows.settings import Settings
from reproducers.lab.autopsy.svg_cleaning import clean_svg
from tests.flows import autopsy_models as made
from tests.flows.conftest import Typed
from tests.reports.browser import CHROMIUM

SVG = "{http://www.w3.org/2000/svg}"
drawing = pytest.mark.skipif(
    CHROMIUM is None or find_spec("netron") is None or probe().level < Level.FULL,
    reason="no Chromium, no netron (the extra `graph`), or no full isolation",
)
Graph = Callable[[Path], ElementTree.Element]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def graph(typed: Typed, home: Path, tmp_path: Path) -> Graph:
    """The SVG that the command writes."""

    def drawn(model: Path) -> ElementTree.Element:
        out = tmp_path / "graph.svg"
        done = typed("autopsy", str(model), "--graph", str(out), home=home)
        assert done.returncode == 0, done.stderr
        return ElementTree.fromstring(out.read_text("utf-8"))

    return drawn


def texts(picture: ElementTree.Element) -> list[str]:
    return ["".join(element.itertext()) for element in picture.iter(f"{SVG}text")]


@drawing
def test_the_operators_of_an_onnx_file_are_drawn(graph: Graph, tmp_path: Path) -> None:
    made.residual_onnx(tmp_path / "net.onnx")
    picture = graph(tmp_path / "net.onnx")
    operators = [node.op_type for node in onnx.load(tmp_path / "net.onnx").graph.node]
    assert texts(picture).count("Conv") == operators.count("Conv") > 5
    assert "image" in texts(picture) and "W\u27e816×3×7×7\u27e9" in " ".join(texts(picture))


@drawing
def test_a_folder_is_drawn_by_its_weights_and_as_png(typed: Typed, home: Path, tmp_path: Path) -> None:
    made.bert(tmp_path / "model")
    out = tmp_path / "graph.png"
    done = typed("autopsy", str(tmp_path / "model"), "--graph", str(out), home=home)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\x89PNG") and out.stat().st_size > 10_000


@drawing
def test_a_release_of_years_ago_still_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = find_spec("netron")
    assert spec is not None and spec.origin is not None
    old = tmp_path / "old/netron"
    shutil.copytree(Path(spec.origin).parent, old)
    page = (old / "index.html").read_text("utf-8")
    date = page.split('name="date" content="')[1][:10]
    (old / "index.html").write_text(page.replace(date, "2021-02-03"), encoding="utf-8")
    monkeypatch.setattr(graph_picture, "_netron", lambda *_: old)
    made.residual_onnx(tmp_path / "net.onnx")
    order = pin(str(tmp_path / "net.onnx"), Settings(home=tmp_path, store="sqlite://"), lambda _: None)
    picture = ElementTree.fromstring(graph_picture.draw(order, "svg", lambda _: None))
    assert texts(picture).count("Relu") > 5


@drawing
def test_names_that_are_markup_stay_names(graph: Graph, tmp_path: Path) -> None:
    name = "<script>fetch('http://example.org')</script><a href='javascript:alert(1)'>x</a>"
    node = onnx.helper.make_node("Relu", ["x"], [name], name=name)
    ports = [onnx.helper.make_tensor_value_info(port, onnx.TensorProto.FLOAT, [1]) for port in ("x", name)]
    made_graph = onnx.helper.make_graph([node], "g", ports[:1], ports[1:])
    onnx.save(onnx.helper.make_model(made_graph), tmp_path / "m.onnx")
    picture = graph(tmp_path / "m.onnx")
    assert "Relu" in texts(picture)
    assert not {element.tag.removeprefix(SVG) for element in picture.iter()} & {
        "script",
        "a",
        "foreignObject",
    }


@drawing
@pytest.mark.parametrize("kind", ["nemo", "coreml"])
def test_what_netron_cannot_read_is_one_sentence(typed: Typed, home: Path, tmp_path: Path, kind: str) -> None:
    model = tmp_path / ("model.nemo" if kind == "nemo" else "model.mlpackage")
    made.nemo(model) if kind == "nemo" else made.coreml(model)
    done = typed("autopsy", str(model), "--graph", str(tmp_path / "g.svg"), home=home)
    assert done.returncode == 3 and len(done.stderr.splitlines()) == 1
    assert "Netron" in done.stderr and "Without --graph" in done.stderr


def test_another_ending_is_refused_before_anything_is_read(typed: Typed, home: Path) -> None:
    done = typed("autopsy", "no-such-model", "--graph", "graph.gif", home=home)
    assert done.returncode == 2 and ".svg" in done.stderr


def test_without_netron_the_command_that_installs_it_is_told(home: Path, tmp_path: Path) -> None:
    made.gguf(tmp_path / "small.gguf")
    script = "import sys; sys.modules['netron'] = None; from flows.cli import main; main()"
    words = ["autopsy", str(tmp_path / "small.gguf"), "--graph", str(tmp_path / "g.svg")]
    environ = {**os.environ, "VERIFY_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, env=environ, check=False
    )
    assert done.returncode == 3 and len(done.stderr.splitlines()) == 1
    assert "netron" in done.stderr and "pip install" in done.stderr


def test_without_a_browser_the_command_that_installs_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(graph_picture, "_netron", lambda *_: tmp_path)
    made.gguf(tmp_path / "small.gguf")
    order = pin(str(tmp_path / "small.gguf"), Settings(home=tmp_path, store="sqlite://"), lambda _: None)
    with pytest.raises(ModelUnavailable, match="apt-get install chromium"):
        graph_picture.draw(order, "svg", lambda _: None)


def test_what_runs_or_fetches_is_taken_out_of_a_picture() -> None:
    inside = "<g onclick='x()'><script>x()</script><a href='http://x'><text>t</text></a><text>kept</text></g>"
    cleaned = clean_svg(f"<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>".encode()).decode()
    assert "kept" in cleaned
    assert not any(word in cleaned for word in ("script", "onclick", "http://x", "<a"))
