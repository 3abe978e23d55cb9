"""Whether the device that a claim names is that of the machine that measured."""

from claims.catalog.devices import devices
from claims.records import Claim, Machine
from claims.text.qualifiers import words_with_digits


def is_here(claim: Claim, machine: Machine | None) -> bool:
    """Whether the hardware that the claim names is this machine's, word by word: an A10 is no A100, an M1 no M1 Max."""
    if claim.hardware is None or machine is None:
        return False
    named = words_with_digits(claim.hardware.name)
    return any(_is_named(named, words_with_digits(have or "")) for have in (machine.cpu, machine.accelerator))


def _is_named(named: tuple[str, ...], have: tuple[str, ...]) -> bool:
    """Whether a machine's own name holds these words in a row, and not those of a longer name that begins with them."""
    if not _holds(have, named):
        return False
    others = (words_with_digits(name) for name in devices())
    return not any(
        len(other) > len(named) and other[: len(named)] == named and _holds(have, other) for other in others
    )


def _holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether some words stand in a row among others."""
    size = len(part)
    return size > 0 and any(words[i : i + size] == part for i in range(len(words) - size + 1))
