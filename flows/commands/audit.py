"""`verify audit TARGET`: a repository's reproducibility and maturity, with evidence and a plan."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from claims.records.maturity import Maturity, StageFound
    from claims.records.source import Place

MARK = {"found": "yes", "partial": "part", "not shown": "not shown", "missing": "no"}

LONGEST_QUOTE = 90
"""Characters of a line that are shown."""


@click.command()
@click.argument("target")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def audit(target: str, as_json: bool) -> int:
    """Say how reproducible and how well kept a repository is.

    TARGET is a folder, or org/model on the Hub.
    """
    from flows.audit import audit as audited
    from flows.progress import progress
    from flows.settings import settings

    with progress(f"Looking up {target} …") as say:
        maturity = audited(target, settings(), say)
    if as_json:
        click.echo(maturity.to_bytes().decode())
        return 0
    for line in as_lines(maturity):
        click.echo(line)
    return 0


def as_lines(maturity: "Maturity") -> list[str]:
    """The audit as lines of text."""
    head = f"{maturity.source.name}: level {maturity.level} of 3, {maturity.score:.0%} of {len(maturity.stages)} stages"
    lines = [f"{head}, {maturity.files:,} files", ""]
    lines += [line for stage in maturity.stages for line in _stage_lines(stage)]
    for title, places in (
        ("Steps left to hands", maturity.by_hand), ("Files that can run code", maturity.unsafe),
        ("Data from places that nothing explains", maturity.undocumented),
    ):  # fmt: skip
        lines += (
            ["", f"{title}:", *(f"  {_place_name(place)}: {_printable(place.quote)}" for place in places)]
            if places
            else []
        )
    for number, phase in enumerate(maturity.plan, 1):
        lines += ["", f"Phase {number}: {phase.title} ({phase.days} days)"]
        for step in phase.steps:
            effort = f"{step.days} day{'s' if step.days > 1 else ''}"
            lines.append(f"  {step.stage}: {step.tool}, {effort}; {step.pays}. Hold it to: {step.sla}.")
    return [*lines, *(f"\n{note}" for note in maturity.notes)]


def _stage_lines(stage: "StageFound") -> list[str]:
    """A stage with its mark, then the lines that show it, or that only speak of it."""
    return [
        f"{MARK[stage.state]:<11}{stage.title}",
        *(f"{'':<13}{_place_name(place)}{_quote(place)}" for place in stage.evidence),
    ]


def _quote(place: "Place") -> str:
    text = _printable(place.quote)
    return f"  {text[:LONGEST_QUOTE]}{'…' if len(text) > LONGEST_QUOTE else ''}" if place.line else ""


def _place_name(place: "Place") -> str:
    name = _printable(place.file)
    return f"{name}:{place.line}" if place.line else name


def _printable(text: str) -> str:
    """Text from outside with control characters replaced, so that it cannot move the cursor."""
    return "".join(character if character.isprintable() else "·" for character in text)
