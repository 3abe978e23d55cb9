"""`verify audit TARGET`: how far a repository is, with the evidence and a plan."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from claims.records.maturity import Maturity, StageFound
    from claims.records.source import Place

MARK = {"found": "yes", "partial": "part", "missing": "no"}


@click.command()
@click.argument("target")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def audit(target: str, as_json: bool) -> int:
    """Say how reproducible and how well kept a repository is: a folder, or org/model on the Hub."""
    from flows.audit import audit as audited
    from flows.progress import progress
    from flows.settings import settings

    with progress(f"Looking up {target} …") as say:
        found = audited(target, settings(), say)
    if as_json:
        click.echo(found.to_bytes().decode())
        return 0
    for line in told(found):
        click.echo(line)
    return 0


def told(found: "Maturity") -> list[str]:
    """The audit as lines of text."""
    head = f"{found.source.name}: level {found.level} of 3, {found.score:.0%} of {len(found.stages)} stages"
    lines = [f"{head}, {found.files:,} files", ""]
    lines += [_stage(one) for one in found.stages]
    for title, places in (
        ("Steps left to hands", found.by_hand), ("Files that can run code", found.unsafe),
        ("Data from places that nothing explains", found.undocumented),
    ):  # fmt: skip
        lines += (
            ["", f"{title}:", *(f"  {_at(one)}: {_shown(one.quote)}" for one in places)] if places else []
        )
    for number, phase in enumerate(found.plan, 1):
        lines += ["", f"Phase {number}: {phase.title} ({phase.days} days)"]
        for step in phase.steps:
            effort = f"{step.days} day{'s' if step.days > 1 else ''}"
            lines.append(f"  {step.stage}: {step.tool}, {effort}; {step.pays}. Hold it to: {step.sla}.")
    return [*lines, *(f"\n{note}" for note in found.notes)]


def _stage(one: "StageFound") -> str:
    shown = f"  {', '.join(_at(place) for place in one.evidence)}" if one.evidence else ""
    return f"{MARK[one.state]:<5}{one.title}{shown}"


def _at(place: "Place") -> str:
    name = _shown(place.file)
    return f"{name}:{place.line}" if place.line else name


def _shown(text: str) -> str:
    """A foreign text without what moves a terminal's cursor."""
    return "".join(one if one.isprintable() else "·" for one in text)
