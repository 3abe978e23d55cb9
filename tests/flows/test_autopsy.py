"""`verify autopsy`: what a file is said to be is what it was made as, and nothing of it is run."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
import torch
import transformers as hub
from safetensors.torch import load_file, save_file

from claims.records.autopsy import Autopsy, Load
from reproducers.lab.cost.flops import count
from tests.flows import autopsy_models as made
from tests.flows.conftest import Typed

Look = Callable[..., Autopsy]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def look(typed: Typed, home: Path) -> Look:
    """The record of an autopsy, as the command prints it."""

    def autopsy(path: Path, *words: str) -> Autopsy:
        done = typed("autopsy", str(path), "--json", *words, home=home)
        assert done.returncode == 0, done.stderr
        return Autopsy.from_bytes(done.stdout.encode())

    return autopsy


def parameters_of(model: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def flops_of(load: Load) -> int:
    assert load.flops is not None, load.uncounted
    return load.flops


def test_a_hub_folder_is_told_by_its_settings_and_counted_from_headers(look: Look, tmp_path: Path) -> None:
    model = made.bert(tmp_path)
    component = look(tmp_path).components[0]
    assert component.family.startswith("BERT") and component.task == "text-classification"
    assert component.parameters == parameters_of(model)
    assert [stage.times for stage in component.stages if "transformer block" in stage.title] == [3]
    assert [port.name for port in component.inputs] == ["input_ids", "attention_mask"]
    assert "LABEL_0" in component.outputs[0].meaning


def test_the_record_says_what_the_reading_was_contained_by(look: Look, tmp_path: Path) -> None:
    made.gguf(tmp_path / "small.gguf")
    machine = look(tmp_path / "small.gguf").machine
    assert machine is not None and machine.isolation != "none"


def test_operations_in_closed_form_are_those_of_an_operator_by_operator_count(
    look: Look, tmp_path: Path
) -> None:
    model = made.bert(tmp_path)
    model.set_attn_implementation("eager")
    own = count(model, {"input_ids": torch.ones(1, 128, dtype=torch.long)})
    loads = {load.name: load for load in look(tmp_path).components[0].loads}
    assert not own.uncounted
    assert flops_of(loads["1 text of 128 tokens"]) == own.total
    assert flops_of(loads["32 texts of 128 tokens"]) == 32 * own.total


def test_shards_are_one_model_and_a_missing_one_is_named(
    look: Look, typed: Typed, home: Path, tmp_path: Path
) -> None:
    model = made.bert(tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    names = sorted(tensors)
    halves = {1: names[::2], 2: names[1::2]}
    index = {name: f"model-0000{n}-of-00002.safetensors" for n, half in halves.items() for name in half}
    for n, half in halves.items():
        save_file({name: tensors[name] for name in half}, tmp_path / f"model-0000{n}-of-00002.safetensors")
    (tmp_path / "model.safetensors").unlink()
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
    assert look(tmp_path).parameters == parameters_of(model)
    (tmp_path / "model-00002-of-00002.safetensors").unlink()
    done = typed("autopsy", str(tmp_path), home=home)
    assert done.returncode == 3 and "model-00002-of-00002.safetensors" in done.stderr


def test_an_output_layer_that_is_the_embedding_is_counted_once(look: Look, tmp_path: Path) -> None:
    settings = hub.GPT2Config(vocab_size=300, n_embd=48, n_layer=2, n_head=4, n_positions=64)
    model = hub.GPT2LMHeadModel(settings)
    model.config.architectures = ["GPT2LMHeadModel"]
    twice = {name: tensor.clone().contiguous() for name, tensor in model.state_dict().items()}
    save_file(twice, tmp_path / "model.safetensors", metadata={"format": "pt"})
    (tmp_path / "config.json").write_text(model.config.to_json_string())
    component = look(tmp_path).components[0]
    assert "lm_head.weight" in twice
    assert component.parameters == parameters_of(model)
    assert "cache a token" in {figure.name for figure in component.figures}
    assert any(load.name.startswith("1 more token") for load in component.loads)


def test_an_onnx_graph_tells_ports_blocks_and_operations(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    made.residual_onnx(path)
    found = look(path, "--on", "T4", "--on", "no such device")
    model = found.components[0]
    assert "residual blocks" in model.family
    assert model.inputs[0].shape == ("batch", "3", "64", "64") and "pictures" in model.inputs[0].meaning
    assert [stage.times for stage in model.stages if stage.name.startswith("layer1")] == [4]
    assert [flops_of(load) for load in model.loads] == [made.RESIDUAL_FLOPS, 32 * made.RESIDUAL_FLOPS]
    assert {point.device for point in found.rooflines} == {"this machine", "NVIDIA T4"}
    assert {(point.device, point.known) for point in found.rooflines} >= {("this machine", "measured")}
    assert "No device called no such device is known." in found.notes


def test_shapes_that_an_exporter_computes_in_the_graph_are_followed(look: Look, tmp_path: Path) -> None:
    model = made.bert(tmp_path / "folder")
    model.set_attn_implementation("eager")
    example = torch.ones(1, 16, dtype=torch.long)
    names = ["input_ids", "attention_mask"]
    axes = {name: {0: "batch", 1: "sequence"} for name in names}
    path = tmp_path / "bert.onnx"
    torch.onnx.export(
        model, (example, example), str(path), dynamo=False, input_names=names, dynamic_axes=axes
    )
    component = look(path).components[0]
    own = count(model, {"input_ids": torch.ones(1, 128, dtype=torch.long)})
    assert "transformer" in component.family
    assert flops_of(component.loads[0]) == own.total
    assert component.parameters == parameters_of(model)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_state_dict_is_read_without_unpickling(look: Look, tmp_path: Path, zipped: bool) -> None:
    model, path = made.ResidualNet(), tmp_path / "net.pth"
    torch.save(model.state_dict(), path, _use_new_zipfile_serialization=zipped)
    component = look(path).components[0]
    assert component.parameters == parameters_of(model)
    assert "ResNet" in component.family
    assert component.loads[0].flops is None and component.loads[0].at_least and component.loads[0].uncounted


def test_what_a_checkpoint_keeps_of_training_is_told_and_not_counted(look: Look, tmp_path: Path) -> None:
    model, path = made.ResidualNet(), tmp_path / "last.ckpt.pt"
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.zeros(1, 3, 64, 64)).sum().backward()
    optimizer.step()
    torch.save({"epoch": 7, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict()}, path)
    found = look(path)
    assert found.parameters == parameters_of(model)
    assert any("optimizer" in line for line in found.leftovers)
    assert any("epoch" in line for line in found.leftovers)


class Opens:
    """An object whose pickle opens a file for writing where it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return open, (str(self.path), "w")


