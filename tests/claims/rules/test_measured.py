"""Rules about measurements: trivial baselines, supplied figures, rows that a repository ships."""

from decimal import Decimal
from typing import Any

from claims.records import Case, Claim, Comparison, Finding, Measurement, Model, Pair, Plan, Slice
from claims.rules import apply_rules
from claims.verdicts.judge import judge
from claims.verdicts.reservations import COPIED
from tests.claims.small_case import HERE, a_claim, a_slice, counted, counting


def found(claim: Claim, *attempts: Measurement, **more: Any) -> list[Finding]:
    model = Model(name="m", format="safetensors")
    plan = Plan(steps=(), margin=Decimal(2), seed=0)
    facts: dict[str, Any] = {"slices": (a_slice(),), "machine": HERE, "model": model} | more
    case = Case(claims=(claim,), plan=plan, attempts=attempts, **facts)
    return list(apply_rules(case, judge(case)))


def beside(low: str, high: str) -> Comparison:
    return Comparison(
        metric="accuracy", subject="m", against="majority class", difference=(Decimal(low) + Decimal(high)) / 2,
        low=Decimal(low), high=Decimal(high), method="mover-wilson-paired", p=0.29, n=1000, only_subject=10, only_against=14, seed=0,
    )  # fmt: skip


def severities(low: str, high: str, right: int) -> list[str]:
    """How grave a trivial baseline is whose lead lies within these bounds."""
    claim = a_claim("90.0%")
    ours = counted(claim, right, 1000)
    theirs = counted(claim, 904, 1000).model_copy(
        update={"claim_id": None, "subject": "majority class", "reproducer": "baselines@2"}
    )
    pair = beside(low, high)
    told = found(claim, ours, theirs, comparisons=(pair,))
    return [finding.severity for finding in told if finding.rule == "trivial-baseline"]


def test_a_baseline_is_serious_only_where_its_lead_is_beyond_chance() -> None:
    assert severities("-0.015", "0.007", 900) == ["warning"]
    assert severities("-0.035", "-0.007", 880) == ["serious"]
    assert severities("-0.002", "0.030", 918) == ["warning"]
    assert severities("0.010", "0.030", 924) == []


def latency(seconds: str, *, supplied: bool) -> tuple[Claim, Measurement]:
    claim = a_claim("180 ms", metric="latency", kind="speed", dataset=None, split=None, conditions="p95")
    value, half = Decimal(seconds), Decimal("0.011")
    edges = {"low": value - half, "high": value + half, "lower95": value - half, "upper95": value + half}
    attempt = counting(claim, 0, method="order-statistic", n=500, supplied=supplied, **edges)
    return claim, attempt.model_copy(
        update={"observed": attempt.observed.model_copy(update={"value": value})}
    )


def test_a_latency_that_the_suppliers_own_file_contradicts_is_found() -> None:
    (finding,) = [f for f in found(*latency("0.244", supplied=True)) if f.rule == "card-mismatch"]
    assert finding.severity == "serious"
    assert "supplied file itself" in finding.says and "machine is unknown" in finding.says
    assert "p95" in finding.says


def test_a_latency_that_the_suppliers_file_bears_out_or_that_was_measured_here_is_no_contradiction() -> None:
    for seconds, supplied in (("0.178", True), ("0.244", False)):
        assert not [f for f in found(*latency(seconds, supplied=supplied)) if f.rule == "card-mismatch"]


def test_a_copy_of_the_labels_is_a_serious_finding() -> None:
    claim = a_claim("90.0%")
    copied = counted(
        claim, 1000, 1000, settings=(Pair(name=COPIED, value="All answers equal their labels."),)
    )
    (finding,) = [f for f in found(claim, copied) if f.rule == "contaminated-slice"]
    assert finding.severity == "serious" and finding.claim_ids == (claim.id,)
    assert not [f for f in found(claim, counted(claim, 1000, 1000)) if f.rule == "contaminated-slice"]


def test_shipped_rows_that_decide_a_verdict_are_a_serious_finding() -> None:
    claim = a_claim("99.0%")
    shipped: Slice = a_slice(rows=2000, left_out=tuple(range(100)))
    honest, low = counted(claim, 1990, 2000), counted(claim, 1992, 2100)
    told = found(claim, honest, slices=(shipped,), with_shipped=(low,))
    assert [f.severity for f in told if f.rule == "contaminated-slice"] == ["warning", "serious"]
    told = found(claim, honest, slices=(shipped,), with_shipped=(counted(claim, 2090, 2100),))
    assert [f.severity for f in told if f.rule == "contaminated-slice"] == ["warning"]
