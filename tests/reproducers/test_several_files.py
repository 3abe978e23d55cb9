"""Which of several model files in a folder is meant, or that they are parts of one."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

from reproducers.lab.orders import Survey
from tests.reproducers.compression_models import wide_network

Look = Callable[..., Survey]


def test_the_onnx_files_of_an_encoder_decoder_are_parts_of_one_model(
    look: Look, bert_copy: Path, tmp_path: Path
) -> None:
    wide_network(tmp_path / "part.onnx")
    (bert_copy / "model.safetensors").unlink()
    (bert_copy / "onnx").mkdir()
    for name in ("encoder_model", "decoder_model_merged"):
        copyfile(tmp_path / "part.onnx", bert_copy / "onnx" / f"{name}.onnx")
    model = look(bert_copy).model
    assert model is not None
    assert model.refused == "no_model" and "parts of one encoder-decoder" in model.detail
    (bert_copy / "onnx" / "decoder_model_merged.onnx").rename(bert_copy / "onnx" / "another.onnx")
    other = look(bert_copy).model
    assert other is not None and other.refused == "ambiguous_model"
