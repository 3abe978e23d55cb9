"""Parts of a slice on which a classifier does clearly worse than on the rest, tested together (Holm)."""

from collections.abc import Iterator, Sequence

from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.scoring.row_groups import RowGroup, by_length, by_word

_FEW = 25  # rows of a part that is tested
_ALPHA = 0.05
_SHOWN = 5


def weak_spots(bench: Bench, right: Sequence[bool]) -> tuple[Pair, ...]:
    """The parts whose share of right answers is lower than the rest's beyond chance, the worst first.

    One-sided exact tests by Fisher, of classes and of quarters by length, adjusted by Holm over all of them.
    """
    import numpy as np

    from claims.statistics.multiplicity import holm

    good = np.array(right)
    parts = [part for part in _parts(bench) if _FEW <= part.rows.sum() <= len(good) - _FEW]
    if not parts or good.all() or not good.any():
        return ()
    from scipy.stats import fisher_exact

    tables = [
        np.array(
            [
                [(good & p.rows).sum(), (~good & p.rows).sum()],
                [(good & ~p.rows).sum(), (~good & ~p.rows).sum()],
            ]
        )
        for p in parts
    ]
    adjusted = holm([float(fisher_exact(table, alternative="less").pvalue) for table in tables])
    weak = [
        (float(good[p.rows].mean()), p, adj) for p, adj in zip(parts, adjusted, strict=True) if adj < _ALPHA
    ]
    return tuple(
        Pair(
            name="weak spot",
            value=f"{p.what}: {100 * share:.1f} % of {int(p.rows.sum()):,} rows right (p = {adj:.2g}, Holm)",
        )
        for share, p, adj in sorted(weak, key=lambda group: group[0])[:_SHOWN]
    )


def _parts(bench: Bench) -> Iterator[RowGroup]:
    yield from by_word("label", [bench.truth.names[place] for place in bench.truth.indices])
    if bench.rows.texts:
        yield from by_length(bench.rows.texts)
