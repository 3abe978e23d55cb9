"""The rules of the house: sizes, names, docstrings, plugins, sources, no dead code.

The lists of exceptions can only shrink: an exception that is no longer needed fails its test too.
"""

import ast
import builtins
import csv
import re
import tomllib
from collections import defaultdict
from pathlib import PurePath
from typing import Any

import pytest
from vulture import Vulture

from tests.source_files import (
    PARTS,
    ROOMS,
    ROOT,
    decorator_names,
    functions,
    modules,
    public_definitions,
    without_collecting,
)

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
BANNED_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "stuff", "tools"}
EMPTY_NAMES = {"found", "it", "one", "said", "stuff", "thing", "told"}
"""Names of locals that do not say what they hold."""
PLUGIN_FOLDERS = {
    "extractors": "extractor",
    "reproducers": "reproducer",
    "claims/rules": "rule",
    "reports": "report",
}

LONG_FILES = {
    "tests/reproducers/test_tasks_text.py": 345,
    "tests/flows/sandboxed/attacks.py": 310,
    "tests/flows/test_library.py": 326,
}
"""Files that are longer than allowed, with the length that they may have."""

SHARED_CLASS_NAMES = {
    "Reading",
    "Run",
    "Settings",
    "Table",
}
"""Names that several public classes have."""

RAISES = re.compile(r"\b[Rr]aises? ((?:[\w.]+\.)?[A-Z]\w+(?:(?:, and |, or |, | and | or )[A-Z]\w+)*)")
"""The errors that a docstring says a function raises."""

FOREIGN_ERRORS = {"ValidationError", "TimeoutExpired"}
"""Errors of libraries that docstrings name."""

NOT_CALLED = {
    "flows/store/schema.py:process_bind_param": "SQLAlchemy calls it",
    "flows/pipeline.py:__call__": "a member of a protocol, which mypy looks at",
    "flows/store/__init__.py:__getattr__": "Python calls it",
    "extractors/leaderboards/learned/training_examples.py:example_of": "benchmarks/nlp_tdms_train.py learns with it",
    "extractors/leaderboards/learned/model.py:dump": "benchmarks/nlp_tdms_train.py writes what was learnt",
    "extractors/leaderboards/learned/board_results.py:results_on_boards": "benchmarks/nlp_tdms.py measures it",
    "extractors/leaderboards/learned/board_results.py:as_rows": "benchmarks/nlp_tdms.py writes what was found",
    "extractors/readers/html_text.py:handle_endtag": "html.parser calls it",
    "extractors/readers/html_text.py:handle_starttag": "html.parser calls it",
    "extractors/pipeline/warm_up.py:pdf_papers": "flows/reading_child.py names it",
    "flows/reverify.py:reverify": "prefect.yaml names it",
    "reports/pipelines/parts/yaml_text.py:ignore_aliases": "yaml calls it",
    "reproducers/lab/compression/quantize.py:get_next": "the calibration of onnxruntime calls it",
    "flows/sandbox/escape_probes.py:run_nothing": "the sandbox calls it by its name",
    "flows/sandbox/escape_probes.py:run_probes": "the sandbox calls it by its name",
}
"""What vulture takes for dead, with what calls it."""


@pytest.mark.parametrize("part", PARTS)
def test_no_file_is_longer_than_three_hundred_lines(part: str) -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in modules(part)}
    too_long = {path: length for path, length in lengths.items() if length > LONG_FILES.get(path, MOST_LINES)}
    assert not too_long
    assert not [path for path in LONG_FILES if path in lengths and lengths[path] <= MOST_LINES], (
        "take it off the list"
    )


def test_long_files_that_are_excepted_exist() -> None:
    assert not [path for path in LONG_FILES if not (ROOT / path).exists()], "take it off the list"


@pytest.mark.parametrize("part", PARTS)
def test_no_function_is_longer_than_fifty_lines(part: str) -> None:
    lengths = {
        f"{path}:{node.name}": (node.end_lineno or 0) - node.lineno + 1 for path, node in functions(part)
    }
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FUNCTION}


