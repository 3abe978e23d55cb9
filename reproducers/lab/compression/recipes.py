"""The variants that are tried of a model, by what its graph holds."""

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from claims.records import Pair
from reproducers.lab.compression import quantize
from reproducers.lab.compression.prepared import Prepared
from reproducers.lab.compression.quantize import Static
from reproducers.lab.compression.runners import OpenVinoRunner, OrtRunner

if TYPE_CHECKING:
    from reproducers.lab.compression.runners import Feeds, Runner
    from reproducers.lab.compression.subject import Subject

_MATRIX = ("MatMul", "Gemm")
_SMALL_BLOCK = 32


@dataclass(frozen=True)
class Recipe:
    """One variant: how its file is written, and what opens it."""

    name: str
    settings: tuple[Pair, ...]
    """What somebody needs to make it again."""
    write: "Callable[[Path], Subject | None]"
    """Writes its file; gives what that is fed and says, where it is not what the original is fed and says."""
    open: Callable[[Path, int], "Runner"] = OrtRunner
    """Opens the file with so many threads."""


@dataclass(frozen=True)
class Workshop:
    """What recipes are made from."""

    original: Path
    """The model's file as it is."""
    prepared: Prepared
    calibration: "Sequence[Feeds]"
    """What goes in for the calibration rows."""
    texts: bool
    """Whether tokens go in: then a transformer's parts may be fused."""


def recipes(shop: Workshop) -> Iterator[Recipe]:
    """Every variant that the graph allows, the most promising first: later ones may find the time gone."""
    operators = shop.prepared.operators
    if operators & set(_MATRIX):
        yield from _dynamic(shop)
    if "Conv" in operators:
        yield from _static_pictures(shop)
    elif operators:
        yield static(shop, "static INT8, matrix products", Static(operators=_MATRIX))
    if importlib.util.find_spec("openvino"):
        yield from _openvino(shop)
    yield from _graph(shop)
    yield _recipe("FP16", partial(quantize.halve, shop.original), "onnxruntime.transformers.float16")
    if operators & set(_MATRIX) and importlib.util.find_spec("onnx_ir"):
        yield from _few_bits(shop)


def _graph(shop: Workshop) -> Iterator[Recipe]:
    ahead = partial(quantize.optimize_ahead, shop.original, level="ORT_ENABLE_EXTENDED")
    yield _recipe("graph optimised ahead", ahead, "onnxruntime", level="ORT_ENABLE_EXTENDED")
    if shop.texts:
        fused = partial(quantize.fuse_transformer, shop.original)
        yield _recipe("transformer fused", fused, "onnxruntime.transformers.optimizer", model_type="bert")


def _dynamic(shop: Workshop) -> Iterator[Recipe]:
    tool = "onnxruntime.quantization.quantize_dynamic"
    for name, signed, per_channel in (
        ("dynamic INT8, per channel", True, True),
        ("dynamic INT8, per tensor", True, False),
        ("dynamic UINT8, per tensor", False, False),
    ):
        write = partial(
            quantize.quantize_dynamic,
            shop.original,
            signed=signed,
            per_channel=per_channel,
            operators=_MATRIX,
        )
        kind = "QInt8" if signed else "QUInt8"
        yield _recipe(name, write, tool, weights=kind, per_channel=per_channel, operators=" ".join(_MATRIX))
    if shop.texts:
        fused = partial(_fused_then_dynamic, shop.original)
        yield _recipe(
            "fused, dynamic INT8, per channel", fused, f"onnxruntime.transformers.optimizer, {tool}"
        )


def _fused_then_dynamic(original: Path, target: Path) -> None:
    between = target.with_suffix(".fused.onnx")
    quantize.fuse_transformer(original, between)
    operators = (*_MATRIX, "Attention")
    quantize.quantize_dynamic(between, target, signed=True, per_channel=True, operators=operators)
    between.unlink()


def _static_pictures(shop: Workshop) -> Iterator[Recipe]:
    yield static(shop, "static INT8, all operators", Static())
    if shop.prepared.tail:
        yield static(shop, "static INT8, all but the tail", Static(left_out=shop.prepared.tail))
    yield static(shop, "static INT8, convolutions", Static(operators=("Conv",)))
    yield static(
        shop, "static INT8, convolutions, 99.99 % range", Static(operators=("Conv",), method="Percentile")
    )
    if shop.prepared.depthwise:
        left = Static(operators=("Conv",), left_out=shop.prepared.depthwise)
        yield static(shop, "static INT8, convolutions but depthwise", left)
    yield static(shop, "static INT8, signed, per tensor", Static("QInt8", per_channel=False))


def static(shop: Workshop, name: str, scheme: Static) -> Recipe:
    """A variant with scales from calibration rows."""
    write = partial(_write_static, shop, scheme)
    left = " ".join(scheme.left_out)
    return _recipe(
        name,
        write,
        "onnxruntime.quantization.quantize_static",
        format="QDQ",
        activations=scheme.activations,
        weights="QInt8",
        per_channel=scheme.per_channel,
        ranges=scheme.method,
        operators=" ".join(scheme.operators) or "all",
        calibration_rows=len(shop.calibration),
        **({"left_out": left} if left else {}),
    )


def _write_static(shop: Workshop, scheme: Static, target: Path) -> None:
    quantize.quantize_static(shop.prepared, target, scheme, shop.calibration)


def _few_bits(shop: Workshop) -> Iterator[Recipe]:
    for bits in (4, 8):
        write = partial(quantize.weights_in_few_bits, shop.prepared.path, bits=bits, block=_SMALL_BLOCK)
        tool = "onnxruntime.quantization.matmul_nbits_quantizer"
        yield _recipe(f"{bits}-bit weights", write, tool, bits=bits, block=_SMALL_BLOCK, accuracy_level=4)


def _openvino(shop: Workshop) -> Iterator[Recipe]:
    import openvino

    for precision in ("f32", "bf16"):
        yield Recipe(
            f"OpenVINO {precision}",
            (
                Pair(name="tool", value=f"openvino {openvino.__version__}"),
                Pair(name="INFERENCE_PRECISION_HINT", value=precision),
            ),
            partial(_copy, shop.original),
            partial(_open_in_openvino, precision),
        )


def _open_in_openvino(precision: str, path: Path, threads: int) -> OpenVinoRunner:
    return OpenVinoRunner(path, precision, threads)


def _copy(original: Path, target: Path) -> None:
    from shutil import copyfile

    copyfile(original, target)


def _recipe(name: str, write: Callable[[Path], None], tool: str, **settings: object) -> Recipe:
    import onnxruntime

    made_with = (Pair(name="tool", value=f"{tool} of onnxruntime {onnxruntime.__version__}"),)
    return Recipe(name, (*made_with, *(Pair(name=k, value=str(v)) for k, v in settings.items())), write)
