"""What a model's folder says of itself, and what is refused without being opened."""

import json
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.records import Model
from reproducers.lab.orders import Survey

Look = Callable[..., Survey]


def seen(look: Look, root: Path) -> Model:
    model = look(root).model
    assert model is not None
    return model


def test_a_classifier_in_safetensors_is_read_and_not_refused(look: Look, bert: Path) -> None:
    model = seen(look, bert)
    assert (model.format, model.task, model.refused) == ("safetensors", "text-classification", None)
    assert model.labels == ("negative", "positive")
    assert model.architecture == "BertForSequenceClassification"


def test_nameless_outputs_keep_their_names(look: Look, bert_copy: Path, spoil: Callable[..., None]) -> None:
    spoil(bert_copy, id2label={"0": "LABEL_0", "1": "LABEL_1"})
    assert seen(look, bert_copy).labels == ("LABEL_0", "LABEL_1")


def test_pickled_weights_alone_are_refused_with_the_way_out(look: Look, tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": [1.0]}))
    model = seen(look, tmp_path)
    assert (model.format, model.refused) == ("pickle", "unsafe_weights")
    assert "safetensors" in model.detail and "pytorch_model.bin" in model.detail


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_refused_whatever_its_name_and_protocol(
    look: Look, tmp_path: Path, protocol: int
) -> None:
    (tmp_path / "model.safetensors").write_bytes(pickle.dumps({"weight": [1.0]}, protocol=protocol))
    assert seen(look, tmp_path).refused == "unsafe_weights"


def test_a_pickle_beside_safetensors_is_never_opened_and_does_no_harm(look: Look, bert_copy: Path) -> None:
    (bert_copy / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": [1.0]}))
    assert seen(look, bert_copy).refused is None


@pytest.mark.parametrize(
    ("file", "keys"),
    [
        ("config.json", {"auto_map": {"AutoModel": "modeling_own.Own"}}),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["tokens.Own", None]}}),
        ("config.json", {"custom_pipelines": {"own": {"impl": "pipe.Own"}}}),
        ("config.json", {"text_config": {"trust_remote_code": True}}),
        ("config.json", {"_attn_implementation_internal": "someone/kernel"}),
        ("generation_config.json", {"custom_generate": "someone/else"}),
        ("tokenizer_config.json", {"tokenizer_class": "../../x"}),
    ],
)
def test_whatever_asks_for_foreign_code_is_refused(
    look: Look, bert_copy: Path, spoil: Callable[..., None], file: str, keys: dict[str, object]
) -> None:
    spoil(bert_copy, file, **keys)
    model = seen(look, bert_copy)
    assert model.refused == "remote_code"
    assert file in model.detail


def test_the_librarys_own_attention_is_no_foreign_code(
    look: Look, bert_copy: Path, spoil: Callable[..., None]
) -> None:
    spoil(bert_copy, _attn_implementation="flash_attention_2")
    assert seen(look, bert_copy).refused is None


@pytest.mark.parametrize("megabytes", [2, 9])
def test_a_large_file_of_settings_slips_past_nobody(
    megabytes: int, look: Look, bert_copy: Path, spoil: Callable[..., None]
) -> None:
    spoil(bert_copy, padding="x" * (megabytes << 20), auto_map={"AutoModel": "modeling_own.Own"})
    assert seen(look, bert_copy).refused == "remote_code"


def test_a_large_vocabulary_and_large_rows_ask_for_nothing(look: Look, bert_copy: Path) -> None:
    for name in ("vocab.json", "rows.json"):
        (bert_copy / name).write_text(json.dumps({"x" * (9 << 20): 0}))
    assert seen(look, bert_copy).refused is None


def test_a_module_of_sentence_transformers_that_is_not_its_own_is_refused(
    look: Look, bert_copy: Path
) -> None:
    (bert_copy / "modules.json").write_text(
        json.dumps([{"idx": 0, "name": "0", "path": "", "type": "os.system"}])
    )
    assert seen(look, bert_copy).refused == "remote_code"


def test_programs_that_nothing_asks_for_are_not_refused(look: Look, bert_copy: Path) -> None:
    (bert_copy / "handler.py").write_text("raise SystemExit")
    assert seen(look, bert_copy).refused is None


