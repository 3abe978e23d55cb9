"""The records that say why a number of a table was read so."""

from claims.records import Record


class LabelReason(Record):
    """A phrase over or beside the number."""

    text: str
    """As printed."""
    where: str
    """Which header, label column or title it is, from the innermost: header0, stub0, panel0."""
    role: str
    """What it was read as."""
    share: float
    """How likely that is, from 0 to 1."""


class LikelyName(Record):
    """A metric, data set or system that the number could belong to."""

    name: str
    """Its name; empty where there is none."""
    share: float
    """How likely it is beside the others, from 0 to 1."""


class ReadingReasons(Record):
    """Why a number was read so."""

    labels: tuple[LabelReason, ...] = ()
    """The phrases that name it."""
    table_share: float = 0.0
    """How likely the way in which the whole table was read is, beside all other ways."""
    metrics: tuple[LikelyName, ...] = ()
    """The likeliest metrics."""
    datasets: tuple[LikelyName, ...] = ()
    """The likeliest data sets."""
    subjects: tuple[LikelyName, ...] = ()
    """The likeliest systems."""
