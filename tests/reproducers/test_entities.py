"""Entities among tags: with prefixes, with endings, and with neither."""

from collections.abc import Callable
from pathlib import Path

import pytest

from claims.records import Question, Skipped
from reproducers.lab.orders import WorkResult
from reproducers.lab.scoring.entities import Entity, entities, scheme_of
from tests.reproducers.tiny import BERT, labels, save

Measure = Callable[..., WorkResult]


def test_prefixes_and_endings_mark_the_same_entities() -> None:
    before = ["B-PER", "I-PER", "O", "B-PER"]
    after = ["PER-B", "PER-I", "O", "PER-B"]
    assert (scheme_of([before]), scheme_of([after])) == ("prefix", "suffix")
    there = {Entity("PER", 0, 1), Entity("PER", 3, 3)}
    assert entities(before, "prefix") == entities(after, "suffix") == there


@pytest.mark.parametrize("tags", [["PER", "O", "ORG"], ["LABEL_0", "LABEL_1"], ["B-PER", "ORG"]])
def test_tags_without_such_letters_have_no_scheme(tags: list[str]) -> None:
    assert scheme_of([tags]) == "none"


def test_a_type_that_begins_with_a_letter_of_the_scheme_keeps_it() -> None:
    assert entities(["ORG", "ORG", "O", "ORG", "PER"], "none") == {
        Entity("ORG", 0, 1),
        Entity("ORG", 3, 3),
        Entity("PER", 4, 4),
    }


def test_a_claim_on_entities_that_no_tag_marks_is_left_open_with_the_figures(
    measure: Measure, tmp_path: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    import torch
    from transformers import BertConfig, BertForTokenClassification

    model = BertForTokenClassification(BertConfig(**BERT, **labels("O", "PER", "ORG")))
    torch.nn.init.zeros_(model.classifier.weight)
    model.classifier.bias.data = torch.tensor([0.0, 1.0, 0.0])  # PER, whatever the word
    save(model, tmp_path / "m")
    data = tmp_path / "r.jsonl"
    data.write_text('{"tokens": ["w1", "w2", "w3"], "tags": ["O", "PER", "ORG"]}\n' * 30)
    asked = Question(claim_id="c", subject="tiny", metric="f1")
    found = skipped(measure("token-classification", [asked], tmp_path / "m", data))
    assert found.reason == "ambiguous" and "runs of like tags the f1 is" in found.detail
