"""Rows that are not independent: copies of one input count as little more than one."""

from collections import Counter
from collections.abc import Hashable, Iterable

NEGLIGIBLE = 0.95
"""Rows that are worth at least this share of their number are taken as independent."""


def rows_worth(clusters: Iterable[Hashable]) -> int:
    """How many independent rows the rows of these clusters are worth, where rows of one cluster answer alike.

    Kish's design effect with an intra-cluster correlation of 1 (Survey Sampling, 1965, 5.4): n squared over the sum
    of the squared sizes. 40 inputs copied 60 times each are worth 40 rows. Raises ValueError for no rows.
    """
    sizes = Counter(clusters).values()
    n = sum(sizes)
    if n == 0:
        raise ValueError("There are no rows.")
    worth = n * n / sum(size * size for size in sizes)
    return n if worth >= NEGLIGIBLE * n else max(1, round(worth))
