"""The memo: one page, a recommendation that follows from the dossier, and nothing that becomes markup."""

import pytest
from markdown_it import MarkdownIt

from claims.records import Dossier, Outcome
from reports import registry
from reports.views.memo import memo
from tests.reports.dossiers import bare, realistic
from tests.reports.enemy import HOSTILE, hostile
from tests.reports.many_claims import many_claims


def only(*outcomes: Outcome, serious: bool = False) -> Dossier:
    """The realistic run with the claims of these outcomes alone."""
    base = realistic()
    verdicts = tuple(v for v in base.verdicts if v.outcome in outcomes)
    kept = {v.claim_id for v in verdicts}
    findings = base.findings if serious else base.findings[:1]
    claims = tuple(c for c in base.claims if c.id in kept)
    return base.model_copy(update={"verdicts": verdicts, "claims": claims, "findings": findings})


@pytest.mark.parametrize(
    ("dossier", "says"),
    [
        (realistic(), "ask the vendor to answer first"),
        (only("falls_short", "confirmed"), "before a pilot of your own"),
        (only("confirmed", serious=True), "Settle the serious findings"),
        (only("confirmed", "transfers"), "Go on to a pilot."),
        (only("inconclusive"), "Measure more rows"),
        (bare(), "No recommendation"),
    ],
)
def test_the_recommendation_follows_from_the_worst_outcome(dossier: Dossier, says: str) -> None:
    assert says in memo(dossier).recommendation
    assert says in registry["memo"].call(dossier).decode()


def test_the_pilot_asks_for_the_rows_that_the_margin_takes() -> None:
    (rows, accept, *_) = memo(realistic()).pilot
    assert "900 rows" in rows  # 95.1 % with a margin of 2 points: 898 for four times in five
    assert "at least 93.1 %" in accept


def test_a_thousand_claims_still_make_one_page() -> None:
    assert len(registry["memo"].call(many_claims(1000)).decode().splitlines()) <= 60


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_stays_text(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(
        registry["memo"].call(hostile(text)).decode()
    )
    kinds = {t.type for token in tokens for t in (token, *(token.children or []))}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "code_inline", "fence"}
    page = registry["memo-html"].call(hostile(text)).decode()
    quiet = registry["memo-html"].call(hostile("quiet")).decode()
    assert page.count("<") == quiet.count("<")
