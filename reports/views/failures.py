"""Where the model fails, in words that every report prints."""

from dataclasses import dataclass

from claims.records import Confusion, FailureGroup, Failures, KnownRows
from reports.views.safe_text import visible
from reports.views.vocabulary import counted

SHOWN = 8
"""Groups that are listed where none is weak beyond chance."""
HEADING = "Where it fails"
GROUP_COLUMNS = ("Part of the rows", "Rows", "Right, %", "The rest, %", "Difference, points", "p (Holm)")
WRONG = "Wrong answers that it was surest of"
WRONG_COLUMNS = ("Row", "Label", "Called", "Confidence")


@dataclass(frozen=True)
class GroupRow:
    """A group of rows, cell by cell."""

    cells: tuple[str, str, str, str, str, str]
    """What the rows have in common, how many, right with interval, right of the rest, difference with interval, p."""
    weak: bool
    """Whether it is worse than the rest beyond chance."""


@dataclass(frozen=True)
class FailureView:
    """The failures as reports list them."""

    headline: str
    groups: tuple[GroupRow, ...]
    confusions: tuple[str, ...]
    wrong: tuple[tuple[str, str, str, str], ...]
    """Row, label, answer and confidence."""
    known: str
    method: str
    notes: tuple[str, ...]


def failure_view(failures: Failures | None) -> FailureView | None:
    """What is printed of the failures; None where they were not asked for."""
    if failures is None:
        return None
    weak = [group for group in failures.groups if group.weak]
    shown = failures.groups[: max(len(weak), SHOWN)]
    notes = tuple(map(visible, failures.notes))
    if not failures.n:
        return FailureView("", (), (), (), "", "", notes)
    return FailureView(
        headline=_headline(failures, weak),
        groups=tuple(map(_row, shown)),
        confusions=tuple(map(_confusion, failures.confusions)),
        wrong=tuple(
            (f"{w.row:,}", visible(w.label), visible(w.called), "" if w.score is None else f"{w.score:.3f}")
            for w in failures.wrong
        ),
        known=_known(failures.known),
        method=_method(failures, len(shown)),
        notes=notes,
    )


def _headline(failures: Failures, weak: list[FailureGroup]) -> str:
    """The finding in a sentence."""
    share = _percent(failures.right, failures.n)
    rows = counted(failures.n, "row")
    if not failures.groups:
        return f"{share} of {rows} are right; no part of them is large enough to be compared with the rest."
    if not weak:
        return (
            f"{share} of {rows} are right, and none of {counted(len(failures.groups), 'part')} that were tried is "
            "worse than the rest beyond chance."
        )
    worst = weak[0]
    more = f", and {counted(len(weak) - 1, 'other part')} too" if len(weak) > 1 else ""
    return (
        f"{share} of {rows} are right; of {visible(worst.what)} only {_percent(worst.right, worst.n)} "
        f"(the rest {_percent(worst.rest_right, worst.rest_n)}){more}."
    )


def _row(group: FailureGroup) -> GroupRow:
    share, rest = 100 * group.right / group.n, 100 * group.rest_right / group.rest_n
    low, high = (f"{100 * end:+z.1f}" for end in (group.difference_low, group.difference_high))
    cells = (
        visible(group.what),
        f"{group.n:,}",
        f"{share:.1f} [{100 * group.low:.1f}, {100 * group.high:.1f}]",
        f"{rest:.1f}",
        f"{share - rest:+z.1f} [{low}, {high}]",
        f"{group.p:.2g}" if group.p >= 0.0001 else "< 0.0001",
    )
    return GroupRow(cells, group.weak)


def _confusion(confusion: Confusion) -> str:
    return (
        f"{visible(confusion.label)} is called {visible(confusion.called)}: {confusion.n:,} of {confusion.of:,} rows, "
        f"{_percent(confusion.n, confusion.of)} [{100 * confusion.low:.1f}, {100 * confusion.high:.1f}]"
    )


def _known(known: KnownRows | None) -> str:
    """Shipped rows beside the others, and whether that is a sign that it knows them."""
    if known is None:
        return ""
    low, high = (f"{100 * end:+z.1f}" for end in (known.difference_low, known.difference_high))
    shipped = f"Of {counted(known.shipped_n, 'row')} that its own repository ships"
    says = (
        f"{shipped} {_percent(known.shipped_right, known.shipped_n)} are right, of the {known.held_n:,} others "
        f"{_percent(known.held_right, known.held_n)} (difference [{low}, {high}] points, p = {known.p:.2g})"
    )
    if known.p < 0.05:
        return f"{says}: it may have learnt the shipped rows, unless they are easier by themselves."
    return f"{says}: no sign that it has learnt them."


def _method(failures: Failures, shown: int) -> str:
    """How it was tested, in a sentence or two."""
    tried = len(failures.groups)
    parts = (
        [f"Each input counts once ({counted(failures.copies, 'copy', 'copies')} left out)."]
        if failures.copies
        else []
    )
    if tried:
        listed = "" if shown == tried else f", of which {shown} are listed"
        parts.append(
            f"{counted(tried, 'part')} tried{listed}: one-sided exact tests by Fisher, adjusted by Holm "
            "over all of them; intervals are 95 % each (Wilson, Newcombe) and not adjusted."
        )
    return " ".join(parts)


def _percent(right: int, n: int) -> str:
    return f"{100 * right / n:.1f} %"
