"""Facts of Python code: it is parsed to its syntax tree and never run."""

import ast
import warnings
from collections.abc import Iterator

from extractors.repository.facts import Fact, words_of
from extractors.repository.step_facts import is_step_base, is_step_decorator, step_of_call

MOST_NODES = 150_000
"""Nodes of a syntax tree that are visited."""
LONGEST_CHAIN = 40
"""Links of a dotted name that are followed."""
_TRIVIAL = (ast.Pass, ast.Expr)
_Scope = frozenset[str]


class Unparsable(Exception):
    """Code that Python's parser refuses or cannot hold."""


def parse_python(text: str) -> ast.Module:
    """The syntax tree of some code; raises Unparsable where the parser refuses it or runs out of room."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unparsable(type(error).__name__) from None


def can_parse(text: str) -> bool:
    """Whether Python's parser takes some code."""
    try:
        return bool(parse_python(text))
    except Unparsable:
        return False


def python_facts(text: str, path_words: frozenset[str], own: frozenset[str], tests: bool) -> Iterator[Fact]:
    """Every fact of a file; raises Unparsable where the parser refuses it or runs out of room."""
    tree = parse_python(text)
    near = path_words | {"main"} if "__main__" in text else path_words
    return _Reader(own, tests).facts(tree, near)


