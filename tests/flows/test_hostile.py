"""Every hostile weight file and repository of a manifest: looked at by the survey, opened in the sandbox where it may be."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from claims.errors import LabError, OverTime
from claims.records import Model, ModelFile, Question
from flows.sandbox import Limits, run
from reproducers.lab.orders import Settings, SurveyOrder, WorkOrder, WorkResult
from reproducers.lab.survey.survey import survey

MAKER = Path(__file__).resolve().parents[3] / "shared" / "adversarial" / "make_adversarial.py"
KINDS = ("pickle", "torch", "joblib", "safetensors", "onnx", "repo", "keras")
PARTS = ("pickle", "safetensors", "onnx", "repo")
NAMES = {"torch": "pytorch_model.bin", "safetensors": "model.safetensors", "onnx": "model.onnx"}
CODE = Path(__file__).with_name("sandboxed")
HARMLESS = ("ok", "n/a")
NEVER_RENDERED = ("limit:time-or-size", "error:template")
"""Of templates of a conversation: nothing here renders one, so that none can hang or fail."""
IN_THE_CHILD = {
    "onnx/constant_of_shape_bomb.onnx", "onnx/cycle.onnx", "onnx/infinite_loop.onnx", "torch/shape_lie.bin",
    "torch/storage_missing.bin", "repo/tok_redos/tokenizer.json", "repo/tok_huge_merges/tokenizer.json",
}  # fmt: skip
"""What only running it shows: no weights are beside them, or no header tells."""

pytestmark = pytest.mark.skipif(not MAKER.exists(), reason="the hostile files are not here")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    cases: list[dict[str, Any]] = []
    for part in PARTS:  # one at a time, since the others take half a minute
        command = [sys.executable, str(MAKER), str(folder), "--only", part, "--no-big"]
        subprocess.run(command, check=True, capture_output=True)
        cases += json.loads((folder / "MANIFEST.json").read_text())["cases"]
    (folder / "MANIFEST.json").write_text(json.dumps({"cases": cases}))
    return folder


def cases(made: Path) -> Iterator[dict[str, Any]]:
    for case in json.loads((made / "MANIFEST.json").read_text())["cases"]:
        if case["kind"] in KINDS and (made / case["file"]).exists():
            yield case


def as_folder(made: Path, case: dict[str, Any], root: Path) -> Path:
    """The case as a folder of a model: a repository as it is, a file under the name that weights have."""
    source = made / case["file"]
    if case["kind"] == "repo" or source.parent.name.startswith("index_"):
        shutil.copytree(source.parent, root, symlinks=True)
        return root
    root.mkdir()
    keeps_name = source.suffix == ".gguf" or case["kind"] not in NAMES
    shutil.copy(source, root / (source.name if keeps_name else NAMES[case["kind"]]))
    return root


def looked_at(root: Path) -> Model:
    files = tuple(
        ModelFile(path=str(f.relative_to(root)), size=f.stat().st_size, sha256="0" * 64)
        for f in sorted(root.rglob("*"))
        if f.is_file()
    )
    order = SurveyOrder(model_root=str(root), model_name="m", files=files, isolated=True)
    model = survey(order).model
    assert model is not None
    return model


def test_each_case_is_refused_or_let_through_as_its_manifest_says(made: Path, tmp_path: Path) -> None:
    wrong, counted = [], 0
    for number, case in enumerate(cases(made)):
        model = looked_at(as_folder(made, case, tmp_path / str(number)))
        expect, counted = case["expect"], counted + 1
        if case["file"] in IN_THE_CHILD or expect in NEVER_RENDERED:
            continue
        harmless = expect.startswith(HARMLESS)
        # a repository without weights is no model, whatever else it says
        opened = model.refused is None or (case["kind"] == "repo" and model.refused == "no_model")
        code = expect in ("refused:remote-code", "refused:unsafe-template") and model.refused != "remote_code"
        if (opened and not harmless and model.refused is None) or code:
            wrong.append((case["file"], expect, model.refused))
        if harmless and expect != "n/a" and not opened:
            wrong.append((case["file"], expect, model.refused))
    assert not wrong
    assert counted > 150
    assert not [*made.rglob("ADV_MARKER*"), *tmp_path.rglob("ADV_MARKER*"), *Path.cwd().glob("ADV_MARKER*")]


def test_a_lie_about_a_storage_is_found_when_it_is_opened(made: Path, tmp_path: Path) -> None:
    for name in ("torch/shape_lie.bin", "torch/storage_missing.bin"):
        case = next(case for case in cases(made) if case["file"] == name)
        root = as_folder(made, case, tmp_path / Path(name).stem)
        order = WorkOrder(
            reproducer="parameters",
            questions=(Question(subject="m", metric="params"),),
            model_root=str(root),
            model=looked_at(root),
            settings=Settings(isolated=True),
        )
        limits = Limits(seconds=60, memory_mb=2048)
        body = run(
            "reproducers.lab.planning.run:run_in_child", order.to_bytes(), read=[root], limits=limits
        ).body
        (attempt,) = WorkResult.from_bytes(body).attempts
        assert attempt.outcome == "skipped" and "torch cannot read it" in attempt.detail


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("infinite_loop", OverTime),
        ("constant_of_shape_bomb", LabError),
        ("cycle", LabError),
        ("benign_add", None),
    ],
)
def test_a_graph_that_never_ends_or_takes_all_memory_is_ended(
    made: Path, name: str, ends: type[LabError] | None
) -> None:
    path, limits = made / "onnx" / f"{name}.onnx", Limits(seconds=5, memory_mb=1024)
    call = partial(run, "graphs:run_in_child", str(path).encode(), code=[CODE], read=[path], limits=limits)
    if ends is None:
        assert call().body == b"[(4,)]"
    else:
        with pytest.raises(ends):
            call()
