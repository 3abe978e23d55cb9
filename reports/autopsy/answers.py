"""The six questions that somebody who decides asks of a model file, each with its answer in a sentence or two."""

from typing import NamedTuple

from claims.records.autopsy import Autopsy, ModelComponent, RooflinePoint, TensorPort
from reports.autopsy import text
from reports.views.safe_text import shortened

_OF_TREES = (
    "Little: a row goes down each tree once, a comparison a step; measure it with `verify MODEL --data FILE`."
)
_NO_GRAPH = (
    "Not known: the file holds no graph. `verify MODEL --data FILE` measures it where the kind is measured."
)
MOST_PORTS = 3
"""Inputs or outputs that are listed; the rest is counted."""
_NOT_STATED = "Nobody says what it is for: neither the file nor what lies around it."


class ShortAnswer(NamedTuple):
    """A question and its answer."""

    question: str
    says: str


def answers(autopsy: Autopsy) -> tuple[ShortAnswer, ...]:
    """What it is, what goes in and out, how large it is, what it costs, whether it may be used, what to beware of."""
    main = max(autopsy.components, key=lambda component: component.parameters)
    return (
        ShortAnswer("What is it?", _kind(autopsy, main)),
        ShortAnswer("What goes in, what comes out?", _ports(main)),
        ShortAnswer("How large is it?", _size(autopsy, main)),
        ShortAnswer("What does it cost to run?", _cost(autopsy, main)),
        ShortAnswer("May we use it, and where does it come from?", _rights(autopsy)),
        ShortAnswer("What does it need, and what to beware of?", _needs(autopsy)),
    )


def _kind(autopsy: Autopsy, main: ModelComponent) -> str:
    why = main.reasons[0].says if main.reasons else "Nothing in the file tells its family."
    several = f"{len(autopsy.components)} models; the largest: " if len(autopsy.components) > 1 else ""
    doing = f", for {main.task}" if main.task else ""
    stated = " ".join(autopsy.purpose[:2]) if autopsy.purpose or main.task else _NOT_STATED
    return (
        f"{several}{main.family[:1].upper()}{main.family[1:]}{doing}. {shortened(stated, 320)} {why}".replace(
            "  ", " "
        )
    )


def _ports(main: ModelComponent) -> str:
    if not main.inputs and not main.outputs:
        return "The file does not tell: it holds weights without a graph or settings that name them."
    return f"In: {_port_list(main.inputs)}. Out: {_port_list(main.outputs) or 'not told'}."


def _port_list(ports: tuple[TensorPort, ...]) -> str:
    shown = [text.port(port) for port in ports[:MOST_PORTS]]
    more = f"; and {len(ports) - MOST_PORTS} more" if len(ports) > MOST_PORTS else ""
    return "; ".join(f"{name} ({shape}): {meaning}" for name, shape, meaning in shown) + more


def _size(autopsy: Autopsy, main: ModelComponent) -> str:
    largest = max(main.parts, key=lambda part: part.parameters, default=None)
    share = (
        f", {100 * largest.parameters / max(main.parameters, 1):.0f} % of them {largest.part}"
        if largest
        else ""
    )
    if not main.parameters:
        return f"{text.in_bytes(autopsy.file_bytes)} on disk; its parameters are not counted."
    types = ", ".join(of.dtype for of in main.dtypes[:3]) or "no type that is known"
    counted = f"{autopsy.parameters:,} parameters (counted){share}"
    stored = f"; numbers in {types}." if main.dtypes else "."
    return f"{counted}; {text.in_bytes(autopsy.file_bytes)} on disk{stored}{_spare(main)}{_by_branch(main)}"


def _by_branch(main: ModelComponent) -> str:
    """How many of the parameters a pass uses, where a condition decides between parts of the model."""
    sizes = next(
        ([b.parameters for b in flow.branches] for flow in main.control_flow if flow.operator == "If"), []
    )
    if len(set(sizes)) < 2:
        return ""
    listed = " and ".join(f"{size:,}" for size in sizes)
    return f" A pass runs one of {len(sizes)} branches, which hold {listed} of them."


def _spare(main: ModelComponent) -> str:
    """How many of the stored bytes a run needs, where much is stored that it does not."""
    stored, needed = (sum(of.stored_bytes for of in sizes) for sizes in (main.dtypes, main.parts))
    return f" Of that, {text.in_bytes(needed)} are parameters." if stored > 1.2 * needed > 0 else ""


def _cost(autopsy: Autopsy, main: ModelComponent) -> str:
    load = main.loads[0] if main.loads else None
    if load is None:
        trees = any(part.part == "trees" for part in main.parts)
        return _OF_TREES if trees else _NO_GRAPH
    sentences = [f"{load.name}: {text.operations(load)}."]
    if load.activation_bytes is not None:
        held = load.activation_bytes + sum(size.stored_bytes for size in main.dtypes)
        sentences.append(f"About {text.in_bytes(held)} of memory (estimated).")
    points = [point for point in autopsy.rooflines if point.load == load.name]
    if points:
        sentences.append(
            f"At best {', '.join(_at_best(point) for point in _few(points))} (estimated by the roofline)."
        )
    if load.dominant:
        sentences.append(f"Most of it: {load.dominant}.")
    return " ".join(sentences)


def _few(points: list[RooflinePoint]) -> list[RooflinePoint]:
    """The first three: the machine here and two others."""
    return points[:3]


def _at_best(point: RooflinePoint) -> str:
    return f"{text.in_seconds(point.seconds)} on {point.device}"


def _rights(autopsy: Autopsy) -> str:
    origin = " ".join(autopsy.lineage[:2])
    return shortened(
        f"{autopsy.licence_note} {autopsy.licence_permission} {origin}".replace("  ", " ").strip(), 620
    )


def _needs(autopsy: Autopsy) -> str:
    every = [
        *autopsy.needs,
        *autopsy.leftovers,
        *autopsy.unknown,
        *(line for c in autopsy.components for line in c.unknown),
    ]
    return shortened(" ".join(every) or "Nothing beyond a library that reads the format.", 460)
