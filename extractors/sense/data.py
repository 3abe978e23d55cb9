"""Data sets and splits in printed words."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import catalog
from claims.catalog.names import squeeze

_SPLITS = {
    "test": "test", "testing": "test", "dev": "dev", "development": "dev", "devtest": "devtest", "val": "validation",
    "valid": "validation", "validation": "validation", "eval": "eval", "held-out": "held-out", "holdout": "held-out",
    "test-clean": "test-clean", "test-other": "test-other", "testset": "test", "evaluation": "eval",
}  # fmt: skip
_SPLIT = re.compile(
    r"(?<![\w-])(test-clean|test-other|held-out|holdout|devtest|development|dev|validation|valid|val|testing|testset"
    r"|test|eval|evaluation)(?![\w-])"
)
_WORD = re.compile(r"[^\W_][\w.+@&’-]*(?:/[\w.+-]+)*")
_COMMON = frozenset(
    [
        "math",
        "code",
        "emotion",
        "news",
        "the",
        "test",
        "dev",
        "quora",
        "copa",
        "cb",
        "ax",
        "english",
        "german",
        "french",
        "all",
        "model",
        "data",
        "set",
        "avg",
        "average",
        "mean",
        "train",
        "base",
        "large",
        "small",
        "text",
        "speech",
        "time",
        "language",
        "record",
        "snips",
        "spider",
        "drop",
        "race",
        "piqa-like",
        "clip",
        "cola",
    ]
)
"""Names of data sets that are also words: they count in running text only in the capitals of their name."""


@dataclass(frozen=True)
class Where:
    """On what a number was measured."""

    dataset: str | None = None
    """The data set, as printed."""
    split: str | None = None
    """The split."""

    def or_else(self, other: "Where") -> "Where":
        """This, and what is missing here from the other."""
        return Where(self.dataset or other.dataset, self.split or other.split)


@functools.lru_cache(maxsize=8192)
def dataset_of(text: str) -> str | None:
    """The text without its split if what is left is a data set of the catalog."""
    bare = " ".join(_SPLIT.sub(" ", text.strip()[:80]).split()).strip(" ()-,:;")
    bare = re.sub(r"(?i)(?<=\w) (?:data ?set|set|split|benchmark|corpus|subset)s?$", "", bare).strip(" -,")
    return bare if bare and catalog.benchmark(bare) else None


def where(text: str) -> Where:
    """The data set and split of a label; a split alone is one too."""
    return Where(dataset_of(text), split_in(text))


def split_in(text: str) -> str | None:
    """The split that a text names, if it names just one."""
    found = {_SPLITS[one] for one in _SPLIT.findall(text[:2000].casefold())}
    found -= {"eval"} if len(found) > 1 else set()
    return found.pop() if len(found) == 1 else None


def datasets_in(text: str, known: tuple[str, ...] = ()) -> Iterator[tuple[int, int, str]]:
    """Data sets that a running text names, left to right: those in `known`, and those of the catalog."""
    text = text[:4000]
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    squeezed = {squeeze(name.rpartition("/")[2]): name for name in known if len(squeeze(name)) > 1}
    at = 0
    while at < len(words):
        for size in range(min(5, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + size - 1][1]
            name = text[start:end].rstrip(".,-")
            if _is_dataset(name, squeezed):
                yield start, start + len(name), name
                at += size - 1
                break
        at += 1


def _is_dataset(name: str, squeezed: dict[str, str]) -> bool:
    bare = squeeze(name)
    if bare in squeezed and (len(bare) > 3 or name.isupper()):
        return True
    if len(bare) < 2 or len(name) > 60 or not re.search(r"[A-Z0-9_]", name) or "\n" in name:
        return False
    if bare in _COMMON and not name.isupper():
        return False
    found = catalog.benchmark(name)
    return found is not None and (len(bare) > 3 or name in (found.name, *found.aliases))
