"""Groups of cells, and what can be told of them: every candidate with the signs for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from claims.catalog.metrics import Metric
from claims.records import Quantity
from extractors.language.possible_values import possible
from extractors.tables.context import TableContext
from extractors.tables.model import ReaderWeights
from extractors.tables.phrase_features import is_language_by_name, shape_of_values

TYPE_OF_ENTITY = "type of entity"
"""What PER, LOC and ORG mean beside each other."""

LIKELY_DATA = 0.25
"""How likely a phrase must name data, to tell rows apart whatever it was read as."""


@dataclass(frozen=True)
class Phrase:
    """A phrase over or beside a cell, with what it was read as."""

    text: str
    where: str
    role: str
    sure: float
    """How likely that role is."""
    likely: Mapping[str, float] = field(default_factory=dict)
    """How likely each role is, whatever its level carries."""
    carried: str = ""
    """What its level carries."""
    meaning: str = ""
    """What a letter means beside the others of its level: "precision" for P beside R and F."""
    level: tuple[str, ...] = ()
    """What the phrases of its level are, in quarters."""

    @property
    def may_name_data(self) -> bool:
        """Whether it may well name data, whatever it was read as."""
        return self.likely.get("dataset", 0.0) > LIKELY_DATA or is_language_by_name(self.text)

    def chance(self, role: str) -> str:
        """How likely a role is, in six steps."""
        share = self.likely.get(role, 0.0)
        return str(sum(share > step for step in (0.03, 0.1, 0.25, 0.5, 0.8)))


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
class ScoredCandidate:
    """A candidate beside others."""

    candidate: Candidate
    share: float
    """How likely it is; together 1."""
    score: float
    """The logarithm of its share, more for what the rules say."""


class Hint(NamedTuple):
    """What another reader, such as the rules, says of a number."""

    reader: str
    metric: str = ""
    printed: str = ""
    """The metric as the document writes it."""
    dataset: str = ""
    delta: bool = False
    """Whether the number is a difference."""
    unit: str | None = None
    system: str = ""


@dataclass(frozen=True)
class Group:
    """Cells that share their phrases, metrics and data: what is asked of the candidates."""

    phrases: tuple[Phrase, ...]
    numbers: tuple[Quantity, ...]
    context: TableContext
    corners: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    """What other readers say of most of its cells."""
    one_row: bool = False
    """Whether all its cells stand in one row, so that they share what stands beside them."""

    def of(self, role: str) -> tuple[Phrase, ...]:
        """Its phrases of one role."""
        return tuple(phrase for phrase in self.phrases if phrase.role == role)

    @cached_property
    def layout(self) -> str:
        """What the levels of its phrases carry, by the side on which they stand."""
        return ",".join(sorted({f"{phrase.where[0]}{phrase.carried[:2]}" for phrase in self.phrases}))

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

    @cached_property
    def scored_metrics(self) -> dict[int, tuple[ReaderWeights, tuple[ScoredCandidate, ...]]]:
        """Its metrics with their scores, by the identity of the weights that gave them, which stand beside."""
        return {}

    def fits(self, metric: Metric) -> bool:
        """Whether its numbers can be values of a metric."""
        if metric.id not in self._fitting:
            self._fitting[metric.id] = possible(metric, self.numbers[:24])
        return self._fitting[metric.id]


def beside_others(candidates: Sequence[Candidate], sort_of: Callable[[str], str]) -> list[Candidate]:
    """The candidates, each with signs of what other sorts of candidates there are besides its own."""
    sorts = sorted({sort_of(candidate.signs[0]) for candidate in candidates})
    return [
        replace(candidate, signs=(*candidate.signs, *(f"{sort}>{other}" for other in sorts if other != sort)))
        for candidate in candidates
        for sort in (sort_of(candidate.signs[0]),)
    ]


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
