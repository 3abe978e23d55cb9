"""What a repository of a model should have: how each stage is recognised, and what to do where it is missing."""

import functools
from typing import Literal

from claims.catalog.name_index import records
from claims.records.record import Record

Strength = Literal["whole", "part", "weak"]
Saving = Literal["", "search", "manual", "failures"]


class Stage(Record):
    """One stage of the way from data to a served model."""

    name: str
    """Its short name."""
    title: str
    """What it is called in a report."""
    phase: int
    """In which phase of a plan it belongs: 1 makes results repeatable, 2 keeps them so, 3 runs without hands."""
    tool: str
    """What would supply it."""
    days: int
    """Working days of one engineer."""
    pays: str
    """What it gives in return."""
    sla: str
    """What to hold it to afterwards."""
    counts: bool = True
    """Whether it counts for the level."""
    saves: Saving = ""
    """What it saves: the search for what a run was made of, work by hand, failures; empty where nothing is reckoned."""


class EvidenceRule(Record):
    """Which facts of a repository show a stage; every field that is given must hold."""

    stage: str
    """The stage's name."""
    kind: str
    """The kind of fact: an import, a call, a test function, a line of a workflow."""
    strength: Strength = "whole"
    """Whether such a fact shows the stage, a part of it, or is only a sign that must be told."""
    names: tuple[str, ...] = ()
    """Shell patterns, one of which the fact's name matches."""
    tokens: tuple[str, ...] = ()
    """Whole words, one of which stands in the fact's name."""
    near: tuple[str, ...] = ()
    """Words, one of which names the file, the function or the trigger around the fact."""
    unless_near: tuple[str, ...] = ()
    """Words, none of which may name the file, the function or the trigger around the fact."""
    unless: str = ""
    """A list of words, none of which may stand in the fact's name."""
    filled: bool = False
    """Whether a call must have arguments."""
    library: bool = False
    """Whether an import must be of a package for machine learning."""


@functools.cache
def stages() -> tuple[Stage, ...]:
    """Every stage, in the order of the pipeline."""
    return records("maturity.toml", "stage", Stage)


@functools.cache
def evidence_rules() -> tuple[EvidenceRule, ...]:
    """Every rule that says which facts show which stage."""
    return records("maturity_evidence.toml", "rule", EvidenceRule)
