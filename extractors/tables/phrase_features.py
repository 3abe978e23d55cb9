"""What a phrase looks like, where it stands and what stands under or beside it, as named features."""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from claims import catalog
from claims.catalog.usual_metrics import usual_metrics
from claims.catalog.word_lists import words
from claims.records import Quantity
from extractors.language.model_names import is_model
from extractors.tables.label_meaning import is_plain, read_label

_WORD = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|[^\w\s]")
_DEVICE = re.compile(r"(?i)\b(?:gpus?|cpus?|tpus?)\b")
_CODE = re.compile(r"\s?\([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?\)$")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:[-_–][A-Za-z]{2,4})?")


def is_language(text: str) -> bool:
    """Whether a phrase is the name or code of a language, which some lists have as a data set."""
    return bool(_LANGUAGE_CODE.fullmatch(_CODE.sub("", text.strip()))) or is_language_by_name(text)


def is_language_by_name(text: str) -> bool:
    """Whether a phrase is the name of a language."""
    return _CODE.sub("", text.strip()).casefold() in words("language_words", "languages")


@functools.lru_cache(maxsize=8192)
def lookups(text: str) -> tuple[str, ...]:
    """What the catalog and the shape of a phrase say of it."""
    return tuple(_lookups(text))


def _lookups(text: str) -> Iterator[str]:
    label = read_label(text)
    if label.metric:
        yield f"metric:{label.metric.kind}"
        yield "metric-alone" if not label.rest else "metric-rest"
    elif label.printed:
        yield "metric:printed"
    if label.dataset:
        yield "dataset"
    elif catalog.dataset(text):
        yield "dataset-loose"
    elif usual_metrics(text) and not is_language(text):
        yield "dataset-part"
    for name, holds in (("split", label.split), ("setting", label.setting), ("delta", label.delta), ("unit", label.unit),
                        ("model", is_model(text)), ("plain", is_plain(text)), ("device", _DEVICE.search(text)),
                        ("language", is_language(text))):  # fmt: skip
        if holds:
            yield name
    if label.blank and not is_model(text):
        yield "unknown"


@functools.lru_cache(maxsize=8192)
def spelling(text: str) -> tuple[str, ...]:
    """Words, pieces of words, and the shape of a phrase."""
    low = text.casefold()[:60]
    words = _WORD.findall(low)
    out = [f"w={re.sub(r'[0-9]', '0', word)}" for word in words[:10]]
    out += [f"b={a}_{b}" for a, b in itertools.pairwise(words[:6])]
    padded = f"^{re.sub(r'[0-9]', '0', low)}$"
    out += [f"c={padded[n : n + size]}" for size in (3, 4) for n in range(min(len(padded) - size + 1, 40))]
    shape = re.sub(
        r"(.)\1+", r"\1", re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", re.sub(r"\d", "0", text[:24])))
    )
    out += [f"s={shape[:10]}", f"n={min(len(words), 8)}", f"l={min(len(text) // 8, 6)}"]
    return tuple(dict.fromkeys(out))


def shape_of_values(numbers: Sequence[Quantity]) -> tuple[str, ...]:
    """What a run of numbers looks like: whole or with decimals, how large, with which unit."""
    if not numbers:
        return ("v:none", "v:none")
    count = len(numbers)
    size = [abs(float(number.value)) for number in numbers]
    places = [_places(number) for number in numbers]
    out = [f"v:whole{_share(sum(not p for p in places), count)}", f"v:places{max(places, key=places.count)}",
           f"v:same{len(set(places)) == 1}", f"v:unit{_common_unit(numbers)}"]  # fmt: skip
    out.append(f"v:unitshare{_share(sum(number.unit is not None for number in numbers), count)}")
    top, low = max(size), min(size)
    out.append(f"v:top{_bucket(top)}")
    out.append(f"v:low{_bucket(low)}")
    out.append(f"v:negative{any(number.value < 0 for number in numbers)}")
    out.append(f"v:distinct{_share(len(set(size)), count)}")
    return tuple(out)


def _places(quantity: Quantity) -> int:
    exponent = quantity.value.as_tuple().exponent
    return min(-exponent, 5) if isinstance(exponent, int) and exponent < 0 else 0


def _share(part: int, count: int) -> int:
    return round(4 * part / count)


def _common_unit(numbers: Sequence[Quantity]) -> str:
    units = [number.unit or "-" for number in numbers]
    return max(sorted(set(units)), key=units.count)[:8]


def _bucket(size: float) -> int:
    """How large: 0, up to 1, 2, 10, 40, 100, 1,000, 10,000, a million, more."""
    return next((n for n, top in enumerate((0, 1, 2, 10, 40, 100, 1e3, 1e4, 1e6)) if size <= top), 9)
