"""What the page of an autopsy answers without anybody at hand: purpose, inputs, outputs, licence and cost, by kind of model."""

from pathlib import Path

import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from claims.records.autopsy import Autopsy, TensorPort
from flows.autopsy import pin
from flows.settings import settings
from reports.autopsy.answers import answers
from reproducers.lab.autopsy.examine import examine
from tests.flows import autopsy_models as made

SIDES = list[int | str]


def look(path: Path, *devices: str) -> Autopsy:
    """The autopsy of a file that the test wrote, without the sandbox around it."""
    order = pin(str(path), settings(), lambda _: None)
    return examine(order.model_copy(update={"devices": devices}))


def says(found: Autopsy, question: str) -> str:
    return next(answer.says for answer in answers(found) if answer.question.startswith(question))


def graph(path: Path, given: SIDES, result: SIDES, weight: list[int], **metadata: str) -> None:
    """A convolution, with inputs and outputs as announced."""
    numbers = torch.ones(weight).numpy()
    node = helper.make_node("Conv", ["x", "w"], ["y"])
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in (("x", given), ("y", result))
    ]
    body = helper.make_graph([node], "g", [ports[0]], [ports[1]], [numpy_helper.from_array(numbers, "w")])
    model = helper.make_model(body)
    helper.set_model_props(model, metadata)
    onnx.save(model, path)


def test_a_detector_says_what_its_numbers_are_and_is_counted_for_its_own_size(tmp_path: Path) -> None:
    path = tmp_path / "found.onnx"
    names = "{0: 'nut', 1: 'bolt', 2: \"driver's seat\"}"
    graph(path, ["n", 3, "h", "w"], ["n", 7, "p"], [8, 3, 1, 1], names=names, imgsz="[96, 96]", task="detect")
    model = onnx.load(path)
    model.graph.initializer[0].name = model.graph.node[0].input[1] = "model.2.cv1.conv.weight"
    onnx.save(model, path)
    found = look(path)
    port = found.components[0].outputs[0]
    assert "4 numbers of a box, and 3 scores of classes: nut, bolt, driver's seat" in port.meaning
    assert "made for 96 x 96 pixels" in found.components[0].inputs[0].meaning
    assert found.components[0].loads[0].flops == 2 * 96 * 96 * 3 * 8
    assert "task: “detect”" in says(found, "What is it")


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("metadata", [{}, {"character": "\n".join(LETTERS)}], ids=["by shapes", "by letters"])
def test_a_reader_of_lines_is_told_by_its_low_wide_pictures(tmp_path: Path, metadata: dict[str, str]) -> None:
    graph(tmp_path / "line.onnx", ["n", 1, 32, "width"], ["n", "steps", 54], [54, 1, 32, 4], **metadata)
    component = look(tmp_path / "line.onnx").components[0]
    assert component.family.startswith("reader of one line of text")
    assert "32 pixels high, of any width" in component.inputs[0].meaning
    assert not component.outputs[0].meaning.endswith("a, b, c, d, e, f and 46 more")


def test_a_picture_of_a_fixed_size_is_no_line_of_text(tmp_path: Path) -> None:
    graph(tmp_path / "small.onnx", ["n", 1, 32, 32], ["n", 54, 1], [54, 1, 32, 32])
    assert "text" not in look(tmp_path / "small.onnx").components[0].family


def test_a_long_row_into_filters_is_likely_sound(tmp_path: Path) -> None:
    graph(tmp_path / "heard.onnx", ["n", 32_000, 1], ["n", 2, 1], [2, 32_000, 1])
    meaning = look(tmp_path / "heard.onnx").components[0].inputs[0].meaning
    assert "32,000 samples (2 s at 16 kHz" in meaning


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        (torch.nn.LSTM(40, 16, 2, bidirectional=True), "2 LSTM layers, 40 → 16, in both directions"),
        (torch.nn.GRU(12, 8, 1), "1 GRU layer, 12 → 8"),
        (torch.nn.RNN(5, 3, 3), "3 RNN layers, 5 → 3"),
    ],
    ids=["LSTM", "GRU", "RNN"],
)
def test_recurrent_layers_are_told_by_their_weights(
    tmp_path: Path, layer: torch.nn.Module, told: str
) -> None:
    torch.save(layer.state_dict(), tmp_path / "net.pt")
    component = look(tmp_path / "net.pt").components[0]
    assert told in component.family
    assert component.inputs[0].shape == ("batch", "steps", str(layer.input_size))
    assert component.outputs[0].shape == ("batch", str(layer.hidden_size))


def test_a_folder_of_sentence_transformers_gives_one_vector_a_text(tmp_path: Path) -> None:
    made.bert(tmp_path)
    (tmp_path / "modules.json").write_text(
        '[{"path": "", "type": "sentence_transformers.models.Transformer"}]'
    )
    (tmp_path / "sentence_bert_config.json").write_text('{"max_seq_length": 77}')
    (tmp_path / "README.md").write_text("---\npipeline_tag: sentence-similarity\n---\n")
    found = look(tmp_path)
    assert [(port.name, port.shape) for port in found.components[0].outputs] == [
        ("sentence_embedding", ("batch", "96"))
    ]
    assert "at most 77 tokens" in says(found, "What does it need")
    assert "sentence-similarity" in says(found, "What is it")


