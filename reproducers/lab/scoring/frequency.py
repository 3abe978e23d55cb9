"""What the kernel tells of the processors: their frequency, heat, and tasks that wait for one."""

import re
from pathlib import Path

_CPUS = Path("/sys/devices/system/cpu")
_INFO = Path("/proc/cpuinfo")
_PRESSURE = Path("/proc/pressure/cpu")


def megahertz(cpus: Path = _CPUS, info: Path = _INFO) -> float | None:
    """The mean frequency now, by the driver of the frequencies or by /proc/cpuinfo; None where neither tells."""
    kilohertz = _numbers(cpus, "cpu[0-9]*/cpufreq/scaling_cur_freq")
    if kilohertz:
        return sum(kilohertz) / len(kilohertz) / 1000
    frequencies = [
        float(number) for number in re.findall(r"^cpu MHz\s*:\s*([\d.]+)", _text(info), re.MULTILINE)
    ]
    return sum(frequencies) / len(frequencies) if frequencies else None


def throttled(cpus: Path = _CPUS) -> int | None:
    """How often cores were slowed down because they were hot, since the start; None where that is not counted."""
    counts = _numbers(cpus, "cpu[0-9]*/thermal_throttle/core_throttle_count")
    return int(sum(counts)) if counts else None


def pressure(path: Path = _PRESSURE) -> float | None:
    """Seconds since the start in which some task waited for a processor (PSI); None where that is not counted."""
    match = re.search(r"^some .*total=(\d+)", _text(path), re.MULTILINE)
    return int(match[1]) / 1e6 if match else None


def _numbers(folder: Path, pattern: str) -> list[float]:
    texts = (_text(path).strip() for path in sorted(folder.glob(pattern)))
    return [float(text) for text in texts if text.isdecimal()]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
