"""Runs one function of one room in an isolated child: bytes in, bytes out, and nothing else comes back.

`run` is the door, `probe` says what this machine can hold back, `require` refuses when that is too little.
"""

from flows.sandbox.probe import probe, require
from flows.sandbox.runner import run
from flows.sandbox.types import Answer, Isolation, Level, Limits

__all__ = ["Answer", "Isolation", "Level", "Limits", "probe", "require", "run"]
