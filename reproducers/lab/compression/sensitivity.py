"""What quantising a few nodes alone does to a model's output: which of them to leave as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records.optimization import NodeDamage
from reproducers.lab.compression.quantize import Static, quantize_static
from reproducers.lab.compression.recipes import Recipe, Workshop, static
from reproducers.lab.compression.runners import OrtRunner
from reproducers.lab.compression.time_budget import TimeBudget

if TYPE_CHECKING:
    from reproducers.lab.compression.quality import Answer
    from reproducers.lab.compression.runners import Outputs
    from reproducers.lab.compression.subject import Subject

_MOST_GROUPS = 24
_LEFT_OUT = (0.5, 0.8, 0.95)
"""Shares of the damage whose nodes are left as they are, one variant each."""
PROBED = 12
"""Rows that each group is tried on."""
PROBED_UNTIL, PROBE = 0.7, "probe"
"""The share of the time after which no group is tried, and what a trial is called in it."""


def damages(
    shop: Workshop, subject: "Subject", scheme: Static, rows: Sequence[int], budget: TimeBudget
) -> tuple[NodeDamage, ...]:
    """What each group of neighbouring nodes damages, the worst first; as many as the time allows."""
    operators = scheme.operators or ("Conv", "MatMul", "Gemm")
    kinds = {node.name: node.op_type for node in shop.prepared.nodes if node.op_type in operators}
    groups = _groups([name for name in kinds if name not in scheme.left_out])
    feeds = [subject.feeds(row) for row in rows]
    before = OrtRunner(shop.original)
    wanted = [before.run(given) for given in feeds]
    answers = {row: subject.answer(outputs, row) for row, outputs in zip(rows, wanted, strict=True)}
    seen: list[NodeDamage] = []
    for number, group in enumerate(groups):
        if not budget.allows(PROBED_UNTIL, PROBE):
            break
        target = shop.prepared.path.with_name(f"probe_{number}.onnx")
        try:
            with budget.step(PROBE):
                quantize_static(shop.prepared, target, replace(scheme, only=group), shop.calibration)
                runner = OrtRunner(target)
                given = [runner.run(fed) for fed in feeds]
        except (ModelUnavailable, ValueError, RuntimeError):
            continue
        finally:
            target.unlink(missing_ok=True)
        seen.append(_damage(subject, group, kinds, rows, wanted, given, answers))
    return _with_shares(seen)


def _groups(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Neighbours in the graph's order, in at most so many groups."""
    size = -(-len(names) // _MOST_GROUPS) if names else 1
    return [tuple(names[i : i + size]) for i in range(0, len(names), size)]


def _damage(
    subject: "Subject",
    group: tuple[str, ...],
    kinds: dict[str, str],
    rows: Sequence[int],
    wanted: "Sequence[Outputs]",
    given: "Sequence[Outputs]",
    answers: "dict[int, Answer]",
) -> NodeDamage:
    changed = {row: subject.answer(outputs, row) for row, outputs in zip(rows, given, strict=True)}
    agreement = subject.quality.agreement(answers, changed, rows)
    return NodeDamage(
        nodes=group,
        operator=", ".join(sorted({kinds[name] for name in group})),
        error=_relative_error(wanted, given),
        agreement=agreement if agreement == agreement else 1.0,
        share=0.0,
    )


def _relative_error(wanted: "Sequence[Outputs]", given: "Sequence[Outputs]") -> float:
    """The root mean square of the change over that of the output; of several outputs, the most changed one."""
    import numpy as np

    worst = 0.0
    for name in wanted[0]:
        pairs = [(np.asarray(a[name]), np.asarray(b[name])) for a, b in zip(wanted, given, strict=True)]
        if any(a.dtype.kind != "f" or a.shape != b.shape for a, b in pairs):
            continue
        changed = sum(float(((a - b).astype(np.float64) ** 2).sum()) for a, b in pairs)
        size = sum(float((a.astype(np.float64) ** 2).sum()) for a, _ in pairs)
        worst = max(worst, (changed / size) ** 0.5 if size else 0.0)
    return worst


def _with_shares(seen: Sequence[NodeDamage]) -> tuple[NodeDamage, ...]:
    whole = sum(damage.error**2 for damage in seen)
    shared = [d.model_copy(update={"share": d.error**2 / whole if whole else 0.0}) for d in seen]
    return tuple(sorted(shared, key=lambda damage: -damage.error))


def worst_nodes(damages: Sequence[NodeDamage], share: float) -> tuple[str, ...]:
    """The nodes of the worst groups that together make at least that share of all changes."""
    nodes: list[str] = []
    reached = 0.0
    for damage in damages:
        if reached >= share:
            break
        nodes += damage.nodes
        reached += damage.share
    return tuple(nodes)


def without_worst(shop: Workshop, how: Static, seen: Sequence[NodeDamage]) -> Iterator[Recipe]:
    """The static variant without the nodes that damage most, by several shares of the damage."""
    done: set[tuple[str, ...]] = {()}
    for share in _LEFT_OUT:
        left = worst_nodes(seen, share)
        if left in done or len(left) == len(shop.prepared.names(*how.operators)):
            continue
        done.add(left)
        kept = f"{len(left)} worst node{'s' if len(left) != 1 else ''} left out"
        kind = "convolutions" if "Conv" in how.operators else "matrix products"
        yield static(shop, f"static INT8, {kind}, {kept}", Static(operators=how.operators, left_out=left))
