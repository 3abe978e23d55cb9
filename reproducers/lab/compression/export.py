"""A model of transformers as an ONNX file that gives the same numbers, or a sentence that says it does not."""

import inspect
import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import ModelFile, Pair
from reproducers.lab.bench import Bench
from reproducers.lab.compression.runners import OrtRunner, first_words
from reproducers.lab.models.image_inputs import images_of, processor_of
from reproducers.lab.models.pretrained import Opened, open_model

if TYPE_CHECKING:
    import torch

    Tensors = dict[str, torch.Tensor]

_OPSET = 17
MOST_APART = 1e-4
"""How far an exported file's outputs may be from the model's own."""
_COMPARED = 8
_WEIGHTS = (".safetensors", ".bin", ".pt", ".pth", ".gguf", ".onnx")


@dataclass(frozen=True)
class _Source:
    """An opened model, and what goes into it for rows."""

    opened: Opened
    inputs: "Callable[[Sequence[int]], Tensors]"
    outputs: tuple[str, ...]
    options: "Mapping[str, bool]" = field(default_factory=dict)
    """What its call is told besides."""


def exported(bench: Bench) -> tuple[Bench, float, tuple[Pair, ...]]:
    """The bench with the exported file, the largest difference that it makes, and how it was made.

    Raises ModelUnavailable where the model cannot be exported, or the file gives other numbers.
    """
    if bench.model.format == "library":
        raise ModelUnavailable(
            f"Models of {bench.model.architecture} are not exported here.",
            "Export it to ONNX, and name that file.",
        )
    source = _source(bench)
    folder = bench.scratch / "exported"
    folder.mkdir()
    copy_settings(source.opened.folder, folder)
    copyfile(bench.folder / "config.json", folder / "config.json")  # it says how long a text may be
    file = folder / "model.onnx"
    model, example = source.opened.model, source.inputs([0])
    names = list(example)

    def call(given: "tuple[torch.Tensor, ...]") -> "tuple[torch.Tensor, ...]":
        out = model(**dict(zip(names, given, strict=True)), **source.options)
        return tuple(out[name] for name in source.outputs)

    made_by = trace(model, call, example, source.outputs, file)
    parity = _parity(source, bench, file)
    check_parity(parity)
    onnx = bench.model.model_copy(
        update={"format": "onnx", "weights": (file.name,), "files": _manifest(folder)}
    )
    return replace(bench, root=folder, model=onnx), parity, (made_by,)


def _source(bench: Bench) -> _Source:
    if bench.model.task == "text-classification":
        return _texts(bench)
    if bench.model.task in ("image-classification", "object-detection"):
        return _pictures(bench, detects=bench.model.task == "object-detection")
    raise ModelUnavailable(
        f"A model for {bench.model.task} is not exported here.", "Export it to ONNX, and name that file."
    )


def _texts(bench: Bench) -> _Source:
    from reproducers.lab.models.torch_classifier import open_sequence_model

    opened = open_sequence_model(bench.folder, bench.model, scratch=bench.scratch, settings=bench.settings)

    def inputs(positions: Sequence[int]) -> "Tensors":
        rows = bench.rows
        tokens = opened.tokenizer(
            [rows.texts[i] for i in positions],
            [rows.pairs[i] for i in positions] if rows.pairs else None,
            truncation=True,
            max_length=opened.length,
            padding=not opened.alone,
            return_tensors="pt",
        )
        return dict(tokens)

    return _Source(opened.opened, inputs, ("logits",))


def _pictures(bench: Bench, *, detects: bool) -> _Source:
    auto = "AutoModelForObjectDetection" if detects else "AutoModelForImageClassification"
    opened = open_model(bench, auto)
    processor = processor_of(opened.folder)

    def inputs(positions: Sequence[int]) -> "Tensors":
        return {"pixel_values": processor(images_of(bench, positions), return_tensors="pt")["pixel_values"]}

    outputs = ("logits", "pred_boxes") if detects else ("logits",)
    return _Source(opened, inputs, outputs, _of_another_size(opened, inputs([0])["pixel_values"]))


