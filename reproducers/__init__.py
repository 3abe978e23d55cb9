"""Measuring: questions and an opened model become measurements, or reasons why not.

Each file at the top of this folder is one reproducer; the bench it works at lives in `lab/`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.records import Attempt, Model, Question, Slice
from claims.registry import Registry
from reproducers.lab.refusal import Refusal

if TYPE_CHECKING:
    from reproducers.lab.bench import Bench


Measure = Callable[[tuple[Question, ...], "Bench"], Iterator[Attempt]]
Fits = Callable[[Model, Slice | None], Refusal | None]
Subjects = Callable[[Model], tuple[str, ...]]


def itself(model: Model) -> tuple[str, ...]:
    """The subject of most reproducers: the model, and nothing else."""
    return (model.name,)


@dataclass(frozen=True)
class Reproducer:
    """What a reproducer measures, when it can, and how; `measure` runs in an isolated child."""

    metrics: frozenset[str]
    fits: Fits
    measure: Measure
    timed: bool = False
    """Whether the result is a time, so that nothing else may run beside it."""
    asks: tuple[str, ...] = ()
    """What is measured even where nothing claims it."""
    subjects: Subjects = itself
    """What the unclaimed questions are about; a reproducer of baselines answers no claim of the model."""
    stops: bool = False
    """Whether it answers row by row through the bench, which may stop before all rows are measured."""
    priced: bool = False
    """Whether it needs to know what an hour of the machine costs."""


registry: Registry[Reproducer] = Registry("reproducers", "reproducer")


def reproducer(  # noqa: PLR0913 - each says one thing of the reproducer
    name: str,
    *,
    version: int,
    metrics: set[str],
    fits: Fits,
    timed: bool = False,
    asks: tuple[str, ...] = (),
    subjects: Subjects = itself,
    stops: bool = False,
    priced: bool = False,
) -> Callable[[Measure], Measure]:
    """Make a function from questions and a bench to attempts a reproducer of those metrics."""

    def keep(measure: Measure) -> Measure:
        plugin = Reproducer(frozenset(metrics), fits, measure, timed, asks, subjects, stops, priced)
        registry.add(name, version, does=measure.__doc__)(plugin)
        return measure

    return keep
