"""How documents spell units: each word, what it measures and what it is worth in base units."""

import functools
import re
import tomllib
from decimal import Decimal
from importlib.resources import files

from claims.records.record import Record

_GAS = r"(?: ?(?:of )?CO(?:2|₂|_2|\$_2\$)(?:[ -]?(?:eq|e|equivalent))?\.?)?"


class UnitNames(Record):
    """The catalog's table of units."""

    source: str
    """Where the spellings come from."""
    counted_nouns: tuple[str, ...]
    """What is counted."""
    units: dict[str, dict[Decimal, tuple[str, ...]]]
    """Words by dimension and by what they are worth in its base unit."""
    devices: tuple[str, ...]
    """Devices whose hours are counted."""
    device_time: dict[Decimal, tuple[str, ...]]
    """Words for a device's time, by seconds."""
    prefixes: dict[str, int]
    """Powers of 1000."""
    binary_prefixes: dict[str, int]
    """Powers of 1024."""
    byte_prefixes: dict[str, int]
    """The prefixes of bytes: powers of 1000 or, with an i, of 1024."""


@functools.cache
def unit_names() -> UnitNames:
    """The table of units, read once."""
    return UnitNames.model_validate(
        tomllib.loads((files("claims.catalog") / "units.toml").read_text("utf-8"))
    )


@functools.cache
def unit_pattern() -> str:
    """A regular expression, without groups, for the units that stand with a number, longest spelling first.

    Currency signs stand before a number; what is counted ("110M parameters") is no unit, but for tokens.
    """
    table = unit_names()
    counted_nouns, prefixes = table.counted_nouns, (*table.binary_prefixes, *table.prefixes)
    times = tuple(word for group in table.units["seconds"].values() for word in group)
    words = _alternatives(
        (
            *(word for word in nouns() if word not in {*counted_nouns, *"$€£"}),
            *byte_units(),
            "tokens",
            "token",
        )
    )
    per = _alternatives((*times, *counted_nouns))
    every = rf"(?: ?/ ?| per )(?:1?[MK] tokens|{per})(?![\w])"
    prefix = _alternatives(prefixes)
    alone = _alternatives(tuple(word for word in prefixes if word not in "PEZ"))
    seconds = _alternatives(times)
    rate = rf"(?:(?:{prefix})[ -]?)?(?:{_alternatives(counted_nouns)})(?: ?/ ?| per )(?:{seconds})(?![\w])"
    return rf"(?:{rate}|(?:(?:{prefix})[ -]?)??(?:{words}){_GAS}(?:{every})?|(?:{alone}))"


@functools.cache
def nouns() -> dict[str, tuple[str, Decimal]]:
    """What each unit word measures, and what it is worth in that dimension's base unit."""
    table = unit_names()
    of_devices = {
        worth: tuple(f"{device}{gap}{word}" for device in table.devices for gap in " -" for word in words)
        for worth, words in table.device_time.items()
    }
    counted = {Decimal(1): table.counted_nouns}
    return {
        word: (dimension, worth)
        for dimension, group in (table.units | {"device_seconds": of_devices, "count": counted}).items()
        for worth, words in group.items()
        for word in words
    }


@functools.cache
def byte_units() -> tuple[str, ...]:
    """kB, KiB, MB, MiB and so on, also with the small b that cards write."""
    return tuple(
        f"{letter}{i}{b}" for letter in unit_names().byte_prefixes for i in ("", "i") for b in ("B", "b")
    )


@functools.cache
def whole_unit() -> str:
    """A regular expression for one whole unit, in the groups prefix, noun and per."""
    table = unit_names()
    noun = _alternatives((*nouns(), *byte_units()))
    prefix = _alternatives((*table.binary_prefixes, *table.prefixes))
    per = rf"(?: ?/ ?| per )(?P<per>{_alternatives(tuple(nouns()))}|1?[MK] tokens)"
    return rf"(?P<prefix>{prefix})??[ -]?(?:(?P<noun>{noun}){_GAS})?(?:{per})?"


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
