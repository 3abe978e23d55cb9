"""The dossier as Markdown, for an issue, a wiki or a pull request."""

import re
from collections.abc import Iterable, Sequence

from claims.records import Dossier, Finding, Measurement, Place
from reports import report
from reports.views import number_format, vocabulary
from reports.views.claim_rows import ClaimRow
from reports.views.failures import GROUP_COLUMNS, HEADING, WRONG, WRONG_COLUMNS, FailureView
from reports.views.safe_text import SPACES, visible
from reports.views.summary import Summary, machine_line, summarise
from reports.views.vendor import PRICES, TO_ASK

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}
SPECIAL = re.compile(r"[\\`*_\[\]|~$#!{}&<>@]|(?<=:)//|(?<=[wW]{3})\.")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no links, no HTML, no table cells."""
    return SPECIAL.sub(lambda match: _literal(match.group()), visible(text))


def _literal(mark: str) -> str:
    if mark in ENTITIES:
        return ENTITIES[mark]
    return {"//": "&#47;&#47;", ".": "&#46;"}.get(mark, "\\" + mark)


@report("markdown", version=1, suffix=".md")
def markdown(dossier: Dossier) -> bytes:
    """The report as GitHub-flavoured Markdown."""
    summary = summarise(dossier)
    parts = (
        _top(dossier, summary),
        _checked(summary),
        _unchecked(summary),
        _findings(summary),
        _failures(summary.failures),
        _bulleted(PRICES, [escaped(line) for line in summary.prices]),
        _promises(summary),
        _own(summary),
        _people(summary),
        _bulleted("What to do next", [escaped(line) for line in summary.next_steps]),
        _method(dossier),
    )
    lines = "\n\n".join(part for part in parts if part)
    return (lines.translate(SPACES) + "\n").encode()


def _top(dossier: Dossier, summary: Summary) -> str:
    title = f" · {escaped(dossier.title)}" if dossier.title else ""
    lines = [f"# {escaped(dossier.target)}{title}", f"**{escaped(summary.conclusion)}**"]
    if summary.claimed:
        lines.append(f"Claims: {escaped(summary.claimed)}")
    if summary.rows:
        lines.append(f"{summary.headline}. {summary.side_notes}".strip())
    if summary.answers:
        lines.append(f"Answers: {escaped(summary.answers)}")
    if summary.cost:
        lines.append(f"Costs here: {escaped(summary.cost)}")
    if summary.supplied_cost:
        lines.append(f"Costs as supplied, machine unknown: {escaped(summary.supplied_cost)}")
    if summary.key_points:
        lines.append(
            "\n".join(f"{turn}. {escaped(point.says)}" for turn, point in enumerate(summary.key_points, 1))
        )
    lines += [f"Note: {escaped(note)}" for note in dossier.notes]
    lines += [f"Not read: {escaped(warning)}" for warning in dossier.warnings]
    return "\n\n".join(lines)


def _checked(summary: Summary) -> str:
    if not summary.checked:
        return ""
    head = "| Verdict | Claim | As printed | Measured here | Why |\n| --- | --- | --- | --- | --- |"
    return "\n".join([f"## Claims checked ({len(summary.checked)})\n", head, *map(_row, summary.checked)])


def _row(row: ClaimRow) -> str:
    name = f"{escaped(row.name)}<br>{escaped(row.place)}{row.also and f'<br>{escaped(row.also)}'}"
    measured = f"{escaped(row.measured)}<br>{row.size}"
    outcome = vocabulary.OUTCOME[row.outcome]
    return f"| **{outcome}** | {name} | {escaped(row.stated)} | {measured} | {escaped(row.why)} |"


def _unchecked(summary: Summary) -> str:
    if not summary.unchecked:
        return ""
    lines = [f"## Claims not checked ({summary.counts['unchecked']})"]
    for reason, rows in summary.unchecked:
        lines.append(f"**{vocabulary.why_not(reason)}** ({len(rows)})")
        lines.append("\n".join(f"- {_left(row)}" for row in rows))
    return "\n\n".join(lines)


def _left(row: ClaimRow) -> str:
    beside = f"; {escaped(row.measured)} here" if row.measured else ""
    places = ", ".join(escaped(place) for place in (row.place, row.also) if place)
    return f"{escaped(row.name)}: {escaped(row.stated)}{beside} ({places})"


def _findings(summary: Summary) -> str:
    return _bulleted(
        f"Findings ({len(summary.findings)})", [_finding(finding) for finding in summary.findings]
    )


def _finding(finding: Finding) -> str:
    places = "".join(f"\n  - {_quoted(place)}" for place in finding.places)
    return (
        f"**{finding.severity}** · {finding.rule}: {escaped(finding.says)} {escaped(finding.remedy)}{places}"
    )


def _quoted(place: Place) -> str:
    return f"{escaped(vocabulary.place_name(place))}: “{escaped(vocabulary.quoted(place))}”"


def _own(summary: Summary) -> str:
    own = summary.unclaimed
    measurements = own.quality + own.baselines + own.cost
    if not measurements and not own.missing:
        return ""
    head = "| What | Metric | Value | n |\n| --- | --- | --- | --- |"
    left = [f"- Not measured: {escaped(names)}: {escaped(why)}" for names, why in own.not_measured]
    table = [head, *map(_number, measurements)] if measurements else []
    left += [f"- {escaped(line)}" for line in own.pairs]
    return "\n".join(
        ["## Measured here, not claimed\n", *table, *([""] if measurements and left else []), *left]
    )


def _failures(view: FailureView | None) -> str:
    """Parts of the rows and sure mistakes as tables, the rest as a list."""
    if view is None:
        return ""
    parts = [f"## {HEADING}", escaped(view.headline)]
    if view.groups:
        parts.append(table(GROUP_COLUMNS, [tuple(map(escaped, group.cells)) for group in view.groups]))
    if view.wrong:
        parts.append(f"{WRONG}:")
        parts.append(table(WRONG_COLUMNS, [tuple(map(escaped, row)) for row in view.wrong]))
    lines = filter(None, (*view.confusions, view.known, view.method, *view.notes))
    parts.append("\n".join(f"- {escaped(line)}" for line in lines))
    return "\n\n".join(part for part in parts if part)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are escaped already; nothing without rows."""
    below = list(rows)
    lines = (columns, ["---"] * len(columns), *below)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) if below else ""


