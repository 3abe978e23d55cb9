"""The rows that a paper gives to leaderboards, those first that look most like its headline results."""

from collections.abc import Sequence

from claims.catalog.leaderboards import weights
from claims.leaderboard import LeaderboardResult, best_results
from claims.records import Claim, Document
from extractors.leaderboards.features import features
from extractors.leaderboards.figures import Figures
from extractors.leaderboards.row import RowNames


def leaderboard(claims: Sequence[Claim], document: Document) -> tuple[LeaderboardResult, ...]:
    """The best results of a document, few; of a paper that compares others' systems, all rows of its summary."""
    figures = Figures(tuple(claims), document)
    naming = RowNames(figures)
    ranked = sorted(
        filter(figures.eligible, figures.candidates), key=lambda claim: rank(figures, claim), reverse=True
    )
    return best_results((naming.row(claim) for claim in ranked), study=figures.is_comparison)


def rank(figures: Figures, claim: Claim) -> tuple[bool, float]:
    """How much a figure looks like a headline; in a comparison of others' systems its summary comes first."""
    weight = weights()
    score = sum(weight.get(name, 0.0) * value for name, value in features(figures, claim).items())
    return figures.is_comparison and figures.table_index(claim) == figures.first_summary_table, score
