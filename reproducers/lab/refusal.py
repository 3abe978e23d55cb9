"""Why something cannot be measured: the answer of every check that comes before a model is opened."""

from typing import NamedTuple

from claims.records import Reason

BRING_ANSWERS = "bring its answers with --predictions FILE."
"""What can be done where nothing here runs a model's files."""

SAY_WHICH = "Say which: --file NAME."
"""What to do where a folder holds several models; a command without that option names the file itself."""


class Refusal(NamedTuple):
    """Why a reproducer cannot answer, and what to do about it."""

    reason: Reason
    detail: str