def escaped_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain text."""
    return table(list(map(escaped, columns)), [list(map(escaped, row)) for row in rows])


def titled_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A heading and a table of plain cells, under columns that are escaped already; nothing without rows."""
    below = table(columns, [list(map(escaped, row)) for row in rows])
    return f"## {title}\n\n{below}" if below else ""


def titled_list(title: str, sentences: Iterable[str]) -> str:
    """A heading and a list of plain sentences; nothing without sentences."""
    return _bulleted(title, list(map(escaped, sentences)))


def _promises(summary: Summary) -> str:
    """Each promise with the evidence to ask for below it."""
    lines = [f"{escaped(says)}\n  - Ask for: {escaped(ask)}" for says, ask in summary.promises]
    return _bulleted(f"{TO_ASK} ({len(lines)})", lines)


def _number(measurement: Measurement) -> str:
    cells = (
        escaped(measurement.subject + vocabulary.origin(measurement)),
        escaped(vocabulary.metric_name(measurement.metric)),
        escaped(number_format.measured(measurement)),
    )
    return f"| {' | '.join(cells)} | {number_format.grouped(measurement.n)} |"


def _people(summary: Summary) -> str:
    lines = [f"dismissed: {escaped(row.brief)}: {escaped(row.set_aside or '')}" for row in summary.dismissed]
    lines += [
        f"dismissed: {escaped(finding.says)} {escaped(why)}" for finding, why in summary.dismissed_findings
    ]
    return _bulleted(
        "Decided by people", lines + [f"corrected: {escaped(correction)}" for correction in summary.corrected]
    )


def _method(dossier: Dossier) -> str:
    lines = [
        f"Data: {escaped(data_slice.name)}, {vocabulary.counted(data_slice.rows, 'row')}, "
        f"sha256 {data_slice.sha256[:16]}"
        for data_slice in dossier.slices
    ]
    lines += [
        f"Machine: {escaped(machine_line(dossier.machine))}",
        f"Isolation: {vocabulary.ISOLATION[dossier.isolation]}",
        f"Source: {escaped(dossier.source.name)} at {escaped(dossier.source.revision)}",
        f"Plan sealed before measuring: {escaped(dossier.plan.sealed) or 'not sealed'}",
        f"Run: {escaped(dossier.run)}",
    ]
    return _bulleted("How it was measured", lines)


def _bulleted(heading: str, lines: list[str]) -> str:
    return f"## {heading}\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""
