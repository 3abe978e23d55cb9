"""The first screen of a run: counts, the three things that matter, the cost, and what to do next."""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from claims.numbering import numbers
from claims.records import Dossier
from reports.views.failures import HEADING
from reports.views.safe_text import SPACES, shortened, visible
from reports.views.summary import Summary, summarise

ANSI = {
    "refuted": "1;31", "falls_short": "31", "confirmed": "32", "transfers": "36", "inconclusive": "33",
    "unchecked": "2", "serious": "1;31", "warning": "33", "info": "2", "bold": "1",
}  # fmt: skip
POINT_LINES = 3
"""Lines of the first of the things that matter, and of the cost; the rest is in the whole report."""
STEPS = 3
"""Next steps that are shown, a warning and a note included."""
STEP_LINES = 2
"""Lines of one next step, of a note, and of the other things that matter."""


class Line(NamedTuple):
    """A line, and the words at its beginning that are coloured."""

    text: str
    marked: str = ""
    tone: str = ""


def first_screen(dossier: Dossier, width: int, colour: bool) -> str:
    """What a run comes to, in at most thirty lines of `width` columns, with ANSI colours or without."""
    return "\n".join(_painted(line, colour) for line in _lines(dossier, width)) + "\n"


def one_line(dossier: Dossier) -> str:
    """The target, the counts of its verdicts and the run, in a line."""
    headline = summarise(dossier).headline
    return _plain(f"{visible(dossier.target)}: {headline}; run {visible(dossier.run)}")


def _lines(dossier: Dossier, width: int) -> Iterator[Line]:
    summary, run = summarise(dossier), visible(dossier.run)
    title = f" · {visible(dossier.title)}" if dossier.title else ""
    head = shortened(visible(dossier.target) + title, max(20, width - len(run) - 6))
    yield Line(f"{head}{f'run {run}':>{max(1, width - len(head))}}", head, "bold")
    yield from _wrapped(summary.conclusion, width, tone="bold")
    if summary.rows:
        yield from _wrapped(f"{summary.headline}.", width)
    yield from _points(dossier, summary, width)
    if summary.cost:
        yield from _block("Cost on this machine", _wrapped(summary.cost, width, most=POINT_LINES))
    if summary.supplied_cost:
        yield from _block("Cost as supplied, machine unknown", _wrapped(summary.supplied_cost, width, most=2))
    if summary.failures:
        worst = summary.failures.headline or " ".join(summary.failures.notes)
        yield from _block(HEADING, _wrapped(worst, width, most=POINT_LINES))
    yield from _block("What to do next", _steps(dossier, summary, width))
    yield Line("")
    example = (
        f"   one claim: verify show {run} {numbers(dossier)[summary.rows[0].claim.id]}"
        if summary.rows
        else ""
    )
    yield from _wrapped(f"Everything: verify show {run}{example}", width)
    yield from _wrapped(f"As a page: verify report {run} --as html --out report.html", width)


def _block(title: str, lines: Iterator[Line]) -> Iterator[Line]:
    """A heading and its lines; nothing where there are none."""
    kept = list(lines)
    if kept:
        yield Line("")
        yield Line(title.upper(), title.upper(), "bold")
        yield from kept


def _points(dossier: Dossier, summary: Summary, width: int) -> Iterator[Line]:
    """The things that matter most, each with the number that `show` and `dismiss` take."""
    short = numbers(dossier)

    def lines() -> Iterator[Line]:
        for turn, point in enumerate(summary.key_points):
            most = STEP_LINES if turn else POINT_LINES
            label = f"{short.get(point.about, '') if point.about else '':>3}  {point.label}"
            yield from _wrapped(
                point.says, width, first=f"{label}: ", indent="     ", most=most, tone=point.tone
            )
        if summary.claimed and len(summary.key_points) < 3:
            yield from _wrapped(summary.claimed, width, first="     claimed: ", indent="     ", most=2)

    return _block("What matters most", lines())


def _steps(dossier: Dossier, summary: Summary, width: int) -> Iterator[Line]:
    """What was not read, what to do, and the last notes on how the target was found, as many as there is room for."""
    warnings = dossier.warnings
    notes = dossier.notes[-2 if len(summary.next_steps) + bool(warnings) < 2 else -1 :]
    if warnings:
        others = f" ({len(warnings) - 1:,} more)" if len(warnings) > 1 else ""
        yield from _wrapped(visible(warnings[0]), width, first=f"! not read{others}: ", most=1)
    for step in summary.next_steps[: STEPS - len(notes) - bool(warnings)]:
        yield from _wrapped(step, width, first="- ", indent="  ", most=STEP_LINES)
    for note in notes:
        yield from _wrapped(visible(note), width, first="- ", indent="  ", most=STEP_LINES + (not warnings))


def _wrapped(
    text: str, width: int, *, first: str = "", indent: str = "", most: int = 4, tone: str = ""
) -> Iterator[Line]:
    """A sentence as lines, cut with … after `most` of them; `first` stands before it and has the tone."""
    lines = textwrap.wrap(
        _plain(text),
        width,
        initial_indent=first,
        subsequent_indent=indent,
        max_lines=most,
        placeholder=" …",
        break_on_hyphens=False,
    )
    for number, line in enumerate(lines):
        marked = line if tone == "bold" else first.rstrip(" ") if number == 0 else ""
        yield Line(line, marked, tone)


def _plain(text: str) -> str:
    return text.translate(SPACES)


def _painted(line: Line, colour: bool) -> str:
    text = _plain(line.text).rstrip()
    if not (colour and line.tone and line.marked):
        return text
    marked = _plain(line.marked)
    return f"\x1b[{ANSI[line.tone]}m{marked}\x1b[0m{text.removeprefix(marked)}"
