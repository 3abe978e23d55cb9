"""The autopsy as Markdown, for an issue, a wiki or a pull request."""

from collections.abc import Iterator

from claims.records.autopsy import Autopsy, ModelComponent
from reports.autopsy import autopsy_report, text
from reports.autopsy.answers import answers
from reports.markdown import escaped, titled_list, titled_table


@autopsy_report("markdown", version=2, suffix=".md")
def markdown(autopsy: Autopsy) -> bytes:
    """The six answers, then every number in tables."""
    parts = [
        f"# {escaped(autopsy.source.name)}",
        f"**{escaped(autopsy.headline)}**",
        escaped(text.file_line(autopsy)),
    ]
    parts += [f"**{answer.question}** {escaped(answer.says)}" for answer in answers(autopsy)]
    parts.append(titled_list("What its makers say it is for", autopsy.purpose))
    for component in autopsy.components:
        parts += _component(component, several=len(autopsy.components) > 1)
    parts.append(titled_table("Files of the model (counted)", text.VARIANT_HEADS, text.variants(autopsy)))
    parts += _rooflines(autopsy)
    licences = [(s.place, s.says, s.spdx or "not told apart") for s in autopsy.licences]
    parts.append(titled_table("Licence", ("where", "says", "SPDX"), licences))
    parts += [escaped(f"{autopsy.licence_note} {autopsy.licence_permission}".strip())]
    for title, sentences in (
        ("Where it comes from", autopsy.lineage), ("Left from training", autopsy.leftovers),
        ("What it takes to run it", autopsy.needs), ("Not understood", autopsy.unknown), ("Notes", autopsy.notes),
    ):  # fmt: skip
        parts.append(titled_list(title, sentences))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _component(component: ModelComponent, *, several: bool) -> Iterator[str]:
    if several:
        yield f"## {escaped(component.name)}: {escaped(component.family)}"
    yield titled_list("Why this family", [reason.says for reason in component.reasons])
    for title, ports in (("Inputs", component.inputs), ("Outputs", component.outputs)):
        yield titled_table(title, ("name", "type and shape", "meaning"), map(text.port, ports))
    stages = [
        (f"{f'{s.times} times ' if s.times > 1 else ''}{s.title}", s.name, f"{s.parameters:,}", s.detail)
        for s in component.stages
    ]
    yield titled_table("From input to output", ("block", "name", "parameters of one", "sizes"), stages)
    yield titled_list(text.BRANCHES, text.branches(component))
    yield titled_table("Parameters (counted)", ("part", "parameters", "share"), text.parts(component))
    figures = [(f.name, text.figure(f), f.known, f.note) for f in component.figures]
    yield titled_table("Memory and numbers", ("what", "value", "known", "how"), figures)
    loads = [(load.name, text.operations(load), text.memory(load), load.dominant) for load in component.loads]
    yield titled_table("What a pass takes", ("input", "operations", "memory", "most of it"), loads)
    layers = [
        (layer.name, layer.kind, layer.shape, f"{layer.parameters:,}") for layer in component.layers[:60]
    ]
    yield titled_table("Layers", ("name", "kind", "shape", "parameters"), layers)
    left = len(component.layers) - 60 + component.layers_left_out
    if left > 0:
        yield f"And {left:,} more layers."
    yield titled_list("Not understood", component.unknown)


def _rooflines(autopsy: Autopsy) -> Iterator[str]:
    heads, rows = text.roofline_table(autopsy)
    yield titled_table("At best, by the roofline (estimated): a pass takes at least", heads, rows)
