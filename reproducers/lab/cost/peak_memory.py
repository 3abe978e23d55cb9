"""Memory of this process, or of the accelerator, since a moment."""

from contextlib import suppress
from pathlib import Path

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class MemoryMeter:
    """Measures the bytes taken since it was made; what a model imports has to be imported before."""

    def __init__(self, device: str) -> None:
        """Begin to measure."""
        self.device = device
        with suppress(OSError):  # the kernel forgets the peak so far; where it may not, an earlier one counts
            _RESET.write_text("5")
        self.before = _kilobytes("VmRSS") * 1024
        if device == "cuda":
            import torch

            torch.cuda.reset_peak_memory_stats()

    @property
    def method(self) -> str:
        """How memory is measured."""
        return (
            "the accelerator's peak of allocated memory"
            if self.device == "cuda"
            else "the process's peak resident set"
        )

    def now(self) -> int:
        """Bytes held now beyond those before."""
        if self.device == "cuda":
            import torch

            return int(torch.cuda.memory_allocated())
        return max(0, _kilobytes("VmRSS") * 1024 - self.before)

    def peak(self) -> int:
        """The most bytes that were held at once beyond those before."""
        if self.device == "cuda":
            import torch

            torch.cuda.synchronize()
            return int(torch.cuda.max_memory_allocated())
        return max(0, _kilobytes("VmHWM") * 1024 - self.before)


def _kilobytes(field: str) -> int:
    for line in _STATUS.read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0])
    return 0
