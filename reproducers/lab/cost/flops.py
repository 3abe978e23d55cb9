"""Floating-point operations of one forward pass, operator by operator, and what was seen but not counted.

A multiply-add is two operations. torch's own counter knows matrix products and convolutions; what it lacks on the CPU
is added here. Whatever else looks like a product and has no formula is told by name: then the sum is a lower bound.
"""

import math
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_PRODUCTS = re.compile(
    r"(^|[._])(mm|bmm|addmm|baddbmm|matmul|mv|addmv|dot|vdot|linear|conv\w*|attention\w*|lstm|gru|rnn\w*)([._]|$)"
    r"|mm\b|attention|conv|transformer|multi_head"
)
_NO_WORK = re.compile(r"convert|_to_copy|contiguous")


@dataclass(frozen=True)
class OperationCount:
    """Operations of a forward pass, by operator, with those that could not be counted."""

    total: int
    """Operations of the counted operators."""
    by_operator: dict[str, int]
    """Operator to operations, the costliest first."""
    uncounted: tuple[str, ...]
    """Products that were seen and have no formula."""
    others: int
    """Calls of operators that are no products: sums, norms, activations."""
    cheapest: int | None = None
    """Operations where every condition of the graph takes its cheaper branch; None where none is open."""
    elsewhere: tuple[str, ...] = ()
    """Products without a formula in branches that are not counted, so that these might be the dearer ones."""
    outputs: "dict[str, torch.Tensor]" = field(default_factory=dict)
    """What came out, by name."""


def count(model: "torch.nn.Module", inputs: dict[str, "torch.Tensor"]) -> OperationCount:
    """Run the model once on these inputs and count; attention should be the eager one, whose products are seen."""
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils.flop_counter import FlopCounterMode

    seen: Counter[str] = Counter()

    class Seen(TorchDispatchMode):  # type: ignore[misc]  # torch is not followed
        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            seen[str(func.overloadpacket).removeprefix("aten.")] += 1
            return func(*args, **(kwargs or {}))

    own = formulas()
    counter = FlopCounterMode(display=False, custom_mapping=own)
    with torch.inference_mode(False), torch.no_grad(), _whole_operators_off(), counter, Seen():
        out = model(**inputs)
    by = {
        str(op).rpartition("aten.")[2]: int(n)
        for op, n in counter.get_flop_counts().get("Global", {}).items()
    }
    known = {str(op).rpartition("aten.")[2] for op in counter.flop_registry}
    missed = {op for op in seen if _PRODUCTS.search(op) and not _NO_WORK.search(op) and op not in known}
    return OperationCount(
        total=sum(by.values()),
        by_operator=dict(sorted(by.items(), key=lambda item: -item[1])),
        uncounted=tuple(sorted(missed)),
        others=sum(n for op, n in seen.items() if op not in by),
        outputs=_tensors(out),
    )


@contextmanager
def _whole_operators_off() -> Iterator[None]:
    """Run layers product by product: the one operator that may stand for a whole layer tells no products."""
    import torch

    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a setting of another device
            with torch.backends.mkldnn.flags(enabled=False):
                yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


def _tensors(out: object) -> "dict[str, torch.Tensor]":
    """The tensors at the top of what a model gives back; caches and the like are left out."""
    import torch

    named = out.items() if hasattr(out, "items") else {"output": out}.items()
    return {str(name): value for name, value in named if isinstance(value, torch.Tensor)}


def formulas() -> dict[Any, Callable[..., int]]:
    """FLOP formulas of operators that torch's own counter counts as zero."""
    import torch

    aten = torch.ops.aten
    wanted: dict[str, Callable[..., int]] = {
        "_scaled_dot_product_flash_attention_for_cpu": _attention,
        "mv": _matrix_vector,
        "addmv": _added_matrix_vector,
        "dot": _dot,
        "_grouped_mm": _grouped,
    }
    known = {getattr(aten, name): formula for name, formula in wanted.items() if hasattr(aten, name)}
    quantised = torch.ops.quantized
    names = ("linear_dynamic", "linear", "linear_relu", "linear_relu_dynamic")
    return known | {getattr(quantised, name): _packed_linear for name in names if hasattr(quantised, name)}


def _packed_linear(a: Any, *_: object, out_shape: Any = None, **__: object) -> int:
    """A linear layer whose weights are packed, so that only what goes in and comes out has shapes."""
    return int(2 * math.prod(a) * out_shape[-1]) if out_shape else 0


def _matrix_vector(a: Any, *_: object, **__: object) -> int:
    return int(2 * a[0] * a[1])


def _added_matrix_vector(_: object, a: Any, *__: object, **___: object) -> int:
    return int(2 * a[0] * a[1])


def _dot(a: Any, *_: object, **__: object) -> int:
    return int(2 * a[0])


def _attention(query: Any, key: Any, value: Any, *_: object, **__: object) -> int:
    """Both products of an attention; a causal mask is not taken off, as nobody does in published figures."""
    batch, heads, length, width = query
    return int(2 * batch * heads * length * key[-2] * (width + value[-1]))


def _grouped(a: Any, b: Any, *_: object, **__: object) -> int:
    """A product of each row with the matrix of its group (experts): every row once."""
    return int(2 * a[-2] * a[-1] * b[-1]) if len(a) == 2 else int(2 * a[0] * a[-2] * a[-1] * b[-1])
