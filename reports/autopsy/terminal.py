"""The autopsy as text, for whoever typed the command."""

import textwrap
from collections.abc import Iterator, Sequence

from claims.records.autopsy import Autopsy, ModelComponent
from reports.autopsy import autopsy_report, text
from reports.views.safe_text import shortened, visible
from reports.views.terminal_text import page_bytes

_WIDTH = 110


@autopsy_report("terminal", version=1, suffix=".txt")
def terminal(autopsy: Autopsy) -> bytes:
    """What the file is, from its family to what it needs, at most 110 columns wide."""
    lines = [visible(autopsy.source.name), *_wrapped(visible(autopsy.headline)), text.file_line(autopsy)]
    lines += _section("What its makers say it is for", autopsy.purpose)
    several = len(autopsy.components) > 1
    for component in autopsy.components:
        if several:
            lines += ["", f"== {visible(component.name)}: {visible(component.family)} =="]
        lines += _component(component)
    if autopsy.variants:
        lines += _table("Files of the model (counted)", [text.VARIANT_HEADS, *text.variants(autopsy)])
    lines += _devices(autopsy)
    licences = [
        f"{s.place}: {s.says}{f' ({s.spdx})' if s.spdx and s.spdx != s.says else ''}"
        for s in autopsy.licences
    ]
    note = f"{autopsy.licence_note} {autopsy.licence_permission}".strip()
    lines += _section("Licence", [note, *licences])
    for title, sentences in (
        ("Where it comes from", autopsy.lineage), ("Left from training", autopsy.leftovers),
        ("What it takes to run it", autopsy.needs), ("Not understood", autopsy.unknown), ("Notes", autopsy.notes),
    ):  # fmt: skip
        lines += _section(title, sentences)
    return page_bytes(lines)


def _component(component: ModelComponent) -> Iterator[str]:
    yield from _section("Why this family", [reason.says for reason in component.reasons])
    for title, ports in (("Inputs", component.inputs), ("Outputs", component.outputs)):
        yield from _table(title, [text.port(port) for port in ports[:12]])
        if len(ports) > 12:
            yield f"  and {len(ports) - 12} more"
    yield from _table(
        "From input to output", [(f"{n}.", text.stage(stage)) for n, stage in enumerate(component.stages, 1)]
    )
    yield from _section(text.BRANCHES, text.branches(component))
    yield from _table(f"Parameters: {component.parameters:,} (counted)", text.parts(component))
    yield from _section("Stored numbers (counted)", [text.precision(component)] if component.dtypes else [])
    figures = [
        (figure.name, text.figure(figure), f"{figure.known}{'; ' + figure.note if figure.note else ''}")
        for figure in component.figures
    ]
    yield from _table("Memory and numbers", figures)
    yield from _loads(component)
    yield from _section("Not understood", component.unknown)


def _loads(component: ModelComponent) -> Iterator[str]:
    if component.loads:
        yield from ("", "What a pass takes")
    for load in component.loads:
        yield f"  {load.name}"
        for line in (
            text.operations(load),
            text.memory(load),
            f"most of it: {load.dominant}" if load.dominant else "",
        ):
            if line:
                yield from _wrapped(line, "    ")


def _devices(autopsy: Autopsy) -> Iterator[str]:
    """Each device in a line, with what each load takes there at least."""
    if not autopsy.rooflines:
        return
    loads = list(dict.fromkeys(point.load for point in autopsy.rooflines))
    yield from ("", "At best, by the roofline (estimated): a pass takes at least")
    yield from _wrapped(f"for {'; '.join(loads)}", "  ")
    for name in dict.fromkeys(point.device for point in autopsy.rooflines):
        own = [point for point in autopsy.rooflines if point.device == name]
        yield from _wrapped(f"{text.device(own[0])}: {'; '.join(map(text.roofline, own))}", "  ")


def _section(title: str, sentences: "tuple[str, ...] | list[str]") -> Iterator[str]:
    if not sentences:
        return
    yield from ("", title)
    for sentence in sentences:
        yield from _wrapped(shortened(sentence, 600), "  ")


def _table(title: str, rows: "Sequence[tuple[str, ...]]") -> Iterator[str]:
    """Rows in columns; the last one is folded."""
    if not rows:
        return
    yield from ("", title)
    cells = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]) - 1)]
    for row in cells:
        start = (
            "  " + "  ".join(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)) + "  "
        )
        first, *more = textwrap.wrap(row[-1], max(30, _WIDTH - len(start))) or [""]
        yield start + first
        yield from (" " * len(start) + line for line in more)


def _wrapped(sentence: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        sentence,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + ("  " if indent else ""),
        break_on_hyphens=False,
    )
