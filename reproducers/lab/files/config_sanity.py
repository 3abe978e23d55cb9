"""Checks a configuration against the size of its weights, so that no far larger model is built."""

import math
from pathlib import Path

from reproducers.lab.files.config import Config
from reproducers.lab.files.weights import Weights, header_of
from reproducers.lab.refusal import Refusal

_TIMES = 4  # shared layers and tied embeddings make a file smaller than its model, but never by as much


def implausible(root: Path, config: Config, weights: Weights) -> Refusal | None:
    """The refusal for a model whose configuration describes far more parameters than its weights hold."""
    if weights.format != "safetensors" or weights.refusal is not None:
        return None
    if config.quantised:
        detail = f"The weights are quantised with {config.quantised[:40]}, which nothing here runs. Ask for others."
        return Refusal("no_reproducer", detail)
    headers = [header_of(root / file.path) for file in weights.files]
    held = sum(math.prod(tensor.shape) for header in headers for tensor in header.tensors)
    least = config.vocabulary * config.hidden
    if config.model_type not in ("albert", "deberta-v2"):  # layers may be shared
        least = max(least, config.layers * config.hidden * config.hidden)
    if least > _TIMES * max(held, 1) or config.positions > 10**8:
        detail = (
            f"config.json describes at least {least:,} parameters, the weights hold {held:,}. "
            "Ask for the configuration that belongs to them."
        )
        return Refusal("too_large", detail)
    return None
