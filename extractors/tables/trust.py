"""How sure a claim is: from the shares of what it was made of."""

import math
from collections.abc import Mapping

FLOOR = 1e-3


def trust_signs(shares: Mapping[str, float], *, is_paper: bool, source: str) -> dict[str, float]:
    """What speaks for and against a claim: `shares` of metric, data, system and of being one."""
    logs = {name: math.log(max(share, FLOOR)) for name, share in shares.items()}
    out = {"bias": 1.0, "weakest": min(logs.values()), **logs}
    out["paper" if is_paper else "card"] = 1.0
    out[f"source:{source}"] = 1.0
    return out


def trust(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The raw score of a claim; the product of its shares where nothing was learned."""
    if not weights:
        return math.exp(sum(signs[name] for name in ("metric", "dataset", "system", "kept")))
    score = sum(weights.get(name, 0.0) * value for name, value in signs.items())
    return 1 / (1 + math.exp(-score))
