"""What a claim's name and conditions say of a timed run: quantile, rows at a time, threads."""

import re

from claims.records import Question
from claims.text.qualifiers import mean_named, percentile_named

_BATCH = re.compile(r"batch(?: size)?\D{0,5}(\d{1,4})", re.IGNORECASE)
_ONE_THREAD = re.compile(
    r"\b(?:single|one|1)[ -](?:(?:cpu|laptop|physical)[ -]){0,2}(?:threads?|cores?)\b", re.IGNORECASE
)
_THREADS = re.compile(r"\b(\d{1,3})[ -](?:cpu )?(?:threads?|cores?)\b", re.IGNORECASE)


def quantile_asked(question: Question) -> float:
    """The quantile of the latencies that a name or condition asks for; the median where it asks for none."""
    percent = percentile_named(f"{question.conditions or ''}; {question.metric_as_written}")
    return float(percent / 100) if percent is not None else 0.5


def statistic_asked(question: Question) -> str:
    """The statistic of the latencies that a name or condition asks for: "mean", or a quantile as "p95"."""
    mean = mean_named(f"{question.conditions or ''}; {question.metric_as_written}")
    return "mean" if mean else f"p{100 * quantile_asked(question):.5g}"


def batch_asked(question: Question) -> int | None:
    """The batch size of the claim's conditions."""
    match = _BATCH.search(question.conditions or "")
    return int(match[1]) if match else None


def threads_asked(question: Question, available: int) -> int:
    """The threads of the claim's conditions, never more than this machine has."""
    conditions = question.conditions or ""
    match = _THREADS.search(conditions)
    wanted = 1 if _ONE_THREAD.search(conditions) else int(match[1]) if match else available
    return max(1, min(wanted, available))
