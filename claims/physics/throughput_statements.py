"""Throughputs stated in sentences that name one rate, one device and one model size."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import catalog
from claims.catalog.word_lists import pattern
from claims.physics.limits import Impossible, Setting, throughput
from claims.physics.roofline import precision_in, roof
from claims.records import Block, Document
from claims.text.sentences import sentences

_RATE = re.compile(
    r"(?i)(?<![\w.,])(?P<value>\d{1,3}(?:,\d{3}){1,3}|\d{1,9}(?:\.\d{1,3})?)\s?(?P<kilo>k\b)?\s?"
    r"(?:tokens?|tok)\s?(?:/|per\s|a\s)\s?(?:s\b|sec\b|second\b)"
)
_SIZE = re.compile(r"(?<![\w.-])(?P<value>\d{1,4}(?:\.\d{1,2})?)\s?(?:B\b|billion\b)")
_COUNT = re.compile(r"(?i)\b(?P<n>\d{1,5}|one|a|an|single|two|four|eight)\b\s?[x×]?\s?$")
_WORDS = {"one": 1, "a": 1, "an": 1, "single": 1, "two": 2, "four": 4, "eight": 8}


@dataclass(frozen=True)
class SpeedStatement:
    """A throughput that a sentence states, and why it cannot be."""

    block: Block
    quote: str
    impossible: Impossible


def impossible_rates(document: Document, parameters: float | None) -> Iterator[SpeedStatement]:
    """Rates that the one device of their sentence cannot reach with the one model that it names."""
    for block in document.blocks:
        if block.kind not in ("paragraph", "list", "caption") or not _RATE.search(block.text[:20_000]):
            continue
        for sentence in sentences(block):
            rates = list(_RATE.finditer(sentence))
            finding = _judged(sentence, rates[0], parameters) if len(rates) == 1 else None
            if finding:
                yield SpeedStatement(block, rates[0][0], finding)


def _judged(sentence: str, rate: re.Match[str], parameters: float | None) -> Impossible | None:
    devices = list(dict.fromkeys(match[0] for match in _devices().finditer(sentence)))
    sizes = {float(match["value"]) * 1e9 for match in _SIZE.finditer(sentence)}
    size = sizes.pop() if len(sizes) == 1 else parameters if not sizes else None
    top = roof(devices[0]) if len(devices) == 1 else None
    if (
        top is None
        or size is None
        or size < 1e9
        or pattern("speed_words", "open_speed_settings").search(sentence)
    ):
        return None
    value = float(rate["value"].replace(",", "")) * (1000 if rate["kilo"] else 1)
    setting = Setting(
        roof=top,
        count=_count(sentence, devices[0]),
        precision=precision_in(sentence),
        parameters=size,
        task="training" if re.search(r"(?i)\btrain", sentence) else "inference",
        partial=False,
    )
    return throughput(value, setting)


def _count(sentence: str, device: str) -> int:
    """How many of a device: the number right before its name; the largest where it is named twice."""
    counts = [1]
    for match in re.finditer(re.escape(device), sentence):
        before = _COUNT.search(sentence[max(0, match.start() - 12) : match.start()])
        counts += [_WORDS.get(before["n"].casefold()) or int(before["n"])] if before else []
    return max(counts)


@functools.cache
def _devices() -> re.Pattern[str]:
    """Every name of every accelerator, the longest first."""
    kinds = ("datacenter-gpu", "workstation-gpu", "consumer-gpu", "tpu", "accelerator")
    names = {
        name
        for device in catalog.devices().values()
        if device.kind in kinds
        for name in (device.name, *device.aliases)
        if len(name) > 2
    }
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])")
