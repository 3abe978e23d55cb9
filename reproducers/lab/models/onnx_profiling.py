"""Whether sessions of ONNX Runtime record a profile: every session that is opened meanwhile does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions

_MOST_KEPT = 400_000_000
"""Bytes of a model beyond which its optimised graph is not written beside the profile."""


@dataclass
class SessionProfiles:
    """Where the sessions write, and which they are."""

    folder: Path
    sessions: "list[InferenceSession]" = field(default_factory=list)
    graphs: list[Path] = field(default_factory=list)
    """The graph that each session really runs, where it is kept."""


_active: list[SessionProfiles] = []


@contextmanager
def profiled_sessions(folder: Path) -> Iterator[SessionProfiles]:
    """While it lasts, sessions that are opened record a profile in this folder."""
    profiles = SessionProfiles(folder)
    _active.append(profiles)
    try:
        yield profiles
    finally:
        _active.remove(profiles)


def prepare(options: "SessionOptions", model: Path) -> None:
    """Have a session record, where a profile is wanted."""
    if _active:
        number = len(_active[-1].sessions)
        options.enable_profiling = True
        options.enable_mem_pattern = (
            False  # else one block is taken ahead, and no operator is seen to ask for memory
        )
        options.profile_file_prefix = str(_active[-1].folder / f"session{number}")
        if model.stat().st_size < _MOST_KEPT:
            graph = _active[-1].folder / f"session{number}.onnx"
            options.optimized_model_filepath = str(graph)
            _active[-1].graphs.append(graph)


def opened(session: "InferenceSession") -> None:
    """Keep a session whose profile is wanted."""
    if _active:
        _active[-1].sessions.append(session)
