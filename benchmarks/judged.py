"""A model's folder beside rows, read, surveyed, measured and judged by the real code; no engine, no sandbox."""

import hashlib
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from claims.records import Attempt, Case, Finding, ModelFile, Source, Verdict
from claims.rules import apply_rules
from claims.verdicts.judge import judge
from extractors.pipeline.read import ReadOrder, read
from reproducers.lab.orders import Settings, Survey, SurveyOrder, WorkOrder
from reproducers.lab.planning.plan import make_plan
from reproducers.lab.planning.run import run_order
from reproducers.lab.survey.machine import machine
from reproducers.lab.survey.survey import survey

UNTIMED = frozenset({"latency", "load-time", "memory", "compute", "generation", "cost", "cache", "baselines"})
"""Reproducers that take long and answer no question of a score."""


class Judged(NamedTuple):
    """What came of a folder."""

    case: Case
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]


def judged(
    root: Path,
    data: Path | None,
    scratch: Path,
    *,
    skipped: Collection[str] = UNTIMED,
    early_stop: bool = False,
    **options: str,
) -> Judged:
    """Read, survey, plan, measure and judge; `options` are those of a survey, such as predictions or of_dataset."""
    files = tuple(
        ModelFile(path=path.relative_to(root).as_posix(), size=path.stat().st_size, sha256=_digest(path))
        for path in sorted(root.rglob("*")) if path.is_file()
    )  # fmt: skip
    source = Source(kind="folder", name=root.name, revision="0" * 40, sha256="0" * 64)
    reading = read(ReadOrder(root=str(root), files=tuple(file.path for file in files), source=source))
    order = SurveyOrder(
        model_root=str(root), model_name=root.name, files=files, data=str(data) if data else None, **options
    )
    seen = survey(order)
    plan = make_plan(reading.claims, seen.model, seen.slice, margin=Decimal(2), seed=0, early_stop=early_stop)
    attempts: list[Attempt] = []
    with_shipped: list[Attempt] = []
    for name in sorted({step.reproducer for step in plan.steps if step.reproducer}):
        if name.partition("@")[0] in skipped or seen.model is None:
            continue
        steps = [step for step in plan.steps if step.reproducer == name]
        work = WorkOrder(
            reproducer=name, questions=tuple(step.question for step in steps), model_root=str(root),
            model=seen.model, slice=seen.slice, data=seen.data, predictions=order.predictions, settings=Settings(),
            stakes=tuple(step.stake for step in steps if step.stake),
        )  # fmt: skip
        attempts += run_order(work, scratch=scratch).attempts
        with_shipped += _with_shipped(work, seen, scratch)
    case = Case(
        claims=reading.claims, model=seen.model, slices=(seen.slice,) if seen.slice else (),
        machine=machine("none"), plan=plan, attempts=tuple(attempts), with_shipped=tuple(with_shipped),
    )  # fmt: skip
    verdicts = judge(case)
    return Judged(case, verdicts, apply_rules(case, verdicts, reading.document))


def _with_shipped(work: WorkOrder, seen: Survey, scratch: Path) -> tuple[Attempt, ...]:
    """The claimed scores again with the rows that the repository ships, where some were left out."""
    questions = tuple(question for question in work.questions if question.claim_id)
    if seen.with_shipped is None or not questions:
        return ()
    again = work.model_copy(update={"questions": questions, "slice": seen.with_shipped, "stakes": ()})
    return run_order(again, scratch=scratch).attempts


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
