"""Every hostile weight file and repository of a manifest: looked at by the survey, opened in the sandbox where it may be."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claims.errors import LabError
from claims.records import Model, ModelFile, Question
from flows.sandbox import Limits, run
from reproducers.lab.ask import Settings, SurveyOrder, Work, WorkOrder
from reproducers.lab.survey import survey

MAKER = Path(__file__).resolve().parents[3] / "shared" / "adversarial" / "make_adversarial.py"
KINDS = ("pickle", "torch", "joblib", "safetensors", "onnx", "repo", "keras")
NAMES = {"torch": "pytorch_model.bin", "safetensors": "model.safetensors", "onnx": "model.onnx"}
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
    subprocess.run([sys.executable, str(MAKER), str(folder), "--no-big"], check=True, capture_output=True)
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
    found = survey(order).model
    assert found is not None
    return found


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


@pytest.mark.parametrize("name", sorted(one for one in IN_THE_CHILD if not one.startswith("repo")))
def test_what_only_running_shows_ends_as_a_reason(made: Path, tmp_path: Path, name: str) -> None:
    case = next(case for case in cases(made) if case["file"] == name)
    root = as_folder(made, case, tmp_path / "model")
    model = looked_at(root)
    order = WorkOrder(
        reproducer="load-time" if case["kind"] == "torch" else "memory",
        questions=(Question(subject="m", metric="load_time"),),
        model_root=str(root),
        model=model.model_copy(update={"task": "tabular-classification"}),
        settings=Settings(isolated=True),
    )
    try:
        body = run(
            "reproducers.lab.work:answer",
            order.to_bytes(),
            read=[root],
            limits=Limits(seconds=6, memory_mb=2048),
            keep=tmp_path,
        ).body
    except LabError:
        pass  # it ran out of its time or its memory, and the run goes on
    else:
        assert all(attempt.outcome == "skipped" for attempt in Work.from_bytes(body).attempts)
    assert not list(tmp_path.rglob("ADV_MARKER*"))
