"""How often a schedule runs: cron's five fields, and the names that Airflow and cron give them."""

import re

from claims.catalog.word_lists import counts

_CRON = re.compile(r"(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)")


def days_between(every: str) -> float | None:
    """Days between two runs of a schedule as written; None where it cannot be told."""
    text = every.strip().strip("'\"")
    named = counts("repository_words", "named_schedules")
    if text in named:
        return named[text] / 24
    cron = _CRON.fullmatch(text)
    if cron is None:
        return None
    _, hour, day, month, weekday = cron.groups()
    if month != "*":
        return 365.0 / _many(month, 12)
    if weekday not in ("*", "?"):
        return 7.0 / _many(weekday, 7)
    if day not in ("*", "?"):
        return 30.0 / _many(day, 30)
    return 1.0 / _many(hour, 24)


def in_words(days: float) -> str:
    """A time between runs: "week", "12 hours", "2 days"."""
    if days < 1:
        hours = max(1, round(24 * days))
        return "hour" if hours == 1 else f"{hours} hours"
    names = {1: "day", 7: "week", 30: "month", 365: "year"}
    return names.get(round(days), f"{round(days)} days")


def _many(field: str, whole: int) -> float:
    """How many times a field of cron comes up within its whole range."""
    if field.startswith("*"):
        step = field.partition("/")[2]
        return whole / int(step) if step.isdecimal() and int(step) else whole
    total = 0
    for part in field.split(","):
        first, _, last = part.partition("-")
        both = first.isdecimal() and last.isdecimal()
        total += max(1, int(last) - int(first) + 1) if both else 1
    return total
