"""The memo of a repository's audit: whether and where to begin, what it costs, what may go wrong."""

from collections.abc import Iterator

from claims.records.decision_memo import DecisionMemo, MemoFigure
from claims.records.maturity import Maturity
from claims.records.redesign import Redesign
from reports.decisions.audit import answer, because
from reports.decisions.pipeline_picture import STATES, pipeline_picture, started
from reports.decisions.plan_figures import amount, phase_costs, returned, share

_MOST = 6
_STEPS = 3


def memo_of_audit(maturity: Maturity, author: str, date: str) -> DecisionMemo:
    """The memo; every sentence follows from the audit."""
    redesign = maturity.redesign
    stages = "; ".join(
        f"{stage.title} {STATES[stage.state]}{f', {begins}' if (begins := started(stage)) else ''}"
        for stage in maturity.pipeline
    )
    return DecisionMemo(
        question=f"Should we redesign the pipeline of {maturity.source.name}, and where do we begin?",
        answer=_advice(redesign),
        because=f"{answer(maturity)} {because(maturity)}".strip(),
        figures=tuple(_figures(redesign)) if redesign else (),
        picture=pipeline_picture(maturity),
        picture_says=f"The pipeline: {stages}.",
        prices_title="What the plan costs and saves",
        price_heads=("phase", "hours", "cost", "saves"),
        prices=tuple(phase_costs(redesign)) if redesign else (),
        risks=tuple(_risks(maturity))[:_MOST],
        next_step=tuple(_next(maturity)),
        author=author,
        date=date,
        basis=f"{maturity.files:,} files of {maturity.source.name}, revision {maturity.source.revision[:12]}, parsed "
        "and not run. Intervals hold 95 % of the draws of the assumptions.",
    )


def _advice(redesign: Redesign | None) -> str:
    """Which phases pay in the middle of the assumptions."""
    if redesign is None or not redesign.phases:
        return "No: nothing is left to do."
    pay = [phase.title for phase in redesign.phases if phase.saves.value >= phase.cost.value]
    if len(pay) == len(redesign.phases):
        return "Yes: every phase of the plan pays for itself."
    if pay:
        return f"Begin with what pays for itself: {'; '.join(pay)}."
    return (
        f"Only if your own figures say so: at these assumptions no phase pays for itself, {_first(redesign)}."
    )


def _first(redesign: Redesign) -> str:
    best = max(
        redesign.phases, key=lambda phase: float(phase.saves.value) / max(1.0, float(phase.cost.value))
    )
    return f"and {best.title.lower()!r} comes nearest"


def _figures(redesign: Redesign) -> Iterator[MemoFigure]:
    whose = "computed from the plan and assumed ranges"
    if redesign.hours and redesign.cost and redesign.saves:
        yield MemoFigure(name="Hours of work", value=amount(redesign.hours), whose=whose)
        yield MemoFigure(
            name=f"Cost over {redesign.months} months", value=amount(redesign.cost, "$"), whose=whose
        )
        back = f", a return of {returned(redesign.roi)}" if redesign.roi else ""
        yield MemoFigure(
            name=f"Saved over {redesign.months} months",
            value=f"{amount(redesign.saves, '$')}{back}",
            whose=whose,
        )


def _risks(maturity: Maturity) -> Iterator[str]:
    for stage in maturity.pipeline:
        if stage.is_manual:
            yield f"{stage.title} is started by hand ({stage.starts[0].place.file_and_line})."
    yield from (
        f"Nothing explains these data: {p.file_and_line}."
        for s in maturity.pipeline
        for p in s.undocumented[:1]
    )
    yield from (f"{place.file_and_line} can run code when it is opened." for place in maturity.unsafe[:1])
    if maturity.redesign:
        kept = sum(not a.edited for a in maturity.redesign.assumptions)
        yield f"Nobody here has edited {kept} of {len(maturity.redesign.assumptions)} assumptions."
        yield from share(maturity.redesign)
        yield from maturity.redesign.notes


def _next(maturity: Maturity) -> Iterator[str]:
    """The first steps of the first phase, and what to hold them to."""
    for phase in maturity.plan[:1]:
        for step in phase.steps[:_STEPS]:
            yield f"{step.stage}: {step.tool}, {step.days} day{'s' if step.days > 1 else ''}. Hold it to: {step.sla}."
