"""Builds the smallest case that can be judged."""

from decimal import Decimal
from typing import Any

from claims.quantities import quantity
from claims.records import (
    Case,
    Claim,
    HardwareMention,
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
from claims.statistics.confidence_sequence import confidence_sequence, sequence_bounds
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
    both, interval = wilson(right, n, 0.95), wilson_bounds(right, n, 0.95)
    exact = [Decimal(repr(value)) for value in (both.low, both.high, interval.low, interval.high)]
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


HARDWARE_PLACE = Place(file="README.md", line=3, quote="NVIDIA T4")


def outcome(text: str, right: int, n: int, **more: object) -> str:
    claim = a_claim(text)
    return ruled(claim, counted(claim, right, n), a_slice(**more))[0].outcome


def timing(claim: Claim, seconds: str, **more: Any) -> Measurement:
    """A time of so many seconds, known to within a twentieth of a millisecond."""
    value, half = Decimal(seconds), Decimal("0.00005")
    edges = {"low": value - half, "high": value + half, "lower95": value - half, "upper95": value + half}
    attempt = counting(claim, 0, method="order-statistic", n=200, **(edges | more))
    return attempt.model_copy(update={"observed": attempt.observed.model_copy(update={"value": value})})


def a_latency(text: str, device: str | None) -> str:
    named = HardwareMention(name=device, place=HARDWARE_PLACE) if device else None
    claim = a_claim(text, metric="latency", kind="speed", dataset=None, split=None, hardware=named)
    seconds = {"low": Decimal("0.0039"), "high": Decimal("0.0041"), "lower95": Decimal("0.0039")}
    attempt = counting(claim, 0, method="order-statistic", n=200, upper95=Decimal("0.0041"), **seconds)
    attempt = attempt.model_copy(
        update={"observed": attempt.observed.model_copy(update={"value": Decimal("0.004")})}
    )
    verdict = ruled(claim, attempt)[0]
    assert verdict.observed is not None
    assert verdict.observed.value == Decimal("4")
    return f"{verdict.outcome} {verdict.reason or verdict.basis}"


def a_quantity(value: int) -> Quantity:
    return Quantity(value=Decimal(value), as_written=str(value))


def looked_at(claim: Claim, right: int, n: int) -> Measurement:
    bounds, both = sequence_bounds(right, n), confidence_sequence(right, n)
    ends = {"low": both.low, "high": both.high, "lower95": bounds.low, "upper95": bounds.high}
    return counted(claim, right, n, method=bounds.method, **{k: Decimal(repr(v)) for k, v in ends.items()})


def with_shipped(claim: Claim, without: Measurement, together: Measurement | Skipped) -> str:
    """The outcome where the rows that the repository ships were left out, and measured again with them."""
    plan = Plan(steps=(), margin=Decimal(2), seed=0)
    case = Case(
        claims=(claim,),
        plan=plan,
        slices=(a_slice(),),
        machine=HERE,
        attempts=(without,),
        with_shipped=(together,),
    )
    return judge(case)[0].outcome
