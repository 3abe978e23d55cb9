"""How mature a repository is: its stages, each with the files and lines that show it."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from claims.catalog.maturity import Stage, stages
from claims.errors import SourceNotFound
from claims.records.maturity import Maturity, Phase, StageFound, State, Step
from claims.records.record import Record
from claims.records.source import Place, Source

_TEXT = frozenset(
    (
        ".py",
        ".md",
        ".txt",
        ".yaml",
        ".yml",
        ".toml",
        ".cfg",
        ".ini",
        ".sh",
        ".json",
        ".ipynb",
        ".lock",
        ".rst",
        ".tf",
        ".r",
        ".jl",
        "",
    )
)
MOST_FILES = 5_000
"""Files of a repository that are listed."""
_SKIPPED = frozenset(
    (".git", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")
)
"""Folders that tools leave behind."""
LARGEST, MOST_LINES, LONGEST = 400_000, 4_000, 400
"""Bytes of a file, lines of it, and characters of a line that are read."""
MOST_EVIDENCE = 3
_UNSAFE = re.compile(
    r"(?i)\.(?:pkl|pickle|pt|pth|ckpt|joblib|dill|npy|h5|keras)$|(^|/)pytorch_model[^/]*\.bin$"
)
_BY_HAND = re.compile(
    r"(?i)\b(?:manually|by hand|copy (?:the|it|them|your)|paste\b|ask (?:us|the author|\w+ for)|contact us for"
    r"|request access|open the notebook|run (?:the|all) cells|change the path|edit (?:the )?(?:line|path)"
    r"|adjust the paths?)\b"
)
_LOOSE = re.compile(
    r"[\"'](?:/home/|/Users/|/mnt/|/data/|/scratch/|C:\\\\|s3://|gs://|hdfs://)[^\"'\n]{2,120}[\"']"
)
_TESTS = re.compile(r"(^|/)tests?/")
"""What tests say of other repositories is no evidence of this one."""
_PHASES = {1: "Make results repeatable", 2: "Keep them so", 3: "Run without hands"}


class SurveyOrder(Record):
    """The repository to survey."""

    root: str
    """The folder."""
    files: tuple[str, ...]
    """Paths inside it; what is not on this disk counts by its name alone."""
    source: Source
    """Where it comes from."""


def list_files(root: Path) -> tuple[str, ...]:
    """Paths inside a folder, sorted; links and what tools leave behind are not followed. Raises SourceNotFound."""
    if not root.is_dir():
        raise SourceNotFound(f"There is no folder {root}.", "Name a repository's folder, or org/model.")
    return tuple(sorted(path for path, _ in zip(_files_below(root), range(MOST_FILES), strict=False)))


def _files_below(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not (Path(folder) / name).is_symlink()
        )
        for name in sorted(files):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()


def run_in_child(request: bytes) -> bytes:
    """`survey` in bytes: the JSON of a SurveyOrder in, the JSON of a Maturity out."""
    return survey(SurveyOrder.from_bytes(request)).to_bytes()


def survey(order: SurveyOrder) -> Maturity:
    """Every stage of a repository, what is left to hands, what is unsafe, and a plan for the rest."""
    seen = Repository(Path(order.root), order.files)
    found = tuple(seen.stage(one) for one in stages())
    return Maturity(
        source=order.source,
        files=len(order.files),
        stages=found,
        by_hand=tuple(seen.lines_with(_BY_HAND, (".md", ".rst", ".txt"), most=5)),
        unsafe=tuple(Place(file=name, quote=name) for name in order.files if _UNSAFE.search(name))[:5],
        undocumented=tuple(seen.lines_with(_LOOSE, (".py", ".sh", ".yaml", ".yml"), most=5)),
        plan=tuple(_plan(found)),
    )


@dataclass(frozen=True)
class Repository:
    """A folder's names and the lines of its text files."""

    root: Path
    files: Sequence[str]

    def stage(self, stage: Stage) -> StageFound:
        """What shows a stage: paths, then lines; a part of it where nothing shows the whole."""
        whole = [*self._paths(stage.files), *self._lines(stage.holds)]
        part = [] if whole else [*self._paths(stage.part), *self._lines(stage.part)]
        state: State = "found" if whole else "partial" if part else "missing"
        return StageFound(
            name=stage.name, title=stage.title, state=state, evidence=tuple((whole or part)[:MOST_EVIDENCE])
        )

    def lines_with(self, shape: re.Pattern[str], endings: tuple[str, ...], *, most: int) -> Iterator[Place]:
        """The first lines of such files in which a pattern stands."""
        count = 0
        for name, lines in self.texts.items():
            told = name.endswith(endings) and not _TESTS.search(name)
            for number, line in enumerate(lines, 1) if told else ():
                if shape.search(line):
                    yield Place(file=name, line=number, quote=line.strip()[:200])
                    count += 1
                    if count >= most:
                        return

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """The lines of every text file that is not too large."""
        found: dict[str, list[str]] = {}
        for name in self.files:
            path = self.root / name
            text = PurePosixPath(name).suffix.lower() in _TEXT
            if text and path.is_file() and path.stat().st_size <= LARGEST:
                body = path.read_bytes().decode("utf-8", "replace")
                if "\0" not in body:
                    found[name] = [line[:LONGEST] for line in body.splitlines()[:MOST_LINES]]
        return found

    def _paths(self, shape: str) -> Iterator[Place]:
        if shape:
            yield from (Place(file=name, quote=name) for name in self.files if re.search(shape, name))

    def _lines(self, shape: str) -> Iterator[Place]:
        if shape:
            endings = tuple(_TEXT - {"", ".json", ".ipynb"})
            compiled = re.compile(shape)
            yield from self.lines_with(
                compiled, (*endings, "Dockerfile", ".gitattributes"), most=MOST_EVIDENCE
            )


def _plan(found: Sequence[StageFound]) -> Iterator[Phase]:
    """The missing stages, in phases, the cheapest first."""
    state = {one.name: one.state for one in found}
    for number, title in _PHASES.items():
        left = [one for one in stages() if one.phase == number and state[one.name] != "found"]
        if left:
            steps = (
                Step(stage=one.title, tool=one.tool, days=one.days, pays=one.pays, sla=one.sla)
                for one in sorted(left, key=lambda one: one.days)
            )
            yield Phase(title=title, steps=tuple(steps))
