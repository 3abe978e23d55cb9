"""What makes a figure look like a headline result, in numbers from 0 to 1."""

import re

from claims.records import Claim
from extractors.leaderboards.figures import Figures

_COMPARES = re.compile(
    r"(?i)\bcompar\w+|\bstate[- ]of[- ]the[- ]art|\bsota\b|\bprevious\b|\bexisting\b|\bbenchmark\w*|\bleaderboard"
)


def features(figures: Figures, claim: Claim) -> dict[str, float]:
    """The features of a figure, by the names under which the catalog keeps their weights."""
    at, table, cell = figures.tables[claim.place]
    beside = figures.by_table[at]
    series = figures.series_of(claim)
    own = claim.id in figures.own_ids
    cleaned = str(claim.stated.value)
    return {
        "own": float(own),
        "best_of_all": float(figures.best_by_series[series] == claim.stated.value),
        "in_long_series": min(len(figures.by_series[series]), 30) / 30,
        "bold": float(cell.bold),
        "last_row": float(claim.place.row == figures.last_row[at]),
        "told_in_text": float(cleaned in figures.headline_digits),
        "in_other_tables": min(2, figures.tables_by_value[cleaned] - 1) / 2 if own else 0.0,
        "caption_compares": float(bool(_COMPARES.search((table.caption or "")[:400]))),
        "early_table": 1 / (1 + at),
        "small_table": 1 / (1 + len(beside) / 40),
        "table_without_own": float(at not in figures.tables_with_own),
        "data_known": float(bool(claim.dataset)),
        "of_validation": float((claim.split or "").startswith(("val", "dev"))),
        "speed": float(claim.kind == "speed"),
        "size": float(claim.kind == "size"),
    }
