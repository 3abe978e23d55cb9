"""A paper's results on given leaderboards: which leaderboards, and which number of its tables for each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.leaderboards.learned.board_features import CandidateFigure, FigureScoring, likeliest_boards
from extractors.leaderboards.learned.board_names import Taxonomy, Triple
from extractors.leaderboards.learned.model import TrainedModel, trained_model
from extractors.leaderboards.learned.number_features import Features, PaperFeatures
from extractors.leaderboards.learned.tables import PlainPaper

BOARDS = 16
"""Leaderboards that are looked at for one paper."""
_PEAKS = (
    "data_in_heads",
    "data_in_title",
    "data_in_caption",
    "data_around",
    "title_of_data",
    "title_of_board",
    "heads_of_board",
    "heads_of_metric",
    "known_column",
    "known_table",
    "evidence",
    "metric_in_heads",
    "metric_in_rows",
)


@dataclass(frozen=True)
class BoardResult:
    """A number that is a paper's result on a leaderboard."""

    triple: Triple
    score: str
    """On the leaderboard's scale."""
    probability: float
    fit: CandidateFigure


@dataclass(frozen=True)
class Answer:
    """The number that is the result if the paper has one."""

    triple: Triple
    board_fit: Features
    fits: Sequence[CandidateFigure]
    scores: Sequence[float]

    @property
    def best(self) -> int:
        """The place of the number that is chosen."""
        return max(range(len(self.scores)), key=lambda i: (self.scores[i], -i))

    def shares(self) -> list[float]:
        """The probability of each number."""
        top = max(self.scores)
        powers = [math.exp(score - top) for score in self.scores]
        total = math.fsum(powers)
        return [power / total for power in powers]

    def probability(self) -> float:
        """The probability of the chosen score, wherever it is printed."""
        chosen = float(self.fits[self.best].score.replace(",", ""))
        same = zip(self.shares(), self.fits, strict=True)
        return math.fsum(share for share, fit in same if float(fit.score.replace(",", "")) == chosen)


def results_on_boards(
    paper: PlainPaper, taxonomy: Taxonomy, known: TrainedModel | None = None, but: str = ""
) -> list[BoardResult]:
    """A paper's results on the leaderboards of a taxonomy, the surest first.

    `but` names the lesson to leave out, where the paper is itself among those learnt from.
    """
    known = known or trained_model()
    if not paper.numbers:
        return []
    looks = PaperFeatures(paper, known.lessons, but)
    choices = []
    for triple, board_fit in likeliest_boards(looks, taxonomy, BOARDS):
        fits = FigureScoring(triple, looks, taxonomy, board_fit).all()
        choices.append(Answer(triple, board_fit, fits, [known.chooses(fit.features) for fit in fits]))
    probabilities = [
        known.belongs(features) * choice.probability()
        for choice, features in zip(choices, compared(choices), strict=True)
    ]
    return distinct(choices, probabilities, known.least)


def distinct(choices: Sequence[Answer], probabilities: Sequence[float], least: float) -> list[BoardResult]:
    """The probable choices, each number once."""
    taken: set[tuple[int, int, int]] = set()
    out = []
    for probability, _, choice in sorted(
        zip(probabilities, range(len(choices)), choices, strict=True), key=lambda row: (-row[0], row[1])
    ):
        fit = choice.fits[choice.best]
        at = (fit.number.table, fit.number.cell, fit.number.part)
        if probability >= least and at not in taken:
            taken.add(at)
            out.append(BoardResult(choice.triple, fit.score, probability, fit))
    return out


def compared(choices: Sequence[Answer]) -> list[Features]:
    """The evidence that a paper has a result on each leaderboard, compared with that for the others."""
    tops = [max(choice.scores) for choice in choices]
    evidence = [max(fit.features["evidence"] for fit in choice.fits) for choice in choices]
    return [
        _alone(choice) | _compared_with_others(i, choices, tops, evidence) | _place(choice, choices)
        for i, choice in enumerate(choices)
    ]


def _alone(choice: Answer) -> Features:
    peaks = {f"peak_{name}": max(fit.features[name] for fit in choice.fits) for name in _PEAKS}
    top = {f"top_{name}": value for name, value in choice.fits[choice.best].features.items()}
    shares = sorted(choice.shares())
    lead = shares[-1] - shares[-2] if len(shares) > 1 else 1.0
    own = {"surety": choice.probability(), "lead": lead, "numbers": len(shares), "score": max(choice.scores)}
    return choice.board_fit | peaks | top | own


def _compared_with_others(
    index: int, choices: Sequence[Answer], tops: Sequence[float], values: Sequence[float]
) -> Features:
    choice = choices[index]
    number = choice.fits[choice.best].number
    same = [i for i, o in enumerate(choices) if i != index and o.fits[o.best].number == number]
    return {
        "score_place": sum(top > tops[index] for top in tops),
        "score_behind": max(tops) - tops[index],
        "shared": len(same),
        "shared_score": max((tops[i] for i in same), default=-9.0) - tops[index],
        "shared_evidence": max((values[i] for i in same), default=-9.0) - values[index],
        "evidence_place": sum(value > values[index] for value in values),
    }


def _place(choice: Answer, choices: Sequence[Answer]) -> Features:
    out: Features = {}
    for name in ("data_in_paper", "words_of_data", "words_of_board"):
        others = [other.board_fit[name] for other in choices]
        out[f"{name}_place"] = sum(other > choice.board_fit[name] for other in others)
        out[f"{name}_behind"] = max(others) - choice.board_fit[name]
    triple = choice.triple
    kin = [o for o in choices if (o.triple.task, o.triple.dataset) == (triple.task, triple.dataset)]
    return out | {"kin": len(kin)}


def as_rows(rows: Sequence[BoardResult]) -> list[Mapping[str, str]]:
    """The results in the form in which leaderboards list them."""
    return [
        {"task": t.triple.task, "dataset": t.triple.dataset, "metric": t.triple.metric, "score": t.score}
        for t in rows
    ]
