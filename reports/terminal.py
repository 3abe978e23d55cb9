"""The dossier as text, for whoever typed the command."""

import io
from typing import TYPE_CHECKING

from claims.numbering import numbers
from claims.records import Dossier, Finding, Measurement
from reports import report
from reports.views import number_format, vocabulary
from reports.views.claim_rows import ClaimRow
from reports.views.failures import GROUP_COLUMNS, HEADING, WRONG, FailureView
from reports.views.safe_text import SPACES, shortened, visible
from reports.views.summary import Summary, machine_line, summarise
from reports.views.vendor import PRICES, TO_ASK

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Numbers = dict[str, str]
"""The short name of each claim and finding, by its id."""
TONE = {
    "refuted": "bold red", "falls_short": "red", "confirmed": "green", "transfers": "cyan", "inconclusive": "yellow",
    "unchecked": "dim", "serious": "bold red", "warning": "yellow", "info": "dim",
}  # fmt: skip
SHOWN = 8
"""Unchecked claims that are listed for one reason; the rest is counted."""


@report("terminal", version=1, suffix=".txt")
def terminal(dossier: Dossier) -> bytes:
    """What an engineer reads after a run: plain text, 110 columns wide."""
    return render(dossier, width=110, colour=False).encode()


def render(dossier: Dossier, width: int, colour: bool) -> str:
    """The report as lines of at most `width` columns, with ANSI colours or without."""
    from rich.console import Console

    page, summary = io.StringIO(), summarise(dossier)
    console = Console(
        file=page,
        width=max(width, 40),
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    _top(console, dossier, summary)
    short = numbers(dossier)
    _claims(console, summary, short)
    _findings(console, summary, short)
    _failures(console, summary.failures)
    _vendor(console, summary)
    _own(console, summary)
    _set_aside(console, dossier, summary)
    _bottom(console, dossier, summary)
    lines = (line.rstrip() for line in page.getvalue().translate(SPACES).splitlines())
    return "\n".join(lines) + "\n"


def _top(console: "Console", dossier: Dossier, summary: Summary) -> None:
    title = f" · {shortened(dossier.title, 90)}" if dossier.title else ""
    console.print(visible(dossier.target) + title, style="bold")
    console.print(summary.conclusion, style="bold")
    if summary.claimed:
        console.print(f"Claims: {summary.claimed}")
    if summary.rows:
        console.print(f"{summary.headline}.")
    if summary.side_notes:
        console.print(summary.side_notes)
    if summary.answers:
        console.print(f"Answers: {summary.answers}")
    if summary.cost:
        console.print(f"Costs here: {summary.cost}")
    if summary.supplied_cost:
        console.print(f"Costs as supplied, machine unknown: {summary.supplied_cost}")
    for note in dossier.notes:
        console.print(f"Note: {visible(note)}")
    for warning in dossier.warnings:
        console.print(f"Not read: {visible(warning)}", style="yellow")


def _heading(console: "Console", text: str) -> None:
    console.print()
    console.print(text.upper(), style="bold underline" if console.color_system else "bold")


def _claims(console: "Console", summary: Summary, short: Numbers) -> None:
    if summary.checked:
        _heading(console, f"Claims checked ({len(summary.checked)})")
        show = _table if console.width >= 88 else _stack
        show(console, summary.checked, short)
    if summary.unchecked:
        _heading(console, f"Claims not checked ({summary.counts['unchecked']})")
    for reason, rows in summary.unchecked:
        console.print(f"{vocabulary.why_not(reason)} ({len(rows)})")
        for row in rows[:SHOWN]:
            beside = f"; {row.measured} here" if row.measured else ""
            console.print(
                _cells(
                    (f"{short[row.claim.id]:>4}", "bold"),
                    (f"{row.name}: {row.stated}{beside} · {row.place}{row.also and f', {row.also}'}", ""),
                )
            )
        if len(rows) > SHOWN:
            console.print(f"  and {len(rows) - SHOWN:,} more")


def _table(console: "Console", rows: tuple[ClaimRow, ...], short: Numbers) -> None:
    """Number, verdict, claim, measurement and reason side by side."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("No.", None), ("Verdict", None), ("Claim", 5), ("Measured here", 4), ("Why", 7)):
        table.add_column(name, ratio=ratio, overflow="fold", no_wrap=ratio is None)
    for row in rows:
        verdict = Text(vocabulary.OUTCOME[row.outcome], style=TONE[row.outcome])
        claim = Text("\n".join(filter(None, (row.name, row.stated, row.place, row.also, " "))))
        table.add_row(
            short[row.claim.id], verdict, claim, Text(f"{row.measured}\n{row.size}"), Text(f"{row.why}")
        )
    console.print(table)


def _stack(console: "Console", rows: tuple[ClaimRow, ...], short: Numbers) -> None:
    """The same one under the other, where there is no room for columns."""
    from rich.text import Text

    for row in rows:
        outcome = (vocabulary.OUTCOME[row.outcome], TONE[row.outcome])
        console.print(Text.assemble(f"{short[row.claim.id]}  ", outcome, f"  {row.brief}"))
        for line in (row.why, " · ".join(filter(None, (row.size, row.place, row.also)))):
            console.print(_cells(("  ", ""), (line, "")))


def _findings(console: "Console", summary: Summary, short: Numbers) -> None:
    if summary.findings:
        _heading(console, f"Findings ({len(summary.findings)})")
    for finding in summary.findings:
        label = f"{short[finding.id]:<3} {finding.severity:<8}"
        console.print(_cells((label, TONE[finding.severity]), (_finding(finding), "")))


def _finding(finding: Finding) -> str:
    places = "; ".join(vocabulary.place_name(place) for place in finding.places[:3])
    where = f"\n({finding.rule}; {places})" if places else f"\n({finding.rule})"
    return f"{visible(finding.says)} {visible(finding.remedy)}{where}"


def _cells(*cells: tuple[str, str]) -> "Table":
    """Words side by side; what does not fit hangs under the last one."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1, 0, 0))
    for _ in cells[:-1]:
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(*(Text(text, style=style) for text, style in cells))
    return grid


def _own(console: "Console", summary: Summary) -> None:
    from rich.table import Table
    from rich.text import Text

    own = summary.unclaimed
    if not own.count and not own.missing:
        return
    _heading(console, "Measured here, not claimed")
    grid = Table.grid(padding=(0, 2, 0, 0))
    for measurement in own.quality + own.baselines + own.cost:
        grid.add_row(*(Text(cell) for cell in _number(measurement)))
    console.print(grid)
    for names, why in own.not_measured:
        console.print(_cells(("Not measured:", ""), (f"{names}: {why}", "")))
    for line in own.pairs:
        console.print(_cells(("  ", ""), (line, "")))


def _failures(console: "Console", view: FailureView | None) -> None:
    """Parts of the rows side by side, then confusions, sure mistakes, and rows that the model may know."""
    from rich.table import Table
    from rich.text import Text

    if view is None:
        return
    _heading(console, HEADING)
    if view.headline:
        console.print(view.headline)
    grid = Table.grid(padding=(0, 2, 0, 0))
    for cells in (GROUP_COLUMNS, *(group.cells for group in view.groups)):
        grid.add_row(*(Text(cell) for cell in cells))
    if view.groups:
        console.print(grid)
    for line in view.confusions:
        console.print(_cells(("  ", ""), (line, "")))
    if view.wrong:
        console.print(f"{WRONG}:")
    for row, label, called, score in view.wrong:
        sure = f", {score} sure" if score else ""
        console.print(_cells((f"  row {row}", ""), (f"{label} is called {called}{sure}", "")))
    for line in filter(None, (view.known, view.method, *view.notes)):
        console.print(_cells(("-", ""), (line, "")))


def _vendor(console: "Console", summary: Summary) -> None:
    """What a vendor lists and promises, each promise with the evidence to ask for below it."""
    if summary.prices:
        _heading(console, PRICES)
    for line in summary.prices:
        console.print(_cells(("-", ""), (line, "")))
    if summary.promises:
        _heading(console, f"{TO_ASK} ({len(summary.promises)})")
    for says, ask in summary.promises:
        console.print(_cells(("-", ""), (f"{says}\nAsk for: {ask}", "")))


def _number(measurement: Measurement) -> tuple[str, str, str, str]:
    count = f"n = {number_format.grouped(measurement.n)}"
    return (
        vocabulary.metric_name(measurement.metric),
        number_format.measured(measurement),
        count,
        visible(measurement.subject) + vocabulary.origin(measurement),
    )


def _set_aside(console: "Console", dossier: Dossier, summary: Summary) -> None:
    if dossier.corrections:
        _heading(console, "Decided by people")
    for row in summary.dismissed:
        console.print(_cells(("dismissed", ""), (f"{row.brief}: {visible(row.set_aside or '')}", "")))
    for finding, why in summary.dismissed_findings:
        console.print(_cells(("dismissed", ""), (f"{visible(finding.says)} {why}", "")))
    for correction in summary.corrected:
        console.print(_cells(("corrected", ""), (correction, "")))


def _bottom(console: "Console", dossier: Dossier, summary: Summary) -> None:
    if summary.next_steps:
        _heading(console, "What to do next")
    for line in summary.next_steps:
        console.print(_cells(("-", ""), (line, "")))
    _heading(console, "How it was measured")
    for used in dossier.slices:
        console.print(f"Data: {visible(used.name)}, {vocabulary.counted(used.rows, 'row')}")
    console.print(f"Machine: {machine_line(dossier.machine)}")
    console.print(f"Isolation: {vocabulary.ISOLATION[dossier.isolation]}")
    console.print(
        f"Plan sealed before measuring: {dossier.plan.sealed[:16] or 'not sealed'} · run {visible(dossier.run)}"
    )