def test_no_two_public_classes_have_one_name() -> None:
    places = defaultdict(list)
    for path, module in modules("product").items():
        for node in module.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path)
    shared = {name: paths for name, paths in places.items() if len(paths) > 1}
    assert not {name: paths for name, paths in shared.items() if name not in SHARED_CLASS_NAMES}
    assert not SHARED_CLASS_NAMES - shared.keys(), "take it off the list"


@pytest.mark.parametrize("part", PARTS)
def test_no_module_is_a_drawer_for_everything(part: str) -> None:
    assert not [path for path in modules(part) if BANNED_NAMES & {PurePath(path).stem, *PurePath(path).parts}]


def test_locals_say_what_they_hold() -> None:
    empty = [
        f"{path}:{node.lineno} {node.id}"
        for path, module in modules("product").items()
        for node in ast.walk(module)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in EMPTY_NAMES
    ]
    assert not empty


def test_every_public_function_and_class_has_a_docstring() -> None:
    missing = [
        name
        for path, module in modules("product").items()
        for name, node in public_definitions(path, module)
        if not ast.get_docstring(node)
    ]
    assert not missing


def test_a_docstring_raises_only_errors_that_exist() -> None:
    product = modules("product")
    classes = {
        node.name
        for module in product.values()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }
    wrong = [
        f"{path}:{node.name}: {name}"
        for path, node in functions("product")
        for listed in RAISES.findall(ast.get_docstring(node) or "")
        for name in re.findall(r"\w*[A-Z]\w+", listed)
        if name not in classes and not hasattr(builtins, name) and name not in FOREIGN_ERRORS
    ]
    assert not wrong


def test_every_module_says_what_it_is() -> None:
    assert not [
        path for path, module in modules("product").items() if module.body and not ast.get_docstring(module)
    ]


@pytest.mark.parametrize(("folder", "decorator"), PLUGIN_FOLDERS.items())
def test_a_plugin_folder_holds_only_plugins(folder: str, decorator: str) -> None:
    files = [path for path in modules("product") if PurePath(path).parent == PurePath(folder)]
    plugins = {
        path for path, node in functions("product") if path in files and decorator in decorator_names(node)
    }
    others = [path for path in files if path not in plugins and not path.endswith("__init__.py")]
    assert plugins
    assert not others


@pytest.mark.parametrize("path", sorted((ROOT / "claims/catalog").glob("*.toml")), ids=lambda path: path.stem)
def test_every_catalog_entry_has_a_source(path: PurePath) -> None:
    text = (ROOT / path).read_text("utf-8")
    of_all = any(line.lower().find("source") > 0 for line in text.splitlines() if line.startswith("#"))
    assert of_all or not unsourced(tomllib.loads(text))


def unsourced(catalog: dict[str, Any]) -> list[object]:
    """The entries without a source: lists of tables and named tables, unless the file has one source for all."""
    if catalog.get("source"):
        return []
    values = catalog.values()
    entries = [entry for value in values for entry in (value if isinstance(value, list) else [value])]
    return [entry for entry in entries if not (isinstance(entry, dict) and entry.get("source"))]


@pytest.mark.parametrize("path", sorted((ROOT / "claims/catalog").glob("*.tsv")), ids=lambda path: path.stem)
def test_every_line_of_a_catalog_table_has_a_source(path: PurePath) -> None:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows
    assert not [row for row in rows if not (row.get("source") or row.get("sources"))]


def test_no_public_function_is_dead() -> None:
    looker = Vulture(
        ignore_decorators=[
            "@rule*",
            "@extractor*",
            "@reproducer*",
            "@report*",
            "@annotated*",
            "@model_format*",
            "@model_library*",
            "@autopsy_report*",
            "@profile_report*",
            "@page_form*",
            "@memo_form*",
            "@tracker*",
            "@pipeline_form*",
            "@optimization_report*",
            "@app.*",
            "@cli.*",
            "@model_validator",
        ]
    )
    with without_collecting():
        looker.scavenge([str(ROOT / room) for room in ROOMS])
    kinds = {"function", "class", "method", "property"}
    dead = {
        f"{item.filename.relative_to(ROOT).as_posix()}:{item.name}"
        for item in looker.get_unused_code(min_confidence=60)
        if item.typ in kinds
    }
    assert not dead - NOT_CALLED.keys()
    assert not NOT_CALLED.keys() - dead, "take it off the list"
