"""Why something cannot be measured: the answer of every check that comes before a model is opened."""

from typing import NamedTuple

from claims.records import Reason


class Refusal(NamedTuple):
    """Why a reproducer cannot answer, and what to do about it."""

    reason: Reason
    detail: str
