"""`verify profile`: the runtimes' own profilers on a real small model, and files that the field's tools read."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import torch
import transformers as hub

from claims.records.profile import Frame, Profile
from tests.flows.conftest import Typed, answers, free_port
from tests.reports.browser import chromium

EXAMPLE = Path(__file__).parents[2] / "examples/langid"
ROWS = EXAMPLE / "slice.csv"
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def onnx_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's model as ONNX, with its tokenizer."""
    folder = tmp_path_factory.mktemp("onnx")
    model = hub.AutoModelForSequenceClassification.from_pretrained(EXAMPLE / "model").eval()
    model.config.return_dict = False
    ids, names = torch.ones(2, 16, dtype=torch.long), ["input_ids", "attention_mask"]
    axes = {name: {0: "batch", 1: "sequence"} for name in names}
    torch.onnx.export(
        model, (ids, ids), str(folder / "model.onnx"), dynamo=False, input_names=names, dynamic_axes=axes
    )
    for file in (EXAMPLE / "model").glob("*.json"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture(scope="module", params=["torch", "onnx"])
def written(
    request: pytest.FixtureRequest, typed: Typed, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder that the command writes, of a model in torch and in ONNX Runtime."""
    model = EXAMPLE / "model" if request.param == "torch" else request.getfixturevalue("onnx_folder")
    out = tmp_path_factory.mktemp(request.param) / "out"
    words = ("--batch", "4", "--passes", "8", "--out", str(out))
    done = typed("profile", str(model), "--data", str(ROWS), *words, home=home)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def profile(written: Path) -> Profile:
    return Profile.from_bytes((written / "profile.json").read_bytes())


def frames(frame: Frame) -> Iterator[Frame]:
    yield frame
    for inner in frame.inner:
        yield from frames(inner)


def test_where_time_goes_adds_up_to_the_whole(profile: Profile) -> None:
    assert sum(part.seconds for part in profile.parts) == pytest.approx(profile.whole)
    operators = next(part for part in profile.parts if part.name == "operators")
    assert sum(part.seconds for part in profile.operators) == pytest.approx(operators.seconds)
    assert profile.frame.seconds == pytest.approx(profile.whole)
    for frame in frames(profile.frame):
        inside = sum(inner.seconds for inner in frame.inner)
        assert frame.own_seconds == pytest.approx(frame.seconds - inside, abs=1e-7)


def test_every_linear_layer_is_seen_under_its_name(profile: Profile) -> None:
    model = hub.AutoModelForSequenceClassification.from_pretrained(EXAMPLE / "model")
    linear = [name for name, module in model.named_modules() if isinstance(module, torch.nn.Linear)]
    modules = {part.name.replace("/", ".") for part in profile.modules}
    assert not {name for name in linear if name not in modules}
    if "torch" in profile.runtime:
        calls = {part.name: part.calls for part in profile.operators}
        assert calls["aten::addmm"] == len(linear)


def test_numbers_carry_n_interval_and_machine(profile: Profile) -> None:
    assert profile.profiled.n == 8 and profile.plain.n >= 5 and profile.batch == 4
    assert profile.plain.low <= profile.plain.median <= profile.plain.high
    assert all(part.low <= part.seconds <= part.high for part in profile.operators)
    assert profile.machine is not None and profile.machine.isolation != "none" and profile.machine.cores
    assert any(pair.name == "load" for pair in profile.settings)


def test_memory_rises_above_one_hidden_state_and_falls_again(profile: Profile) -> None:
    hidden = hub.AutoConfig.from_pretrained(EXAMPLE / "model").hidden_size
    assert profile.peak_bytes is not None and profile.peak_bytes > 4 * 4 * hidden
    assert profile.memory[-1].held_bytes < profile.peak_bytes
    assert profile.memory_known.startswith("measured")


def test_the_chrome_trace_holds_calls_that_lie_inside_each_other(written: Path) -> None:
    events = json.loads((written / "trace.json").read_text("utf-8"))["traceEvents"]
    calls = [event for event in events if event["ph"] == "X"]
    roots = [event for event in calls if event["cat"] == "pass"]
    assert len(roots) == 8
    for event in calls:
        assert any(
            root["ts"] - 0.01 <= event["ts"] and event["ts"] + event["dur"] <= root["ts"] + root["dur"] + 0.01
            for root in roots
        )
    assert any(event["ph"] == "C" and event["args"]["bytes"] > 0 for event in events)


def test_the_speedscope_file_opens_and_closes_every_call_in_order(written: Path) -> None:
    document = json.loads((written / "profile.speedscope.json").read_text("utf-8"))
    assert document["$schema"].startswith("https://www.speedscope.app/")
    for shown in document["profiles"]:
        open_frames: list[int] = []
        for event in shown["events"]:
            if event["type"] == "O":
                open_frames.append(event["frame"])
            else:
                assert open_frames.pop() == event["frame"]
        assert not open_frames
        times = [event["at"] for event in shown["events"]]
        assert all(first <= second for first, second in pairwise(times))
        assert shown["startValue"] <= times[0] and times[-1] <= shown["endValue"]


def test_tensorboards_own_reader_finds_scalars_graph_and_profile(written: Path, profile: Profile) -> None:
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    read = accumulator.EventAccumulator(str(written / "tensorboard"))
    read.Reload()
    tags = read.Tags()
    assert len(read.Scalars("pass/milliseconds")) == profile.profiled.n
    assert any(tag.startswith("operators, milliseconds a pass/") for tag in tags["scalars"])
    assert tags["graph"] and tags["run_metadata"] == ["a pass"]
    names = {node.name for node in read.Graph().node}
    assert any(name.startswith("bert/encoder/layer") for name in names)
    timed = {
        stat.node_name
        for device in read.RunMetadata("a pass").step_stats.dev_stats
        for stat in device.node_stats
    }
    assert timed == names
    assert all(given in names for node in read.Graph().node for given in node.input)


@pytest.fixture
def tensorboard(written: Path) -> Iterator[str]:
    """The real TensorBoard on what was written; its address."""
    pytest.importorskip("tensorboard")
    port = free_port()
    words = ["--logdir", str(written / "tensorboard"), "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, "-m", "tensorboard.main", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 90
        while not answers(f"http://127.0.0.1:{port}/data/plugins_listing") and time.monotonic() < until:
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def test_the_real_tensorboard_shows_curves_and_the_graph(tensorboard: str, tmp_path: Path) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 850})
        page.goto(f"{tensorboard}/#graphs")
        page.locator("svg text").filter(has_text="classifier").first.wait_for(timeout=60_000)
        page.screenshot(path=tmp_path / "graph.png")
        page.goto(f"{tensorboard}/#scalars")
        page.reload()
        page.get_by_text("memory/megabytes by microsecond").first.wait_for(timeout=60_000)
        page.screenshot(path=tmp_path / "scalars.png")
    assert (tmp_path / "graph.png").stat().st_size > 20_000


def test_a_named_file_is_profiled_with_the_tokenizer_beside_it(
    typed: Typed, home: Path, onnx_folder: Path
) -> None:
    done = typed(
        "profile", str(onnx_folder / "model.onnx"), "--data", str(ROWS), "--passes", "5", "--json", home=home
    )
    assert done.returncode == 0, done.stderr
    assert Profile.from_bytes(done.stdout.encode()).source.name == "model.onnx"


def test_rows_without_labels_are_enough(typed: Typed, home: Path, tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text(
        "sentence\n" + "\n".join(f"words of row {n}" for n in range(30)) + "\n"
    )
    words = ("--data", str(tmp_path / "texts.csv"), "--passes", "5", "--json")
    done = typed("profile", str(EXAMPLE / "model"), *words, home=home)
    assert done.returncode == 0, done.stderr
    assert Profile.from_bytes(done.stdout.encode()).rows == 30


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["profile", "no-such-model", "--data", str(ROWS)], 3, "no-such-model"),
        (["profile", str(EXAMPLE / "model")], 2, "--data"),
        (["profile", str(EXAMPLE / "model"), "--data", "no-rows.csv"], 3, "no-rows.csv"),
        (
            ["profile", str(EXAMPLE / "model"), "--data", str(ROWS), "--task", "fill-mask"],
            3,
            "not profiled",
        ),
        (["profile", str(EXAMPLE / "model"), "--data", str(ROWS), "--as", "pdf"], 2, "pdf"),
        (["profile", str(EXAMPLE / "model"), "--data", str(EXAMPLE / "README.md")], 3, "README.md"),
        (["profile", str(ROWS), "--data", str(ROWS)], 3, "verify autopsy"),
        pytest.param(
            ["profile", str(EXAMPLE / "model"), "--data", str(ROWS), "--device", "cuda"],
            3,
            "finds no GPU",
            marks=pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU"),
        ),
        (["profile", "1706.03762", "--data", str(ROWS)], 2, "paper"),
        (["profile", str(EXAMPLE / "model"), "--data", str(ROWS), "--budget", "soon"], 2, "--budget"),
    ],
)
def test_what_cannot_be_profiled_is_one_sentence(
    typed: Typed, home: Path, words: list[str], code: int, says: str
) -> None:
    done = typed(*words, home=home)
    assert done.returncode == code, done.stderr
    assert says in done.stderr and done.stdout == ""
    assert "Traceback" not in done.stderr and "itself failed" not in done.stderr
