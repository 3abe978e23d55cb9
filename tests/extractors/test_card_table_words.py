"""Words over a card's columns that look like the short names of metrics."""

from tests.extractors.cards import reading_of


def test_words_of_grammar_are_no_metrics() -> None:
    card = "| Split | Accuracy | Train Steps Per Second |\n|---|---|---|\n| test | 0.817 | 3.1 |\n"
    assert not [one for one in reading_of(card).claims if one.metric in ("per", "inception_score")]
    assert [one.metric for one in reading_of("| Model | PER |\n|---|---|\n| ours | 12.4 |\n").claims] == [
        "per"
    ]