def test_the_package_around_a_file_says_what_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "bolts").mkdir()
    (tmp_path / "bolts-1.0.dist-info").mkdir()
    about = "Name: bolts\nVersion: 1.0\nSummary: Finds loose bolts\nLicense: MIT\n\nLong text"
    (tmp_path / "bolts-1.0.dist-info/METADATA").write_text(about)
    graph(tmp_path / "bolts/net.onnx", [1, 3, 8, 8], [1, 2, 8, 8], [2, 3, 1, 1], license="CC-BY-NC-4.0")
    found = look(tmp_path / "bolts/net.onnx")
    assert "bolts calls itself “Finds loose bolts”" in says(found, "What is it")
    allowed = says(found, "May we use it")
    assert "the strictest counts, CC-BY-NC: commercial use is not allowed" in allowed


def test_a_file_that_says_nothing_of_its_purpose_is_said_to(tmp_path: Path) -> None:
    graph(tmp_path / "net.onnx", [1, 3, 8, 8], [1, 2, 8, 8], [2, 3, 1, 1])
    assert "Nobody says what it is for" in says(look(tmp_path / "net.onnx"), "What is it")


def test_sizes_that_a_tflite_file_leaves_open_are_not_counted_as_one(tmp_path: Path) -> None:
    path = tmp_path / "open.tflite"
    made.tflite(path)
    closed = look(path).components[0]
    made.tflite(path, left_open=True)
    component = look(path).components[0]
    assert closed.loads[0].flops and component.loads[0].flops is None
    assert component.loads[0].activation_bytes is None and "CONV_2D" in component.loads[0].uncounted
    assert any("leaves the sizes of 1 operators that multiply open" in line for line in component.unknown)


def test_this_machine_is_neither_faster_nor_slower_than_any_computer(tmp_path: Path) -> None:
    graph(tmp_path / "net.onnx", [1, 3, 8, 8], [1, 2, 8, 8], [2, 3, 1, 1])
    here = next(point for point in look(tmp_path / "net.onnx").rooflines if point.device == "this machine")
    assert 1e-4 < here.peak_tflops < 1e3 and 1e-2 < here.bandwidth_gb_s < 1e5


def test_a_vector_of_a_classifier_keeps_its_meaning(tmp_path: Path) -> None:
    graph(tmp_path / "net.onnx", [1, 3, 8, 8], [1, 10], [10, 3, 8, 8], labels="cat\ndog")
    port: TensorPort = look(tmp_path / "net.onnx").components[0].outputs[0]
    assert "scores of classes: cat, dog" in port.meaning


def test_several_quantisations_of_a_folder_stand_side_by_side(tmp_path: Path) -> None:
    made.gguf(tmp_path / "small-Q4_0.gguf")
    made.gguf(tmp_path / "small-Q4_0-more.gguf", layers=3)
    tensor = numpy_helper.from_array(torch.ones(64, 96).numpy(), "w")
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in "xy"]
    onnx.save(
        helper.make_model(helper.make_graph([node], "g", ports[:1], ports[1:], [tensor])),
        tmp_path / "model.onnx",
    )
    found = look(tmp_path)
    bits = {variant.path: (variant.bits, variant.dtypes[0]) for variant in found.variants}
    assert bits == {
        "model.onnx": (32, "float32"), "small-Q4_0.gguf": (4.5, "Q4_0"), "small-Q4_0-more.gguf": (4.5, "Q4_0"),
    }  # fmt: skip
    assert not any("in fewer bits" in line for line in found.lineage), "other models have other numbers"


def test_a_file_with_as_many_numbers_in_fewer_bits_is_likely_quantised_from_the_fuller_one(
    tmp_path: Path,
) -> None:
    from safetensors.torch import save_file

    for name, kind in (("model", torch.float32), ("model.fp16", torch.float16)):
        save_file({"layer.weight": torch.ones(8, 8, dtype=kind)}, tmp_path / f"{name}.safetensors")
    assert any(
        line.startswith("model.fp16.safetensors: as many numbers as model.safetensors in fewer bits")
        for line in look(tmp_path).lineage
    )


def test_a_merged_model_names_what_it_was_merged_from(tmp_path: Path) -> None:
    made.bert(tmp_path)
    recipe = "models:\n  - model: acme/first\n  - model: acme/second\nmerge_method: slerp\nbase_model: acme/first\n"
    (tmp_path / "mergekit_config.yml").write_text(recipe)
    assert (
        "It was merged by slerp from acme/first, acme/second (mergekit_config.yml)." in look(tmp_path).lineage
    )
