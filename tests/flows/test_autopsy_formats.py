"""`verify autopsy` on further formats: parameters and operations are those of what was made."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from claims.records.autopsy import Autopsy
from tests.flows import autopsy_models as made
from tests.flows.conftest import Typed
from tests.flows.typed import type_verify_text
from tests.loopback.hub import Hub

Look = Callable[..., Autopsy]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def look(typed: Typed, home: Path) -> Look:
    """The record of an autopsy, as the command prints it."""

    def autopsy(path: Path) -> Autopsy:
        done = typed("autopsy", str(path), "--json", home=home)
        assert done.returncode == 0, done.stderr
        return Autopsy.from_bytes(done.stdout.encode())

    return autopsy


def own_parameters() -> int:
    return sum(parameter.numel() for parameter in made.ResidualNet().parameters())


def test_tensorflow_lite(look: Look, tmp_path: Path) -> None:
    made.tflite(tmp_path / "made.tflite")
    component = look(tmp_path / "made.tflite").components[0]
    assert component.format == "TensorFlow Lite"
    assert component.parameters == 108
    assert component.loads[0].flops == 2 * 8 * 8 * 4 * 27
    assert "8 x 8 pixels" in component.inputs[0].meaning


def test_keras_names_the_layer_that_it_does_not_know(look: Look, tmp_path: Path) -> None:
    made.keras(tmp_path / "made.keras")
    autopsy = look(tmp_path / "made.keras")
    component = autopsy.components[0]
    assert component.parameters == 3 * 9 * 4 + 4 + 4 * 2 + 2
    assert component.loads[0].flops is None
    assert component.loads[0].at_least == 2 * 8 * 8 * 4 * 27 + 2 * 4 * 2
    assert component.loads[0].uncounted == ("TheirOwn",)
    assert any("TheirOwn" in line for line in component.unknown)
    assert any("Dropout" in line for line in autopsy.leftovers)


@pytest.mark.parametrize("way", ["script", "trace"])
def test_torchscript_is_read_and_its_code_is_not_run(look: Look, tmp_path: Path, way: str) -> None:
    model, path = made.ResidualNet().eval(), tmp_path / "net.pt"
    saved = torch.jit.script(model) if way == "script" else torch.jit.trace(model, torch.zeros(1, 3, 64, 64))
    saved.save(str(path))
    component = look(path).components[0]
    assert component.format == "TorchScript"
    assert component.parameters == own_parameters()
    assert "ResNet" in component.family
    assert component.loads[0].flops is None and component.loads[0].uncounted


def test_an_exported_program_is_counted_by_its_shapes(look: Look, tmp_path: Path) -> None:
    made.exported(tmp_path / "net.pt2")
    component = look(tmp_path / "net.pt2").components[0]
    assert component.parameters == own_parameters()
    assert component.loads[0].flops == made.RESIDUAL_FLOPS
    assert [stage.times for stage in component.stages if stage.name.startswith("layer1")] == [4]


def test_an_adapter_names_its_base_model(look: Look, tmp_path: Path) -> None:
    made.adapter(tmp_path / "adapter")
    found = look(tmp_path / "adapter")
    assert found.parameters == 4 * 4 * 32
    assert any("acme/base" in line for line in found.lineage)
    assert any("acme/base" in line for line in found.needs)
    assert "LoRA" in found.components[0].family or "low-rank" in found.components[0].family


def test_a_sentence_transformers_folder_is_its_modules(look: Look, tmp_path: Path) -> None:
    parameters = made.sentence_transformers(tmp_path)
    found = look(tmp_path)
    assert found.parameters == parameters
    assert any("Transformer → Pooling (mean tokens) → Dense" in line for line in found.lineage)


def test_a_diffusers_folder_is_several_models(look: Look, tmp_path: Path) -> None:
    made.diffusers(tmp_path / "pipe")
    found = look(tmp_path / "pipe")
    assert [component.name for component in found.components] == ["unet", "vae"]
    assert found.parameters == 64 + 8 * 4 * 9
    assert any("scheduler" in line for line in found.lineage)


def test_a_nemo_archive(look: Look, tmp_path: Path) -> None:
    made.nemo(tmp_path / "made.nemo")
    component = look(tmp_path / "made.nemo").components[0]
    assert component.format.startswith("NeMo archive")
    assert component.parameters == own_parameters()


def test_a_core_ml_package(look: Look, tmp_path: Path) -> None:
    made.coreml(tmp_path / "made.mlpackage")
    autopsy = look(tmp_path / "made.mlpackage")
    component = autopsy.components[0]
    assert component.parameters == 8
    assert component.loads[0].flops == 2 * 2 * 4
    assert component.inputs[0].shape == ("1", "4")
    assert autopsy.licences[0].spdx == "Apache-2.0"


def test_a_model_of_the_hub_is_told_by_the_headers_of_its_weights(tmp_path: Path) -> None:
    made.bert(tmp_path / "hub/org/model")
    weights = (tmp_path / "hub/org/model/model.safetensors").stat().st_size
    with Hub(tmp_path / "hub") as hub:
        home = tmp_path / "home"
        env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "HF_HOME": str(tmp_path / "hf")}
        env |= {"VERIFY_HOME": str(home), "HF_ENDPOINT": hub.endpoint}
        done = type_verify_text("autopsy", "org/model", "--json", env=env)
    assert done.returncode == 0, done.stderr
    found = Autopsy.from_bytes(done.stdout.encode())
    assert found.source.kind == "hub" and len(found.source.revision) == 40
    assert found.components[0].family.startswith("BERT")
    assert any("headers" in note for note in found.notes)
    assert "share of zeros" not in {figure.name for figure in found.components[0].figures}
    taken = sum(file.stat().st_blocks * 512 for file in home.rglob("*") if file.is_file())
    assert taken < weights / 4


@pytest.mark.parametrize("kind", ["tflite", "keras", "coreml", "nemo", "exported"])
def test_a_damaged_file_gets_one_sentence(typed: Typed, home: Path, tmp_path: Path, kind: str) -> None:
    endings = {"tflite": "made.tflite", "keras": "made.keras", "nemo": "made.nemo", "exported": "made.pt2"}
    path = tmp_path / endings.get(kind, "made.mlpackage")
    getattr(made, kind)(path)
    file = path / "model.mlmodel" if path.is_dir() else path
    body = file.read_bytes()
    file.write_bytes(body[: len(body) // 2])
    done = typed("autopsy", str(path), home=home)
    assert done.returncode in (2, 3), done.stdout
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Assay itself failed" not in done.stderr


def test_a_program_of_executorch(look: Look, tmp_path: Path) -> None:
    exir = pytest.importorskip("executorch.exir", reason="executorch is not installed")
    program = torch.export.export(made.ResidualNet().eval(), (torch.zeros(1, 3, 64, 64),))
    (tmp_path / "net.pte").write_bytes(exir.to_edge(program).to_executorch().buffer)
    component = look(tmp_path / "net.pte").components[0]
    assert component.parameters == own_parameters()
    assert component.loads[0].flops == made.RESIDUAL_FLOPS
