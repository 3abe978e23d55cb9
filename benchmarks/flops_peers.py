"""Other counters of operations, each on a model and its inputs: operations, a multiply-add being two."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

Inputs = dict[str, torch.Tensor]
Peer = Callable[[Any, Inputs], int]


class ByPlace(torch.nn.Module):
    """The model with its inputs by place, since tracing knows no names; the first output alone."""

    def __init__(self, model: Any, names: tuple[str, ...]) -> None:
        super().__init__()
        self.inner, self.names = model, names

    def forward(self, *values: torch.Tensor) -> Any:
        """The first output for these inputs."""
        out = self.inner(**dict(zip(self.names, values, strict=True)))
        return out[0] if not isinstance(out, torch.Tensor) else out


def torchinfo(model: Any, inputs: Inputs) -> int:
    """Multiply-adds of torchinfo, twice."""
    import torchinfo as peer

    return 2 * int(peer.summary(model, input_data=inputs, verbose=0).total_mult_adds)


def fvcore(model: Any, inputs: Inputs) -> int:
    """Multiply-adds of fvcore, twice."""
    from fvcore.nn import FlopCountAnalysis

    analysis = FlopCountAnalysis(ByPlace(model, tuple(inputs)), tuple(inputs.values()))
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False).tracer_warnings("none")
    return 2 * int(analysis.total())


def calflops(model: Any, inputs: Inputs) -> int:
    """Operations of calflops."""
    from calflops import calculate_flops

    flops, _, _ = calculate_flops(
        model, kwargs=inputs, print_results=False, print_detailed=False, output_as_string=False
    )
    return int(flops)


def ptflops(model: Any, inputs: Inputs) -> int:
    """Multiply-adds of ptflops by its hooks, twice."""
    from ptflops import get_model_complexity_info

    macs, _ = get_model_complexity_info(
        model, (1,), input_constructor=lambda _: inputs, backend="pytorch", as_strings=False,
        print_per_layer_stat=False, verbose=False,
    )  # fmt: skip
    return 2 * int(macs)


def thop(model: Any, inputs: Inputs) -> int:
    """Multiply-adds of thop, twice."""
    from thop import profile

    macs, _ = profile(ByPlace(model, tuple(inputs)), inputs=tuple(inputs.values()), verbose=False)
    return 2 * int(macs)


def flop_counter_mode(model: Any, inputs: Inputs) -> int:
    """Operations of torch's own counter, with nothing added."""
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(**inputs)
    return int(counter.get_total_flops())


def onnx_tool(path: Path) -> int:
    """Multiply-adds of onnx-tool for a file, twice."""
    import onnx_tool as peer

    model = peer.Model(str(path), {"verbose": False})
    model.graph.shape_infer()
    model.graph.profile()
    macs = model.graph.macs
    return 2 * int(macs[0] if isinstance(macs, list | tuple) else macs)


PEERS: dict[str, Peer] = {
    "torchinfo": torchinfo, "fvcore": fvcore, "calflops": calflops, "ptflops": ptflops, "thop": thop,
    "FlopCounterMode": flop_counter_mode,
}  # fmt: skip


def exported(model: Any, inputs: Inputs, path: Path) -> int:
    """Write the model as ONNX, by the exporter that traces; the bytes that were written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            ByPlace(model, tuple(inputs)).eval(),
            tuple(inputs.values()),
            str(path),
            dynamo=False,
            verbose=False,
        )
    return path.stat().st_size
