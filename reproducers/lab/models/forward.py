"""Counts the operations of one forward pass over an input made for the model."""

from typing import TYPE_CHECKING, NamedTuple

from claims.errors import ModelUnavailable
from reproducers.lab.bench import Bench
from reproducers.lab.cost.flops import OperationCount, count
from reproducers.lab.files.json_file import read_table
from reproducers.lab.models.pretrained import first_line, open_model

if TYPE_CHECKING:
    from collections.abc import Mapping

    import torch
    from transformers import PretrainedConfig, PreTrainedModel

    from reproducers.lab.files.onnx_graph import Port

_TOKENS = 128  # where nothing says how long the input is
_SECOND = 16_000  # samples of sound
_AUTOS = {
    "text-classification": "AutoModelForSequenceClassification",
    "text-regression": "AutoModelForSequenceClassification",
    "multi-label-classification": "AutoModelForSequenceClassification",
    "token-classification": "AutoModelForTokenClassification",
    "question-answering": "AutoModelForQuestionAnswering",
    "text-generation": "AutoModelForCausalLM",
    "fill-mask": "AutoModelForMaskedLM",
    "image-classification": "AutoModelForImageClassification",
    "object-detection": "AutoModelForObjectDetection",
    "summarization": "AutoModelForSeq2SeqLM",
    "translation": "AutoModelForSeq2SeqLM",
    "text2text-generation": "AutoModelForSeq2SeqLM",
    "automatic-speech-recognition": "AutoModelForSpeechSeq2Seq",
}


class InputSize(NamedTuple):
    """The input size that a claim names: tokens or pixels a side."""

    tokens: int | None = None
    side: int | None = None


class CountedInput(NamedTuple):
    """The input that was counted over, and whether the claim or the model's own settings give its size."""

    words: str
    given: bool
    goes_in: str = ""
    """Names, shapes and types of the inputs."""
    comes_out: str = ""
    """The same of the outputs."""


def count_pass(bench: Bench, asked: InputSize) -> tuple[OperationCount, CountedInput]:
    """The operations of one pass, and the input; raises ModelUnavailable where none can be made."""
    if bench.model.format == "onnx":
        from reproducers.lab.cost.onnx_flops import count_onnx
        from reproducers.lab.files.onnx_graph import read_graph

        tokens = asked.tokens or _TOKENS
        path = bench.folder / bench.model.weights[0]
        counts = count_onnx(path, {}, tokens=asked.side or tokens)
        if (
            counts.uncounted and _takes_sound(bench) and not (asked.tokens or asked.side)
        ):  # too short, perhaps: sounds come by the second
            tokens = _SECOND
            counts = count_onnx(path, {}, tokens=tokens)
        graph = read_graph(path, bench.folder)
        return counts, CountedInput(
            f"one row, open sizes set to {asked.side or tokens}",
            bool(asked.tokens or asked.side),
            "; ".join(map(_port, graph.inputs)),
            "; ".join(map(_port, graph.outputs)),
        )
    opened = open_model(
        bench, _AUTOS.get(bench.model.task or "", "AutoModel"), "AutoModel", optional=("pooler.",)
    )
    inputs, used = make_input(opened.model, opened.config, asked, picture=_side(bench))
    try:
        opened.model.set_attn_implementation("eager")
        counts = count(opened.model, inputs)
        return counts, used._replace(goes_in=_shapes(inputs), comes_out=_shapes(counts.outputs))
    except (RuntimeError, IndexError, ValueError, TypeError, NotImplementedError, AttributeError) as error:
        raise ModelUnavailable(
            f"The model fails on an input made for it: {first_line(error)}", "Export it to ONNX."
        ) from None


def _takes_sound(bench: Bench) -> bool:
    return (bench.model.task or "") in ("voice-activity-detection", "automatic-speech-recognition") or (
        bench.model.task or ""
    ).startswith("audio-")


def make_input(
    model: "PreTrainedModel", config: "PretrainedConfig", asked: InputSize, *, picture: int | None
) -> "tuple[dict[str, torch.Tensor], CountedInput]":
    """One picture, one text or one piece of sound, by the name of the model's main input."""
    import torch

    name = model.main_input_name
    if name == "pixel_values":
        own = getattr(config, "image_size", None)
        size = asked.side or picture or (own if isinstance(own, int) else own[0] if own else 224)
        channels = int(getattr(config, "num_channels", 3) or 3)
        return {name: torch.zeros(1, channels, size, size)}, CountedInput(
            f"one picture of {size} × {size}", True
        )
    if name == "input_features":
        frames = 2 * int(getattr(config, "max_source_positions", 1500))
        inputs = {name: torch.zeros(1, int(getattr(config, "num_mel_bins", 80)), frames)}
        inputs["decoder_input_ids"] = torch.ones(1, 1, dtype=torch.long)
        return inputs, CountedInput(f"{frames} frames of sound and one token", False)
    if name == "input_values":
        return {name: torch.zeros(1, 16_000)}, CountedInput("one second of sound at 16 kHz", False)
    longest = int(getattr(config, "max_position_embeddings", 0) or getattr(config, "n_positions", 0) or 10**6)
    tokens = asked.tokens or min(_TOKENS, longest)
    inputs = {"input_ids": torch.ones(1, tokens, dtype=torch.long)}
    if getattr(config, "is_encoder_decoder", False):
        inputs["decoder_input_ids"] = torch.ones(1, tokens, dtype=torch.long)
    return inputs, CountedInput(f"one text of {tokens} tokens", asked.tokens is not None)


def _side(bench: Bench) -> int | None:
    """The side of the pictures that the model's own settings make."""
    if bench.root is None:
        return None
    settings = read_table(bench.folder / "preprocessor_config.json")
    size = settings.get("crop_size") if settings.get("do_center_crop") else settings.get("size")
    side = size.get("height") or size.get("shortest_edge") if isinstance(size, dict) else size
    return side if isinstance(side, int) and side > 0 else None


def _shapes(tensors: "Mapping[str, torch.Tensor]") -> str:
    """Each tensor in words: "input_ids 1 x 128 int64", semicolons between them."""
    return "; ".join(
        f"{name} {' x '.join(map(str, t.shape))} {str(t.dtype).removeprefix('torch.')}"
        for name, t in tensors.items()
    )


def _port(port: "Port") -> str:
    """An input or output of an ONNX file: sizes that are open as "n"."""
    return f"{port.name} {' x '.join('n' if size < 0 else str(size) for size in port.shape)} {port.kind}"
