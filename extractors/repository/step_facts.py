"""Steps that a pipeline declares in Python: by a decorator, a class or a call of a pipeline's library."""

import ast

from claims.catalog.word_lists import words

_NAMED_BY = ("name", "task_id", "step_name", "func")


def declares_steps(identifiers: frozenset[str]) -> bool:
    """Whether code with these identifiers may declare steps of a pipeline."""
    return not identifiers.isdisjoint(words("repository_words", "step_packages"))


def is_step_decorator(name: str) -> bool:
    """Whether a decorator of this full name makes a function a step."""
    return name in words("repository_words", "step_decorators")


def is_step_base(name: str) -> bool:
    """Whether a class with this base is a step."""
    return name in ("luigi.Task", "luigi.ExternalTask")


def step_of_call(name: str, call: ast.Call) -> tuple[str, int] | None:
    """The name of the step that a call makes and the line that says it; None where it makes none."""
    package, _, made = name.partition(".")
    last = made.rpartition(".")[2]
    if package not in words("repository_words", "step_packages") or not last:
        return None
    if package == "tfx" and "components" in made:
        return last, call.lineno
    if last not in words("repository_words", "step_calls"):
        return None
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    values = [named[key] for key in _NAMED_BY if key in named] + call.args[:1]
    return next(((text, value.lineno) for value in values if (text := _text(value))), (last, call.lineno))


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text[:80]
        case ast.Name(id=text) | ast.Attribute(attr=text):
            return text
    return ""
