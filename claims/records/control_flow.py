"""Where a model's graph runs one of several branches, or repeats some of its operators."""

from claims.records.record import Record


class GraphBranch(Record):
    """One of the graphs that an operator of a graph may run."""

    when: str
    """What decides for it: "where sr is 16000", "in its else branch"; empty for a loop."""
    parameters: int
    """Learnt numbers that its operators take."""
    flops: int
    """Operations for the input of the first load."""
    whole: bool = True
    """Whether these are all; else some operator has no formula or no known size there, and it is a lower bound."""


class ControlFlow(Record):
    """An operator of a graph that runs one of several branches, or repeats one."""

    operator: str
    """What the format calls it: "If", "Loop", "Scan"."""
    name: str
    """Its name in the graph."""
    branches: tuple[GraphBranch, ...]
    """The graphs that it may run; the first is drawn, listed and counted."""
    times: int | None = 1
    """How often a loop runs for the input of the first load; None where that is not known, so that it counts once."""
