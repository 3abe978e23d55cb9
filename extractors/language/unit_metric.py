"""The metric that a unit gives away."""

import re

from claims import catalog
from claims.catalog.metrics import Metric


def metric_of_unit(unit: str, words: str) -> Metric | None:
    """The metric that a unit alone gives away, the words deciding between the sizes of a file and of a memory."""
    bare, text = unit.casefold().strip(), words.casefold()
    if re.search(r"\btokens? ?(?:/|per) ?s", bare):
        return catalog.metric("tokens_per_second")
    if re.fullmatch(r"fps|frames ?/ ?s(?:ec)?", bare):
        return catalog.metric("fps")
    if re.fullmatch(r"[a-z]{2,12} ?/ ?s(?:ec)?|qps|samples per second", bare):
        return catalog.metric("throughput")
    if re.fullmatch(
        r"(?:ms|msecs?|milliseconds?|s|secs?|seconds)(?: ?/ ?\w{1,12})?|(?:ms|seconds) per \w{1,12}", bare
    ):
        return catalog.metric("training_time" if "train" in text else "latency")
    if re.fullmatch(r"[kmgt]i?b|(?:kilo|mega|giga)bytes?", bare) and not re.search(
        r"data|corpus|tokens", text
    ):
        memory = re.search(r"v?ram\b|memory|mem\b|footprint", text)
        return catalog.metric("vram" if memory else "model_size")
    if re.fullmatch(r"[mgt]flops?|flops", bare):
        return catalog.metric("flops")
    if re.match(r"(?:kg|g|t|tonnes?|grams?) ?(?:of )?co", bare):
        return catalog.metric("co2")
    return None
