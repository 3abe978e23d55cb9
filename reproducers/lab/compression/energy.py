"""The energy that the processor has used, by its own counters (RAPL, as Linux shows them), where they may be read."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

FOLDER = Path("/sys/class/powercap")
_MICRO = 1e-6


def counters(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The folders of the counters of whole processors that this process may read: mostly only root may."""
    whole = sorted(place.resolve() for place in folder.glob("intel-rapl:*") if place.name.count(":") == 1)
    return tuple(place for place in whole if os.access(place / "energy_uj", os.R_OK))


class EnergyClock:
    """Joules until now of all processors, whatever runs on them; the counters' turning over is made up for."""

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places
        self._most = [_number(place / "max_energy_range_uj") for place in places]
        self._last = [_number(place / "energy_uj") for place in places]
        self._used = 0.0

    def __call__(self) -> float:
        """The joules since the clock was made."""
        now = [_number(place / "energy_uj") for place in self._places]
        for before, after, most in zip(self._last, now, self._most, strict=True):
            self._used += (after - before if after >= before else after + most - before) * _MICRO
        self._last = now
        return self._used


def energy_clock(folder: Path = FOLDER) -> Callable[[], float] | None:
    """The clock of this machine; None where it tells nothing."""
    places = counters(folder)
    try:
        return EnergyClock(places) if places else None
    except (OSError, ValueError):
        return None


def _number(path: Path) -> int:
    return int(path.read_text())
