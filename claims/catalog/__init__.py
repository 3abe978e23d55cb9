"""Facts with their sources: metrics, benchmarks and devices, each read from TOML when first asked for."""

from claims.catalog.benchmarks import Benchmark, benchmark, benchmarks
from claims.catalog.datasets import dataset, dataset_spelled, same_dataset
from claims.catalog.devices import Device, devices, hardware
from claims.catalog.metrics import Metric, Scale, metric, metrics

__all__ = [
    "Benchmark",
    "Device",
    "Metric",
    "Scale",
    "benchmark",
    "benchmarks",
    "dataset",
    "dataset_spelled",
    "devices",
    "hardware",
    "metric",
    "metrics",
    "same_dataset",
]
