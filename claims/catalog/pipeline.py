"""The stages of a pipeline in their order, and the tools that may serve each."""

import functools

from claims.catalog.maturity import EvidenceRule
from claims.catalog.name_index import records
from claims.records.record import Record


class StageKind(Record):
    """One stage of the pipeline, with the words by which its steps are known."""

    name: str
    """Its short name."""
    title: str
    """What it is called in a report."""
    shown_by: tuple[str, ...]
    """The stages of maturity, any of which shows it."""
    whole_only: bool = False
    """Whether a part of those does not show it."""
    decides: str
    """The stage of maturity whose tool is named for it."""
    steps: tuple[str, ...]
    """Words by which a step or a command belongs to it."""
    commands: tuple[str, ...] = ()
    """Shell patterns of commands that belong to it."""


class PipelineTool(Record):
    """A tool for one stage, or a platform that others go with."""

    name: str
    """What it is called."""
    serves: str
    """The stage of maturity that it supplies; "platform" where others go with it."""
    imports: tuple[str, ...] = ()
    """Packages whose import shows that it is used."""
    packages: tuple[str, ...] = ()
    """Names under which it is installed."""
    facts: tuple[tuple[str, str], ...] = ()
    """Kinds of facts and patterns of names that show that it is used."""
    beside: tuple[str, ...] = ()
    """Tools and platforms that it goes with; "anything" where it asks for none."""
    because: str = ""
    """Why it is chosen, as the end of a sentence."""
    companion: bool = False
    """Whether it stands beside others of its kind without doubling them."""
    server: bool = False
    """Whether something has to run for it all the time."""
    source: str
    """Its documentation."""


@functools.cache
def pipeline_stages() -> tuple[StageKind, ...]:
    """Every stage of the pipeline, in order."""
    return records("pipeline.toml", "stage", StageKind)


@functools.cache
def pipeline_tools() -> tuple[PipelineTool, ...]:
    """Every tool and platform, in the order in which they are preferred."""
    return records("pipeline_tools.toml", "tool", PipelineTool)


@functools.cache
def signs_of_tools() -> tuple[EvidenceRule, ...]:
    """Which facts show that a repository uses a tool, as rules for a stage of the tool's name."""
    return tuple(rule for tool in pipeline_tools() for rule in _signs(tool))


def tool_stage(name: str) -> str:
    """The name of the stage under which the evidence of a tool is kept."""
    return f"tool {name}"


def _signs(tool: PipelineTool) -> list[EvidenceRule]:
    stage = tool_stage(tool.name)
    rules = [EvidenceRule(stage=stage, kind=kind, names=(name,)) for kind, name in tool.facts]
    if tool.imports:
        below = tuple(f"{name}.*" for name in tool.imports)
        rules.append(EvidenceRule(stage=stage, kind="import", names=(*tool.imports, *below)))
        rules.append(EvidenceRule(stage=stage, kind="use", names=below))
    if tool.packages:
        rules.append(EvidenceRule(stage=stage, kind="require", names=tool.packages, strength="weak"))
    return rules
