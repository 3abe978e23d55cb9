"""Columns whose numbers are no results by what they look like: values that are asked for, and sizes of inputs."""

from collections.abc import Iterator, Sequence

from claims.catalog.word_lists import pattern
from claims.records import Quantity
from extractors.tables.candidates import Candidate, Group
from extractors.tables.groups import ReadTable

LEAST_BOUNDS = 3
"""From how many cells on a column of bounds alone holds requirements."""
_GRAIN, _SMALLEST, _LARGEST = 32, 96, 4096
"""Sizes of pictures, in pixels, are multiples of the first, between the others."""


def is_required(read: ReadTable, group: Group) -> bool:
    """Whether a group stands under a heading of targets, or in a column of bounds alone: "≥ 0.70"."""
    if "required" not in read.signs:
        read.signs["required"] = tuple(_required_headings(read))
    return any(
        phrase.where == "header0" and phrase.text in read.signs["required"] for phrase in group.phrases
    )


def _required_headings(read: ReadTable) -> Iterator[str]:
    columns: dict[str, list[Quantity]] = {}
    for group in {id(each): each for each in read.groups.values()}.values():
        for phrase in group.phrases:
            if phrase.where == "header0":
                columns.setdefault(phrase.text, []).extend(group.numbers)
    for heading, numbers in columns.items():
        bounds = sum(number.relation in ("<", ">") for number in numbers)
        if names_requirements(heading) or (len(numbers) >= LEAST_BOUNDS and bounds == len(numbers)):
            yield heading


def names_requirements(heading: str) -> bool:
    """Whether a heading says that what stands below it is asked for: "Target"."""
    return bool(pattern("table_words", "required_columns").fullmatch(heading.strip()))


def are_input_sizes(metric: Candidate, numbers: Sequence[Quantity]) -> bool:
    """Whether numbers under a heading that no metric explains are the few sizes that pictures are scaled to."""
    if metric.metric is not None and metric.metric.kind == "quality" and metric.name != "score":
        return False
    if len(numbers) < LEAST_BOUNDS or any(number.unit not in (None, "px") for number in numbers):
        return False
    sizes = [number.value for number in numbers]
    few = len(set(sizes)) <= max(1, len(sizes) // 3)
    return few and all(_SMALLEST <= size <= _LARGEST and size % _GRAIN == 0 for size in sizes)
