"""The sandbox's records: limits, a child's result, levels of isolation."""

from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

_ACCELERATOR_MB = 16 << 20
"""Addresses that the driver of an accelerator may map: 16 TiB."""


@total_ordering
class Level(Enum):
    """How much the sandbox contains on this machine, from nothing to every probe that we know."""

    NONE = "none"
    """Not even memory is bounded."""
    LIMITS_ONLY = "limits-only"
    """Time, memory and disk are bounded; files can be read and the network reached."""
    FS_ONLY = "fs-only"
    """Files are out of reach too; the network or other processes may not be."""
    FULL = "full"
    """Every escape probe was contained."""

    def __lt__(self, other: object) -> bool:
        """Less isolation comes first."""
        if not isinstance(other, Level):
            return NotImplemented
        order = list(Level)
        return order.index(self) < order.index(other)

    def __str__(self) -> str:
        """The word used on the command line and in the dossier."""
        return self.value


@dataclass(frozen=True)
class Limits:
    """What one run may use; each bound is enforced while it is being used, never on a declared size."""

    seconds: float = 120.0
    """Wall time of the whole run, the start of the interpreter included."""
    memory_mb: int = 2048
    """Resident memory of the whole process tree, watched by the parent every 50 ms."""
    address_mb: int | None = None
    """Address space of each process; by default 4 GiB more than the memory (torch maps 3.4 GB to import)."""
    answer_mb: int = 16
    """The answer."""
    output_mb: int = 1
    """What it prints; more is thrown away while it runs."""
    scratch_mb: int = 1024
    """All files of its scratch folder together, deleted ones that are still open included."""
    threads: int = 2
    """For OpenMP and the BLAS libraries, through the environment."""
    processes: int = 64
    """Processes alive at once."""
    unix_sockets: bool = False
    """Whether it may open sockets between its own processes, as a browser does; the network stays closed."""
    accelerator: bool = False
    """Whether it may use the machine's NVIDIA devices; their driver maps far more addresses than it uses memory."""

    @property
    def address_space_mb(self) -> int:
        """The address space in force, in MB."""
        if self.address_mb is not None:
            return self.address_mb
        return _ACCELERATOR_MB if self.accelerator else self.memory_mb + 4096


@dataclass(frozen=True)
class ChildResult:
    """The result of one run."""

    body: bytes
    """The bytes that the function returned; not to be trusted more than the file it read."""
    seconds: float
    """Wall time of the whole run, the start of the interpreter included."""
    peak_mb: float
    """Peak resident memory: the largest process, or the tree if that was seen larger."""
    printed: str
    """The tail of what it printed, control characters escaped."""
    layers: tuple[str, ...]
    """The isolation layers in force before the function was imported."""
    files: tuple[str, ...] = ()
    """Names of the files that it left at the top of its scratch folder and that were kept."""


@dataclass(frozen=True)
class Isolation:
    """What the sandbox contains on this machine, found by running escape probes."""

    level: Level
    layers: tuple[str, ...]
    probes: tuple[tuple[str, bool, str], ...]
    """Attack, whether it was held, and what it met."""

    @property
    def escapes(self) -> tuple[str, ...]:
        """The attacks that were not held."""
        return tuple(name for name, held, _ in self.probes if not held)