def test_a_pickle_that_would_act_is_read_and_does_nothing(look: Look, tmp_path: Path) -> None:
    mark, path = tmp_path / "was run", tmp_path / "acting.pt"
    torch.save({"weight": torch.zeros(3, 3), "trap": Opens(mark)}, path)
    found = look(path)
    assert found.parameters == 9
    assert not mark.exists()


def test_a_gguf_file_is_told_by_its_head(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "small.gguf"
    made.gguf(path)
    found = look(path)
    model = found.components[0]
    assert model.family.startswith("Llama")
    assert [stage.times for stage in model.stages if "transformer" in stage.title] == [2]
    assert model.dtypes[0].dtype == "Q4_0"
    assert found.licences[0].spdx == "MIT"
    cache = next(figure for figure in model.figures if figure.name == "cache a token")
    assert int(cache.value) == 2 * 2 * 2 * 16 * 2


def test_licences_that_contradict_each_other_are_told(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    made.residual_onnx(path)
    model = onnx.load(path)
    model.metadata_props.add(key="license", value="AGPL-3.0 https://example.org/license")
    onnx.save(model, path)
    (tmp_path / "LICENSE").write_text(
        "MIT License\n\nPermission is hereby granted, free of charge, to any person"
    )
    found = look(path)
    assert {statement.spdx for statement in found.licences} == {"AGPL-3.0", "MIT"}
    assert "contradict" in found.licence_note


def test_tensors_are_compared_with_those_of_a_base_model(
    look: Look, typed: Typed, home: Path, tmp_path: Path
) -> None:
    made.bert(tmp_path / "base")
    made.bert(tmp_path / "tuned")
    weights = tmp_path / "tuned/model.safetensors"
    tensors = load_file(weights)
    tensors["classifier.weight"] = tensors["classifier.weight"] + 1
    save_file(tensors, weights, metadata={"format": "pt"})
    tuned = look(tmp_path / "tuned", "--base", str(tmp_path / "base")).lineage
    assert any(f"{len(tensors) - 1} of {len(tensors)} tensors" in line for line in tuned)
    assert any("further training: classifier.weight" in line for line in tuned)
    copy = look(tmp_path / "base", "--base", str(tmp_path / "base")).lineage
    assert any("it is a copy" in line for line in copy)
    done = typed("autopsy", str(tmp_path / "base"), "--base", "/no/such/model", home=home)
    assert done.returncode == 3 and "/no/such/model" in done.stderr


def damaged(path: Path, kind: str) -> Path:
    """A damaged file of a kind."""
    if kind == "safetensors":
        save_file({"a": torch.zeros(64)}, path / "model.safetensors")
        file = path / "model.safetensors"
        file.write_bytes(file.read_bytes()[:-8])
    elif kind == "onnx":
        file = path / "net.onnx"
        made.residual_onnx(file)
        file.write_bytes(file.read_bytes()[:5000])
    elif kind == "state dict":
        file = path / "net.pth"
        torch.save(made.ResidualNet().state_dict(), file)
        file.write_bytes(file.read_bytes()[:20_000])
    elif kind == "gguf":
        file = path / "small.gguf"
        made.gguf(file)
        file.write_bytes(file.read_bytes()[:300])
    elif kind == "pickle":
        file = path / "rows.pkl"
        file.write_bytes(pickle.dumps({"rows": [1, 2, 3]}))
    else:
        file = path / f"model{'.onnx' if kind == 'pointer' else '.bin'}"
        text = (
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n" if kind == "pointer" else ""
        )
        file.write_text(text)
    return file


@pytest.mark.parametrize("kind", ["safetensors", "onnx", "state dict", "gguf", "pickle", "pointer", "empty"])
def test_a_damaged_file_gets_one_sentence(typed: Typed, home: Path, tmp_path: Path, kind: str) -> None:
    done = typed("autopsy", str(damaged(tmp_path, kind)), home=home)
    assert done.returncode in (2, 3)
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr
    assert "Assay itself failed" not in done.stderr


def test_an_announced_tensor_larger_than_any_file_is_refused(
    typed: Typed, home: Path, tmp_path: Path
) -> None:
    node = onnx.helper.make_node("Relu", ["x"], ["y"])
    given = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [2**40, 2**40])
    result = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)
    onnx.save(
        onnx.helper.make_model(onnx.helper.make_graph([node], "g", [given], [result])), tmp_path / "m.onnx"
    )
    done = typed("autopsy", str(tmp_path / "m.onnx"), home=home)
    assert done.returncode == 3 and "larger than any file" in done.stderr


def test_a_folder_of_everything_is_refused_at_once(typed: Typed, home: Path, tmp_path: Path) -> None:
    for number in range(5_002):
        (tmp_path / str(number)).touch()
    done = typed("autopsy", str(tmp_path), home=home)
    assert done.returncode == 3 and "5,000 files" in done.stderr


def test_every_form_is_written_into_a_folder(typed: Typed, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "small.gguf"
    made.gguf(path)
    done = typed("autopsy", str(path), "--out", str(tmp_path / "out"), home=home)
    assert done.returncode == 0, done.stderr
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {f"autopsy.{end}" for end in ("txt", "json", "html", "md", "svg", "pdf")}
    assert "Llama" in done.stdout
