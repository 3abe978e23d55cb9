"""What TensorBoard shows of a profile: scalars, the graph with times and memory by node, and the tables as text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from claims.records.profile import Profile, TimePart
from reproducers.lab.profiling.memory_curve import middle_pass
from reproducers.lab.profiling.spans import Recording, Span

if TYPE_CHECKING:
    from tensorboard.compat.proto.graph_pb2 import GraphDef

Edges = Mapping[str, Sequence[str]]
"""The nodes whose outputs a node takes."""
_MICRO = 1e6
_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9_.\\/>-]")
EVENTS, _SUFFIX = "events.out.tfevents.profile", ".assay"
_CURVES = 12
"""Operators that get a curve over the passes."""


def write_events(profile: Profile, recording: Recording, folder: Path) -> None:
    """Write one file of events into the folder."""
    from torch.utils.tensorboard.writer import SummaryWriter

    with SummaryWriter(str(folder), filename_suffix=_SUFFIX) as writer:
        for number, root in enumerate(recording.passes):
            writer.add_scalar("pass/milliseconds", root.seconds * 1e3, number)
        for point in profile.memory:
            writer.add_scalar(
                "memory/megabytes by microsecond", point.held_bytes / 1e6, round(point.at * _MICRO)
            )
        for part in profile.operators[:_CURVES]:
            for number, root in enumerate(recording.passes):
                own = sum(
                    span.own for _, span in root.walk() if (span.kind, span.name) == ("operator", part.name)
                )
                writer.add_scalar(f"operators, milliseconds a pass/{part.name}", own * 1e3, number)
        for title, parts in (
            ("parts", profile.parts),
            ("operators", profile.operators),
            ("modules", profile.modules),
        ):
            if parts:
                writer.add_text(title, _table(parts), 0)
        assert writer.file_writer is not None  # noqa: S101 - it is there until the writer is closed
        _add_graph(writer.file_writer, middle_pass(recording.passes), recording.edges)
    for written in folder.glob(f"events.out.tfevents.*{_SUFFIX}"):  # a second run writes the same file
        written.replace(folder / EVENTS)


def _table(parts: Iterable[TimePart]) -> str:
    """A table in Markdown, which TensorBoard shows as one."""
    rows = [
        f"| {part.name} | {part.seconds * 1e3:.3f} | {part.low * 1e3:.3f} to {part.high * 1e3:.3f} "
        f"| {part.share:.1%} | {part.calls:g} |"
        for part in parts
    ]
    return "\n".join(["| name | ms a pass | 95 % interval | share | calls |", "|---|---|---|---|---|", *rows])


def _add_graph(file_writer: object, root: Span, edges: Edges) -> None:
    """The calls of a pass as TensorBoard's graph, with time and memory of each under the tag "a pass"."""
    from tensorboard.compat.proto.config_pb2 import RunMetadata
    from tensorboard.compat.proto.event_pb2 import Event, TaggedRunMetadata
    from tensorboard.compat.proto.step_stats_pb2 import (
        AllocatorMemoryUsed,
        DeviceStepStats,
        NodeExecStats,
        StepStats,
    )

    nodes = list(_nodes(root))
    stats = [
        NodeExecStats(
            node_name=name,
            all_start_micros=int((span.start - root.start) * _MICRO),
            op_end_rel_micros=max(1, round(span.seconds * _MICRO)),
            all_end_rel_micros=max(1, round(span.seconds * _MICRO)),
            memory=[AllocatorMemoryUsed(allocator_name="cpu", total_bytes=_allocated(span))],
        )
        for name, span in nodes
    ]
    device = DeviceStepStats(device="/device:CPU:0", node_stats=stats)
    run = RunMetadata(step_stats=StepStats(dev_stats=[device]))
    tagged = TaggedRunMetadata(tag="a pass", run_metadata=run.SerializeToString())
    add_event = file_writer.add_event  # type: ignore[attr-defined] # of torch's writer, which has no types
    add_event(Event(graph_def=_graph(nodes, edges).SerializeToString()))
    add_event(Event(tagged_run_metadata=tagged))


def _graph(nodes: list[tuple[str, Span]], edges: Edges) -> "GraphDef":
    """The calls with what they take; where no graph tells that, each takes what the one before it gives."""
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboard.compat.proto.node_def_pb2 import NodeDef
    from tensorboard.compat.proto.versions_pb2 import VersionDef

    name_of_node = {span.node: name for name, span in nodes if span.node}
    before = ["", *(name for name, _ in nodes)]
    defined = []
    for previous, (name, span) in zip(before, nodes, strict=False):
        taken = [previous] if previous else []
        if span.node in edges:
            taken = [name_of_node[node] for node in edges[span.node] if node in name_of_node]
        defined.append(NodeDef(name=name, op=span.name, input=taken, device="/device:CPU:0"))
    return GraphDef(node=defined, versions=VersionDef(producer=22))


def _nodes(root: Span) -> Iterator[tuple[str, Span]]:
    """The outermost operators of a pass by names that no other has, under the modules that call them."""
    taken: dict[str, int] = {}

    def under(span: Span, path: str) -> Iterator[tuple[str, Span]]:
        for inner in span.inner:
            if inner.kind == "operator":
                yield _free(path, _allowed(inner.name), taken), inner
            else:
                yield from under(inner, _folder(inner) if inner.kind == "module" else "")

    yield from under(root, "outside_the_model/")


def _folder(module: Span) -> str:
    """A module's path as TensorBoard folds nodes: layers of one stack lie in the folder of the stack."""
    return _allowed(module.name.replace(".", "/")) + "/"


def _allocated(span: Span) -> int:
    return sum(inner.allocated for _, inner in span.walk())


def _allowed(name: str) -> str:
    """A name as a graph's nodes may be called."""
    return _NOT_ALLOWED.sub("_", name).strip("/") or "_"


def _free(path: str, name: str, taken: dict[str, int]) -> str:
    """The name, with its number in front where it was given before: TensorBoard makes a series of those at the end."""
    taken[path + name] = taken.get(path + name, 0) + 1
    number = taken[path + name]
    return f"{path}{name}" if number == 1 else f"{path}{number}.{name}"
