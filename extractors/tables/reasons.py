"""Why a number of a table was read so: its labels with their roles, how the table was read, and what else was likely."""

from collections.abc import Iterator, Mapping, Sequence

from claims.records import Claim
from extractors.tables.alternatives import likeliest
from extractors.tables.candidates import Candidate
from extractors.tables.context import DocumentContext, spot
from extractors.tables.dataset_candidates import dataset_candidates
from extractors.tables.groups import ReadTable
from extractors.tables.metric_candidates import metric_candidates
from extractors.tables.model import model
from extractors.tables.read import read_tables
from extractors.tables.reading_reasons import LabelReason, LikelyName, ReadingReasons
from extractors.tables.scored_metrics import datasets_for
from extractors.tables.subjects import subject_candidates

MOST_LIKELY = 3
"""Candidates that are shown of each kind."""


def reasons(claim: Claim, document: DocumentContext) -> ReadingReasons | None:
    """Why a claim of a table was read so; None where it stands in no table that the learned reader reads."""
    at = spot(claim.place)
    places = (
        (read, row, column) for read in read_tables(document) for row, column, cell in read.cells() if spot(cell.place) == at
    )  # fmt: skip
    place = next(places, None)
    return _reasons(*place) if place else None


def _reasons(read: ReadTable, row: int, column: int) -> ReadingReasons:
    group, learned = read.groups[row, column], model()
    subjects = subject_candidates(read.of_row(row, column), read.parents[row])
    return ReadingReasons(
        labels=tuple(
            LabelReason(text=phrase.text, where=phrase.where, role=phrase.role, share=round(phrase.sure, 2))
            for phrase in read.at(row, column)
        ),
        table_share=round(read.margin, 2),
        metrics=tuple(_likeliest(metric_candidates(group, datasets_for(group)), learned.metric)),
        datasets=tuple(_likeliest(dataset_candidates(group), learned.dataset)),
        subjects=tuple(_likeliest(subjects, learned.subject)),
    )


def _likeliest(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> Iterator[LikelyName]:
    """The likeliest candidates, each name once."""
    for name, share in likeliest(candidates, weights)[:MOST_LIKELY]:
        yield LikelyName(name=name, share=round(share, 2))
