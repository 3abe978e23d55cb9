"""The rules: each file finds one thing that a careful reader should know.

A rule sees the whole case with the document it was made of, and the verdicts, and says nothing where it is not sure.
One that needs no text asks for a `Case` alone: an `OpenCase` is one.
"""

from collections.abc import Callable, Iterator
from typing import get_type_hints

from claims.records import Case, Document, Finding, OpenCase, Past, Verdict
from claims.registry import Plugin, Registry

Rule = Callable[[OpenCase, tuple[Verdict, ...]], Iterator[Finding]]

registry: Registry[Rule] = Registry("claims.rules", "rule")


def rule(name: str, *, version: int) -> Callable[[Rule], Rule]:
    """Make a function from a case and its verdicts to findings a rule; findings carry one of the closed names."""
    return registry.add(name, version)


def apply_rules(
    case: Case,
    verdicts: tuple[Verdict, ...],
    document: Document | None = None,
    history: tuple[Past, ...] = (),
    published: tuple[Past, ...] = (),
) -> tuple[Finding, ...]:
    """Everything that every rule finds, in the rules' order; without the document, what the claims alone show."""
    fields = {name: getattr(case, name) for name in Case.model_fields}
    opened = OpenCase(**fields, document=document, history=history, published=published)
    return tuple(finding for plugin in registry for finding in plugin.call(opened, verdicts))


def reads_text(plugin: Plugin[Rule]) -> bool:
    """Whether a rule asks for the document, so that what it finds cannot be derived from the case alone."""
    return next(iter(get_type_hints(plugin.call).values())) is OpenCase
