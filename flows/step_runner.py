"""Runs the steps of one run: each in the sandbox, unless the store has the answer for the same input."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from claims.records import Record
from flows.request import RECIPE, Request
from flows.sandbox import Level, Limits, probe, run
from flows.store import Store


@dataclass(frozen=True)
class StepRunner:
    """Runs steps for one request, with its store and the isolation level of this machine."""

    request: Request
    store: Store
    level: Level
    taken: dict[str, float] = field(default_factory=dict)

    def run(
        self,
        step: str,
        function: str,
        order: Record,
        *,
        about: str,
        read: Sequence[str],
        limits: Limits,
        raw: bool = False,
    ) -> bytes:
        """Run a function in the sandbox, or return its stored answer for the same input.

        `about` is the digest of what the order's paths hold. With `raw`, the files that the child leaves
        (per-sample values) are kept too, before the answer that names them by digest is.
        """
        known = (RECIPE, function, self.request.plugins, about, order.digest)
        key = hashlib.sha256(repr(known).encode()).hexdigest()
        body = self.store.step(key)
        if body is None:
            with self._box(key) if raw else nullcontext() as box:
                paths = [Path(path) for path in read]
                answer = run(function, order.to_bytes(), read=paths, limits=limits, keep=box)
                for file in sorted(box.iterdir()) if box else ():
                    self.store.keep_file(file.read_bytes())
            body = answer.body
            self.store.keep_step(key, step, body, answer.seconds)
        self.taken[step] = self.store.seconds_of(key)
        return body

    @contextmanager
    def _box(self, key: str) -> Iterator[Path]:
        """An empty folder of this run, which holds its lease; what a killed run left in it is removed."""
        box = self.store.home / "kept" / key
        shutil.rmtree(box, ignore_errors=True)
        try:
            yield box
        finally:
            shutil.rmtree(box, ignore_errors=True)


def open_step_runner(request: Request, store: Store) -> StepRunner:
    """A step runner; how well child processes are isolated here is probed once a boot."""
    return StepRunner(request, store, probe(store.home / "isolation.json").level)
