"""How this code is shaped beside other projects': `python benchmarks/code_shape.py PACKAGE_DIR...`.

PACKAGE_DIR is an unpacked sdist (its tests are told apart) or an installed package; the last line is this project.
`pip download --no-deps --no-binary :all: arxiv httpx pluggy inspect_ai` fetches what docs/architecture.md compares with.
The files are parsed, never imported. Lengths include signature and docstring.
"""

import argparse
import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = ("claims", "extractors", "reproducers", "reports", "flows")
NOT_CODE = {"docs", "doc", "examples", "example", "scripts", "benchmarks", "bench", "node_modules"}
SHORT = 20

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Shape:
    """What is counted of one project."""

    name: str
    code: list[Path] = field(default_factory=list)
    tests: list[Path] = field(default_factory=list)

    def row(self) -> tuple[str, ...]:
        """The project as a row of the table."""
        modules = [ast.parse(path.read_bytes()) for path in self.code]
        nodes = [node for module in modules for node in ast.walk(module) if isinstance(node, Function)]
        lengths = [(node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes]
        public = [node for module in modules for node in public_functions(module)]
        files = [lines_of(path) for path in self.code]
        return (
            self.name,
            f"{sum(files):,}",
            percent([length <= SHORT for length in lengths]),
            f"{max(lengths, default=0)}",
            f"{max(files, default=0):,}",
            percent([annotated(node) for node in nodes]),
            percent([ast.get_docstring(node) is not None for node in public]),
            f"{sum(map(lines_of, self.tests)) / sum(files):.2f}" if self.tests else "not in it",
        )


def lines_of(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_bytes().splitlines())


def percent(answers: list[bool]) -> str:
    """The share of true answers, rounded down: 100 % is all."""
    return f"{100 * sum(answers) // len(answers)} %" if answers else "-"


def annotated(node: Function) -> bool:
    """Whether every argument and the result have a type; `self` and `cls` need none."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    arguments += [argument for argument in (node.args.vararg, node.args.kwarg) if argument]
    named = [argument for argument in arguments if argument.arg not in ("self", "cls")]
    returns = node.returns is not None or node.name == "__init__"
    return returns and all(argument.annotation for argument in named)


def public_functions(module: ast.Module) -> Iterator[Function]:
    """The public functions of a module and the public methods of its public classes."""
    for node in module.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (
                member
                for member in node.body
                if isinstance(member, Function) and not member.name.startswith("_")
            )


def shape_of(folder: Path) -> Shape:
    """The files of an unpacked sdist or a package; tests are what lies in a folder `test` or `tests`."""
    shape = Shape(folder.resolve().name)
    for path in sorted(folder.rglob("*.py")):
        parts = set(path.relative_to(folder).parts[:-1])
        if parts & {"test", "tests", "testing"}:
            shape.tests.append(path)
        elif not parts & NOT_CODE and path.name not in ("setup.py", "conftest.py"):
            shape.code.append(path)
    return shape


def our_shape() -> Shape:
    """Our own five packages and the tests."""
    code = [path for package in OURS for path in sorted((ROOT / package).rglob("*.py"))]
    return Shape("assay (ours)", code, sorted((ROOT / "tests").rglob("*.py")))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How this code is shaped beside other projects'.")
    parser.add_argument("folders", nargs="*", type=Path, metavar="PACKAGE_DIR")
    shapes = [*map(shape_of, parser.parse_args().folders), our_shape()]
    heads = ("project", "lines", f"functions ≤ {SHORT} lines", "longest function", "longest file")
    print("| " + " | ".join((*heads, "annotated", "public with docstring", "tests : code")) + " |")
    print("|---|" + "--:|" * 7)
    for shape in shapes:
        print("| " + " | ".join(shape.row()) + " |")


if __name__ == "__main__":
    main()
