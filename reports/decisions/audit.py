"""The page of a repository's audit: its pipeline, a tool for each stage, what to promise, and what the plan costs."""

from collections.abc import Iterator, Sequence

from claims.records.maturity import Maturity, Phase, StageFound
from claims.records.pipeline import PipelineStage
from claims.records.redesign import Redesign
from claims.records.source import Place
from reports.decisions.page import DecisionPage, PageList, PageTable, Row
from reports.decisions.pipeline_picture import STARTERS, STATES, pipeline_picture, started
from reports.decisions.plan_figures import amount, assumed_range, costs, phase_costs, share
from reports.views.vocabulary import listed_words

_LONGEST_QUOTE = 90
_MARK = {"found": "yes", "partial": "in part", "not shown": "not shown", "missing": "no"}


def audit_page(maturity: Maturity) -> DecisionPage:
    """The page: how far the pipeline is first, then tools, service levels, the plan and its cost."""
    tables = [_pipeline(maturity.pipeline)]
    if maturity.redesign:
        tables += [_tools(maturity.redesign), _levels(maturity.redesign)]
    tables += [_phase(number, phase) for number, phase in enumerate(maturity.plan, 1)]
    if maturity.redesign:
        tables += [_costs(maturity.redesign), _assumptions(maturity.redesign)]
    tables.append(_maturity(maturity.stages))
    pictures = [pipeline_picture(maturity, upright=upright) for upright in (False, True)]
    drawn = "".join(
        f'<div class="for-{screen}">{svg}</div>'
        for screen, svg in zip(("wide", "narrow"), pictures, strict=True)
    )
    return DecisionPage(
        kind="audit",
        about=maturity.source.name,
        answer=answer(maturity),
        because=because(maturity),
        facts=tuple(_facts(maturity)),
        pictures=(("The pipeline", drawn),) if maturity.pipeline else (),
        tables=tuple(table for table in tables if table.rows),
        lists=tuple(listed for listed in _lists(maturity) if listed.lines),
        footer=f"From {maturity.source.kind} {maturity.source.name}, revision {maturity.source.revision[:12]}.",
    )


def answer(maturity: Maturity) -> str:
    """How far the pipeline is, in a sentence."""
    there = sum(stage.state == "found" for stage in maturity.pipeline)
    lacking = [stage.title.lower() for stage in maturity.pipeline if stage.state in ("missing", "not shown")]
    without = f"; {listed_words(lacking)} cannot be seen" if lacking else ""
    return (
        f"{maturity.source.name} is at level {maturity.level} of 3: {there} of {len(maturity.pipeline)} stages of the "
        f"pipeline {'is' if there == 1 else 'are'} found{without}."
    )


def because(maturity: Maturity) -> str:
    """What a person starts, and what the plan would cost and save."""
    by_hand = [stage for stage in maturity.pipeline if stage.is_manual]
    says = ""
    if by_hand:
        names = listed_words([stage.title for stage in by_hand])
        verb, place = "is" if len(by_hand) == 1 else "are", by_hand[0].starts[0].place
        says = f"{names} {verb} started by hand ({place.file_and_line})."
    return f"{says} {costs(maturity.redesign)}".strip() if maturity.redesign else says


def _facts(maturity: Maturity) -> Iterator[tuple[str, str]]:
    yield ("looked at", f"{maturity.files:,} files; nothing was run")
    yield (
        "maturity",
        f"level {maturity.level} of 3, {maturity.score:.0%} of {len(maturity.counted)} questions",
    )
    used = [tool.name for tool in maturity.tools if tool.state in ("found", "partial")]
    if used:
        yield ("in use", ", ".join(used))
    installed = [tool.name for tool in maturity.tools if tool.state == "not shown"]
    if installed:
        yield ("installed, not seen in use", ", ".join(installed))


def _pipeline(stages: Sequence[PipelineStage]) -> PageTable:
    note = "Parsed from code, settings, workflows and links to data; what a document plans or denies shows nothing."
    heads = ("stage", "state", "file and line", "what it says")
    return PageTable(
        "The pipeline, stage by stage", note, heads, tuple(row for s in stages for row in _stage_rows(s))
    )


