"""Runs the steps of one run: each in the sandbox, unless the store has the answer for the same input."""

import hashlib
import math
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import NamedTuple

from claims.errors import ChildDied, OverMemory, OverTime
from claims.records import Record
from flows.plugin_versions import extractor_versions
from flows.request import RECIPE, Request
from flows.sandbox import ChildResult, Level, Limits, probe, require, run
from flows.store import Store


class Keeping(NamedTuple):
    """What of a step's answer is kept."""

    files: bool = False
    """Whether the files that the child leaves are kept too, before the answer that names them by digest is."""
    is_final: Callable[[bytes], bool] = lambda _: True
    """Whether an answer is kept at all, or asked for again the next time."""


@dataclass(frozen=True)
class StepRunner:
    """Runs steps for one request, with its store."""

    request: Request
    store: Store
    taken: dict[str, float] = field(default_factory=dict)
    until: float = math.inf
    """The moment, by the monotonic clock, after which no step is begun; the one that runs then is ended."""
    unanswered: set[str] = field(default_factory=set)
    """Steps that ended without an answer for want of time or memory, or whose child died: tried again another time."""

    def run(
        self,
        step: str,
        function: str,
        order: Record,
        *,
        inputs_digest: str,
        read: Sequence[str],
        limits: Limits,
        keeping: Keeping | None = None,
        preload: Sequence[str] | None = None,
    ) -> bytes:
        """Run a function in the sandbox, or return its stored answer for the same input.

        `inputs_digest` is that of what the paths of the order hold; `keeping` says what is kept beside the answer. With
        `preload` the child is forked from a process that has imported these modules. A child that is isolated less
        than the level of this run says does nothing: then IsolationError is raised. A stored answer counts for the
        same level only.
        """
        # a reading depends on extractors alone
        plugins = extractor_versions() if function.startswith("extractors.") else self.request.plugins
        key_parts = (RECIPE, function, plugins, inputs_digest, order.digest, self.level.value)
        key = hashlib.sha256(repr(key_parts).encode()).hexdigest()
        body = self.store.step(key)
        if body is None:
            keeping = keeping or Keeping()
            with self._box(key) if keeping.files else nullcontext() as box:
                call = partial(
                    run,
                    function,
                    order.to_bytes(),
                    read=[Path(path) for path in read],
                    isolation=self.level,
                    keep=box,
                    preload=preload,
                )
                answer = self._answer(step, limits, call)
                for file in sorted(box.iterdir()) if box else ():
                    self.store.keep_file(file.read_bytes())
            body = answer.body
            if not keeping.is_final(body):
                self.unanswered.add(step)
                self.taken[step] = answer.seconds
                return body
            self.store.keep_step(key, step, body, answer.seconds)
        self.taken[step] = self.store.seconds_of(key)
        return body

    def _answer(self, step: str, limits: Limits, call: Callable[..., ChildResult]) -> ChildResult:
        """What a child answers; a step that ends without an answer, but might not another time, is noted."""
        try:
            return call(limits=replace(limits, seconds=self._seconds_for(limits)))
        except (OverTime, OverMemory, ChildDied):
            self.unanswered.add(step)
            raise

    def _seconds_for(self, limits: Limits) -> float:
        """The time for one step; raises OverTime where the time of the whole run is over."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise OverTime("The time for the whole run was over before this was begun.", "Raise --deadline.")
        return min(limits.seconds, max(left, 1.0))

    @cached_property
    def level(self) -> Level:
        """How well child processes are isolated here: probed once a boot, and looked at again by every child.

        Raises IsolationError where it is below what the request asks for.
        """
        kept, least = self.store.home / "isolation.json", self.request.options.require_isolation
        level = (require(Level(least), kept) if least else probe(kept)).level
        if level < Level.FS_ONLY:
            _warn(level)
        return level

    @property
    def opens_weights(self) -> bool:
        """Whether weights may be opened: not where children reach the user's files, unless somebody says so."""
        return self.level >= Level.FS_ONLY or self.request.options.weak_isolation

    @contextmanager
    def _box(self, key: str) -> Iterator[Path]:
        """An empty folder of this run, which holds its lease; what a killed run left in it is removed."""
        box = self.store.home / "kept" / key
        shutil.rmtree(box, ignore_errors=True)
        try:
            yield box
        finally:
            shutil.rmtree(box, ignore_errors=True)


@cache
def _warn(level: Level) -> None:
    """Say on stderr, once a process, that children can reach the user's files."""
    sys.stderr.write(
        f"verify: isolation here is {level} only: whatever is parsed can read your files and use the network. "
        "`verify doctor` says what is missing.\n"
    )


def open_step_runner(request: Request, store: Store) -> StepRunner:
    """A step runner for one request, whose time begins now."""
    return StepRunner(request, store, until=time.monotonic() + request.options.seconds_in_all)
