"""Reads a child's output: an answer, a named error, or nothing; none is trusted, all are bounded in size."""

import json
import os
import signal
from typing import BinaryIO

from claims import errors
from claims.errors import ChildDied, OverMemory, OverTime, VerifyError

LONGEST_HEADER = 64 << 10
LONGEST_SENTENCE = 400
LONGEST_TAIL = 4000
_DAMAGED = "The file that it was reading may be damaged: get it again."
KNOWN = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, VerifyError)
}
"""The errors that a child may raise here, by name."""


def answer_body(file: BinaryIO, *, status: int, most: int) -> bytes:
    """The answer of a child that ended with this status, at most `most` bytes.

    Raises the error that the child names, if it is one of ours; OverMemory if an allocation was refused;
    OverTime if its processor time was used up; ChildDied for anything else.
    """
    file.seek(0)
    header = _header(file.readline(LONGEST_HEADER))
    if status == 0 and header.get("ends") == "answer":
        if os.fstat(file.fileno()).st_size > most + LONGEST_HEADER:
            raise ChildDied(
                f"The isolated process gave an answer of more than {most >> 20} MB.",
                "Give it a smaller input.",
            )
        return file.read(most)
    if status == 0 and header:
        raise _raised(header)
    raise _died(status)


def layers_and_peak(file: BinaryIO) -> tuple[tuple[str, ...], float]:
    """The isolation layers in force and the peak memory in MB of the largest process, as our own code reports them."""
    file.seek(0)
    layers: tuple[str, ...] = ()
    peak = 0.0
    for line in file.read(LONGEST_HEADER).splitlines():
        try:
            status = json.loads(line)
        except ValueError:  # the launcher was killed while it wrote
            break
        layers = tuple(status.get("layers", layers))
        peak = float(status.get("peak_mb", peak))
    return layers, peak


def printed_tail(file: BinaryIO) -> str:
    """The end of what the child printed, with control characters escaped."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - LONGEST_TAIL))
    return printable(file.read(LONGEST_TAIL).decode(errors="replace"), LONGEST_TAIL, keep="\n")


def printable(text: str, longest: int, *, keep: str = "") -> str:
    """The text with each character that a terminal would act on written as an escape, and cut to a length."""
    shown = "".join(sign if sign.isprintable() or sign in keep else _escape(sign) for sign in text[:longest])
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _escape(sign: str) -> str:
    """A line break or tab as a space, anything else as its number."""
    return " " if sign in "\n\r\t" else sign.encode("unicode_escape").decode()


def _header(line: bytes) -> dict[str, str]:
    """The first line as a record of words; empty if it is anything else."""
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(header, dict):
        return {}
    return {name: word for name, word in header.items() if isinstance(word, str)}


def _raised(header: dict[str, str]) -> VerifyError:
    """The error that the header names; one that we do not know becomes ChildDied with its sentence."""
    name, says, hint = (header.get(field, "") for field in ("name", "says", "hint"))
    if header.get("ends") == "error" and name in KNOWN:
        return KNOWN[name](printable(says, LONGEST_SENTENCE), printable(hint, LONGEST_SENTENCE))
    if name == "MemoryError":
        return OverMemory(
            "The isolated process was refused more memory than its limit allows.", "Give it a smaller input."
        )
    return ChildDied(
        f"The isolated process failed with {printable(f'{name}: {says}'.strip(': '), LONGEST_SENTENCE)}."
    )


def _died(status: int) -> VerifyError:
    """What a status without an answer means; 128 and more is a signal."""
    if status <= 128:
        return ChildDied("The isolated process ended without an answer.", _DAMAGED)
    number = status - 128
    if number == signal.SIGXCPU:
        return OverTime("The isolated process used up its processor time.", "Give it longer with --budget.")
    if number == signal.SIGKILL:
        says = "The isolated process was killed by the system, most likely because memory ran out."
        return ChildDied(says, "Free memory, or give it a smaller input.")
    name = signal.strsignal(number) if number in set(signal.Signals) else None
    return ChildDied(f"The isolated process was ended by signal {number} ({name or 'unknown'}).", _DAMAGED)
