"""Metrics named in running text, each with where it stands."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import catalog
from claims.catalog.metrics import Metric

_WORD = re.compile(r"[^\W_]+(?:[-+_@.'&][^\W_]+)*\+{0,2}|#")
_LONGEST = 4
"""Words of the longest name that is looked for."""
_PLAIN = frozenset(
    [
        "is",
        "return",
        "returns",
        "score",
        "are",
        "map",
        "time",
        "size",
        "memory",
        "ar",
        "pq",
        "comet",
        "spice",
        "cider",
        "parent",
        "mauve",
        "average",
        "mean",
        "error",
        "power",
        "cost",
        "price",
        "energy",
        "ops",
        "operations",
        "is.",
        "preference",
        "rank",
        "weight",
        "weights",
        "m",
        "w",
        "p",
        "r",
        "k",
        "step",
        "steps",
        "epochs",
        "epoch",
        "layers",
        "heads",
        "ram",
        "cache",
        "compression",
        "sr",
        "mr",
        "per",
        "mer",
        "der",
        "ap",
        "pr",
        "loss",
        "spl",
        "rho",
        "tau",
        "r2",
        "ce",
        "nist",
        "hota",
        "gleu",
        "precision",
        "carbon",
        "inference",
        "usd",
        "cr",
        "meteor",
        "lat",
        "ter",
        "minp",
        "avg",
        "mos",
        "tokens",
        "ao",
        "tps",
        "ctx",
        "ep",
        "mem",
        "runtime",
        "acceleration",
    ]
)
"""Names of metrics that are words as well: in a sentence they count only in capitals or with more words."""
_PHRASES: dict[str, str] = {
    "parameter": "params", "parameters": "params", "params": "params", "hidden size": "embedding_dimension",
    "top-1": "top_1_accuracy", "rank-1": "rank_1", "top-5": "top_5_accuracy", "hidden dimension": "embedding_dimension", "model dimension": "embedding_dimension", "hidden units": "embedding_dimension",
    "embedding dimension": "embedding_dimension", "dimensional": "embedding_dimension", "dimensions": "embedding_dimension",
    "embedding size": "embedding_dimension", "context length": "context_length", "context window": "context_length",
    "context size": "context_length", "context": "context_length", "long-context support": "context_length",
    "max context": "context_length", "context window of": "context_length", "sequence length": "context_length", "input tokens": "context_length",
    "generate outputs": "max_output_length", "generate": "max_output_length", "output tokens": "max_output_length",
    "layers": "layers", "attention heads": "attention_heads", "vocabulary": "vocabulary_size",
    "vocabulary size": "vocabulary_size", "vocab size": "vocabulary_size", "memory": "vram", "ram": "vram",
    "gpu memory": "vram", "vram": "vram", "file size": "model_size", "model size": "model_size", "in size": "model_size",
    "model file size": "model_size", "on disk": "model_size", "disk space": "model_size", "disk": "model_size",
    "download size": "model_size", "weights take": "model_size", "latency": "latency", "inference time": "latency",
    "response time": "latency", "per query": "latency", "per sentence": "latency", "per image": "latency",
    "to be processed": "latency", "to process": "latency", "speedup": "speedup", "speed-up": "speedup",
    "faster": "speedup", "times faster": "speedup", "as fast": "speedup", "speed up": "speedup", "quicker": "speedup",
    "throughput": "throughput", "gpu hours": "gpu_hours", "gpu-hours": "gpu_hours", "training time": "training_time",
    "emissions": "co2", "emitted": "co2", "carbon footprint": "co2", "of the original weights": "weight_density",
    "original weights": "weight_density", "loss": "log_loss", "precision": "precision", "recall": "recall",
    "error rate": "error_rate", "average precision": "average_precision", "map": "map", "exact": "exact_match",
}  # fmt: skip
_CASED = frozenset({"map"})
_ACRONYMS = frozenset(
    {
        "wer",
        "cer",
        "ppl",
        "acc",
        "auc",
        "mcc",
        "mae",
        "mse",
        "mrr",
        "eer",
        "iou",
        "fid",
        "bpb",
        "f",
        "em",
        "rtf",
        "fps",
    }
)
"""Short names that mean a metric wherever they stand, whatever their case."""
_OTHER_WORDS = frozenset(
    {
        "SUC",
        "AMI",
        "AR",
        "PQ",
        "SR",
        "MR",
        "DER",
        "PER",
        "TER",
        "LM",
        "AI",
        "ML",
        "NLP",
        "OCR",
        "ASR",
        "NER",
        "POS",
    }
)
"""Short names of metrics that in a sentence mostly mean something else."""


@dataclass(frozen=True)
class MetricMention:
    """A metric's name in a text."""

    start: int
    end: int
    metric: Metric
    printed: str


def metrics_in(text: str) -> Iterator[MetricMention]:
    """The metrics that a text names, left to right, the longest name at each place."""
    text = text[:4000]
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + size - 1].end()
            known = _known(text[start:end]) if "\n\n" not in text[start:end] else None
            if known:
                yield MetricMention(start, end, known, text[start:end])
                at += size - 1
                break
        at += 1


@functools.lru_cache(maxsize=16384)
def _known(name: str) -> Metric | None:
    """The metric of a name in a sentence; words that are no names of metrics by themselves are left out."""
    low = " ".join(name.casefold().split())
    phrase = _PHRASES.get(low)
    if phrase and not (low in _CASED and name == low):
        return catalog.metric(phrase)
    if low in _PLAIN and not (name.isupper() and len(name) > 2):
        return None
    if len(low) < 2 or (len(low) == 2 and low not in ("f1", "em")):
        return None
    found = catalog.metric(name)
    if found is None or found.id == "score" or (found.kind == "compute" and low != found.name.lower()):
        return None
    return found if _spelled(name, found) else None


def _spelled(name: str, found: Metric) -> bool:
    """Whether a metric is named word by word as it is spelled: "am I" is not AMI, and SUC is a corpus, not an area."""
    spellings = (found.id, found.name, *found.aliases)
    letters = re.sub(r"[^A-Za-z]", "", name)
    if len(letters) <= 3 and letters.casefold() not in _ACRONYMS:
        return name in spellings and letters.isupper() and len(letters) > 1 and letters not in _OTHER_WORDS
    parts = re.split(r"[\W_]+", name.casefold())
    return any(re.split(r"[\W_]+", one.casefold()) == parts for one in spellings) or " " not in name
