"""Reads documents, two at once on two cores, and gives what each says in the order in which they were named."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from claims.errors import VerifyError
from claims.records import Finding, Source
from extractors.pipeline.reading import Reading
from flows.prepare import prepare_document
from flows.progress import Say
from flows.reading_steps import read
from flows.sandbox import end_forks
from flows.settings import Settings, settings
from flows.step_runner import open_step_runner
from flows.store import Store

AHEAD = 16
"""Documents that are read before an earlier one has been given: what waits is held in memory."""


class Extracted(NamedTuple):
    """What one target says, without its text."""

    target: str
    source: Source
    reading: Reading
    wrong: tuple[Finding, ...] = ()
    """What cannot be right in it, where that was asked for."""


class NotExtracted(NamedTuple):
    """A target that could not be read, and why."""

    target: str
    error: VerifyError


Outcome = Extracted | NotExtracted


def at_once() -> int:
    """Documents that are read at the same time."""
    return min(2, os.cpu_count() or 1)


def extract_all(targets: Sequence[str], say: Say, *, check: bool = False) -> Iterator[Outcome]:
    """Read these targets, two at once, and check them if asked; one that cannot be read costs no other."""
    where = settings()
    extract = partial(_extract_one, where=where, store=Store(where), check=check)
    waiting: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(at_once()) as pool:
        try:
            for number, target in enumerate(targets, 1):
                count = f"{number} of {len(targets)}: " if len(targets) > 1 else ""
                waiting.append(
                    pool.submit(extract, target, say=lambda words, count=count: say(count + words))
                )
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:  # stopped by the user, or nobody listens any more
            pool.shutdown(wait=False, cancel_futures=True)
            end_forks()
            raise


def _extract_one(target: str, *, where: Settings, store: Store, check: bool, say: Say) -> Outcome:
    """Read one target."""
    try:
        request = prepare_document(target, where, say)
        say(f"Reading {target} …")
        reading = read(open_step_runner(request, store))
        without_text = reading.model_copy(update={"document": None})
        return Extracted(target, request.source, without_text, _wrong(reading) if check else ())
    except VerifyError as error:
        return NotExtracted(target, error)


def _wrong(reading: Reading) -> tuple[Finding, ...]:
    from flows.card_check import contradictions  # the rules are imported where they are asked for

    return contradictions(reading)
