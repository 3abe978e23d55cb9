"""The package's metadata: what is imported is declared and locked, the version is one, lint is only silenced with a reason."""

import re
import sys
import tomllib
from importlib.metadata import distributions as installed_distributions
from importlib.metadata import packages_distributions

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from flows.cli import cli
from tests.source_files import ROOMS, ROOT, imported, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OF_EXTRAS = {
    "ai_edge_litert": "ai-edge-litert", "catboost": "catboost", "docx": "python-docx", "datasets": "datasets", "fasttext": "fasttext-predict",
    "gguf": "gguf", "lightgbm": "lightgbm", "lm_eval": "lm-eval", "mlflow": "mlflow-skinny", "netron": "netron", "obstore": "obstore", "openpyxl": "openpyxl", "openvino": "openvino", "psycopg": "psycopg", "playwright": "playwright",
    "skops": "skops", "spacy": "spacy", "tensorboard": "tensorboard", "timm": "timm", "wandb": "wandb", "xgboost": "xgboost",
}  # fmt: skip
"""What is imported where an extra is installed, and which distribution brings it."""
BROUGHT = packages_distributions()
LOCKED_EXTRAS = re.findall(r"^EXTRAS := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[
    0
].split()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^\w.-]", requirement, maxsplit=1)[0]) for requirement in requirements}


DECLARED = names(PROJECT["project"]["dependencies"])
EXTRAS = {extra: names(listed) for extra, listed in PROJECT["project"]["optional-dependencies"].items()}


def third_party(part: str) -> set[str]:
    found = {name for module in modules(part).values() for name in imported(module)}
    return {name for name in found if name not in sys.stdlib_module_names and name not in (*ROOMS, "tests")}


def distributions(name: str) -> set[str]:
    return {normal(distribution) for distribution in BROUGHT.get(name, ())}


def test_everything_that_the_product_imports_is_declared() -> None:
    always = third_party("product") - OF_EXTRAS.keys()
    assert not {name for name in always if not distributions(name) & DECLARED}
    assert set(OF_EXTRAS.values()) <= set().union(*EXTRAS.values())


def test_everything_that_is_declared_is_imported() -> None:
    brought = {distribution for name in third_party("product") for distribution in distributions(name)}
    assert not DECLARED - brought


def test_everything_that_the_tests_import_is_declared() -> None:
    beside = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} | {"benchmarks"}
    known = DECLARED.union(*(EXTRAS[name] for name in ("dev", "realmodels", "example", "postgres", "mlflow")))
    assert not {name for name in third_party("tests") - beside if not distributions(name) & known}


def test_the_lock_holds_all_that_is_declared_with_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = re.findall(r"^([\w.-]+)==\S+((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", text, re.MULTILINE)
    assert not [name for name, hashes in pinned if not hashes]
    locked = {normal(name) for name, _ in pinned} | names(
        [line for line in (ROOT / "requirements-torch.lock").read_text("utf-8").splitlines() if "==" in line]
    )
    assert not set().union(DECLARED, *(EXTRAS[extra] for extra in LOCKED_EXTRAS)) - locked


def test_what_is_locked_satisfies_what_the_locked_packages_ask_for() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    pins = {normal(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}
    asked = [
        (name, Requirement(line))
        for package in installed_distributions()
        if pins.get(name := normal(package.name)) == package.version
        for line in package.requires or ()
    ]
    needed = [(name, need) for name, need in asked if not need.marker or need.marker.evaluate({"extra": ""})]
    assert len(needed) > 100
    pinned = [(name, need, pins[normal(need.name)]) for name, need in needed if normal(need.name) in pins]
    assert not [
        f"{name} asks for {need}"
        for name, need, pin in pinned
        if not need.specifier.contains(pin, prereleases=True)
    ]


def test_torch_alone_is_locked_without_a_hash() -> None:
    lines = (ROOT / "requirements-torch.lock").read_text("utf-8").splitlines()
    assert [line.split("==")[0] for line in lines if not line.startswith("#")] == ["torch"]


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    assert CliRunner().invoke(cli, ["--version"]).output == f"Assay {version}\n"
    assert f"## [{version}] - " in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert heads[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head) for head in heads[1:])
    kinds = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_a_rule_of_the_linter_is_only_silenced_with_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    section = text.split("[tool.ruff.lint.per-file-ignores]\n")[1].split("\n[")[0]
    lines = [line for line in section.splitlines() if line.startswith('"')]
    assert lines
    assert not [line for line in lines if not re.search(r"\] *# \w+", line)]


@pytest.mark.parametrize(
    "line", re.findall(r"^\s*\"(.+?)\" = \[", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
)
def test_what_the_linter_is_silenced_for_exists(line: str) -> None:
    assert list(ROOT.glob(line))
