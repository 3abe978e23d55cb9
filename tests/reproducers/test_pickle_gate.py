"""State dicts pass the gate and are opened in full isolation alone; whatever else is a pickle is refused."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from claims.records import Measurement
from reproducers.lab.files.pickle_gate import PassedArchive, examine
from reproducers.lab.orders import Settings, Survey, WorkResult
from reproducers.lab.refusal import Refusal

SHARED = Path(__file__).resolve().parents[3] / "shared" / "adversarial" / "make_adversarial.py"


@pytest.fixture
def pickled(bert_copy: Path) -> Path:
    """The tiny classifier with its weights as torch.save writes them."""
    from safetensors.torch import load_file

    torch.save(load_file(bert_copy / "model.safetensors"), bert_copy / "pytorch_model.bin")
    (bert_copy / "model.safetensors").unlink()
    return bert_copy


def test_a_state_dict_is_opened_in_full_isolation_alone(look: Callable[..., Survey], pickled: Path) -> None:
    assert (model := look(pickled).model) is not None and model.refused == "isolation"
    assert (model := look(pickled, isolated=True).model) is not None and model.refused is None


def test_a_state_dict_gives_what_its_safetensors_give(
    measure: Callable[..., WorkResult], bert: Path, pickled: Path, reviews: Path, tmp_path: Path
) -> None:
    attempt = measure("text-classification", ["accuracy"], bert, reviews).attempts[0]
    shutil.rmtree(tmp_path / "scratch")
    settings = Settings(threads=1, isolated=True)
    other = measure(
        "text-classification", ["accuracy"], pickled, reviews, settings=settings, isolated=True
    ).attempts[0]
    assert isinstance(attempt, Measurement) and isinstance(other, Measurement), other
    assert attempt.successes == other.successes
    shutil.rmtree(tmp_path / "scratch")
    counted = measure("parameters", ["params"], pickled, settings=settings, isolated=True).attempts[0]
    assert isinstance(counted, Measurement) and counted.observed.value > 100


class Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return (print, ("ADV_MARKER",))


@pytest.mark.parametrize("evil", [Evil(), {"w": Evil()}, torch.nn.Linear(2, 2)])
def test_a_name_that_no_state_dict_needs_is_refused(tmp_path: Path, evil: object) -> None:
    torch.save(evil, tmp_path / "pytorch_model.bin")
    found = examine(tmp_path / "pytorch_model.bin")
    assert isinstance(found, Refusal) and "it names" in found.detail


def test_torchscript_is_refused_as_code(tmp_path: Path) -> None:
    torch.jit.trace(torch.nn.Linear(2, 2), torch.ones(1, 2)).save(str(tmp_path / "model.pt"))
    found = examine(tmp_path / "model.pt")
    assert isinstance(found, Refusal) and "TorchScript" in found.detail


def test_what_stands_before_or_beside_the_archive_is_refused(tmp_path: Path) -> None:
    torch.save({"w": torch.ones(4)}, tmp_path / "a.bin")
    assert isinstance(examine(tmp_path / "a.bin"), PassedArchive)
    body = (tmp_path / "a.bin").read_bytes()
    (tmp_path / "b.bin").write_bytes(b"PK\x03\x04junk" + body)
    shutil.copy(tmp_path / "a.bin", tmp_path / "c.bin")
    with zipfile.ZipFile(tmp_path / "c.bin", "a") as archive:
        archive.writestr("a/other.pkl", b"x")
    (tmp_path / "d.bin").write_bytes(body[: len(body) // 2])
    assert all(isinstance(examine(tmp_path / f"{name}.bin"), Refusal) for name in "bcd")


@pytest.mark.skipif(not SHARED.exists(), reason="the hostile files are not here")
def test_of_the_hostile_pickles_only_the_control_passes(tmp_path: Path) -> None:
    made = [sys.executable, str(SHARED), str(tmp_path), "--only", "pickle", "--no-big"]
    subprocess.run(made, check=True, capture_output=True)
    said = json.loads((tmp_path / "MANIFEST.json").read_text())
    cases = said if isinstance(said, list) else said["cases"]
    kinds = [case for case in cases if case["kind"] in ("pickle", "torch", "joblib", "keras")]
    passed = {case["file"] for case in kinds if isinstance(examine(tmp_path / case["file"]), PassedArchive)}
    assert len(kinds) > 50
    # the gate knows no shapes: a lie about them, and a storage that is not there, are torch's to refuse
    assert passed == {"torch/benign_state_dict.bin", "torch/shape_lie.bin", "torch/storage_missing.bin"}
    from claims.errors import LabError
    from reproducers.lab.models.state_dict import _tensors

    assert _tensors(tmp_path / "torch/benign_state_dict.bin", tmp_path)["w"].tolist() == [1, 2, 3, 4]
    for name in ("torch/shape_lie.bin", "torch/storage_missing.bin"):
        with pytest.raises(LabError):
            _tensors(tmp_path / name, tmp_path)
    assert not list(tmp_path.rglob("ADV_MARKER*"))
