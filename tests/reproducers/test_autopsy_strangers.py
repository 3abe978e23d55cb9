"""What `verify autopsy` says of files that people bring: of other libraries, damaged, or easily taken for something else."""

import pickle
import struct
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file
from sklearn.linear_model import LogisticRegression

from claims.errors import ReadError
from claims.records.autopsy import Autopsy
from flows.autopsy import pin
from flows.settings import settings
from reproducers.lab.autopsy.examine import examine
from tests.flows import autopsy_models as made


def look(path: Path) -> Autopsy:
    """The autopsy of what the test wrote, without the sandbox around it."""
    return examine(pin(str(path), settings(), lambda _: None))


def a_zip(path: Path) -> None:
    """A small archive as torch writes them."""
    torch.save({"weight": torch.ones(8, 8)}, path)


def refusal(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        look(path)
    assert "\n" not in caught.value.says
    return caught.value


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib"])
def test_a_pickle_of_scikit_learn_gets_the_command_that_makes_a_file_of_skops(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(pickle.dumps(LogisticRegression()))
    found = refusal(tmp_path / name)
    assert "is a pickle of scikit-learn" in found.says
    assert f'joblib.load("{name}")' in found.hint and "model.skops" in found.hint


def test_a_savedmodel_of_tensorflow_gets_the_command_that_converts_it(tmp_path: Path) -> None:
    (tmp_path / "variables").mkdir()
    (tmp_path / "saved_model.pb").write_bytes(b"\x08\x01" * 50)
    for path in (tmp_path, tmp_path / "saved_model.pb"):
        found = refusal(path)
        assert "SavedModel of TensorFlow" in found.says and "tf2onnx.convert --saved-model ." in found.hint


@pytest.mark.parametrize(("name", "make"), [("m.keras", made.keras), ("m.pt2", a_zip)])
def test_an_archive_that_is_cut_short_is_called_damaged_and_not_unknown(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    make(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 9 // 10])
    assert refusal(path).says == f"{name} is a zip archive that is damaged or cut short."
    path.write_bytes(whole[::-1])
    assert "damaged" in refusal(path).says


def test_a_file_that_ends_before_its_last_tensor_is_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    made.gguf(path)
    path.write_bytes(path.read_bytes()[:-100])
    assert refusal(path).says == "m.gguf is cut short: it ends before its last tensor does."


def test_a_nemo_archive_that_is_none_gets_one_line(tmp_path: Path) -> None:
    path = tmp_path / "m.nemo"
    made.nemo(path)
    path.write_bytes(b"\x07" * 600 + path.read_bytes()[600:])
    assert "damaged" in refusal(path).says


def test_a_graph_with_operators_that_lack_their_outputs_is_described(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["y"]),
        helper.make_node("Identity", ["y"], []),
        helper.make_node("MatMul", ["y", "w"], []),
    ]
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in ("x", "y")]
    weight = numpy_helper.from_array(torch.ones(4, 4).numpy(), "w")
    onnx.save(
        helper.make_model(helper.make_graph(nodes, "g", ports[:1], ports[1:], [weight])), tmp_path / "m.onnx"
    )
    assert look(tmp_path / "m.onnx").components[0].loads[0].flops == 2 * 16


def test_filters_over_the_one_channel_of_the_input_are_not_depthwise(tmp_path: Path) -> None:
    shapes = {"conv1": (32, 1, 5, 1), "conv2": (32, 32, 5, 1)}
    torch.save({f"{name}.weight": torch.ones(shape) for name, shape in shapes.items()}, tmp_path / "mono.pth")
    mono = look(tmp_path / "mono.pth").components[0].layers
    assert [(layer.kind, layer.shape) for layer in mono][0] == ("convolution 5 x 1", "1 → 32")
    shapes = {"blocks.dw": (16, 1, 3, 3), "blocks.pw": (24, 16, 1, 1), "stem": (16, 3, 3, 3)}
    save_file(
        {f"{name}.weight": torch.ones(shape) for name, shape in shapes.items()}, tmp_path / "m.safetensors"
    )
    kinds = {layer.name: layer.kind for layer in look(tmp_path / "m.safetensors").components[0].layers}
    assert kinds["blocks.dw"] == "depthwise convolution 3 x 3" and kinds["stem"] == "convolution 3 x 3"


class Listener(torch.nn.Module):  # type: ignore[misc]  # torch is not followed
    """A convolution over a spectrogram, and a GRU over its frames."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = torch.nn.Conv2d(1, 2, 3, padding=1)
        self.gru = torch.nn.GRU(16, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The last state of the frames."""
        return self.gru(self.conv(x).flatten(0, 1).flatten(1)[:, None, :16])[0][-1]


def test_a_spectrogram_is_no_picture_and_a_gru_is_recurrent(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    torch.onnx.export(
        Listener().eval(), (torch.zeros(1, 1, 4, 8),), str(path), dynamo=False,
        input_names=["input"], dynamic_axes={"input": {2: "frames"}},
    )  # fmt: skip
    model = look(path).components[0]
    assert model.inputs[0].meaning.startswith("sound as a spectrogram")
    assert not any("picture" in load.name for load in model.loads)
    sizes = {part.part: part.parameters for part in model.parts}
    assert sizes == {"convolution": 18, "other": 2, "recurrent": 3 * 4 * (16 + 4) + 2 * 12}


def test_boxes_and_scores_of_as_many_places_make_a_detector(tmp_path: Path) -> None:
    weights = [numpy_helper.from_array(torch.ones(sides, 3, 1, 1).numpy(), f"w{sides}") for sides in (16, 2)]
    nodes, results = [], []
    for sides in (16, 2):
        nodes += [
            helper.make_node("Conv", ["x", f"w{sides}"], [f"map{sides}"]),
            helper.make_node("Reshape", [f"map{sides}", f"shape{sides}"], [f"out{sides}"]),
        ]
        shape = torch.tensor([1, 1024, sides]).numpy()
        weights.append(numpy_helper.from_array(shape, f"shape{sides}"))
        results.append(helper.make_tensor_value_info(f"out{sides}", TensorProto.FLOAT, [1, 1024, sides]))
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 32, 32])
    onnx.save(
        helper.make_model(helper.make_graph(nodes, "g", [given], results, weights)), tmp_path / "m.onnx"
    )
    assert look(tmp_path / "m.onnx").components[0].family.startswith("object detector")


def half_tflite(path: Path) -> None:
    """The same convolution with weights in 16 bits, which another operator unpacks before it takes them."""
    writer = made.TfliteWriter()
    builder = writer.builder
    weights = builder.CreateByteVector(struct.pack("<e", 0.5) * 108)
    buffers = writer.tables(writer.table({}), writer.table({0: weights}))
    shapes = {"image": (1, 8, 8, 3), "half": (4, 3, 3, 3), "kernel": (4, 3, 3, 3), "map": (1, 8, 8, 4)}
    tensors = []
    for name, shape in shapes.items():
        stored = {0: writer.ints(*shape), 3: builder.CreateString(name)}
        tensors.append(writer.table(stored, {1: int(name == "half"), 2: int(name == "half")}))
    unpack = writer.table({1: writer.ints(1), 2: writer.ints(2)}, {0: 1})
    filters = writer.table({1: writer.ints(0, 2), 2: writer.ints(3)})
    lists = {
        0: writer.tables(*tensors),
        1: writer.ints(0),
        2: writer.ints(3),
        3: writer.tables(unpack, filters),
    }
    graph = writer.tables(writer.table(lists))
    codes = writer.tables(writer.table({}, {3: 3}), writer.table({}, {3: 6}))
    model = writer.table({1: codes, 2: graph, 3: builder.CreateString("made"), 4: buffers})
    builder.Finish(model, file_identifier=b"TFL3")
    path.write_bytes(bytes(builder.Output()))


def test_weights_that_are_unpacked_are_no_activations(tmp_path: Path) -> None:
    half_tflite(tmp_path / "m.tflite")
    model = look(tmp_path / "m.tflite").components[0]
    assert model.parameters == 108 and model.dtypes[0].dtype == "float16"
    load = model.loads[0]
    assert load.flops == 2 * 8 * 8 * 4 * 27
    assert load.activation_bytes == 4 * 8 * 8 * (3 + 4)
    assert load.moved_bytes == 2 * 108 + 4 * 8 * 8 * (3 + 4)


def test_a_gguf_file_that_writes_text_says_what_goes_in_and_out(tmp_path: Path) -> None:
    made.gguf(tmp_path / "m.gguf")
    model = look(tmp_path / "m.gguf").components[0]
    assert model.task == "text-generation"
    assert [port.name for port in (*model.inputs, *model.outputs)] == [
        "input_ids",
        "attention_mask",
        "logits",
    ]
    assert model.outputs[0].shape[-1] == "96"


def test_an_adapter_says_its_rank_and_a_folder_of_diffusers_its_library_alone(tmp_path: Path) -> None:
    made.adapter(tmp_path / "lora")
    assert "(rank 4, changed modules q_proj, v_proj)" in look(tmp_path / "lora").lineage[0]
    made.diffusers(tmp_path / "diffusers")
    assert look(tmp_path / "diffusers").needs == ("diffusers 0.30.0 or newer, with its class MadePipeline.",)
