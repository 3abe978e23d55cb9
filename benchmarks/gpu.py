"""What a GPU does with what Assay measures: the same answers as the CPU, times by its own events, memory, roofline.

    python benchmarks/gpu.py [--device cuda|cpu]

Part one runs `verify` on the embedded example on both devices and compares every score. Part two runs BERT-base, with
random weights, in float32 and bfloat16: latency (CUDA events; the clock on a CPU), throughput, operations a second
beside the device's roofline, and peak memory beside what is foreseen. Exits 1 where a score differs by more than a
thousandth, or more operations a second are measured than the catalog's peak allows.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
import transformers as hub

from claims.physics.roofline import SLACK, roof
from reproducers.lab.cost.flops import count

ROOT = Path(__file__).resolve().parents[1]
VERIFY = Path(sys.executable).parent / "verify"
EXAMPLE = ROOT / "examples/langid"
TOKENS = 128
RUNS = {"cuda": (10, 50), "cpu": (1, 5)}
"""Runs that are not timed, and runs that are."""
MOST_APART = 1e-3


class Times(NamedTuple):
    """Median and 95 % quantile of timed runs, in seconds."""

    p50: float
    p95: float


def scores(device: str) -> dict[str, float]:
    """What `verify` measures of the example on a device, by metric."""
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "VERIFY_HOME": home}
        words = [
            EXAMPLE / "model",
            "--data",
            EXAMPLE / "slice.csv",
            "--device",
            device,
            "--json",
            "--fail-on",
            "none",
        ]
        done = subprocess.run([VERIFY, *words], capture_output=True, text=True, env=environ)
    if done.returncode:
        sys.exit(f"verify --device {device}: {done.stderr.strip()}")
    attempts: list[dict[str, Any]] = json.loads(done.stdout)["attempts"]
    measured = [
        attempt for attempt in attempts if attempt.get("observed") and attempt["subject"] not in ("majority",)
    ]
    return {f"{one['subject']}: {one['metric']}": float(one["observed"]["value"]) for one in measured}


def timed(run: Callable[[], object], device: str) -> Times:
    """Seconds of runs, by the device's own events where it has them."""
    taken: list[float] = []
    warm_up, runs = RUNS[device]
    for number in range(warm_up + runs):
        if device == "cuda":
            begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            begin.record()
            run()
            end.record()
            end.synchronize()
            seconds = begin.elapsed_time(end) / 1e3
        else:
            started = time.perf_counter()
            run()
            seconds = time.perf_counter() - started
        if number >= warm_up:
            taken.append(seconds)
    return Times(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])


def compared() -> bool:
    """Print the scores of both devices; whether one differs."""
    timing = ("latency", "throughput", "load_time", "memory", "cost")
    cpu, gpu = scores("cpu"), scores("cuda")
    shared = [name for name in cpu if name in gpu and not any(word in name for word in timing)]
    print("| score | CPU | GPU | apart |\n|---|--:|--:|--:|")
    for name in shared:
        print(f"| {name} | {cpu[name]:.5f} | {gpu[name]:.5f} | {abs(cpu[name] - gpu[name]):.1e} |")
    return not shared or any(abs(cpu[name] - gpu[name]) > MOST_APART for name in shared)


def roofline(device: str) -> bool:
    """Print times, operations a second and memory of BERT-base; whether they are more than the device can do."""
    config = hub.BertConfig(attn_implementation="eager")
    flops = count(hub.BertModel(config).eval(), {"input_ids": torch.ones(1, TOKENS, dtype=torch.long)}).total
    name = torch.cuda.get_device_name() if device == "cuda" else "CPU"
    top = roof(name)
    print(
        f"BERT-base on {name}, {TOKENS} tokens, {flops / 1e9:.2f} GFLOP a text, torch {torch.__version__}\n"
    )
    print(
        "| precision | batch | p50, ms | p95, ms | texts/s | TFLOP/s | of the peak | peak memory, MB | weights, MB |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    impossible = False
    for dtype, precision in ((torch.float32, "fp32"), (torch.bfloat16, "bf16")):
        model = hub.BertModel(hub.BertConfig()).eval().to(device=device, dtype=dtype)
        weights = sum(weight.numel() * weight.element_size() for weight in model.parameters())
        for batch in (1, 32) if device == "cuda" else (1,):
            ids = torch.ones(batch, TOKENS, dtype=torch.long, device=device)
            if device == "cuda":
                torch.cuda.reset_peak_memory_stats()
            with torch.inference_mode():
                times = timed(lambda model=model, ids=ids: model(input_ids=ids), device)
            rate = batch * flops / times.p50 / 1e12
            peak = top.peak(precision) if top else None
            impossible |= peak is not None and rate > SLACK * peak
            held = f"{torch.cuda.max_memory_allocated() / 1e6:,.0f}" if device == "cuda" else "-"
            share = f"{rate / peak:.0%}" if peak else "-"
            print(
                f"| {precision} | {batch} | {1e3 * times.p50:.2f} | {1e3 * times.p95:.2f} | {batch / times.p50:,.4g} "
                f"| {rate:.2f} | {share} | {held} | {weights / 1e6:,.0f} |",
                flush=True,
            )
    return impossible


def main() -> int:
    """Print the tables; 1 where a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    device = parser.parse_args().device
    differs = False
    if device == "cuda":
        differs = compared()
        print()
    return int(roofline(device) or differs)


if __name__ == "__main__":
    sys.exit(main())