def _stage_rows(stage: PipelineStage) -> Iterator[Row]:
    shown = [("shown by", place) for place in stage.evidence]
    shown += [(f"started {STARTERS[start.by]}", start.place) for start in stage.starts]
    typed = {start.place for start in stage.starts}
    shown += [("done by hand", place) for place in stage.by_hand if place not in typed]
    shown += [("unexplained", place) for place in stage.undocumented]
    state = f"{STATES[stage.state]}{f', {begins}' if (begins := started(stage)) else ''}"
    yield (stage.title, state, "", "")
    for what, place in shown:
        yield ("", what, place.file_and_line, _quote(place))


def _quote(place: Place) -> str:
    text = place.quote if place.line else ""
    return f"{text[:_LONGEST_QUOTE]}{'…' if len(text) > _LONGEST_QUOTE else ''}"


def _tools(redesign: Redesign) -> PageTable:
    note = "What is in use is kept; else what goes with it is chosen. Replaces: what does the work today."
    heads = ("stage", "tool", "because", "replaces")
    rows = tuple(
        (
            c.title,
            f"{'keep' if c.kept else 'add'} {c.tool}",
            c.reason,
            "; ".join(c.replaces) or "nothing that was found",
        )
        for c in redesign.tools
    )
    return PageTable("A tool for each stage", note, heads, rows)


def _levels(redesign: Redesign) -> PageTable:
    rows = tuple(
        (v.name, v.promise, v.reason, v.place.file_and_line if v.place else "") for v in redesign.levels
    )
    note = "Proposals to agree on. Figures that the repository does not give come from the assumptions below."
    return PageTable("Service levels to promise", note, ("about", "promise", "reason", "where"), rows)


def _phase(number: int, phase: Phase) -> PageTable:
    rows = tuple((s.stage, s.tool, str(s.days), f"{s.pays}. Hold it to: {s.sla}.") for s in phase.steps)
    title = f"Phase {number}: {phase.title} ({phase.days} days)"
    return PageTable(
        title, "The shortest steps first.", ("what is missing", "with", "days", "what it gives"), rows
    )


def _costs(redesign: Redesign) -> PageTable:
    rows = phase_costs(redesign)
    if redesign.hours and redesign.cost and redesign.saves:
        rows.append(
            ("in all", amount(redesign.hours), amount(redesign.cost, "$"), amount(redesign.saves, "$"))
        )
    note = (
        f"Over {redesign.months} months, one person, one phase after another; cost holds work, upkeep and hosting. "
        "The middle of every range, and within which 95 % of the draws lie, to two digits."
    )
    return PageTable("What the plan costs and saves", note, ("phase", "hours", "cost", "saves"), tuple(rows))


def _assumptions(redesign: Redesign) -> PageTable:
    note = "Nobody measured these. Change one with --assume NAME=VALUE or --assume NAME=LOW..HIGH."
    rows = tuple(
        (a.name, assumed_range(a), a.about, "yours" if a.edited else "a working figure")
        for a in redesign.assumptions
    )
    return PageTable("Assumptions", note, ("name", "range", "what it is", "whose"), rows)


def _maturity(stages: Sequence[StageFound]) -> PageTable:
    rows = []
    for stage in stages:
        rows.append((stage.title, _MARK[stage.state], "", ""))
        rows += [("", "", place.file_and_line, _quote(place)) for place in stage.evidence]
    note = "Not shown: spoken of or installed, but nothing that runs shows it."
    return PageTable(
        "Maturity, stage by stage", note, ("stage", "there", "file and line", "what it says"), tuple(rows)
    )


def _lists(maturity: Maturity) -> Iterator[PageList]:
    for title, places in (
        ("Steps left to hands", maturity.by_hand),
        ("Files that can run code", maturity.unsafe),
        ("Data from places that nothing explains", maturity.undocumented),
    ):
        yield PageList(title, tuple(f"{p.file_and_line}: {p.quote}" if p.line else p.file for p in places))
    if maturity.redesign:
        redesign = maturity.redesign
        yield PageList("Whether the plan pays for itself", tuple(share(redesign)))
        yield PageList("Documentation of the tools", tuple(f"{c.tool}: {c.source}" for c in redesign.tools))
        yield PageList("Notes", (*maturity.notes, *redesign.notes))
    else:
        yield PageList("Notes", maturity.notes)