def test_programs_without_weights_are_foreign_code(look: Look, tmp_path: Path) -> None:
    (tmp_path / "predict.py").write_text("raise SystemExit")
    assert seen(look, tmp_path).refused == "remote_code"


def test_a_git_lfs_pointer_is_told_from_weights(look: Look, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    )
    model = seen(look, tmp_path)
    assert model.refused == "no_model"
    assert "git lfs pull" in model.detail


def test_an_empty_folder_holds_no_model(look: Look, tmp_path: Path) -> None:
    assert seen(look, tmp_path).refused == "no_model"


def test_a_truncated_file_is_refused(look: Look, bert_copy: Path) -> None:
    weights = bert_copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    model = seen(look, bert_copy)
    assert model.refused == "unsafe_weights"
    assert "damaged" in model.detail


def test_a_shard_outside_the_folder_is_not_looked_for(look: Look, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors.index.json").write_text('{"weight_map": {"w": "../../etc/passwd"}}')
    assert seen(look, tmp_path).refused == "no_model"


def test_an_adapter_alone_is_no_model(look: Look, bert_copy: Path) -> None:
    (bert_copy / "model.safetensors").rename(bert_copy / "adapter_model.safetensors")
    model = seen(look, bert_copy)
    assert model.refused == "no_model"
    assert "adapter" in model.detail


def test_two_models_in_a_folder_are_not_guessed_between(look: Look, bert_copy: Path) -> None:
    weights = (bert_copy / "model.safetensors").read_bytes()
    (bert_copy / "model.safetensors").rename(bert_copy / "first.safetensors")
    (bert_copy / "second.safetensors").write_bytes(weights)
    assert seen(look, bert_copy).refused == "ambiguous_model"


def test_a_configuration_far_larger_than_its_weights_is_refused(
    look: Look, bert_copy: Path, spoil: Callable[..., None]
) -> None:
    spoil(bert_copy, hidden_size=2**31, num_hidden_layers=10**6)
    assert seen(look, bert_copy).refused == "too_large"


@pytest.mark.parametrize(
    "keys", [{"hidden_size": -1}, {"architectures": "x"}, {"id2label": {"0": {"a": []}}}]
)
def test_a_configuration_with_impossible_values_is_refused(
    look: Look, bert_copy: Path, spoil: Callable[..., None], keys: dict[str, object]
) -> None:
    spoil(bert_copy, **keys)
    model = seen(look, bert_copy)
    assert model.refused == "unsafe_weights"
    assert "config.json" in model.detail


def test_quantised_weights_are_left_alone(look: Look, bert_copy: Path, spoil: Callable[..., None]) -> None:
    spoil(bert_copy, quantization_config={"quant_method": "awq"})
    assert seen(look, bert_copy).refused == "no_reproducer"


def test_deep_json_is_refused_and_not_fallen_over(look: Look, bert_copy: Path) -> None:
    (bert_copy / "config.json").write_text("[" * 100_000 + "]" * 100_000)
    assert seen(look, bert_copy).refused == "unsafe_weights"


def test_several_labels_a_row_are_another_task(
    look: Look, bert_copy: Path, spoil: Callable[..., None]
) -> None:
    spoil(bert_copy, problem_type="multi_label_classification")
    assert seen(look, bert_copy).task == "multi-label-classification"


def test_an_onnx_model_of_numbers_is_a_tabular_classifier(look: Look, linear: Path) -> None:
    model = seen(look, linear)
    assert (model.format, model.task, model.refused) == ("onnx", "tabular-classification", None)
    assert model.labels == ("LABEL_0", "LABEL_1")


def test_an_operator_of_somebody_else_is_refused(look: Look, tmp_path: Path) -> None:
    from onnx import TensorProto, helper, save

    node = helper.make_node("Own", ["x"], ["y"], domain="com.somebody")
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
    graph = helper.make_graph([node], "own", ports[:1], ports[1:])
    save(helper.make_model(graph), tmp_path / "model.onnx")
    model = seen(look, tmp_path)
    assert model.refused == "unsafe_weights"
    assert "com.somebody" in model.detail


@pytest.mark.parametrize(
    "place", ["/etc/passwd", "../w.bin", "w.bin\0x", "model.onnx", "", "a\\b", "absent.bin"]
)
def test_external_data_is_a_plain_file_beside_the_model(look: Look, tmp_path: Path, place: str) -> None:
    (tmp_path / "w.bin").write_bytes(struct.pack("<4f", 1, 2, 3, 4))
    _save_external(tmp_path, place)
    assert seen(look, tmp_path).refused == "unsafe_weights"


def test_external_data_beside_the_model_is_allowed(look: Look, tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(struct.pack("<4f", 1, 2, 3, 4))
    _save_external(tmp_path, "w.bin")
    assert seen(look, tmp_path).refused is None


def test_external_data_must_not_be_a_link(look: Look, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x" * 16)
    (tmp_path / "w.bin").symlink_to(tmp_path / "secret")
    _save_external(tmp_path, "w.bin")
    assert seen(look, tmp_path).refused == "unsafe_weights"


def test_a_survey_needs_neither_torch_nor_transformers() -> None:
    code = "import sys, reproducers.lab.survey.survey, reproducers.lab.planning.plan\nprint({'torch', 'transformers', 'onnx', 'numpy'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def _save_external(root: Path, place: str) -> None:
    from onnx import TensorProto, helper

    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[4], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", place), ("offset", "0"), ("length", "16")):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [4]) for name in "xy"]
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "w"], ["y"])], "add", ports[:1], ports[1:], [tensor]
    )
    (root / "model.onnx").write_bytes(helper.make_model(graph).SerializeToString())


