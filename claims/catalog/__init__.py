"""Facts with their sources: metrics, benchmarks and devices, each read from TOML when first asked for."""

from claims.catalog.datasets import (
    Benchmark,
    Dataset,
    benchmark,
    benchmarks,
    dataset,
    find_dataset,
    same_dataset,
)
from claims.catalog.devices import Device, device, devices
from claims.catalog.metrics import Metric, Scale, metric, metrics

__all__ = [
    "Benchmark",
    "Dataset",
    "Device",
    "Metric",
    "Scale",
    "benchmark",
    "benchmarks",
    "dataset",
    "device",
    "devices",
    "find_dataset",
    "metric",
    "metrics",
    "same_dataset",
]
