"""Data sets and splits in printed words."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.name_index import squeeze

_SPLIT = re.compile(
    r"(?<![\w-])(dev-clean|dev-other|test-clean|test-other|held-out|holdout|devtest|development|dev|validation|valid|val|testing|testset"
    r"|test|eval|evaluation)(?![\w-])"
)
_HYPHENED = re.compile(r"(?i)-(test|dev|val|validation|eval)(?=$|[ )_-]|set\b)")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_CONDITION = re.compile(
    r"(?i)(?:\d{1,3}(?:[-–]\d{1,3})?[- ]?shots?|zero[- ]shot|few[- ]shot|one[- ]shot|c?o?t|cot|chain[- ]of[- ]thought|greedy|maj@\d{1,3}"
    r"|pass@\d{1,3}|em|f1|acc(?:uracy)?|acc_norm|mc\d|strict|loose|test|dev|val(?:idation)?|none|[,;/ &+]){1,12}"
)
_SHOTS = re.compile(
    r"(?i)[ ,_-]{1,3}(?:(?:\d{1,3}[- ]?shots?|zero-shot|few-shot)\b.{0,20}|(?:maj(?:ority)?|cons|best|bo|sc)@\d{1,5})$"
)
_CALLED = re.compile(
    r"(?:(?<=\bon )|(?<=\bof )|(?<=\bwith )|(?<=\busing )|(?<=\bfrom )|(?<=\bthe )|(?<=\bover )|(?<=\bin ))[`\"'*]{0,3}"
    r"(?!the\b|The\b)([A-Za-z][\w./+’'-]{1,59}(?: ?[-–]? ?[A-Z0-9][\w./+-]{0,30}){0,4})[`\"'* ]{1,4}"
    r"(?:data ?set|corpus|benchmark|leaderboard|test ?set|(?:test|dev|development|validation|eval(?:uation)?)[ -](?:set|split|data))s?\b"
)
"""A name right before "data set", "benchmark" and the like."""
_OWN_DATA = re.compile(
    r"(?i)\b((?:private|internal|in-house|proprietary) (?:[\w-]{2,20} )?(?:data ?sets?|test ?sets?|corpus|benchmark|data))\b"
)
"""Data that nobody else has: whatever the card declares besides, the number is not of that."""
_WORD = re.compile(r"[^\W_][\w.+@&’-]*(?:/[\w.+-]+)*")


@dataclass(frozen=True)
class EvaluationData:
    """The data set and split that a number was measured on."""

    dataset: str | None = None
    """The data set, as printed."""
    split: str | None = None
    """The split."""

    def or_else(self, other: "EvaluationData") -> "EvaluationData":
        """What is missing here is taken from the other."""
        return EvaluationData(self.dataset or other.dataset, self.split or other.split)


@functools.lru_cache(maxsize=8192)
def known_dataset(text: str) -> str | None:
    """The text without its split and its conditions if what is left is a data set of the catalog."""
    bare = name_and_conditions(text)[0]
    bare = " ".join(_SPLIT.sub(" ", re.sub(_HYPHENED, r" \1", bare)[:80]).split()).strip(" ()-,:;")
    bare = re.sub(r"(?i)(?<=\w) (?:data ?set|set|split|benchmark|corpus|subset)s?$", "", bare).strip(" -,")
    return bare if bare and catalog.dataset(bare) else None


@functools.lru_cache(maxsize=8192)
def name_and_conditions(text: str) -> tuple[str, str]:
    """A data set's label as its name and its conditions: "GSM8K (8-shot, CoT)" is GSM8K, "8-shot, CoT"."""
    asides = [aside for aside in _BRACKETS.findall(text[:200]) if _CONDITION.fullmatch(aside.strip())]
    bare = text.strip()[:200]
    for aside in asides:
        bare = bare.replace(f"({aside})", " ").replace(f"[{aside}]", " ")
    tail = _SHOTS.search(bare)
    if tail and tail.start():
        bare, asides = bare[: tail.start()], [*asides, tail[0]]
    bare = " ".join(bare.split()).strip(" -,:;") or text.strip()[:200]
    return bare, ", ".join(aside.strip(" -,()") for aside in asides)


def evaluation_data(text: str) -> EvaluationData:
    """The data set and split of a label; a split alone is one too."""
    return EvaluationData(known_dataset(text), split_in(text))


def split_in(text: str) -> str | None:
    """The split that a text names, if it names just one."""
    text = re.sub(_HYPHENED, r" \1", text[:2000].casefold())
    splits = {word_lists.meanings("dataset_words", "splits")[word] for word in _SPLIT.findall(text)}
    splits -= {"eval"} if len(splits) > 1 else set()
    return splits.pop() if len(splits) == 1 else None


def datasets_in(text: str, known: tuple[str, ...] = ()) -> tuple[tuple[int, int, str], ...]:
    """Data sets that a running text names, left to right: those in `known`, and those of the catalog."""
    return _datasets_in(text[:4000], known)


@functools.lru_cache(maxsize=1024)
def _datasets_in(text: str, known: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    return tuple(_each_dataset(text, known))


def _each_dataset(text: str, known: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    squeezed = {squeeze(name.rpartition("/")[2]): name for name in known if len(squeeze(name)) > 1}
    at = 0
    while at < len(words):
        for size in range(min(5, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + size - 1][1]
            name = text[start:end].rstrip(".,-")
            parted = _HYPHENED.search(name) if size == 1 else None
            whole = _is_dataset(name, squeezed)
            if whole or (parted and _is_dataset(name[: parted.start()], squeezed)):
                end = start + (len(name) if whole or not parted else parted.start())
                end += text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")"
                yield start, end, text[start:end]
                at += size - 1
                break
        at += 1


def datasets_called_so(text: str) -> tuple[tuple[int, int, str], ...]:
    """Names that stand right before "data set", "benchmark", "corpus" and the like, known or not."""
    return _called_datasets(text[:4000])


@functools.lru_cache(maxsize=1024)
def _called_datasets(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(_each_called(text))


def _each_called(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _CALLED.finditer(text):
        name = match[1].strip(" -–`'*")
        telling = re.search(r"[A-Z0-9_]", name) or re.search(r"(?i)fine-tuned version of", text[:300])
        if (
            telling
            and not word_lists.pattern("dataset_words", "no_dataset_phrases").fullmatch(name)
            and len(squeeze(name)) > 1
            and name.count("(") == name.count(")")
        ):
            yield match.start(1), match.start(1) + len(name), name


def private_dataset(text: str) -> str | None:
    """Data that only the author has and that a text says was tested on: "private dataset", "internal test set"."""
    match = _OWN_DATA.search(text[:4000])
    return match[1] if match else None


def _is_dataset(name: str, squeezed: dict[str, str]) -> bool:
    bare = squeeze(name)
    return (bare in squeezed and (len(bare) > 3 or name.isupper())) or _is_known(name)


@functools.lru_cache(maxsize=16384)
def _is_known(name: str) -> bool:
    """Whether the catalog knows a data set of that name, and the name is no plain word here."""
    bare = squeeze(name)
    if len(bare) < 2 or len(name) > 60 or not re.search(r"[A-Z0-9_]", name) or "\n" in name:
        return False
    if bare in word_lists.words("dataset_words", "everyday_words") and not name.isupper():
        return False
    known = catalog.find_dataset(name)
    return known is not None and known.source != "known" and (len(bare) > 4 or known.is_spelled(name))
