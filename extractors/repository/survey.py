"""How mature a repository is: its stages, each with the files and lines that show it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from claims.catalog.maturity import stages
from claims.catalog.word_lists import pattern
from claims.records.maturity import Maturity, Phase, StageFound, Step
from claims.records.record import Record
from claims.records.source import Place, Source
from extractors.repository.files import RepositoryFiles
from extractors.repository.reading import read_repository

_UNSAFE = re.compile(
    r"(?i)\.(?:pkl|pickle|pt|pth|ckpt|joblib|dill|npy|h5|keras)$|(^|/)pytorch_model[^/]*\.bin$"
)
_LOOSE = re.compile(
    r"[\"'](?:/home/|/Users/|/mnt/|/data/|/scratch/|C:\\\\|s3://|gs://|hdfs://)[^\"'\n]{2,120}[\"']"
)
MOST_PLACES = 5
"""Lines that are shown of each sort."""
_PHASES = {1: "Make results repeatable", 2: "Keep them so", 3: "Run without hands"}


class AuditOrder(Record):
    """The repository to survey."""

    root: str
    """The folder."""
    files: tuple[str, ...]
    """Paths inside it; what is not on this disk counts by its name alone."""
    source: Source
    """Where it comes from."""


def run_in_child(request: bytes) -> bytes:
    """`survey` in bytes: the JSON of a AuditOrder in, the JSON of a Maturity out."""
    return survey(AuditOrder.from_bytes(request)).to_bytes()


def survey(order: AuditOrder) -> Maturity:
    """Every stage of a repository, what is left to hands, what is unsafe, and a plan for the rest."""
    files = RepositoryFiles(Path(order.root), order.files)
    evidence, refused = read_repository(files)
    stages_found = tuple(evidence.stage(stage.name, stage.title) for stage in stages())
    return Maturity(
        source=order.source,
        files=len(order.files),
        stages=stages_found,
        by_hand=tuple(_lines_with(files, pattern("repository_words", "by_hand"), (".md", ".rst", ".txt"))),
        unsafe=tuple(
            Place(file=name, quote=name)
            for name in order.files
            if _UNSAFE.search(name) and files.whose(name) not in ("foreign", "test")
        )[:MOST_PLACES],
        undocumented=tuple(_lines_with(files, _LOOSE, (".py", ".sh", ".yaml", ".yml"))),
        plan=tuple(_plan(stages_found)),
        notes=tuple(_notes(refused)),
    )


def _notes(refused: Sequence[str]) -> Iterator[str]:
    if refused:
        several = len(refused) > 1
        yield (
            f"{len(refused)} file{'s' if several else ''} of code could not be parsed and show{'' if several else 's'} "
            f"nothing here: {', '.join(refused[:5])}{' …' if len(refused) > 5 else ''}."
        )


def _lines_with(files: RepositoryFiles, shape: re.Pattern[str], endings: tuple[str, ...]) -> Iterator[Place]:
    """The first lines of the repository's own such files in which a pattern stands."""
    count = 0
    for name in files.names:
        if not name.endswith(endings) or files.whose(name) not in ("own", "example"):
            continue
        if not shape.search(files.text(name)):
            continue
        for number, line in enumerate(files.lines(name), 1):
            if shape.search(line) and not line.lstrip().startswith("#!"):
                yield Place(file=name, line=number, quote=line.strip()[:200])
                count += 1
                if count >= MOST_PLACES:
                    return


def _plan(stages_found: Sequence[StageFound]) -> Iterator[Phase]:
    """The missing stages, in phases, the cheapest first."""
    state = {stage.name: stage.state for stage in stages_found}
    for number, title in _PHASES.items():
        left = [stage for stage in stages() if stage.phase == number and state[stage.name] != "found"]
        if left:
            steps = (
                Step(stage=stage.title, tool=stage.tool, days=stage.days, pays=stage.pays, sla=stage.sla)
                for stage in sorted(left, key=lambda stage: stage.days)
            )
            yield Phase(title=title, steps=tuple(steps))
