"""The scores that several documents of the store print of one system, set beside each other."""

from claims.across_documents.repeated_baselines import repeated_baselines
from claims.catalog.name_index import squeeze
from claims.records import Past
from claims.records.repeated_baselines import BaselineSurvey
from flows.settings import Settings
from flows.store import Store
from flows.store.statements import stated_scores


def baselines(where: Settings, asked: str | None = None, least: int = 2) -> BaselineSurvey:
    """Figures that at least `least` documents print; of systems and data sets whose name holds `asked`, if given."""
    with Store(where).open() as connection:
        scores = list(stated_scores(connection))
    figures = repeated_baselines(score for score in scores if asked is None or _is_asked(score, asked))
    return BaselineSurvey(
        documents=len({score.target for score in scores}),
        asked=asked,
        figures=tuple(figure for figure in figures if len(figure.prints) >= least),
    )


def _is_asked(score: Past, asked: str) -> bool:
    return any(squeeze(asked) in squeeze(name) for name in (score.claim.subject, score.claim.dataset or ""))
