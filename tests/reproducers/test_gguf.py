"""A GGUF model is dequantised and measured; one whose head lies is refused in a sentence."""

import shlex
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.errors import UsageError
from claims.records import Measurement
from reproducers.lab.orders import Survey, WorkResult

PARAMETERS = 2 * 286 * 32 + 4 * 32 * 32 + 3 * 32 * 64 + 3 * 32
HEAD = b"GGUF" + struct.pack("<I", 3)


@pytest.fixture
def llama(tmp_path: Path) -> Path:
    """A folder with a llama of one layer, its tokenizer inside, in Q8_0."""
    gguf = pytest.importorskip("gguf", reason="the extra gguf is not installed")
    numpy = pytest.importorskip("numpy")
    pytest.importorskip("accelerate", reason="the extra gguf is not installed")
    root = tmp_path / "llama"
    root.mkdir()
    made = gguf.GGUFWriter(root / "tiny.gguf", "llama")
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{i:02X}>" for i in range(256)), "\u2581"]
    tokens += "abcdefghijklmnopqrstuvwxyz"
    made.add_context_length(64)
    made.add_embedding_length(32)
    made.add_block_count(1)
    made.add_feed_forward_length(64)
    made.add_head_count(4)
    made.add_head_count_kv(4)
    made.add_layer_norm_rms_eps(1e-5)
    made.add_rope_dimension_count(8)
    made.add_vocab_size(len(tokens))
    made.add_tokenizer_model("llama")
    made.add_token_list(tokens)
    made.add_token_scores([0.0] * len(tokens))
    made.add_token_types([2, 3, 3, *[6] * 256, *[1] * 27])
    made.add_bos_token_id(1)
    made.add_eos_token_id(2)
    made.add_unk_token_id(0)
    draw, kind = numpy.random.default_rng(0), gguf.GGMLQuantizationType.Q8_0
    layer = {"attn_q": 32, "attn_k": 32, "attn_v": 32, "attn_output": 32, "ffn_gate": 64, "ffn_up": 64}
    matrices = {"token_embd": (286, 32), "output": (286, 32), "blk.0.ffn_down": (32, 64)}
    for name, shape in (matrices | {f"blk.0.{name}": (rows, 32) for name, rows in layer.items()}).items():
        drawn = (draw.standard_normal(shape) * 0.1).astype(numpy.float32)
        made.add_tensor(f"{name}.weight", gguf.quants.quantize(drawn, kind), raw_dtype=kind)
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        made.add_tensor(f"{name}.weight", numpy.ones(32, dtype=numpy.float32))
    made.write_header_to_file()
    made.write_kv_data_to_file()
    made.write_tensors_to_file()
    made.close()
    return root


def test_parameters_are_counted_and_the_quantisation_is_said(
    measure: Callable[..., WorkResult], llama: Path
) -> None:
    attempt = measure("parameters", ["params"], llama).attempts[0]
    assert isinstance(attempt, Measurement), attempt
    assert attempt.observed.value == PARAMETERS
    assert ("weights", "dequantised from Q8_0") in [(pair.name, pair.value) for pair in attempt.settings]


def test_perplexity_of_random_weights_is_about_the_vocabulary(
    measure: Callable[..., WorkResult], llama: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "texts.csv"
    rows.write_text("text\n" + "".join(f"some words {one} of a text\n" for one in "abcdefgh"))
    attempt = measure("language-model", ["perplexity"], llama, rows).attempts[0]
    assert isinstance(attempt, Measurement), attempt
    assert 150 < attempt.observed.value < 600


def test_several_models_are_a_question(look: Callable[..., Survey], llama: Path) -> None:
    (llama / "other.gguf").write_bytes((llama / "tiny.gguf").read_bytes())
    assert (model := look(llama).model) is not None and model.refused == "ambiguous_model"
    assert model.detail.endswith("Say which: --file NAME.")


def test_one_of_several_quantisations_is_measured_by_its_name(
    measure: Callable[..., WorkResult], look: Callable[..., Survey], llama: Path
) -> None:
    (llama / "other.gguf").write_bytes((llama / "tiny.gguf").read_bytes())
    attempt = measure("parameters", ["params"], llama, file="tiny.gguf").attempts[0]
    assert isinstance(attempt, Measurement) and attempt.observed.value == PARAMETERS, attempt
    with pytest.raises(UsageError, match=r"names 0 files.*other\.gguf, tiny\.gguf"):
        look(llama, file="third.gguf")


@pytest.mark.parametrize(
    "body",
    [
        HEAD + struct.pack("<QQ", 2**63, 1),
        HEAD + struct.pack("<QQ", 1, 2**63),
        HEAD + struct.pack("<QQQ", 1, 1, 2**63),
        HEAD + struct.pack("<QQQ", 1, 1, 1) + b"k" + struct.pack("<IIQ", 9, 8, 2**62),
        HEAD + struct.pack("<QQQ", 1, 1, 1) + b"k" + struct.pack("<I", 99),
        HEAD + struct.pack("<QQQ", 1, 0, 1) + b"t" + struct.pack("<IQQIQ", 2, 2**40, 2**40, 0, 0),
        HEAD,
    ],
    ids=["tensors", "keys", "string", "list", "type", "shape", "cut"],
)
def test_a_head_that_lies_is_refused(look: Callable[..., Survey], tmp_path: Path, body: bytes) -> None:
    pytest.importorskip("gguf", reason="the extra gguf is not installed")
    root = tmp_path / "model"
    root.mkdir()
    (root / "lying.gguf").write_bytes(body)
    model = look(root).model
    assert model is not None and model.refused == "unsafe_weights"
    assert model.detail.startswith("lying.gguf is damaged")


def test_a_file_cut_off_is_refused(look: Callable[..., Survey], llama: Path) -> None:
    whole = (llama / "tiny.gguf").read_bytes()
    (llama / "tiny.gguf").write_bytes(whole[:2000])
    assert (model := look(llama).model) is not None and model.refused == "unsafe_weights"


def test_without_the_packages_the_command_that_installs_them_is_named(
    look: Callable[..., Survey], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reproducers.lab.files.gguf_header._NEEDS", ("a_package_that_nobody_has",))
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "one.gguf").write_bytes(HEAD)
    model = look(tmp_path / "model").model
    assert model is not None and model.refused == "no_reproducer"
    words = shlex.split(model.detail.partition(": run ")[2].rstrip("."))
    assert words[1:4] == ["-m", "pip", "install"] and Path(words[0]).name == "python"
    assert [word.partition(">")[0] for word in words[4:]] == ["accelerate", "gguf"]
    assert "assay[" not in model.detail
