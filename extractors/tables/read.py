"""Tables as read: for each part of each table, the likeliest assignment of its levels, and the next."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from extractors.tables.context import DocumentContext, TableContext
from extractors.tables.grid import grids
from extractors.tables.groups import ReadTable
from extractors.tables.model import ReaderWeights, model
from extractors.tables.phrase_usage import PhraseUsage
from extractors.tables.reading import CARRIED, assignments, evidence_of, level_scores, whole_features
from extractors.tables.roles import Numbered, probabilities

MOST_CELLS = 4_000
"""Cells of a table that is read by learned weights; a longer list is left to the rules, which take no time for it."""


def read_tables(document: DocumentContext) -> Iterator[ReadTable]:
    """Every part of every table that holds numbers and names them."""
    for table in document.document.tables:
        if len(table.cells) > MOST_CELLS:
            continue
        context = TableContext(table, document)
        for grid in grids(table):
            numbered = Numbered(grid, context.brackets)
            if numbered.numbers and numbered.levels:
                yield read(numbered, context, model())


def read(table: Numbered, context: TableContext, learned: ReaderWeights) -> ReadTable:
    """The likeliest reading of one part of a table."""
    known = roles_of(table, context.document.usage, learned.roles)
    scores = [
        level_scores(level, reading, learned.within)
        for level, reading in zip(table.levels, known, strict=True)
    ]
    every = assignments(scores)
    evidence = evidence_of(table, context.document.usage)
    totals = np.array([_score(table, reading, scores, evidence, learned.structure) for reading in every])
    shares = np.exp(totals - totals.max())
    shares = shares / shares.sum()
    best = int(totals.argmax())
    return ReadTable(table, context, every[best], known, learned.within, float(shares[best]))


def roles_of(table: Numbered, usage: PhraseUsage, weights: np.ndarray) -> tuple[dict[str, np.ndarray], ...]:
    """For each level, the probability of each role of each of its phrases."""
    return tuple(
        {text: probabilities(weights, table.slots(level, text, usage)) for text in level.phrases}
        for level in table.levels
    )


def _score(table: Numbered, carried: Sequence[str], scores: Sequence[np.ndarray], evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:  # fmt: skip
    fit = sum(float(score[CARRIED.index(value)]) for score, value in zip(scores, carried, strict=True))
    rest = sum(weights.get(name, 0.0) * value for name, value in whole_features(table, carried, evidence))
    return weights.get("fit", 1.0) * fit + rest
