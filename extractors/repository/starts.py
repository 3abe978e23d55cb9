"""What starts each stage of a pipeline: a schedule, a change, a declared step, a script, or a person who types."""

import fnmatch
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple, get_args

from claims.catalog.pipeline import StageKind, pipeline_stages
from claims.catalog.word_lists import words
from claims.records.pipeline import StageStart, Starter
from extractors.repository.document_facts import links_to_data
from extractors.repository.evidence_rules import words_in
from extractors.repository.facts import Fact, words_in_order, words_of
from extractors.repository.files import RepositoryFiles, Whose
from extractors.repository.workflow_facts import CRON, is_workflow

MOST_STARTS = 3
"""Places that are kept of each starter of a stage."""
_CHANGES = frozenset(
    ("push", "pull_request", "workflow_call", "workflow_run", "release", "merge_group", "pipelines")
)
_SCHEDULED = re.compile(r"\((?:cron|schedule|schedule_interval)=(?!\$|None)(.+)")
_WHOLE_RUNS = {"dvc repro": "dvc.yaml", "dvc exp run": "dvc.yaml", "mlflow run": "MLproject"}
"""Commands that run every stage of a pipeline, with the file that declares it."""
_ORDER = {starter: number for number, starter in enumerate(get_args(Starter))}


class _Kind(NamedTuple):
    stage: StageKind
    commands: re.Pattern[str]


class StageStarts:
    """The first few places of each starter of each stage."""

    def __init__(self, files: RepositoryFiles) -> None:
        self._files = files
        self._starts: dict[str, list[StageStart]] = defaultdict(list)
        self._words = frozenset(word for stage in pipeline_stages() for word in stage.steps)
        self._whole_runs: list[tuple[str, StageStart]] = []
        self._kinds = [
            _Kind(stage, re.compile("|".join(map(fnmatch.translate, stage.commands)) or r"(?!)"))
            for stage in pipeline_stages()
        ]

    def add(self, name: str, whose: Whose, facts: Sequence[Fact]) -> None:
        """Take what a file runs or declares; files of tests and examples start nothing."""
        if whose not in ("own", "hidden") or _tries_code(name):
            return
        every = _schedule_in(facts)
        for fact in facts:
            if fact.kind == "command":
                self._note_whole_run(name, fact)
            if fact.kind in ("command", "typed", "step"):
                self._add(name, fact, every if fact.kind == "step" else _cron(fact))

    def of(self, stage: str) -> tuple[StageStart, ...]:
        """The places that start a stage, the most automatic first."""
        declared = {
            start.place.file.rpartition("/")[2] for start in self._starts[stage] if start.by == "pipeline"
        }
        runs = [start for file, start in self._whole_runs if file in declared]
        return tuple(sorted((*runs[:MOST_STARTS], *self._starts[stage]), key=lambda start: _ORDER[start.by]))

    def _note_whole_run(self, name: str, fact: Fact) -> None:
        """A command of CI that runs every stage that a file declares."""
        file = next((file for command, file in _WHOLE_RUNS.items() if command in fact.name), None)
        by = _starter(fact, _cron(fact))
        if file and by in ("schedule", "push", "workflow"):
            place = self._files.place(name, fact.line)
            self._whole_runs.append((file, StageStart(by=by, place=place, every=_cron(fact))))

    def _add(self, name: str, fact: Fact, every: str) -> None:
        for stage in self._stages_of(fact):
            start = StageStart(
                by=_starter(fact, every), place=self._files.place(name, fact.line), every=every
            )
            self._note(stage, start)

    def _stages_of(self, fact: Fact) -> Iterator[str]:
        named = words_in(fact) if fact.kind != "step" else _telling(words_in_order(fact.name), self._words)
        pulls_model = bool(words_of(fact.name) & words("repository_words", "models"))
        for kind in self._kinds:
            called = fact.kind != "step" and _is_command_of(kind, fact.name)
            if (called or named & set(kind.stage.steps)) and not (kind.stage.name == "data" and pulls_model):
                yield kind.stage.name

    def _note(self, stage: str, start: StageStart) -> None:
        same = [known for known in self._starts[stage] if known.by == start.by]
        if len(same) < MOST_STARTS and start.place.file not in {known.place.file for known in same}:
            self._starts[stage].append(start)


def _is_command_of(kind: _Kind, command: str) -> bool:
    return bool(kind.commands.match(command)) or (kind.stage.name == "data" and links_to_data(command))


def _tries_code(name: str) -> bool:
    """Whether a file is a workflow that tests the code: what it runs is no run of the pipeline."""
    named = words_of(PurePosixPath(name).stem)
    return is_workflow(name) and bool(named & words("repository_words", "trying_workflows"))


def _schedule_in(facts: Sequence[Fact]) -> str:
    """The schedule that a Python file gives to its pipeline; empty where it gives none."""
    settings = (_SCHEDULED.search(fact.name) for fact in facts if fact.kind == "setting")
    return next((schedule[1] for schedule in settings if schedule), "")


def _telling(name: Sequence[str], known: frozenset[str]) -> frozenset[str]:
    """The word of a step's name that says what it does: a last "trainer", else the first; all of "train and test"."""
    named = [word for word in name if word in known]
    if not named or "and" in name:
        return frozenset(named)
    return frozenset((named[-1] if name[-1] == named[-1] and named[-1].endswith(("er", "or")) else named[0],))


def _cron(fact: Fact) -> str:
    return next((word.removeprefix(CRON) for word in sorted(fact.near) if word.startswith(CRON)), "")


def _starter(fact: Fact, every: str) -> Starter:
    if every or "schedule" in fact.near:
        return "schedule"
    if fact.kind == "step" or "step" in fact.near:
        return "pipeline"
    if fact.kind == "typed":
        return "hand"
    if "docker" in fact.near:
        return "image"
    if "shell" in fact.near:
        return "script"
    return "push" if fact.near & _CHANGES else "workflow"
