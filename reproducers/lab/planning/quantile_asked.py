"""Which quantile of the latencies a question is about."""

import re

from claims.records import Question

_PERCENTILE = re.compile(r"\bp\s?(\d{2})\b|(\d{2})(?:th|\.)? percentile", re.IGNORECASE)


def percentile_asked(question: Question) -> float:
    """The quantile that a name or condition asks for; the median where it asks for none."""
    said = _PERCENTILE.search(f"{question.metric_as_written} {question.conditions or ''}")
    return int(said[1] or said[2]) / 100 if said and int(said[1] or said[2]) > 0 else 0.5