@pytest.mark.parametrize("low_byte", [0x80, 0x78, 0x50])
def test_safetensors_whose_length_begins_like_another_format_are_read(
    look: Look, bert_copy: Path, low_byte: int
) -> None:
    """The first byte is the low byte of the header's length: 0x80 also begins a pickle, 0x78 a zlib stream."""
    path = bert_copy / "model.safetensors"
    body = path.read_bytes()
    length = int.from_bytes(body[:8], "little")
    blanks = (low_byte - length) % 256
    header = body[8 : 8 + length] + b" " * blanks
    path.write_bytes(struct.pack("<Q", len(header)) + header + body[8 + length :])
    model = seen(look, bert_copy)
    assert path.read_bytes()[0] == low_byte
    assert (model.format, model.refused) == ("safetensors", None)


def test_a_pickle_that_holds_a_brace_in_its_ninth_byte_stays_refused(look: Look, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\x80\x02\x00\x00\x00\x00\x00\x00{" + b" " * 700)
    assert seen(look, tmp_path).refused == "unsafe_weights"


def test_a_count_of_labels_beside_fewer_names_takes_nameless_ones(
    look: Look, bert_copy: Path, spoil: Callable[..., None]
) -> None:
    spoil(bert_copy, id2label={"0": "negative", "1": "positive"}, num_labels=3)
    assert seen(look, bert_copy).labels == ("LABEL_0", "LABEL_1", "LABEL_2")


@pytest.mark.parametrize(
    ("name", "shape", "tag", "task"),
    [
        ("pixel_values", [1, 3, 8, 8], "object-detection", "object-detection"),
        ("pixel_values", [1, 3, 8, 8], "text-classification", "image-classification"),
        ("input_ids", [None, None], "sentence-similarity", "sentence-similarity"),
        ("input_ids", [None, None], "object-detection", "text-classification"),
    ],
)
def test_a_graph_does_what_its_card_says_where_its_inputs_allow_that(
    look: Look, tmp_path: Path, name: str, shape: list[int | None], tag: str, task: str
) -> None:
    from onnx import TensorProto, helper, save

    ends = [helper.make_tensor_value_info(end, TensorProto.FLOAT, shape) for end in (name, "out")]
    nodes = [helper.make_node("Identity", [name], ["out"])]
    save(helper.make_model(helper.make_graph(nodes, "g", ends[:1], ends[1:])), tmp_path / "model.onnx")
    (tmp_path / "README.md").write_text(f"---\npipeline_tag: {tag}\n---\n")
    assert seen(look, tmp_path).task == task
