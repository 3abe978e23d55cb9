"""What a search has tried, and what it comes to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from claims.errors import DataError
from claims.records.optimization import HalfResult, ModelVariant, NodeDamage
from reproducers.lab.compression.quality import Asked
from reproducers.lab.compression.recipes import Recipe
from reproducers.lab.compression.serving import Serving
from reproducers.lab.compression.timing import Runnable, Trial, median_milliseconds, speed_of

if TYPE_CHECKING:
    from reproducers.lab.compression.quality import Quality
    from reproducers.lab.compression.subject import Subject

NOT_TRIED = "It was not tried: the time was too short. Give it longer with --budget."
_LEAST = 0.01
"""The metric of the original below which nothing can be said."""


@dataclass
class SearchResult:
    """What a search has come to."""

    original: ModelVariant
    variants: tuple[ModelVariant, ...]
    recommended: str | None
    value: float
    low: float
    high: float
    choosing: int
    judging: int
    sensitivity: tuple[NodeDamage, ...]
    notes: tuple[str, ...]


@dataclass
class TriedRecipe:
    """A recipe with its file and what came of it."""

    recipe: Recipe
    file: Path
    subject: "Subject"
    """What it is fed and says."""
    failed: str = ""
    size: int = 0
    peak: int | None = None
    choosing: HalfResult | None = None
    judging: HalfResult | None = None
    serving: Serving | None = None

    def write(self) -> None:
        """Write its file; raises whatever the tools raise."""
        self.subject = self.recipe.write(self.file) or self.subject
        self.size = size_of(self.file)

    def opened(self, threads: int = 1) -> Runnable:
        """Its file with so many threads; raises ModelUnavailable where it cannot be opened."""
        return Runnable(self.recipe.open(self.file, threads), self.subject.feeds, self.subject.answer)

    def variant(self) -> ModelVariant:
        """What is told of it."""
        return ModelVariant(
            name=self.recipe.name,
            recipe=self.recipe.settings,
            size_bytes=self.size,
            peak_bytes=self.peak,
            choosing=self.choosing,
            judging=self.judging,
            failed=self.failed,
            **served(self.serving),
        )


def served(serving: Serving | None) -> dict[str, float | None]:
    """The fields of a variant with what it takes with all threads."""
    if serving is None:
        return {}
    return {
        "all_threads_milliseconds": serving.milliseconds,
        "rows_per_second": serving.rows_per_second,
        "joules": serving.joules,
    }


def check_original(value: float) -> None:
    """Raise DataError where the model itself is right nowhere: then no limit holds anything back."""
    if not value > _LEAST:
        raise DataError(
            f"The model itself scores {100 * value:.1f} % on these rows, so that nothing can be lost.",
            "Look whether labels, boxes and the preparation of inputs are those of the model.",
        )


def half_result(quality: "Quality", original: Trial, trial: Trial, asked: Asked) -> HalfResult:
    """A variant beside the original on the rows that both answered; -0.0 is never among the numbers."""
    rows = list(original.answers)
    compared = quality.compare(original.answers, trial.answers, rows, asked)
    speed = speed_of(original.seconds, trial.seconds, asked.confidence)
    return HalfResult(
        rows=len(rows),
        value=compared.value + 0.0,
        original=compared.original + 0.0,
        low=compared.interval.low + 0.0,
        high=compared.interval.high + 0.0,
        method=compared.interval.method,
        reserve=compared.reserve + 0.0,
        reserve_low=compared.reserve_low + 0.0,
        confidence=asked.confidence,
        agreement=quality.agreement(original.answers, trial.answers, rows),
        milliseconds=median_milliseconds(trial.seconds),
        original_milliseconds=median_milliseconds(original.seconds),
        speed=speed.ratio,
        speed_low=speed.low,
        speed_high=speed.high,
    )


def widened(half: HalfResult, twin: float) -> HalfResult:
    """The bounds of the speed apart by as much again as two sessions of one file are."""
    apart = max(twin, 1 / twin)
    return half.model_copy(
        update={"speed_low": half.speed_low / apart, "speed_high": half.speed_high * apart}
    )


def copying(path: Path) -> Callable[[Path], None]:
    """What copies a file to where a variant is to be written."""

    def write(target: Path) -> None:
        copyfile(path, target)

    return write


def size_of(file: Path) -> int:
    """Bytes of a file with the weights that lie beside it."""
    beside = file.with_name(file.name + ".data")
    return file.stat().st_size + (beside.stat().st_size if beside.exists() else 0)
