"""Reads a repository's files one by one, each with the parser of its kind, until every stage is shown."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from claims.catalog.word_lists import words
from claims.records.pipeline import StatedFigure
from extractors.repository.document_facts import document_facts, is_denied, is_planned
from extractors.repository.evidence import Evidence
from extractors.repository.facts import Fact, words_of
from extractors.repository.files import RepositoryFiles, Whose, is_licence
from extractors.repository.packaging_facts import (
    docker_facts,
    is_dockerfile,
    is_requirements,
    make_facts,
    project_facts,
    requirement_facts,
    shell_facts,
)
from extractors.repository.python_facts import Unparsable, can_parse, python_facts
from extractors.repository.settings_facts import is_structured, python_settings, structured_facts
from extractors.repository.starts import StageStarts
from extractors.repository.step_facts import declares_steps
from extractors.repository.workflow_facts import is_workflow, workflow_facts

_IDENTIFIER = re.compile(r"[A-Za-z_]\w+")
_TEST_FILE = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test|tests)\.py$")
_SAFE_WEIGHTS = (".safetensors", ".onnx", ".gguf")
_DOCUMENT = (".md", ".rst", ".txt")
MOST_FIGURES = 3
"""Scores that are kept."""
_ORDER: dict[Whose, int] = {"own": 0, "hidden": 1, "test": 1, "example": 2, "foreign": 3}


class RepositoryReading(NamedTuple):
    """What all files of a repository show."""

    evidence: Evidence
    """The places that show each stage and each tool."""
    starts: StageStarts
    """What starts the stages of the pipeline."""
    figures: tuple[StatedFigure, ...]
    """Scores in files of metrics, the first of each metric."""
    refused: tuple[str, ...]
    """Code that no parser could read."""


def read_repository(files: RepositoryFiles) -> RepositoryReading:
    """The evidence of every file that is the repository's own, and the code that no parser could read."""
    evidence, starts = Evidence(files), StageStarts(files)
    refused: list[str] = []
    figures: dict[str, StatedFigure] = {}
    origins = {name: files.whose(name) for name in files.names}
    for name in sorted(files.names, key=lambda name: (_ORDER[origins[name]], name.count("/"), name)):
        if origins[name] == "foreign":
            continue
        if origins[name] == "hidden" and not is_workflow(name) and not is_dockerfile(name):
            continue
        try:
            facts = list(_facts(files, name, evidence))
        except Unparsable:
            refused.append(name)
            continue
        by_hand = name.endswith(".ipynb")
        whose: Whose = "own" if is_workflow(name) else "example" if by_hand else origins[name]
        evidence.add(name, whose, facts)
        starts.add(name, whose, facts)
        if whose == "own":
            for figure in _figures(files, name, facts):
                figures.setdefault(figure.metric, figure)
    return RepositoryReading(evidence, starts, tuple(figures.values())[:MOST_FIGURES], tuple(refused))


def _figures(files: RepositoryFiles, name: str, facts: Sequence[Fact]) -> Iterator[StatedFigure]:
    for fact in facts:
        if fact.kind == "figure":
            metric, _, value = fact.name.partition("=")
            yield StatedFigure(metric=metric, value=float(value), place=files.place(name, fact.line))


def _facts(files: RepositoryFiles, name: str, evidence: Evidence) -> Iterator[Fact]:
    here = (files.root / name).is_file()
    if not here or (files.root / name).stat().st_size or name.endswith(_SAFE_WEIGHTS):
        yield Fact("path", name, 0)
    if is_licence(name):
        yield from _licence(files, name, here)
    elif name.endswith((".py", ".ipynb")):
        yield from _code(files, name, evidence)
    elif name == ".gitattributes":
        yield from _large_files(files.lines(name))
    else:
        yield from _text_facts(files, name)


