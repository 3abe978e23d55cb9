"""The map of a repository's pipeline: each stage with its evidence, what starts it, and what a person does."""

from collections.abc import Sequence
from itertools import islice
from pathlib import PurePosixPath

from claims.catalog.pipeline import StageKind, pipeline_stages, pipeline_tools, tool_stage
from claims.catalog.word_lists import words
from claims.records.maturity import StageFound
from claims.records.pipeline import PipelineStage, StageStart, State, ToolInUse
from claims.records.source import Place
from extractors.repository.evidence import Evidence
from extractors.repository.facts import words_of
from extractors.repository.files import RepositoryFiles
from extractors.repository.starts import StageStarts

MOST_FILES_OF_DATA = 5
_STRONGEST: tuple[State, ...] = ("found", "partial", "not shown", "missing")


def pipeline_map(
    stages_found: Sequence[StageFound],
    tools: Sequence[ToolInUse],
    starts: StageStarts,
    by_hand: Sequence[Place],
    undocumented: Sequence[Place],
) -> tuple[PipelineStage, ...]:
    """Every stage of the pipeline, in order; data that nothing explains belong to the first."""
    found_by_name = {stage.name: stage for stage in stages_found}
    serves = {tool.name: tool.serves for tool in pipeline_tools()}
    stages = []
    for kind in pipeline_stages():
        of_kind = [tool for tool in tools if serves[tool.name] == kind.decides]
        shown = _strongest(kind, [found_by_name[name] for name in kind.shown_by], of_kind)
        stages.append(_stage(kind, shown, starts.of(kind.name), by_hand, undocumented))
    return tuple(stages)


def tools_in_use(evidence: Evidence) -> tuple[ToolInUse, ...]:
    """Every tool and platform of the catalog that the repository uses or installs."""
    looked_for = ((tool.name, evidence.stage(tool_stage(tool.name), tool.name)) for tool in pipeline_tools())
    return tuple(
        ToolInUse(name=name, state=shown.state, places=shown.evidence)
        for name, shown in looked_for
        if shown.state != "missing"
    )


def unexplained_files(files: RepositoryFiles) -> tuple[Place, ...]:
    """The first files of data in the repository itself, for where nothing says whence its data come."""
    endings = tuple(words("repository_words", "table_endings"))
    written = words("repository_words", "metric_files") | words("repository_words", "written_by_runs")
    own = (name for name in files.names if name.lower().endswith(endings) and files.whose(name) == "own")
    rows = (name for name in own if not words_of(PurePosixPath(name).stem) & written)
    return tuple(Place(file=name, quote=name) for name in islice(rows, MOST_FILES_OF_DATA))


def _strongest(kind: StageKind, shown: Sequence[StageFound], tools: Sequence[ToolInUse]) -> StageFound:
    """The best shown of the stages of maturity that show one of the pipeline; a part may have to be a tool's."""
    strongest = min(shown, key=lambda stage: _STRONGEST.index(stage.state))
    if not kind.whole_only or strongest.state != "partial":
        return strongest
    used = next((tool for tool in tools if tool.state in ("found", "partial")), None)
    state: State = "partial" if used else "missing"
    return strongest.model_copy(update={"state": state, "evidence": used.places if used else ()})


def _stage(
    kind: StageKind, shown: StageFound, starts: tuple[StageStart, ...], by_hand: Sequence[Place],
    undocumented: Sequence[Place],
) -> PipelineStage:  # fmt: skip
    state, evidence = shown.state, shown.evidence
    if state in ("not shown", "missing") and starts:
        runs = [start for start in starts if start.by != "hand"]
        state = "partial" if runs else "not shown"
        evidence = tuple(start.place for start in runs or starts)
    if state == "partial" and any(start.by == "pipeline" for start in starts):
        state = "found"
    cells = tuple(StageStart(by="hand", place=p) for p in evidence if p.file.endswith(".ipynb"))
    starts = (*starts, *cells)
    hands = [] if any(start.by != "hand" for start in starts) else [start.place for start in starts]
    hands += [place for place in by_hand if _stage_told(place) == kind.name]
    return PipelineStage(
        name=kind.name,
        title=kind.title,
        state=state,
        evidence=evidence,
        starts=starts,
        by_hand=tuple(hands),
        undocumented=tuple(undocumented) if kind.name == "data" else (),
    )


def _stage_told(place: Place) -> str:
    """The first stage that a line of a document speaks of; empty where it names none."""
    spoken = words_of(place.quote)
    return next((kind.name for kind in pipeline_stages() if spoken & {kind.name, *kind.steps}), "")
