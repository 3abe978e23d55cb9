"""Whether a card contradicts itself, the files beside it or arithmetic, by what was read alone: nothing is measured."""

from pathlib import Path

from claims.records import Case, Finding, Plan
from claims.rules import apply_rules
from extractors.pipeline.reading import Reading

_CHECKED = frozenset(("arithmetic", "card-mismatch", "impossible-score", "physically-impossible"))
"""Rules that find what cannot be right; the others say what a careful reader would ask for."""


def contradictions(reading: Reading) -> tuple[Finding, ...]:
    """What cannot be right in a reading, the gravest first."""
    case = Case(
        claims=reading.claims, hardware=reading.hardware, contributions=reading.contributions, checks=reading.checks,
        facts=reading.facts, plan=Plan(steps=(), margin=2, seed=0),
    )  # fmt: skip
    findings = apply_rules(case, (), reading.document)
    return tuple(finding for finding in findings if finding.rule in _CHECKED and finding.severity != "info")


def folder_of_card(target: str) -> str:
    """A card's folder, so that the files beside it are read too; any other target is itself."""
    path = Path(target)
    return str(path.parent) if path.name.lower() == "readme.md" and path.is_file() else target


def as_lines(target: str, findings: tuple[Finding, ...], warnings: tuple[str, ...]) -> list[str]:
    """Each thing that is wrong on a line of its own, as linters print it: file, line, rule, and what is wrong."""
    folder = Path(target) if Path(target).is_dir() else Path(target).parent
    lines = [f"{target}: yaml: {warning}" for warning in warnings if warning.startswith("The YAML of ")]
    for finding in findings:
        place = next(iter(finding.places), None)
        where = f"{folder / place.file}:{place.line}" if place and place.line else target
        lines.append(f"{where}: {finding.rule}: {finding.says}")
    return lines
