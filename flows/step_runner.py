"""Runs the steps of one run: each in the sandbox, unless the store has the answer for the same input."""

import hashlib
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from claims.records import Record
from flows.plugin_versions import extractor_versions
from flows.request import RECIPE, Request
from flows.sandbox import Level, Limits, probe, require, run
from flows.store import Store


@dataclass(frozen=True)
class StepRunner:
    """Runs steps for one request, with its store."""

    request: Request
    store: Store
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
        preload: Sequence[str] | None = None,
    ) -> bytes:
        """Run a function in the sandbox, or return its stored answer for the same input.

        `about` is the digest of what the order's paths hold. With `raw`, the files that the child leaves
        (per-sample values) are kept too, before the answer that names them by digest is. With `preload` the child
        is forked from a process that has imported these modules. A child that is isolated less than the level of this
        run says does nothing: then IsolationError is raised. A stored answer counts for the same level only.
        """
        # a reading depends on extractors alone
        plugins = extractor_versions() if function.startswith("extractors.") else self.request.plugins
        known = (RECIPE, function, plugins, about, order.digest, self.level.value)
        key = hashlib.sha256(repr(known).encode()).hexdigest()
        body = self.store.step(key)
        if body is None:
            with self._box(key) if raw else nullcontext() as box:
                paths = [Path(path) for path in read]
                answer = run(
                    function,
                    order.to_bytes(),
                    read=paths,
                    limits=limits,
                    isolation=self.level,
                    keep=box,
                    preload=preload,
                )
                for file in sorted(box.iterdir()) if box else ():
                    self.store.keep_file(file.read_bytes())
            body = answer.body
            self.store.keep_step(key, step, body, answer.seconds)
        self.taken[step] = self.store.seconds_of(key)
        return body

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
    """A step runner for one request."""
    return StepRunner(request, store)
