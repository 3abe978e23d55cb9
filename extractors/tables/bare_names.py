"""A data set's name without what else its label says."""

import re

from extractors.tables.joined_names import without_arrow
from extractors.tables.label_meaning import read_label

_SHOTS = re.compile(r"(?i)(?:\s*\b[nk]\s?=\s?\d+(?:\s?-?\s?shots?)?|\s*\(?\b\d{1,2}\s?-?\s?shots?\)?)+\s*$")
"""Numbers of examples after a data set's name."""
_AT_K = re.compile(r"\s[A-Za-z]+@\d+$")
"""A metric at a cut-off behind a data set's name: "GSM8K maj@100"."""
_SCORE_ON = re.compile(
    r"(?i)(?:(?:avg\.?|average|mean)\s)?(?:scores?|results?|performance|accuracy)\s(?:on|for)\s(?:the\s)?"
)
"""What stands before a data set's name: "Score on"."""
_SCORES = re.compile(r"(?i)(?<=[A-Za-z\d])\s(?:scores?|results?)$")
"""What stands behind a data set's name: "NLI Score"."""
_ASIDE = re.compile(r"\s?[(\[]([^()\[\]]{1,60})[)\]]$")
"""What stands in brackets behind a data set's name."""
_DIRECTION = re.compile(r"(?i)[,;]\s(?:lower|higher|smaller|larger) is better$")


def bare_name(text: str) -> str:
    """A data set's name without the metric in brackets, the numbers of examples and the two systems behind it."""
    text = without_arrow(text)
    aside = _ASIDE.search(text)
    bare = text[: aside.start()] if aside and read_label(_DIRECTION.sub("", aside[1])).metric else text
    bare = _SCORE_ON.sub("", bare, count=1) if _SCORE_ON.match(bare) else _SCORES.sub("", bare)
    return _SHOTS.sub("", _AT_K.sub("", bare)).strip() or text
