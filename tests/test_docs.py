"""The documents: what they name exists, and they name what a user needs."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import reports
from claims.catalog.column_names import column_pairs, column_roles
from flows.cli import cli
from flows.commands.report import FORMS
from reports.annotated import registry as annotated
from reproducers.lab.data.column_names import known_roles
from tests.source_files import ROOMS, ROOT

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*/README.md")]
ARCHITECTURE = ROOT / "docs/architecture.md"
REFERENCE = re.compile(rf"`((?:{'|'.join(ROOMS)})(?:\.\w+)*)(?::([\w.]+))?`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CI = (ROOT / ".ci/run").read_text("utf-8")
BUILT = {"requirements.lock"}


def name_of(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@cache
def file_of(module: str) -> Path | None:
    path = ROOT / module.replace(".", "/")
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


@cache
def defined(module: str) -> dict[str, ast.stmt]:
    """What a module defines or imports at its top, by name."""
    names: dict[str, ast.stmt] = {}
    file = file_of(module)
    for node in ast.parse(file.read_text("utf-8")).body if file else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name: node for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return names


def exists(module: str, name: str | None) -> bool:
    """Whether a module is there and defines the name, or the attribute of its class."""
    if file_of(module) is None:
        parent, _, last = module.rpartition(".")
        return name is None and bool(parent) and exists(parent, last)
    first, _, attribute = (name or "").partition(".")
    node = defined(module).get(first)
    if not attribute or not isinstance(node, ast.ClassDef):
        return name is None or node is not None
    members = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.ClassDef)}
    return attribute in members | {
        item.target.id
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_object_that_a_document_names_exists(document: Path) -> None:
    if document.name == "CHANGELOG.md":
        return  # it tells of what was
    references = REFERENCE.findall(document.read_text("utf-8"))
    assert not [f"{module}:{name}" for module, name in references if not exists(module, name or None)]


def test_the_index_of_places_names_an_object_and_its_file() -> None:
    section = ARCHITECTURE.read_text("utf-8").split("## Where is ...?")[1].split("\n## ")[0]
    rows = re.findall(
        r"^\| (.+?) \| `([\w.]+)(?::([\w.]+))?` \| \[(\S+)\]\(\.\./(\S+)\) \|$", section, re.MULTILINE
    )
    assert len(rows) >= 40
    parts = section.split("\n### ")[1:]
    assert len(parts) >= 6
    assert all(len(part.split("\n| ")) > 5 for part in parts), "a heading for a few rows helps nobody"
    assert len(rows) == section.count("\n| ") - len(parts)
    assert len({question for question, *_ in rows}) == len(rows)
    wrong = [
        f"{module}:{name}"
        for _, module, name, shown, target in rows
        if not exists(module, name or None) or shown != target or file_of(module) != ROOT / target
    ]
    assert not wrong


def test_one_run_is_followed_through_every_package() -> None:
    section = ARCHITECTURE.read_text("utf-8").split("## One run")[1].split("\n## ")[0]
    assert {module.partition(".")[0] for module, _ in REFERENCE.findall(section)} == set(ROOMS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text("utf-8"))
    assert not [link for link in links if not (document.parent / link).exists()]


def test_every_decision_is_listed_and_has_its_three_parts() -> None:
    listed = ARCHITECTURE.read_text("utf-8")
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text("utf-8")
        assert re.search(r"^Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE), path.name
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequence")), path.name
        assert f"(decisions/{path.name})" in listed


@pytest.mark.parametrize("command", sorted(set(cli.commands) - {"run"}))
def test_the_readme_tells_of_every_command(command: str) -> None:
    lines = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if "verify" in line]
    assert [line for line in lines if re.search(rf"\b{command}\b", line)]


@pytest.mark.parametrize("form", sorted({plugin.name for plugin in (*reports.registry, *annotated)}))
def test_every_form_of_a_report_is_described_and_offered(form: str) -> None:
    assert f"`{form}`" in (ROOT / "docs/reports.md").read_text("utf-8")
    assert re.search(rf"(?<![\w-]){form}(?![\w-])", FORMS)


@pytest.mark.parametrize("text", [MAKEFILE, CI], ids=["Makefile", "CI"])
def test_what_the_makefile_and_ci_name_exists(text: str) -> None:
    commands = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    paths = re.findall(r"(?<![\w$/)])((?:[\w.-]+/)*[\w*.-]+\.(?:py|lock|toml|yaml|sh))\b", commands)
    assert not [path for path in paths if not list(ROOT.glob(path))]
    ours = [module for module in re.findall(r"-m ([\w.]+)", commands) if module.split(".")[0] in ROOMS]
    assert not [module for module in ours if file_of(module) is None]


def test_every_target_that_is_declared_or_used_has_a_rule() -> None:
    rules = set(re.findall(r"^([\w-]+):(?!=)", MAKEFILE, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == rules
    documents = "".join(path.read_text("utf-8") for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"))
    used = re.findall(r"^(?:    )?make ([a-z]+)", documents + CI, re.MULTILINE)
    assert used
    assert set(used) <= rules


def test_the_columns_that_are_described_are_known() -> None:
    known = {name for role in column_roles().values() for name in role.columns}
    known |= {pair.second for pair in column_pairs()} | {*known_roles()}
    tables = [
        row.split("|")[1:] for row in (ROOT / "docs/rows.md").read_text("utf-8").splitlines() if "|" in row
    ]
    named = {name for row in tables for name in re.findall(r"`(\w+)`", "".join(row[:3]))}
    assert len(named) > 30
    assert not named - known


def test_every_benchmark_that_the_readme_names_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert not [
        path for path in re.findall(r"python (benchmarks/\S+\.py)", text) if not (ROOT / path).exists()
    ]
    modules = re.findall(r"python -m (benchmarks\.\w+)", text)
    assert not [module for module in modules if not (ROOT / f"{module.replace('.', '/')}.py").exists()]
