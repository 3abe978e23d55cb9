"""Runs one function in an isolated child process: bytes in, bytes out, and nothing else comes back.

`run` runs it, `probe` finds out what this machine can contain, `require` refuses when that is too little.
"""

from flows.sandbox.probe import probe, require
from flows.sandbox.runner import run
from flows.sandbox.types import ChildResult, Isolation, Level, Limits

__all__ = ["ChildResult", "Isolation", "Level", "Limits", "probe", "require", "run"]
