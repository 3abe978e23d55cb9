"""The project's own source files as the tests of the house look at them: parsed, never imported."""

import ast
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("claims", "extractors", "reproducers", "reports", "flows")
PARTS = {"product": ROOMS, "tests": ("tests",), "benchmarks": ("benchmarks", "examples")}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@contextmanager
def without_collecting() -> Iterator[None]:
    """No garbage collection meanwhile: it walks over all syntax trees again and again, and frees none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


@cache
def modules(part: str) -> dict[str, ast.Module]:
    """Every Python file of a part, by its path from the root."""
    files = (file for folder in PARTS[part] for file in sorted((ROOT / folder).rglob("*.py")))
    with without_collecting():
        return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text("utf-8")) for file in files}


@cache
def functions(part: str) -> tuple[tuple[str, Function], ...]:
    """Every function and method of a part, those within functions too, with the path of its file."""
    files = modules(part).items()
    return tuple(
        (path, node) for path, module in files for node in ast.walk(module) if isinstance(node, Function)
    )


def public_definitions(path: str, module: ast.Module) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """The public functions and classes of a module, and the public methods of those classes, with their names."""
    for node in module.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{path}:{node.name}", node
            for member in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(member, Function) and not member.name.startswith("_"):
                    yield f"{path}:{node.name}.{member.name}", member


def decorator_names(node: Function) -> set[str]:
    """The names of what decorates a function, called or not."""
    targets = (item.func if isinstance(item, ast.Call) else item for item in node.decorator_list)
    return {target.id for target in targets if isinstance(target, ast.Name)}


def imported(module: ast.Module) -> set[str]:
    """The top-level names of all that a module imports absolutely."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names