class _Reader:
    """Walks a syntax tree and remembers what its names stand for."""

    def __init__(self, own: frozenset[str], tests: bool) -> None:
        self._own = own
        self._tests = tests
        self._names: dict[str, str] = {}

    def facts(self, tree: ast.Module, near: _Scope) -> Iterator[Fact]:
        """The facts in the order of the source, without recursion: a deep tree costs no stack."""
        waiting: list[tuple[ast.AST, _Scope, bool]] = [(tree, near, self._tests)]
        for _ in range(MOST_NODES):
            if not waiting:
                return
            node, scope, collected = waiting.pop()
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue  # a docstring tells, it does not do
            if isinstance(node, ast.Name | ast.Load | ast.Store | ast.arg):
                continue
            yield from self._facts_of(node, scope)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                if collected and node.name.startswith("test") and not _is_empty(node):
                    yield Fact("test", node.name, node.lineno, scope)
                scope, collected = scope | words_of(node.name), False
            elif isinstance(node, ast.ClassDef):
                scope, collected = scope | words_of(node.name), collected and _is_test_class(node)
            waiting += [(child, scope, collected) for child in _children(node)]

    def _facts_of(self, node: ast.AST, near: _Scope) -> Iterator[Fact]:
        match node:
            case ast.Call():
                yield from self._call(node, near)
            case ast.Import():
                yield from self._import(node, near)
            case ast.ImportFrom():
                yield from self._import_from(node, near)
            case ast.Assign(targets=[target], value=ast.Call() as value):
                self._remember(target, value)
            case ast.withitem(context_expr=ast.Call() as value, optional_vars=ast.Name() as target):
                self._remember(target, value)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._function(node, near)
            case ast.ClassDef():
                yield from self._class(node, near)
            case ast.Dict():
                yield from _made_by_settings(node, near)
            case ast.Constant(value=str(value)) if "://" in value:
                yield Fact("text", value[:300], node.lineno, near)

    def _import(self, node: ast.Import, near: _Scope) -> Iterator[Fact]:
        for alias in node.names:
            name = self._owned(alias.name)
            self._names[alias.asname or alias.name.partition(".")[0]] = (
                name if alias.asname else self._owned(alias.name.partition(".")[0])
            )
            yield Fact("import", name, node.lineno, near)

    def _import_from(self, node: ast.ImportFrom, near: _Scope) -> Iterator[Fact]:
        module = f"own:{node.module or ''}" if node.level else self._owned(node.module or "")
        for alias in node.names:
            self._names[alias.asname or alias.name] = f"{module}.{alias.name}"
        yield Fact("import", module, node.lineno, near)

    def _call(self, node: ast.Call, near: _Scope) -> Iterator[Fact]:
        use = self._use(node.func, near, filled=bool(node.args or node.keywords))
        yield use
        yield Fact("call", use.also.rpartition(".")[2], node.lineno, near)
        if step := step_of_call(use.name, node):
            yield Fact("step", step[0], step[1], near)
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            yield Fact("setting", f"{use.name}(0={node.args[0].value[:80]}", node.lineno, near, filled=True)
        for keyword in node.keywords:
            match keyword.value:
                case ast.Constant(value=None | False):
                    continue
                case ast.Constant(value=constant) | ast.IfExp(body=ast.Constant(value=constant)):
                    shown = str(constant)[:80]
                case _:
                    shown = "$"
            if keyword.arg:
                yield Fact("setting", f"{use.name}({keyword.arg}={shown}", keyword.value.lineno, near)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, near: _Scope) -> Iterator[Fact]:
        if not _is_empty(node):
            yield Fact("define", node.name, node.lineno, near, " ".join(_arguments(node)))
        yield from self._decorators(node, near)
        arguments = node.args.posonlyargs + node.args.args
        defaults = [*zip(arguments[::-1], node.args.defaults[::-1], strict=False)]
        defaults += [
            (a, d) for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is not None
        ]
        for argument, default in defaults:
            if isinstance(default, ast.Constant) and not isinstance(default.value, bytes):
                yield Fact("default", f"{argument.arg}={default.value}"[:80], argument.lineno, near)

    def _class(self, node: ast.ClassDef, near: _Scope) -> Iterator[Fact]:
        yield Fact("define", node.name, node.lineno, near)
        yield from (self._use(base, near) for base in node.bases)
        if any(is_step_base(self._full_name(base)) for base in node.bases):
            yield Fact("step", node.name, node.lineno, near)
        yield from self._decorators(node, near)

    def _decorators(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, near: _Scope
    ) -> Iterator[Fact]:
        near |= words_of(node.name)
        if any(is_step_decorator(self._full_name(decorator)) for decorator in node.decorator_list):
            yield Fact("step", node.name, node.lineno, near)
        yield from (
            self._use(decorator, near)
            for decorator in node.decorator_list
            if not isinstance(decorator, ast.Call)  # calls are met on their own
        )

    def _use(self, node: ast.expr, near: _Scope, *, filled: bool = False) -> Fact:
        return Fact("use", self._full_name(node), node.lineno, near, _written(node), filled)

    def _remember(self, target: ast.expr, value: ast.Call) -> None:
        self._names[_written(target)] = self._full_name(value.func)

    def _full_name(self, node: ast.expr) -> str:
        """A name with what it was imported as or made by: model.fit is sklearn.svm.SVC.fit."""
        rest: list[str] = []
        for _ in range(LONGEST_CHAIN):
            written = _written(node) if isinstance(node, ast.Name | ast.Attribute) else ""
            if written in self._names:
                return ".".join([self._names[written], *reversed(rest)])[:200]
            match node:
                case ast.Attribute():
                    rest.append(node.attr)
                    node = node.value
                case ast.Call(func=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
                    node = inner
                case ast.Name():
                    return ".".join([node.id, *reversed(rest)])
                case _:
                    break
        return ".".join(["?", *reversed(rest)])

    def _owned(self, module: str) -> str:
        return f"own:{module}" if module.partition(".")[0] in self._own else module


def _written(node: ast.expr) -> str:
    parts: list[str] = []
    for _ in range(LONGEST_CHAIN):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        else:
            break
    return ".".join(reversed([*parts, node.id if isinstance(node, ast.Name) else "?"]))


def _children(node: ast.AST) -> list[ast.AST]:
    """The nodes below a node, last first."""
    below: list[ast.AST] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            below += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            below.append(value)
    below.reverse()
    return below


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def _made_by_settings(node: ast.Dict, near: _Scope) -> Iterator[Fact]:
    """What settings in a dictionary make when they are read: its target is a class by its full name."""
    for key, value in zip(node.keys, node.values, strict=True):
        match key, value:
            case ast.Constant(value="target" | "_target_"), ast.Constant(value=str(name)):
                yield Fact("use", name, value.lineno, near)


def _is_test_class(node: ast.ClassDef) -> bool:
    """Whether pytest or unittest would look for tests in a class."""
    return node.name.startswith("Test") or any("test" in words_of(_written(base)) for base in node.bases)


def _is_empty(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function does nothing: a docstring, pass, an ellipsis."""
    return all(isinstance(part, _TRIVIAL) and not _does(part) for part in node.body)


def _does(statement: ast.stmt) -> bool:
    """Whether a statement is more than a docstring, pass or an ellipsis."""
    return isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Constant)
