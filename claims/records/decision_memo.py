"""One page for a manager: question, answer, three figures, a picture, prices, risks, the next step."""

from claims.records.record import Record


class MemoFigure(Record):
    """One of the figures that decide, as it is printed."""

    name: str
    """What it is: "Accuracy of open"."""
    value: str
    """The value with its interval."""
    whose: str
    """Who says so: measured here, the supplier's own, computed from stated prices and assumed ranges."""


class DecisionMemo(Record):
    """The page; every form of it is a function of this record alone."""

    question: str
    """What is to be decided."""
    answer: str
    """The recommendation, in a sentence."""
    because: str
    """The figures or the rule that say so."""
    figures: tuple[MemoFigure, ...] = ()
    """The three figures that decide."""
    picture: str = ""
    """A picture as SVG; empty where nothing can be drawn."""
    picture_says: str = ""
    """The picture in words, for who cannot see it."""
    prices_title: str = "Prices"
    """What the table of prices is called."""
    price_heads: tuple[str, ...] = ()
    """Heads of the table of prices."""
    prices: tuple[tuple[str, ...], ...] = ()
    """Its rows."""
    risks: tuple[str, ...] = ()
    """What may go wrong, and what is not known."""
    stated: tuple[str, ...] = ()
    """What suppliers state and nobody measured here."""
    next_step: tuple[str, ...] = ()
    """What to do now, and how success is told."""
    author: str
    """Who signs for it."""
    date: str
    """The day, ISO 8601."""
    basis: str
    """Rows, machine and runs, in a line."""
