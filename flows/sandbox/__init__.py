"""Runs one function in an isolated child process: bytes in, bytes out, and nothing else comes back.

`run` runs it, `prepare_fork` lets the first of many start sooner, `probe` finds out what this machine can contain,
`require` refuses when that is too little.
"""

from flows.sandbox.probe import probe, require
from flows.sandbox.runner import end_forks, level_in_force, prepare_fork, run
from flows.sandbox.types import ChildResult, Isolation, Level, Limits

__all__ = [
    "ChildResult",
    "Isolation",
    "Level",
    "Limits",
    "end_forks",
    "level_in_force",
    "prepare_fork",
    "probe",
    "require",
    "run",
]
