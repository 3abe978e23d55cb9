"""Signs that supplied answers are no model's: copied labels, more right than the rows allow, too regular times."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from claims.records import Pair
from claims.verdicts.reservations import ANSWERS, COPIED, UNTRUSTED
from reproducers.lab.bench import Bench
from reproducers.lab.data.table_file import DataTable, read_data_table

_FEWEST_TIMES = 20
_TIMES_REPEATED = 3
_SAME = 1e-9
_FEWEST_ODD = 8
_BEYOND = 3
"""Right answers beyond what any answer to the same input can reach; fewer may be a model that draws its answers."""


def supplier_settings(bench: Bench, outputs: Sequence[str | None], right: Sequence[bool]) -> tuple[Pair, ...]:
    """Who supplied the answers, and each doubt about them, in a sentence; `right` are those that count as right."""
    name = bench.predictions.name if bench.predictions else "a file"
    settings = [Pair(name=ANSWERS, value=f"supplied in {name}; the model itself was not run")]
    if right and all(right):  # by whatever names the answers call the labels
        says = f"all {len(right):,} supplied answers equal their labels, as a copy of the labels would."
        settings.append(Pair(name=COPIED, value=f"{says[0].upper()}{says[1:]}"))
    elif (beyond := _beyond_inputs(bench, right)) >= _BEYOND:
        says = f"{beyond:,} more answers are right than any answers to inputs that repeat with other labels can be."
        settings.append(Pair(name=COPIED, value=says))
    elif odd := _odd_spellings(bench, outputs):
        says = (
            f"{odd:,} answers repeat an odd spelling of their own row's label, as a copy of the labels would."
        )
        settings.append(Pair(name=COPIED, value=says))
    if bench.data == bench.predictions:
        says = f"The labels come from {name}, the file of answers itself: give rows with labels of your own by --data."
        settings.append(Pair(name=UNTRUSTED, value=says))
    return tuple(settings)


def too_regular(seconds: Sequence[float]) -> str:
    """Why times cannot have been measured, in a sentence: all alike, even steps, or one run repeated; else empty."""
    if len(seconds) < _FEWEST_TIMES:
        return ""
    steps = [later - earlier for earlier, later in pairwise(seconds)]
    if max(seconds) == min(seconds):
        return f"all {len(seconds):,} supplied latencies are the same, which timed requests are not."
    if max(steps) - min(steps) <= _SAME * max(map(abs, seconds)):
        return f"the {len(seconds):,} supplied latencies grow in even steps, which timed requests do not."
    for period in range(2, len(seconds) // _TIMES_REPEATED + 1):
        if all(later == earlier for earlier, later in zip(seconds, seconds[period:], strict=False)):
            return f"the {len(seconds):,} supplied latencies repeat the first {period:,}, which timed requests do not."
    return ""


def _beyond_inputs(bench: Bench, right: Sequence[bool]) -> int:
    """How many more answers are right than the best single answer to each repeated input could reach."""
    if bench.data is None or bench.slice is None:
        return 0
    table = read_data_table(bench.data)
    taken = {pair.value for pair in bench.slice.columns}
    inputs = [cells for name, cells in table.columns.items() if name not in taken]
    labels: dict[tuple[str | None, ...], Counter[str]] = defaultdict(Counter)
    hits: Counter[tuple[str | None, ...]] = Counter()
    for number, label, hit in zip(bench.rows.numbers, bench.rows.labels, right, strict=True):
        key = tuple(cells[number] for cells in inputs)
        labels[key][label] += 1
        hits[key] += hit
    if not inputs:
        return 0
    return sum(max(0, hits[key] - max(kinds.values())) for key, kinds in labels.items())


def _odd_spellings(bench: Bench, outputs: Sequence[str | None]) -> int:
    """How many labels in a rarer spelling are answered in that very spelling, where no right answer has another.

    Spellings of one label differ in case or spacing. A model that answers in one spelling, or in any by chance, is
    not counted; neither are spellings that another column of the rows tells.
    """
    if bench.data is None or bench.slice is None or bench.data == bench.predictions:
        return 0
    table = read_data_table(bench.data)
    name = next((pair.value for pair in bench.slice.columns if pair.name == "label"), "")
    cells = table.columns.get(name, ())
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    odd = [
        (number, label, output)
        for number, output in zip(bench.rows.numbers, outputs, strict=True)
        if cells and (label := cells[number] or "") and output and _plain(label) == _plain(output)
    ]
    for _, label, _ in odd:
        kinds[_plain(label)][label] += 1
    if any(label != output for _, label, output in odd) or _is_told(table, name, odd):
        return 0
    rare = sum(sum(spellings.values()) - max(spellings.values()) for spellings in kinds.values())
    return rare if rare >= _FEWEST_ODD else 0


def _is_told(table: DataTable, label: str, rows: Sequence[tuple[int, str, str]]) -> bool:
    """Whether a column whose cells repeat tells how each label is spelled."""
    for name, cells in table.columns.items():
        pairs = {((cells[number] or ""), _plain(spelled)): set[str]() for number, spelled, _ in rows}
        if name == label or len(pairs) > len(rows) // 2:
            continue
        for number, spelled, _ in rows:
            pairs[(cells[number] or ""), _plain(spelled)].add(spelled)
        if all(len(spellings) == 1 for spellings in pairs.values()):
            return True
    return False


def _plain(text: str | None) -> str:
    return (text or "").strip().casefold()
