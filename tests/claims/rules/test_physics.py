"""Figures above the roof of the hardware that they name, and published ones below it."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from claims import catalog
from claims.physics.roofline import roof
from claims.records import Finding, Machine
from tests.claims.rules.pages import a_claim, a_device, found

A100: dict[str, Any] = {"hardware": a_device("NVIDIA A100 80GB"), "kind": "speed"}
SIZE = a_claim("7B", "params", kind="size", subject="Glimnet 7B")
FACTS = Path(__file__).parents[4] / "shared" / "facts" / "mlperf.csv"


def judged(text: str, metric: str = "tokens_per_second", **more: Any) -> list[Finding]:
    claim = a_claim(text, metric, **(A100 | {"subject": "Glimnet 7B"} | more))
    return found("physically-impossible", claims=(SIZE, claim))


def test_a_throughput_above_the_peak_is_told_with_what_would_allow_it() -> None:
    told = judged("80,000 tokens/s", conditions="bf16")
    assert (
        [one.severity for one in told] == ["serious"]
        and "312" in told[0].says
        and "4 devices" in told[0].remedy
    )


def test_a_throughput_below_the_peak_is_possible() -> None:
    assert not judged("15,000 tokens/s", conditions="bf16")


def test_one_stream_cannot_read_its_weights_faster_than_memory_allows() -> None:
    assert judged("900 tokens/s", conditions="generation at batch size 1")
    assert not judged("100 tokens/s", conditions="generation at batch size 1")
    assert not judged("900 tokens/s", conditions="prompt processing at batch size 1")
    assert not judged("900 tokens/s", conditions="generation at batch size 1 with speculative decoding")


def test_a_mixture_of_experts_is_judged_by_its_active_parameters_or_not_at_all() -> None:
    assert not judged("80,000 tokens/s", subject="Glimnet-MoE 7B")


def test_a_utilisation_above_one_is_impossible() -> None:
    assert judged("130%", "mfu", kind="compute") and not judged("54%", "mfu", kind="compute")


def test_training_needs_the_operations_that_its_hours_have() -> None:
    tokens = a_claim("2T", "training_tokens", kind="compute", subject="Glimnet 7B")
    device = a_device("NVIDIA A100 80GB", 64, role="training")
    short = a_claim("10 hours", "training_time", kind="speed", subject="Glimnet 7B", hardware=device)
    long = a_claim("90 days", "training_time", kind="speed", subject="Glimnet 7B", hardware=device)
    assert found("physically-impossible", claims=(SIZE, tokens, short))
    assert not found("physically-impossible", claims=(SIZE, tokens, long))


def test_a_bare_name_stands_for_the_best_of_its_variants() -> None:
    bare, big = roof("A100"), roof("NVIDIA A100 SXM4 80GB")
    assert bare and bare.memory_gb == 80 and (big is None or big.memory_gb == 80)


def test_the_catalog_has_peaks_memory_and_sources() -> None:
    known = [one for one in catalog.devices().values() if (one.fp16 or one.fp32) and one.source]
    assert len(known) >= 60
    assert all(one.sparse_factor >= 1 for one in known)


@pytest.mark.skipif(not FACTS.is_file(), reason="the tables of published results are not here")
def test_no_published_result_is_called_impossible() -> None:
    with FACTS.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["metric"] == "tokens/s" and row["parameters"]][
            :400
        ]
    for row in rows:
        device = a_device(row["hardware"], int(float(row["count"])))
        sizes = [(row["parameters"], "params"), (row["active_parameters"], "active_params")]
        about: dict[str, Any] = {"subject": row["model"], "own": True}
        claims = [a_claim(value, metric, kind="size", **about) for value, metric in sizes if value]
        said = f"{row['precision']}; {row['task']}; {row['note']}"
        claims.append(
            a_claim(
                f"{row['value']} tokens/s",
                "tokens_per_second",
                kind="speed",
                conditions=said,
                hardware=device,
                **about,
            )
        )
        assert not found("physically-impossible", claims=tuple(claims)), row
    assert len(rows) >= 200


def on(text: str, metric: str, device: str = "NVIDIA T4", **more: Any) -> list[Finding]:
    """A speed of a network of 25 GFLOP on one device."""
    work = a_claim("25 GFLOPs", "flops", kind="compute", subject="Glimcam")
    claim = a_claim(text, metric, kind="speed", subject="Glimcam", hardware=a_device(device), **more)
    return found("physically-impossible", claims=(work, claim))


@pytest.mark.parametrize(
    ("text", "metric", "impossible"),
    [
        ("90,000 images/s", "throughput", True),
        ("900 images/s", "throughput", False),
        ("90,000", "fps", True),
        ("60", "fps", False),
        ("0.02 ms", "latency", True),
        ("5 ms", "latency", False),
    ],
)
def test_images_and_answers_need_the_operations_that_the_document_gives_for_one(
    text: str, metric: str, impossible: bool
) -> None:
    assert bool(on(text, metric)) == impossible


def test_operations_at_another_input_prove_nothing() -> None:
    work = a_claim("25 GFLOPs", "flops", kind="compute", subject="Glimcam", conditions="input 640")
    fast = a_claim(
        "90,000",
        "fps",
        kind="speed",
        subject="Glimcam",
        conditions="input 96",
        hardware=a_device("NVIDIA T4"),
    )
    assert not found("physically-impossible", claims=(work, fast))


def test_an_answer_of_a_large_model_reads_its_weights_once() -> None:
    large = a_claim("70B", "params", kind="size", subject="Glimnet 70B")
    for text, impossible in (("2 ms", True), ("400 ms", False)):
        claim = a_claim(text, "latency", **(A100 | {"subject": "Glimnet 70B"}))
        assert bool(found("physically-impossible", claims=(large, claim))) == impossible


def test_weights_that_do_not_fit_the_device_are_told_with_how_many_would_hold_them() -> None:
    large = a_claim("405B", "params", kind="size", subject="Glimnet 405B")
    claim = a_claim("3 tokens/s", "tokens_per_second", **(A100 | {"subject": "Glimnet 405B"}))
    told = found("physically-impossible", claims=(large, claim))
    assert "3 devices" in told[0].remedy and "202 GB" in told[0].says
    offloaded = claim.model_copy(update={"conditions": "with offloading to the host"})
    assert not found("physically-impossible", claims=(large, offloaded))


def test_a_training_compute_is_held_against_the_hours_and_the_peak() -> None:
    device = a_device("NVIDIA A100 80GB", 8, role="training")
    work = a_claim("3.3e23 FLOPs", "training_flops", kind="compute", hardware=device)
    for hours, impossible in (("1,000 GPU hours", True), ("400,000 GPU hours", False)):
        spent = a_claim(hours, "gpu_hours", kind="compute", hardware=device)
        assert bool(found("physically-impossible", claims=(work, spent))) == impossible


def carried_over(
    text: str, metric: str, accelerator: str | None, there: str = "NVIDIA V100"
) -> list[Finding]:
    machine = Machine(
        cpu="x",
        cores=1,
        memory_gb=Decimal(8),
        accelerator=accelerator,
        os="Linux",
        python="3.11",
        isolation="full",
    )
    claim = a_claim(text, metric, kind="speed", hardware=a_device(there))
    return [
        one for one in found("missing-hardware", claims=(claim,), machine=machine) if one.severity == "info"
    ]


def test_a_speed_of_another_device_is_carried_over_to_this_machine() -> None:
    faster, slower = (
        carried_over("100 tokens/s", "tokens_per_second", one) for one in ("NVIDIA A100 80GB", "NVIDIA T4")
    )
    assert "would be about" in faster[0].says and "NVIDIA" not in faster[0].says.partition("as here")[2]
    assert [one.claim_ids for one in faster] == [one.claim_ids for one in slower]
    assert "about 28.2 to 49.7" in slower[0].says  # 320 of 1,134 GB/s, 65 of 130.8 TFLOP/s


def test_nothing_is_carried_over_to_the_same_device_or_to_none() -> None:
    assert not carried_over("100 tokens/s", "tokens_per_second", "NVIDIA V100")
    assert not carried_over("100 tokens/s", "tokens_per_second", None)