def _text_facts(files: RepositoryFiles, name: str) -> Iterator[Fact]:
    lines = files.lines(name)
    if is_workflow(name):
        yield from workflow_facts(name, files.text(name))
    elif is_dockerfile(name):
        yield from docker_facts(lines)
    elif is_requirements(name):
        yield from requirement_facts(lines)
    elif name.endswith("pyproject.toml"):
        yield from project_facts(lines)
    elif is_structured(name):
        yield from structured_facts(name, files.text(name))
    elif name.endswith(".sh"):
        yield from shell_facts(lines)
    elif PurePosixPath(name).name in ("Makefile", "makefile", "GNUmakefile") or name.endswith(".mk"):
        yield from make_facts(lines)
    elif _is_document(name):
        yield from document_facts(lines)


def _is_document(name: str) -> bool:
    """Whether a file is a document: no list of words, no history, and no text file that may be data."""
    stem = PurePosixPath(name).stem.lower()
    if not name.endswith(_DOCUMENT) or stem in words("repository_words", "change_logs"):
        return False
    return not name.endswith(".txt") or bool(words_of(stem) & words("repository_words", "documents"))


def _licence(files: RepositoryFiles, name: str, here: bool) -> Iterator[Fact]:
    """A licence at the root; a stub that only says that one will follow, or that there is none, is no licence."""
    lines = [line for line in files.lines(name) if line.strip()]
    stub = sum(map(len, lines)) < 300 and any(is_planned(line) or is_denied(line) for line in lines)
    if (lines or not here) and not stub:
        first = next((number for number, line in enumerate(files.lines(name), 1) if line.strip()), 0)
        top = "/" not in name or "}}" in PurePosixPath(name).parts[0]
        yield Fact("licence" if top else "licence-below", name, first)


def _code(files: RepositoryFiles, name: str, evidence: Evidence) -> Iterator[Fact]:
    """The facts of a Python file, parsed only where it holds a name that an unshown stage looks for."""
    text = files.text(name) if name.endswith(".py") else _notebook(files.text(name))
    if not _worth_parsing(text, name, evidence, files.packages):
        return
    settings = python_settings(name, text) if name.endswith(".py") else None
    if settings:
        yield settings
        return
    facts = python_facts(text, _path_words(name), files.packages, bool(_TEST_FILE.search(name)))
    if name.endswith(".py"):
        yield from facts
    else:
        yield from _in_notebook(list(facts), text.splitlines(), files.lines(name))


def _in_notebook(facts: list[Fact], code: list[str], lines: list[str]) -> Iterator[Fact]:
    """What a notebook's cells do, each fact with the line of the file that holds it."""
    for fact in facts:
        written = json.dumps(code[fact.line - 1].strip(), ensure_ascii=False)[1:-1]
        number = next((number for number, line in enumerate(lines, 1) if written in line), 0)
        if fact.kind in ("use", "text", "setting"):
            yield replace(fact, line=number)


def _worth_parsing(text: str, name: str, evidence: Evidence, own: frozenset[str]) -> bool:
    """Whether a file holds a name that a rule looks for whose stage is not yet shown by enough places."""
    identifiers = frozenset(_IDENTIFIER.findall(text)) - own
    path_words = _path_words(name)
    return declares_steps(identifiers) or any(
        bool(_TEST_FILE.search(name)) if rule.kind == "test"
        else "config" in name if rule.kind == "settings"
        else rule.may_hold_in(text, identifiers, path_words)
        for rule in evidence.wanted()
    )  # fmt: skip


def _path_words(name: str) -> frozenset[str]:
    path = PurePosixPath(name)
    return words_of(f"{path.parent.name} {path.stem}")


def _notebook(text: str) -> str:
    """The code cells of a notebook that Python can parse, without the notebook's own commands."""
    try:
        cells = json.loads(text)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        codes = [source if isinstance(source, str) else "".join(source) for source in sources]
    except (ValueError, RecursionError, TypeError, KeyError):
        return ""
    bare = (
        "\n".join("" if line.lstrip().startswith(("!", "%")) else line for line in code.splitlines())
        for code in codes
    )
    return "\n".join(code for code in bare if can_parse(code))


def _large_files(lines: list[str]) -> Iterator[Fact]:
    for number, line in enumerate(lines, 1):
        fields = line.split()
        if len(fields) > 1 and "filter=lfs" in fields[1:] and not line.startswith("#"):
            yield Fact("lfs", fields[0], number)
