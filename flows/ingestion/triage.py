"""What a document that was only read is worth looking at for: its own scores, and what the rules find at once."""

from claims.records import Case, Claim, Finding, Plan
from claims.rules import apply_rules
from claims.verdicts.judge import judge
from extractors.pipeline.read import Reading
from flows.request import Options


def checkable(reading: Reading) -> list[Claim]:
    """Claims of a document about its own model that a reproducer here measures, given data."""
    measured = measurable()
    return [one for one in reading.claims if one.own and one.metric in measured]


def headline(reading: Reading) -> tuple[str, ...]:
    """Its first own scores, in words."""
    return tuple(_said(one) for one in reading.claims if one.own and one.kind == "quality")[:3]


def findings(reading: Reading) -> tuple[Finding, ...]:
    """What the rules find in a document without anything being run."""
    case = Case(
        claims=reading.claims,
        hardware=reading.hardware,
        contributions=reading.contributions,
        checks=reading.checks,
        plan=Plan(steps=(), margin=Options().margin, seed=0).seal(),
    )
    return apply_rules(case, judge(case), reading.document)


def measurable() -> frozenset[str]:
    """Metrics that some reproducer measures of a model."""
    from reproducers import itself, registry

    return frozenset(metric for one in registry if one.call.subjects is itself for metric in one.call.metrics)


def _said(claim: Claim) -> str:
    on = f" on {claim.dataset}" if claim.dataset else ""
    return f"{claim.metric_as_written}{on}: {claim.stated.as_written}"
