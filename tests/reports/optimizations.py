"""A search for a cheaper model as a record, with something in every field, for the tests of its forms."""

from decimal import Decimal

from claims.records import Machine, Pair, Source
from claims.records.optimization import DropLimit, HalfResult, ModelVariant, NodeDamage, Optimization
from claims.verdicts.variant_choice import recommend, with_reasons


def an_optimization(name: str = "acme/sorter", *, helps: bool = True) -> Optimization:
    """A text classifier that dynamic INT8 makes 1.8 times as fast, and three variants that do not do."""
    judged = _half(0.93, 0.94, speed=1.8, rows=500) if helps else _half(0.80, 0.94, speed=1.8, rows=500)
    variants = (
        _variant("dynamic INT8, per channel", _half(0.935, 0.94, speed=1.85), judged),
        _variant("static INT8, matrix products", _half(0.70, 0.94, speed=2.4)),
        _variant("FP16", _half(0.94, 0.94, speed=0.9)),
        ModelVariant(name="4-bit weights", failed="It cannot be made: no matrix products."),
    )
    recommended = recommend(variants)
    return Optimization(
        source=Source(kind="folder", name=name, revision="5" * 40, sha256="5a" * 32),
        task="text-classification",
        metric="accuracy",
        agreement_means="rows that get the class that the original gives",
        data="ours.csv",
        rows=1000,
        choosing_rows=400,
        judging_rows=500,
        limit=DropLimit(value=0.05, kind="relative"),
        original=ModelVariant(name="original", size_bytes=90_000_000, peak_bytes=210_000_000, all_threads_milliseconds=9,
            rows_per_second=180,
        ),
        original_value=0.94,
        original_low=0.915,
        original_high=0.958,
        parity=3e-6,
        variants=with_reasons(variants, recommended),
        recommended=recommended,
        sensitivity=(
            NodeDamage(nodes=("/classifier/Gemm",), operator="Gemm", error=0.12, agreement=0.9, share=0.8),
            NodeDamage(nodes=("/a", "/b", "/c", "/d"), operator="MatMul", error=0.06, agreement=1, share=0.2),
        ),
        probe_rows=12,
        settings=(Pair(name="runtime", value="onnxruntime 1.32.0, one row at a time"),),
        notes=("The file's opset is 11; for quantisation it was converted to 13.",
            "Of the 500 rows of the choosing half 400 were run. More than 400 are never run."),
        seconds=93,
        seed=3,
        machine=Machine(
            cpu="A processor", cores=2, memory_gb=Decimal("25.3"), os="Linux 6", python="3.11", isolation="full"
        ),
    )  # fmt: skip


def _variant(name: str, choosing: HalfResult, judging: HalfResult | None = None) -> ModelVariant:
    return ModelVariant(
        name=name,
        recipe=(Pair(name="tool", value="onnxruntime.quantization"), Pair(name="per_channel", value="True")),
        size_bytes=23_000_000,
        peak_bytes=60_000_000,
        choosing=choosing,
        judging=judging,
        all_threads_milliseconds=5.0 if judging else None,
        rows_per_second=1420 if judging else None,
        joules=0.031 if judging else None,
    )


def _half(value: float, original: float, *, speed: float, rows: int = 400) -> HalfResult:
    reserve = value - 0.95 * original
    return HalfResult(
        rows=rows,
        value=value,
        original=original,
        low=value - original - 0.012,
        high=value - original + 0.008,
        method="bootstrap-bca",
        reserve=reserve,
        reserve_low=reserve - 0.015,
        confidence=0.95,
        agreement=0.985,
        milliseconds=16 / speed,
        original_milliseconds=16,
        speed=speed,
        speed_low=speed * 0.96,
        speed_high=speed * 1.05,
    )
