"""Groups of cells, and what can be told of them: every candidate with the signs for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.catalog.metrics import Metric
from claims.records import Quantity
from extractors.language.possible_values import possible
from extractors.tables.context import TableContext
from extractors.tables.phrase_features import shape_of_values


@dataclass(frozen=True)
class Phrase:
    """A phrase over or beside a cell, with what it was read as."""

    text: str
    where: str
    role: str
    sure: float
    """How likely that role is."""
    share_metric: float = 0.0
    """How likely it names a metric, whatever it was read as."""
    carried: str = ""
    """What its level carries."""


@dataclass(frozen=True)
class Candidate:
    """One possible metric or data set."""

    name: str
    """What would be told."""
    printed: str
    signs: tuple[str, ...]
    metric: Metric | None = None
    unit: str | None = None
    split: str | None = None
    delta: bool = False


@dataclass(frozen=True)
class Group:
    """Cells that share their phrases, metrics and data: what is asked of the candidates."""

    phrases: tuple[Phrase, ...]
    numbers: tuple[Quantity, ...]
    context: TableContext
    corners: tuple[str, ...] = ()
    hints: tuple[tuple[str, str, str, str, bool, str | None], ...] = ()
    """What other readers say of most of its cells: who, metric, as printed, data set, whether a difference, unit."""

    def of(self, role: str) -> tuple[Phrase, ...]:
        """Its phrases of one role."""
        return tuple(one for one in self.phrases if one.role == role)

    @cached_property
    def layout(self) -> str:
        """What the levels of its phrases carry, by the side on which they stand."""
        return ",".join(sorted({f"{one.where[0]}{one.carried[:2]}" for one in self.phrases}))

    def usage(self, text: str) -> tuple[str, ...]:
        """What the rest of the document says of a phrase."""
        return self.context.document.usage.signs(text)

    @cached_property
    def shape(self) -> tuple[str, ...]:
        """What its numbers look like."""
        return shape_of_values(self.numbers)

    @cached_property
    def _fitting(self) -> dict[str, bool]:
        return {}

    def fits(self, metric: Metric) -> bool:
        """Whether its numbers can be values of a metric."""
        if metric.id not in self._fitting:
            self._fitting[metric.id] = possible(metric, self.numbers[:24])
        return self._fitting[metric.id]


def depth(phrase: Phrase, beside: Sequence[Phrase]) -> str:
    """Whether a phrase is the innermost of those of its axis, the outermost, or alone."""
    if not beside:
        return "alone"
    return "inner" if _rank(phrase) > max(map(_rank, beside)) else "outer"


def _rank(phrase: Phrase) -> int:
    number = int(phrase.where[-1])
    if phrase.where.startswith("header"):
        return -number
    return number if phrase.where.startswith("stub") else -10 - number