def _of_another_size(opened: Opened, pixels: "torch.Tensor") -> dict[str, bool]:
    """What a vision transformer is told to take pictures of another size than its configuration names."""
    size = getattr(opened.config, "image_size", None)
    named = tuple(size) if isinstance(size, list | tuple) else (size, size)
    takes = inspect.signature(opened.model.forward).parameters
    if size is None or tuple(pixels.shape[-2:]) == named or "interpolate_pos_encoding" not in takes:
        return {}
    return {"interpolate_pos_encoding": True}


def trace(
    model: "torch.nn.Module",
    call: "Callable[[tuple[torch.Tensor, ...]], tuple[torch.Tensor, ...]]",
    example: "Tensors",
    outputs: tuple[str, ...],
    file: Path,
) -> Pair:
    """Write the file by tracing one call of the model, whose inputs come by place, and say how it was made.

    Raises ModelUnavailable where it cannot be traced.
    """
    import torch

    class ByPlace(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
        """The model with its inputs by place and its outputs as a tuple, as the exporter takes them."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *given: "torch.Tensor") -> "tuple[torch.Tensor, ...]":
            """One pass."""
            return call(given)

    wrapped = ByPlace().eval()  # a wrapper left in training mode would put the model back into it
    try:
        if hasattr(model, "set_attn_implementation"):
            model.set_attn_implementation("eager")
        logging.disable(logging.WARNING)
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                wrapped,
                tuple(example.values()),
                str(file),
                input_names=list(example),
                output_names=list(outputs),
                dynamic_axes=_open_axes(tuple(example), outputs),
                opset_version=_OPSET,
                dynamo=False,
            )
    except Exception as error:  # tracing may fail in any way that the model's own code can
        raise ModelUnavailable(
            f"The model cannot be exported to ONNX: {first_words(error)}",
            "Export it yourself, and name that file.",
        ) from None
    finally:
        logging.disable(logging.NOTSET)
    return Pair(name="export", value=f"torch.onnx.export of torch {torch.__version__}, opset {_OPSET}")


def _open_axes(inputs: tuple[str, ...], outputs: tuple[str, ...]) -> dict[str, dict[int, str]]:
    """The sizes that may be another in each run: of the batch, and of texts."""
    axes = {name: {0: "batch"} for name in (*inputs, *outputs)}
    return axes | {name: {0: "batch", 1: "length"} for name in inputs if "input_ids" in inputs}


def check_parity(apart: float) -> None:
    """Raise ModelUnavailable where an exported file's outputs are so far from the model's own."""
    if apart > MOST_APART:
        raise ModelUnavailable(
            f"The exported file's outputs differ from the model's own by up to {apart:.2g}, so that nothing made of "
            "it says anything of the model.",
            "Export it to ONNX yourself, and name that file.",
        )


def _parity(source: _Source, bench: Bench, file: Path) -> float:
    """The largest difference between the outputs of the file and of the model, over a few rows one by one."""
    import numpy as np
    import torch

    runner, worst = OrtRunner(file), 0.0
    for row in range(min(_COMPARED, len(bench.rows))):
        given = source.inputs([row])
        with torch.inference_mode():
            out = source.opened.model(**given, **source.options)
        outputs = runner.run({name: tensor.numpy() for name, tensor in given.items()})
        for name in source.outputs:
            own = out[name].float().numpy()
            worst = max(worst, float(np.abs(own - np.asarray(outputs[name])).max()))
    return worst


def copy_settings(folder: Path, target: Path) -> None:
    """Tokenizer, configuration and preparation of pictures beside the exported file."""
    for file in folder.iterdir():
        if file.is_file() and not file.name.endswith(_WEIGHTS):
            (target / file.name).write_bytes(file.read_bytes())


def _manifest(folder: Path) -> tuple[ModelFile, ...]:
    from hashlib import sha256

    return tuple(
        ModelFile(path=file.name, size=file.stat().st_size, sha256=sha256(file.read_bytes()).hexdigest())
        for file in sorted(folder.iterdir())
    )
