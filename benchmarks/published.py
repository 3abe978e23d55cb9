"""Published results that are real, put as claims before the rule of physics."""

import csv
from collections.abc import Iterator
from pathlib import Path

from claims import catalog
from claims.quantities import quantity
from claims.records import Case, Claim, HardwareMention, Place, Plan, Quantity, claim_id
from claims.rules import apply_rules, registry


def published(facts: Path) -> None:
    """Published results that are real, put as claims before the rule of physics."""
    rule = registry["physically-impossible"]
    rows = accused = 0
    for row in _rows(facts / "mlperf.csv"):
        claims = list(_claims(row))
        if not claims:
            continue
        rows += 1
        case = Case(claims=tuple(claims), plan=Plan(steps=(), margin=2, seed=0))
        for finding in apply_rules(case, ()):
            if finding.rule == "physically-impossible":
                accused += 1
                print(
                    f"    {row['model']} on {row['count']} {row['hardware']} {row['precision']}: {finding.says}"
                )
    print(f"  {rows} published results: {accused} called impossible by {rule.stamp}")
    sizes = catalog.benchmarks().values()
    print(
        f"  catalog: {len(catalog.devices())} devices, {sum(1 for size in sizes if size.n_test or size.n_validation)} benchmarks with sizes"
    )


METRICS = {"tokens/s": "tokens_per_second", "MFU %": "mfu", "TFLOP/s per device": "flops_per_second",
           "peak memory GiB per device": "vram", "images/s": "throughput", "samples/s": "throughput",
           "sequences/s": "throughput", "p90 latency ms": "latency"}  # fmt: skip
UNITS = {
    "tokens/s": "tokens/s",
    "MFU %": "%",
    "TFLOP/s per device": "TFLOP/s",
    "peak memory GiB per device": "GiB",
    "images/s": "images/s",
    "samples/s": "samples/s",
    "sequences/s": "sequences/s",
    "p90 latency ms": "ms",
}
OPERATIONS = {"ResNet-50 v1.5": "4.09 GFLOPs"}
"""Operations of one sample, from the table of torchvision's models (pytorch.org/vision/stable/models.html)."""


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def _claims(row: dict[str, str]) -> Iterator[Claim]:
    """A row as a paper would claim it: the model's size, and the result with its device and precision."""
    metric = METRICS.get(row["metric"])
    if metric is None or catalog.device(row["hardware"]) is None:
        return
    device = HardwareMention(
        name=row["hardware"], count=int(float(row["count"] or 1)),
        role="training" if "training" in row["task"] else "inference", place=_place(row["hardware"]),
    )  # fmt: skip
    for key, name in (("parameters", "params"), ("active_parameters", "active_params")):
        if row[key]:
            yield _claim(name, "size", str(int(float(row[key]))), row["model"], None, None)
    if row["model"] in OPERATIONS:
        yield _claim("flops", "compute", OPERATIONS[row["model"]], row["model"], None, None)
    per = "per device; " if "per device" in row["metric"] else ""
    batch = "single-stream; " if "single stream" in row["task"] else ""
    said = f"{per}{batch}{row['precision']}; {row['note'][:200]}"
    yield _claim(metric, "speed", f"{row['value']} {UNITS[row['metric']]}", row["model"], device, said)


def _place(quote: str) -> Place:
    return Place(file="published.csv", line=1, quote=quote)


def _claim(
    metric: str, kind: str, text: str, subject: str, device: HardwareMention | None, said: str | None
) -> Claim:
    stated = quantity.read(text)
    assert isinstance(stated, Quantity), text
    place = _place(text)
    return Claim.model_validate({
        "id": claim_id(place, metric, stated), "kind": kind, "subject": subject, "own": True, "metric": metric,
        "metric_as_written": metric, "stated": stated, "conditions": said, "hardware": device, "place": place,
        "read_by": "published@1", "confidence": 1.0,
    })  # fmt: skip
