"""How public leaderboards name data sets and metrics where papers name them otherwise."""

import functools

from claims.catalog.name_index import Index, records
from claims.records.record import Record


class Board(Record):
    """A data set as leaderboards list it."""

    name: str
    """Its name there; of the test split, where the splits are listed apart."""
    aliases: tuple[str, ...] = ()
    """What papers call it."""
    validation: str | None = None
    """The name under which results on the validation split are listed."""
    task: str
    """The task under which it is listed most."""
    metrics: tuple[str, ...] = ()
    """`id=Name`: the metric's id or printed name here, and its name there."""
    by_class: bool = False
    """Whether each class and difficulty has a list of its own."""
    source: str
    """Where the names were read."""

    def called(self, *names: str) -> str | None:
        """What the leaderboard calls the metric of any of these ids or printed names."""
        known = dict(metric.split("=", 1) for metric in self.metrics)
        return next((known[name] for name in names if name in known), None)


class FeatureWeight(Record):
    """The weight of one feature in the choice of a leaderboard's figure."""

    feature: str
    """Its name."""
    weight: float
    """Its weight; features lie between 0 and 1."""


@functools.cache
def boards() -> dict[str, Board]:
    """Every board, by name."""
    return {board.name: board for board in records("leaderboards.toml", "board", Board)}


def board(name: str) -> Board | None:
    """The board of that data set; None if the list does not know it."""
    names = _index().find(name)
    return boards()[next(iter(names))] if len(names) == 1 else None


@functools.cache
def weights() -> dict[str, float]:
    """What each feature of a figure counts for when a paper's headline results are looked for."""
    listed = records("leaderboard_weights.toml", "weight", FeatureWeight)
    return {weight.feature: weight.weight for weight in listed}


@functools.cache
def _index() -> Index:
    return Index((board.name, board.aliases) for board in boards().values())
