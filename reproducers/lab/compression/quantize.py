"""Writes smaller files of a model with the tools of ONNX Runtime; each function writes one file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reproducers.lab.compression.prepared import Prepared

if TYPE_CHECKING:
    from reproducers.lab.compression.runners import Feeds


@dataclass(frozen=True)
class Static:
    """How weights and activations are quantised with scales from calibration rows."""

    activations: str = "QUInt8"
    per_channel: bool = True
    method: str = "MinMax"
    """How a range is taken from the calibration rows: MinMax, Percentile or Entropy."""
    operators: tuple[str, ...] = ()
    """Operators that are quantised; none: all that ONNX Runtime can."""
    left_out: tuple[str, ...] = ()
    """Names of nodes that stay as they are."""
    only: tuple[str, ...] = ()
    """Names of the only nodes that are quantised; none: all."""


class CalibrationRows:
    """What goes in for the calibration rows, one after another, as the quantiser asks for it."""

    def __init__(self, feeds: "Sequence[Feeds]") -> None:
        self._feeds: Iterator[Feeds] = iter(feeds)

    def get_next(self) -> "Feeds | None":
        """The next row, None after the last."""
        return next(self._feeds, None)


def quantize_static(prepared: Prepared, target: Path, scheme: Static, feeds: "Sequence[Feeds]") -> None:
    """INT8 weights and activations; ranges are found once for each method and kept beside the prepared file."""
    from onnxruntime import quantization

    quantization.quantize_static(
        str(prepared.path),
        str(target),
        CalibrationRows(feeds),
        quant_format=quantization.QuantFormat.QDQ,
        op_types_to_quantize=list(scheme.operators) or None,
        per_channel=scheme.per_channel,
        activation_type=quantization.QuantType[scheme.activations],
        weight_type=quantization.QuantType.QInt8,
        nodes_to_quantize=list(scheme.only) or None,
        nodes_to_exclude=list(scheme.left_out) or None,
        calibrate_method=quantization.CalibrationMethod[scheme.method],
        extra_options={"CalibPercentile": 99.99} if scheme.method == "Percentile" else {},
        calibration_cache_path=prepared.path.with_name(f"ranges_{_kinds(scheme)}.json"),
    )


def _kinds(scheme: Static) -> str:
    """What the ranges depend on: the method, and the operators, for only their tensors are looked at."""
    return "_".join((scheme.method, *scheme.operators))


def quantize_dynamic(
    source: Path, target: Path, *, signed: bool, per_channel: bool, operators: Sequence[str]
) -> None:
    """INT8 weights; activations are quantised by their range in each run."""
    import onnx
    from onnxruntime import quantization

    quantization.quantize_dynamic(
        onnx.load(str(source)),  # by its path, shapes would be written beside it, where the original lies
        str(target),
        op_types_to_quantize=list(operators),
        per_channel=per_channel,
        weight_type=quantization.QuantType.QInt8 if signed else quantization.QuantType.QUInt8,
        extra_options={
            "DefaultTensorType": onnx.TensorProto.FLOAT
        },  # fused operators have no shapes inferred
    )


def halve(source: Path, target: Path) -> None:
    """Weights and activations in 16-bit floating point; inputs and outputs stay as they are."""
    import onnx
    from onnxruntime.transformers import float16

    model = float16.convert_float_to_float16(onnx.load(str(source)), keep_io_types=True)
    onnx.save(model, str(target))


def weights_in_few_bits(source: Path, target: Path, bits: int, block: int) -> None:
    """Weights of matrix products in blocks of few bits, activations quantised to INT8 inside the operator."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantizer = MatMulNBitsQuantizer(
        onnx.load(str(source)), bits=bits, block_size=block, is_symmetric=True, accuracy_level=4
    )
    quantizer.process()
    quantizer.model.save_model_to_file(str(target))


def fuse_transformer(source: Path, target: Path) -> None:
    """Attention, layer norms and activations of a transformer as one operator each, by ONNX Runtime's own tool."""
    from onnxruntime.transformers import optimizer

    fused = optimizer.optimize_model(str(source), model_type="bert", opt_level=0, only_onnxruntime=False)
    fused.save_model_to_file(str(target))


def optimize_ahead(source: Path, target: Path, level: str) -> None:
    """The graph as ONNX Runtime optimises it at that level, written down once."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level)
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 4
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
