"""How documents spell units: each word, what it measures and what it is worth in base units."""

import functools
import re
from decimal import Decimal

_TIME = {
    "0.000000001": "ns|nanoseconds",
    "0.000001": "µs|μs|us|microseconds|microsecond",
    "0.001": "ms|msec|msecs|millisecond|milliseconds",
    "1": "s|sec|secs|sec.|second|seconds",
    "60": "min|mins|min.|minute|minutes",
    "3600": "h|hr|hrs|hour|hours",
    "86400": "day|days",
    "604800": "week|weeks",
}
_THINGS = (
    "tokens|token|tok|toks|samples|sample|images|image|imgs|img|im|frames|frame|sentences|sentence|sents|sent"
    "|sequences|sequence|seqs|seq|examples|example|queries|query|requests|request|reqs|req|iterations|iteration"
    "|iters|iter|its|it|words|word|characters|character|chars|documents|document|docs|pages|page|steps|step"
    "|batches|batch|items|params|parameters|layers|GPU|GPUs|chip|device|epoch|utterance|video"
)
_NOUNS: dict[str, dict[str, str]] = {
    "share": {"0.01": "%|percent|per cent|pct|percentage points|percentage point|points|point|pts|pp|p.p."},
    "seconds": _TIME,
    "device_seconds": {
        worth: "|".join(f"{device}{gap}{word}" for device in ("GPU", "TPU", "A100", "V100", "H100", "CPU")
                        for gap in " -" for word in words.split("|"))
        for worth, words in {"3600": "hours|hour|h", "86400": "days|day"}.items()
    },
    "bytes": {"1": "bytes|byte", "1000": "kilobytes|kilobyte",
              "1000000": "megabytes|megabyte", "1000000000": "gigabytes|gigabyte"},
    "operations": {"1": "FLOPs|FLOPS|FLOP|Flops|flops|flop|Ops|OPs|OPS|ops"},
    "macs": {"2": "MACs|MAC|MACS|macs|Mult-Adds|mult-adds|Multi-Adds|MAdds|madds|multiply-adds"},
    "grams": {"0.001": "mg", "1": "g|gram|grams|gCO2|gCO2eq|gCO2e", "1000": "kilograms|kilogram",
              "1000000": "t|tons|tonnes|tonne|metric tons|tCO2|tCO2eq|tCO2e"},
    "kwh": {"0.001": "Wh", "1": "kilowatt-hours"},
    "joules": {"1": "J|joules|Joules|joule"},
    "watts": {"0.001": "mW", "1": "W|watts|watt|Watts"},
    "ratio": {"1": "x|×|X|times|-fold|fold"},
    "bits": {"1": "bits|bit|-bit"},
    "money": {"1": "$|€|£|USD|EUR|dollars|US$"},
    "rate": {"1": "fps|FPS|Hz|QPS|qps|TPS|RPS"},
    "open": {"1": "dB|mm|cm|px|pixels|nats|Å"},
    "count": {"1": _THINGS},
}  # fmt: skip
BYTES = {"k": 1, "K": 1, "M": 2, "G": 3, "T": 4}
PREFIX = {"k": 1, "K": 1, "thousand": 1, "M": 2, "MM": 2, "mn": 2, "mio": 2, "million": 2, "B": 3, "G": 3,
          "bn": 3, "Bn": 3, "billion": 3, "T": 4, "trillion": 4, "P": 5, "E": 6, "Z": 7}  # fmt: skip
BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4}
_GAS = r"(?: ?(?:of )?CO(?:2|₂|_2|\$_2\$)(?:[ -]?(?:eq|e|equivalent))?\.?)?"


@functools.cache
def unit_pattern() -> str:
    """A regular expression, without groups, for the units that stand with a number, longest spelling first.

    Currency signs stand before a number; what is counted ("110M parameters") is no unit, but for tokens.
    """
    things = _THINGS.split("|")
    words = _alternatives(
        (*(word for word in nouns() if word not in {*things, *"$€£"}), *byte_units(), "tokens", "token")
    )
    per = _alternatives((*(word for group in _TIME.values() for word in group.split("|")), *things))
    every = rf"(?: ?/ ?| per )(?:1?[MK] tokens|{per})(?![\w])"
    prefix = _alternatives((*BINARY, *PREFIX))
    alone = _alternatives((*BINARY, *(one for one in PREFIX if one not in "PEZ")))
    seconds = _alternatives(tuple(word for group in _TIME.values() for word in group.split("|")))
    rate = rf"(?:(?:{prefix})[ -]?)?(?:{_alternatives(tuple(things))})(?: ?/ ?| per )(?:{seconds})(?![\w])"
    return rf"(?:{rate}|(?:(?:{prefix})[ -]?)??(?:{words}){_GAS}(?:{every})?|(?:{alone}))"


@functools.cache
def nouns() -> dict[str, tuple[str, Decimal]]:
    """What each unit word measures, and what it is worth in that dimension's base unit."""
    return {
        word: (dimension, Decimal(worth))
        for dimension, group in _NOUNS.items()
        for worth, words in group.items()
        for word in words.split("|")
    }


@functools.cache
def byte_units() -> tuple[str, ...]:
    """kB, KiB, MB, MiB and so on, also with the small b that cards write."""
    return tuple(f"{letter}{i}{b}" for letter in BYTES for i in ("", "i") for b in ("B", "b"))


@functools.cache
def whole_unit() -> str:
    """A regular expression for one whole unit, in the groups prefix, noun and per."""
    noun, prefix = _alternatives((*nouns(), *byte_units())), _alternatives((*BINARY, *PREFIX))
    per = rf"(?: ?/ ?| per )(?P<per>{_alternatives(tuple(nouns()))}|1?[MK] tokens)"
    return rf"(?P<prefix>{prefix})??[ -]?(?:(?P<noun>{noun}){_GAS})?(?:{per})?"


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
