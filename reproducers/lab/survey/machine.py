"""What this machine is, as far as it bears on a measurement."""

import os
import platform
from decimal import Decimal
from importlib import metadata
from pathlib import Path

from claims.records import Level, Machine, Pair

LIBRARIES = (
    "numpy",
    "onnxruntime",
    "safetensors",
    "scikit-learn",
    "scipy",
    "tokenizers",
    "torch",
    "transformers",
)
_NVIDIA = Path("/proc/driver/nvidia")


def machine(isolation: Level) -> Machine:
    """The machine that this runs on, read from /proc without importing or starting anything."""
    return Machine(
        cpu=_field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        cores=usable_cores(),
        memory_gb=_memory(),
        accelerator=_accelerator(),
        driver=_driver(),
        os=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        libraries=tuple(
            Pair(name=name, value=installed) for name in LIBRARIES if (installed := _version(name))
        ),
        isolation=isolation,
    )


def usable_cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> Decimal:
    """Memory in GB, one decimal; /proc counts it in KiB."""
    kib = (_field(Path("/proc/meminfo"), "MemTotal") or "0 kB").split()[0]
    return (Decimal(kib) * 1024 / 10**9).quantize(Decimal("0.1"))


def _accelerator() -> str | None:
    cards = sorted(_NVIDIA.glob("gpus/*/information"))
    return _field(cards[0], "Model") if cards else None


def _driver() -> str | None:
    try:
        words = (_NVIDIA / "version").read_text().split("Kernel Module", 1)[1].split()
    except (OSError, IndexError):
        return None
    return next((word for word in words if word[:1].isdigit()), None)


def _field(path: Path, name: str) -> str | None:
    """The value of "name: value" in a file of the kernel."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return None
    values = (line.partition(":")[2].strip() for line in lines if line.partition(":")[0].strip() == name)
    return next(values, None) or None


def _version(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None
