"""What is worth a look in a document that was only read: its own scores, and findings that need no run."""

from claims.records import Case, Claim, Finding, Plan
from claims.rules import apply_rules
from claims.verdicts.judge import judge
from extractors.pipeline.read import Reading
from flows.measure_steps import measurable_metrics
from flows.request import Options


def checkable(reading: Reading) -> list[Claim]:
    """Claims of a document about its own model that a reproducer here measures, given data."""
    measured = measurable_metrics()
    return [claim for claim in reading.claims if claim.own and claim.metric in measured]


def headline(reading: Reading) -> tuple[str, ...]:
    """Its first own scores, in words."""
    return tuple(_score_in_words(claim) for claim in reading.claims if claim.own and claim.kind == "quality")[
        :3
    ]


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


def _score_in_words(claim: Claim) -> str:
    on = f" on {claim.dataset}" if claim.dataset else ""
    return f"{claim.metric_as_written}{on}: {claim.stated.as_written}"
