"""The minimal pilot: the headline that can be measured, and the rows that the law asks for."""

from decimal import Decimal

from claims.statistics.power import n_to_settle
from claims.verdicts.pilot import pilot
from tests.claims.rules.pages import a_claim

MEASURED = frozenset({"accuracy"})


def test_the_headline_is_tested_first_on_as_many_rows_as_the_law_asks_for() -> None:
    headline = a_claim("91.3%", "accuracy", dataset="SST-2")
    others = (
        a_claim("88.0%", "accuracy", "Table 1"),
        a_claim("33.1", "bleu"),
        a_claim("95.0%", "accuracy", own=False),
    )
    first = pilot((*others, headline), MEASURED, Decimal(2))
    assert first is not None and first.claim == headline
    assert first.rows == n_to_settle(0.913, 0.02, -0.04)
    assert f"{first.rows:,} labelled rows" in first.says and f"{first.hours} hours" in first.says


def test_a_wider_margin_takes_fewer_rows() -> None:
    claim = (a_claim("91.3%", "accuracy"),)
    narrow, wide = (pilot(claim, MEASURED, Decimal(margin)) for margin in (1, 5))
    assert narrow is not None and wide is not None and narrow.rows > 10 * wide.rows


def test_what_nothing_here_measures_is_no_pilot() -> None:
    assert pilot((a_claim("33.1", "bleu"),), MEASURED, Decimal(2)) is None


def test_what_is_no_share_is_passed_over() -> None:
    claims = (a_claim("12.4", "perplexity"), a_claim("91.3%", "accuracy", "Table 1"))
    first = pilot(claims, MEASURED | {"perplexity"}, Decimal(2))
    assert first is not None and first.claim.metric == "accuracy"


def test_the_first_sentence_goes_before_later_ones_however_sure() -> None:
    first, second = a_claim("91.3%", "accuracy"), a_claim("95.0%", "accuracy")
    surer = second.model_copy(update={"id": "later", "confidence": 1.0})
    chosen = pilot((first.model_copy(update={"confidence": 0.7}), surer), MEASURED, Decimal(2))
    assert chosen is not None and str(chosen.claim.stated.value) == "91.3"


def test_the_data_set_is_named_once() -> None:
    claim = a_claim("91.3%", "accuracy", dataset="SST-2")
    named = claim.model_copy(update={"metric_as_written": "Accuracy on SST-2"})
    first = pilot((named,), MEASURED, Decimal(2))
    assert first is not None and first.says.count("SST-2") == 1


def test_only_the_document_s_first_score_is_called_its_headline() -> None:
    claims = (a_claim("88.0", "bleu"), a_claim("91.3%", "accuracy"))
    later, first = pilot(claims, MEASURED, Decimal(2)), pilot(claims[1:], MEASURED, Decimal(2))
    assert first is not None and ", the headline." in first.says
    assert later is not None and later.claim == claims[1]
    assert "the headline" not in later.says and "the first score that can be measured here" in later.says
