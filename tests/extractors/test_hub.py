"""The Hub as a source: pinned to a commit, checked, glanced at, fetched whole."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from claims.errors import (
    ModelUnavailable,
    SourceNotFound,
    SourceUnsafe,
    UsageError,
    VerifyError,
)
from claims.records import Model, ModelFile
from claims.safetensors_header import header_length, read_header
from extractors.sources import hub as door
from tests.loopback.hub import Hub
from tests.loopback.models import SECRET, make_model, safetensors
from tests.loopback.visit import access, assert_no_secret, client_cache, hub

__all__ = ["client_cache", "hub"]
pytestmark = pytest.mark.usefixtures("client_cache")


def test_a_model_is_pinned_to_a_commit_with_its_light_files(hub: Hub, tmp_path: Path) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    served = hub.snapshot("org/model")
    assert served is not None
    assert pinned.source.kind == "hub" and pinned.source.revision == served.commit
    assert pinned.source.url == f"{hub.endpoint}/org/model/tree/{served.commit}"
    here = {path.relative_to(pinned.root).as_posix() for path in pinned.root.rglob("*") if path.is_file()}
    assert here == {
        "README.md",
        "config.json",
        "vocab.txt",
        "LICENSE",
        "empty.txt",
        ".eval_results/sst2.yaml",
    }
    assert pinned.missing == ("model.safetensors", "pytorch_model.bin")
    for file in pinned.files:
        assert file.sha256 == hashlib.sha256(served.files[file.path]).hexdigest()
        assert file.size == len(served.files[file.path])
    assert pinned.listing.papers == ("1706.03762",) and pinned.listing.licence == "mit"
    assert pinned.listing.others == 2
    assert all(f"/{served.commit}/" in request.path for request in hub.log if "/resolve/" in request.path)


def test_all_files_come_from_the_commit_that_was_resolved_first(hub: Hub, tmp_path: Path) -> None:
    commit = hub.freeze("org/model")
    card = (hub.root / "org/model/README.md").read_bytes()
    from extractors.sources.hub import describe

    listing, _ = describe.listing_for("org/model", None, tmp_path / "cache", False, access(hub))
    (hub.root / "org/model/README.md").write_text("# moved\n")
    assert listing.commit == commit
    pinned = door.pin("org/model", commit, cache=tmp_path / "cache", access=access(hub))
    assert (pinned.root / "README.md").read_bytes() == card


def test_a_glance_shows_headers_and_sizes_without_the_weights(hub: Hub, tmp_path: Path) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    folder = door.preview_folder(pinned)
    stub = folder / "model.safetensors"
    assert stub.stat().st_size == len(safetensors())
    head = stub.read_bytes()
    assert read_header(head[: 8 + header_length(head)], stub.stat().st_size).parameters == 50_000
    assert (folder / "pytorch_model.bin").read_bytes()[:4] == b"PK\x03\x04"
    assert (folder / "README.md").samefile(pinned.root / "README.md")
    assert all(request.range for request in hub.log if request.path.endswith((".safetensors", ".bin")))
    assert not (pinned.root / "model.safetensors").exists()
    hub.log.clear()
    assert door.preview_folder(pinned) == folder and hub.log == []


def test_a_large_header_is_read_whole_and_a_large_stub_takes_no_room(hub: Hub, tmp_path: Path) -> None:
    tensors = {
        f"layer.{i}.weight": {"dtype": "U8", "shape": [1000], "data_offsets": [i * 1000, i * 1000 + 1000]}
        for i in range(3000)
    }
    header = json.dumps(tensors).encode()
    body = len(header).to_bytes(8, "little") + header + bytes(3_000_000)
    (hub.root / "org/model/model.safetensors").write_bytes(body)
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    stub = door.preview_folder(pinned) / "model.safetensors"
    assert stub.read_bytes()[: 8 + len(header)] == body[: 8 + len(header)] and len(header) > 1 << 16
    assert stub.stat().st_size == len(body) and stub.stat().st_blocks * 512 < 1_000_000


def test_weights_are_fetched_when_asked_for(hub: Hub, tmp_path: Path) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    seen: list[tuple[str, int, int]] = []
    root = door.complete(pinned, ["model.safetensors"], progress=lambda *one: seen.append(one))
    assert (root / "model.safetensors").read_bytes() == safetensors()
    assert not (root / "pytorch_model.bin").exists()
    assert seen[-1] == ("model.safetensors", len(safetensors()), len(safetensors()))
    again = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    assert again.missing == ("pytorch_model.bin",)
    hub.log.clear()
    assert door.complete(again, ["model.safetensors"]) == root and hub.log == []
    assert door.preview_folder(door.pin("org/model", cache=tmp_path / "cache", access=access(hub))) != root
    door.complete(again)
    assert door.preview_folder(again) == root


def test_the_laboratory_plans_on_a_glance_as_on_the_whole(tmp_path: Path) -> None:
    from reproducers.lab.orders import SurveyOrder
    from reproducers.lab.survey.model_survey import survey_model

    model = tmp_path / "hub/org/langid"
    shutil.copytree(Path(__file__).parents[2] / "examples/langid/model", model)
    with Hub(tmp_path / "hub") as hub:
        pinned = door.pin("org/langid", cache=tmp_path / "cache", access=access(hub))

        def surveyed(root: Path) -> Model:
            return survey_model(SurveyOrder(model_root=str(root), model_name="m", files=pinned.files))

        before = surveyed(door.preview_folder(pinned))
        assert before == surveyed(door.complete(pinned)) == surveyed(model)
    assert before.format == "safetensors" and before.refused is None


def test_importing_the_door_opens_nothing() -> None:
    code = "import sys, extractors.sources.hub; print([m for m in ('huggingface_hub', 'httpx2') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout.strip() == "[]", ran.stderr


def test_a_gated_model_says_where_to_ask(tmp_path: Path) -> None:
    make_model(tmp_path / "hub", said={"gated": True})
    with Hub(tmp_path / "hub", token=SECRET) as hub:
        with pytest.raises(ModelUnavailable) as error:
            door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
        assert f"{hub.endpoint}/org/model" in str(error.value) and "HF_TOKEN" in str(error.value)
        pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub, SECRET))
        assert pinned.listing.gated and (pinned.root / "README.md").exists()
        with pytest.raises(ModelUnavailable, match="does not accept the token"):
            door.pin("org/model", cache=tmp_path / "cache", access=access(hub, "hf_wrong"))
    assert_no_secret(tmp_path / "cache")
    assert SECRET not in repr(pinned)


def test_a_renamed_model_is_said(hub: Hub, tmp_path: Path) -> None:
    make_model(hub.root, "old/name", {"moved": "org/model"})
    pinned = door.pin("old/name", cache=tmp_path / "cache", access=access(hub))
    assert pinned.source.name == "org/model" and pinned.notes == ("old/name is now called org/model.",)


@pytest.mark.parametrize(
    ("name", "revision", "kind", "words"),
    [
        ("org/absent", None, SourceNotFound, "no model org/absent"),
        ("org/model", "v9", SourceNotFound, "no such branch"),
        ("org/model", "a" * 40, SourceNotFound, "no such branch"),
        ("org/model/../../x", None, UsageError, "org/model"),
        ("org\\model", None, UsageError, "org/model"),
        ("-rf", None, UsageError, "org/model"),
        ("org/mоdel", None, UsageError, "org/model"),
        ("", None, UsageError, "org/model"),
        ("org/model?x=http://169.254.169.254", None, UsageError, "org/model"),
        ("org/model", "../../x", UsageError, "branch"),
        ("org/model", "a b", UsageError, "branch"),
    ],
)
def test_what_is_not_there_is_told(
    hub: Hub, tmp_path: Path, name: str, revision: str | None, kind: type[VerifyError], words: str
) -> None:
    with pytest.raises(kind) as error:
        door.pin(name, revision, cache=tmp_path / "cache", access=access(hub))
    assert words in str(error.value) and error.value.hint


def test_files_that_are_too_many_or_too_large_are_left_out_and_said(hub: Hub, tmp_path: Path) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "a", access=access(hub, light_file=1000))
    assert any("config.json" in one for one in pinned.left_out) and (pinned.root / "README.md").exists()
    assert "config.json" not in {file.path for file in pinned.files}
    pinned = door.pin("org/model", cache=tmp_path / "b", access=access(hub, light_files=1))
    assert {file.path for file in pinned.files} == {"README.md", "model.safetensors", "pytorch_model.bin"}
    with pytest.raises(SourceUnsafe, match="more than 3"):
        door.pin("org/model", cache=tmp_path / "c", access=access(hub, files=3))


def test_a_model_that_fits_neither_disk_nor_memory_is_refused_before() -> None:
    files = [ModelFile(path="model.safetensors", size=10 * 10**9, sha256="0" * 64)]
    assert door.preflight(files, 13 * 10**9, 16 * 10**9) is None
    assert "12.0 GB of disk" in (door.preflight(files, 11 * 10**9, 16 * 10**9) or "")
    assert "of memory" in (door.preflight(files, 13 * 10**9, 9 * 10**9) or "")
    assert door.preflight([], 0, 0) is None
    lie = [ModelFile(path="model.safetensors", size=10**15, sha256="0" * 64)]
    assert door.preflight(lie, 10**12, 10**12) is not None


@pytest.mark.parametrize(
    ("paths", "wanted"),
    [
        ("model.safetensors pytorch_model.bin model.onnx", "model.safetensors"),
        ("model.safetensors model.fp16.safetensors", "model.safetensors"),
        ("model.safetensors 2_Dense/model.safetensors checkpoint-5/model.safetensors", "2_Dense/model.safetensors model.safetensors"),
        ("model-00001-of-00002.safetensors model-00002-of-00002.safetensors other.safetensors", "model-00001-of-00002.safetensors model-00002-of-00002.safetensors"),
        ("weights.safetensors", "weights.safetensors"),
        ("a.safetensors b.safetensors", ""),
        ("adapter_model.safetensors", ""),
        ("onnx/model.onnx onnx/model.onnx_data onnx/model_quantized.onnx", "onnx/model.onnx onnx/model.onnx_data"),
        ("net.onnx net.onnx.data", "net.onnx net.onnx.data"),
        ("a.onnx b.onnx", ""),
        ("pytorch_model.bin tf_model.h5", "pytorch_model.bin"),
    ],
)  # fmt: skip
def test_only_weights_that_would_be_opened_are_chosen(paths: str, wanted: str, tmp_path: Path) -> None:
    model = tmp_path / "hub/org/model"
    for path in paths.split():
        (model / path).parent.mkdir(parents=True, exist_ok=True)
        (model / path).write_bytes(safetensors(100))
    (model / ".hub.json").write_text('{"lfs": ["*"]}')
    with Hub(tmp_path / "hub") as hub:
        pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
        assert " ".join(sorted(pinned.chosen)) == wanted


def test_a_small_graph_is_fetched_whole_to_plan_by(hub: Hub, tmp_path: Path) -> None:
    (hub.root / "org/model/model.safetensors").unlink()
    (hub.root / "org/model/model.onnx").write_bytes(b"\x08\x08" + bytes(5000))
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    folder = door.preview_folder(pinned)
    assert (folder / "model.onnx").read_bytes() == (hub.root / "org/model/model.onnx").read_bytes()
    assert (folder / "pytorch_model.bin").read_bytes()[512:] == bytes(3004 - 512)
    small = door.pin("org/model", cache=tmp_path / "other", access=access(hub, light_file=4000))
    assert (door.preview_folder(small) / "model.onnx").stat().st_blocks * 512 < 5000


def test_a_commit_that_is_here_is_not_asked_for_again(hub: Hub, tmp_path: Path) -> None:
    first = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    hub.log.clear()
    second = door.pin("org/model", first.source.revision, cache=tmp_path / "cache", access=access(hub))
    assert second.source == first.source and second.notes == () and hub.log == []
