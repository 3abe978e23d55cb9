"""Builds the smallest case that can be judged."""

from decimal import Decimal
from typing import Any

from claims.quantities import quantity
from claims.records import (
    Case,
    Claim,
    Machine,
    Measurement,
    Place,
    Plan,
    Quantity,
    Skipped,
    Slice,
    Verdict,
    claim_id,
)
from claims.statistics.proportion_interval import wilson, wilson_bounds
from claims.verdicts.judge import judge

SHA = "0" * 64
HERE = Machine(cpu="AMD EPYC", cores=2, memory_gb=Decimal(24), os="Linux", python="3.11", isolation="full")


def a_claim(text: str = "90.0%", metric: str = "accuracy", line: int = 1, **more: Any) -> Claim:
    stated = quantity.read(text)
    assert isinstance(stated, Quantity)
    place = Place(file="README.md", line=line, quote=text)
    facts: dict[str, Any] = {
        "kind": "quality",
        "subject": "m",
        "own": True,
        "dataset": "SST-2",
        "split": "validation",
    }
    facts |= {"metric_as_written": metric, "read_by": "test@1", "confidence": 1.0, **more}
    return Claim(id=claim_id(place, metric, stated), metric=metric, stated=stated, place=place, **facts)


def a_slice(**more: Any) -> Slice:
    facts: dict[str, Any] = {
        "name": "ours.csv",
        "sha256": SHA,
        "rows": 100,
        "of_dataset": "SST-2",
        "split": "validation",
    }
    return Slice(**(facts | more))


def counted(claim: Claim, right: int, n: int, **more: Any) -> Measurement:
    both, one = wilson(right, n, 0.95), wilson_bounds(right, n, 0.95)
    exact = [Decimal(repr(value)) for value in (both.low, both.high, one.low, one.high)]
    value = Decimal(right) / Decimal(n)
    facts: dict[str, Any] = {
        "low": exact[0], "high": exact[1], "lower95": exact[2], "upper95": exact[3], "method": "wilson",
        "successes": right, "n": n, "slice_sha256": SHA, "reproducer": "text-classification@1",
    }  # fmt: skip
    observed = Quantity(value=value, as_written=str(value))
    return Measurement(
        claim_id=claim.id, subject="m", metric=claim.metric, observed=observed, **(facts | more)
    )


def counting(claim: Claim, value: int, **more: Any) -> Measurement:
    exact = Quantity(value=Decimal(value), as_written=str(value))
    facts: dict[str, Any] = {"method": "exact", "n": 1, "reproducer": "parameters@1"}
    return Measurement(claim_id=claim.id, subject="m", metric=claim.metric, observed=exact, **(facts | more))


def ruled(
    claims: Claim | tuple[Claim, ...],
    attempts: Measurement | Skipped | tuple[Measurement | Skipped, ...],
    used: Slice | None = None,
    margin: str = "2",
) -> tuple[Verdict, ...]:
    plan = Plan(steps=(), margin=Decimal(margin), seed=0)
    case = Case(
        claims=claims if isinstance(claims, tuple) else (claims,),
        attempts=attempts if isinstance(attempts, tuple) else (attempts,),
        slices=(used or a_slice(),),
        machine=HERE,
        plan=plan,
    )
    return judge(case)
