"""Facts of packaging: Dockerfiles, requirements and project files."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence

from extractors.repository.document_facts import links_to_data
from extractors.repository.facts import Fact
from extractors.repository.workflow_facts import command_facts, outside_heredocs

_DOCKERFILE = re.compile(
    r"(?i)(?:^|/)(?:Dockerfile[^/]*|[^/]+\.dockerfile|Containerfile|[^/]*\.def|Singularity[^/]*)$"
)
_INSTRUCTION = re.compile(r"(FROM|RUN|CMD|ENTRYPOINT)\s+(\S.*)|(Bootstrap: \S+)")
_REQUIREMENTS = re.compile(
    r"(?:^|/)(?:requirements[^/]*|[^/]*requirements)\.(?:txt|in|lock)$|(?:^|/)requirements/[^/]+\.txt$"
)
_REQUIREMENT = re.compile(
    r"\s*-?\s*[\"']?([A-Za-z][A-Za-z0-9_.-]*)(?:\[[^\]]*\])?\s*(==?\s*[0-9][^\s;,\"']*)?"
)
_ENVIRONMENT = re.compile(r"(?:^|/)(?:conda|environment)[^/]*\.ya?ml$")
_MAKES_NO_STEP = re.compile(r"\.[A-Z]|(?:export\s+)?\w+\s*[:?+]?=")
_PROJECT_LINE = re.compile(r"\s*[\"']?([A-Za-z][A-Za-z0-9_.-]*)")


def is_dockerfile(path: str) -> bool:
    """Whether a path names a recipe of an image."""
    return bool(_DOCKERFILE.search(path))


def is_requirements(path: str) -> bool:
    """Whether a path names a list of packages to install."""
    return bool(_REQUIREMENTS.search(path) or _ENVIRONMENT.search(path))


def docker_facts(lines: Sequence[str]) -> Iterator[Fact]:
    """The instructions of a Dockerfile and the commands in them; comments are none."""
    for number, line in enumerate(lines, 1):
        if instruction := _INSTRUCTION.match(line.strip()):
            yield Fact("docker", line.strip(), number)
            if instruction[1] in ("CMD", "ENTRYPOINT"):
                yield Fact("command", _joined(instruction[2]), number, frozenset({"docker"}))


def _joined(command: str) -> str:
    try:
        words = json.loads(command)
    except (ValueError, RecursionError):
        return command
    return " ".join(word for word in words if isinstance(word, str)) if isinstance(words, list) else command


def requirement_facts(lines: Sequence[str]) -> Iterator[Fact]:
    """The packages of a list and digests, and where most have one, those with an exact version."""
    required_packages, pinned = 0, list[Fact]()
    for number, line in enumerate(lines, 1):
        if "--hash=sha256:" in line and not line.lstrip().startswith("#"):
            yield Fact("hash", line.strip(), number)
        required = None if line.lstrip().startswith(("#", "--")) else _REQUIREMENT.match(line)
        if required:
            yield Fact("require", required[1].lower(), number)
            if required[1].lower() in ("python", "pip"):
                continue
            required_packages += 1
            if required[2] and not required[2].endswith("*"):
                pinned.append(Fact("pin", required[1].lower(), number))
    if 2 * len(pinned) >= required_packages:
        yield from pinned


def project_facts(lines: Sequence[str]) -> Iterator[Fact]:
    """The licence and the requirements of a pyproject.toml; none where it is no TOML."""
    try:
        project = tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    standard, poetry = _table(project, "project"), _table(_table(project, "tool"), "poetry")
    if standard.get("license") or poetry.get("license"):
        yield Fact("front", "license", _line_starting(lines, "license"))
    listed = standard.get("dependencies", ())
    names = {str(name).lower() for name in listed} if isinstance(listed, list) else set()
    names |= {name.lower() for name in _table(poetry, "dependencies")}
    for name in sorted(names):
        if required := _PROJECT_LINE.match(name):
            yield Fact("require", required[1], _line_holding(lines, required[1]))


def _table(project: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = project.get(name)
    return table if isinstance(table, dict) else {}


def shell_facts(lines: Sequence[str]) -> Iterator[Fact]:
    """The commands of a shell script or Makefile, continued lines joined."""
    near = frozenset({"shell"})
    number, joined = 1, ""
    for current, line in enumerate(outside_heredocs(lines), 1):
        if not joined:
            number = current
        joined += line.rstrip("\\").strip() + " "
        if not line.rstrip().endswith("\\"):
            yield from (fact for fact in command_facts(joined, number, near) if fact.kind == "command")
            if not joined.startswith("#") and links_to_data(joined):
                yield Fact("link", joined.strip(), number)
            joined = ""


def make_facts(lines: Sequence[str]) -> Iterator[Fact]:
    """The commands of a Makefile, and its targets; no variables, and no targets that make itself gives a meaning."""
    return shell_facts(["" if _MAKES_NO_STEP.match(line) else line.replace("\t@", "\t", 1) for line in lines])


def _line_starting(lines: Sequence[str], word: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if line.lstrip().startswith(word)), 0)


def _line_holding(lines: Sequence[str], word: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if word in line.lower()), 0)
