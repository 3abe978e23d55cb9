"""The rules: each file finds one thing that a careful reader should know.

A rule sees the whole case and the verdicts, and says nothing where it is not sure.
"""

from collections.abc import Callable, Iterator

from claims.records import Case, Finding, Verdict
from claims.registry import Registry

Rule = Callable[[Case, tuple[Verdict, ...]], Iterator[Finding]]

registry: Registry[Rule] = Registry("claims.rules", "rule")


def rule(name: str, *, version: int) -> Callable[[Rule], Rule]:
    """Make a function from a case and its verdicts to findings a rule; findings carry one of the closed names."""
    return registry.add(name, version)


def apply_rules(case: Case, verdicts: tuple[Verdict, ...]) -> tuple[Finding, ...]:
    """Everything that every rule finds, in the rules' order."""
    return tuple(finding for each in registry for finding in each.call(case, verdicts))
