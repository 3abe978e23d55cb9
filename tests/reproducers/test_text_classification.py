"""A text classifier on labelled rows, against the same model run by hand."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.records import Measurement, Skipped
from reproducers.lab.orders import Settings, WorkResult

Measure = Callable[..., WorkResult]


def by_hand(root: Path, data: Path) -> tuple[list[str], list[str]]:
    """True and called labels, one text at a time."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(root)
    model = AutoModelForSequenceClassification.from_pretrained(root).eval()
    rows = list(csv.DictReader(data.open()))
    called = []
    for row in rows:
        with torch.inference_mode():
            logits = model(
                **tokenizer(row["review"], truncation=True, max_length=12, return_tensors="pt")
            ).logits
        called.append(model.config.id2label[int(logits.argmax())])
    return [row["sentiment"] for row in rows], called


def test_batches_give_what_one_text_at_a_time_gives(
    measure: Measure, bert: Path, reviews: Path, tmp_path: Path
) -> None:
    truth, called = by_hand(bert, reviews)
    assert len(set(called)) == 2  # else nothing would be tested
    done = measure(
        "text-classification", ["accuracy", "f1_macro"], bert, reviews, settings=Settings(threads=1, batch=7)
    )
    raw = [json.loads(line) for line in (tmp_path / "scratch" / "raw.jsonl").read_text().splitlines()]
    assert [(row["label"], row["called"]) for row in raw] == list(zip(truth, called, strict=True))
    accuracy, f1 = done.attempts
    assert isinstance(accuracy, Measurement) and isinstance(f1, Measurement)
    assert accuracy.successes == sum(t == c for t, c in zip(truth, called, strict=True))
    from sklearn.metrics import f1_score

    assert float(f1.observed.value) == pytest.approx(f1_score(truth, called, average="macro"), abs=1e-10)


def test_raw_values_are_kept_under_their_digest_and_without_the_texts(
    measure: Measure, bert: Path, reviews: Path, tmp_path: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    done = measure("text-classification", ["accuracy"], bert, reviews)
    body = (tmp_path / "scratch" / "raw.jsonl").read_bytes()
    assert only(done).raw_sha256 == done.raw_sha256 == hashlib.sha256(body).hexdigest()
    assert b"film" not in body


def test_the_same_order_gives_the_same_numbers(measure: Measure, bert: Path, reviews: Path) -> None:
    one, again = (measure("text-classification", ["f1_macro"], bert, reviews).attempts for _ in range(2))
    assert [a.model_copy(update={"seconds": 0.0}) for a in one] == [
        a.model_copy(update={"seconds": 0.0}) for a in again
    ]


def test_a_text_longer_than_the_model_is_cut(measure: Measure, bert: Path, tmp_path: Path) -> None:
    data = tmp_path / "long.csv"
    data.write_text("text,label\n" + "good film " * 200 + ",positive\nbad,negative\n")
    done = measure("text-classification", ["accuracy"], bert, data)
    assert isinstance(done.attempts[0], Measurement)
    assert ("max_length", "12") in [(pair.name, pair.value) for pair in done.attempts[0].settings]


def test_weights_without_a_head_are_not_measured(
    measure: Measure, bert_copy: Path, reviews: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(bert_copy / "model.safetensors")
    kept = {name: tensor for name, tensor in weights.items() if not name.startswith("classifier")}
    save_file(kept, bert_copy / "model.safetensors", metadata={"format": "pt"})
    found = skipped(measure("text-classification", ["accuracy"], bert_copy, reviews))
    assert found.reason == "no_model"
    assert "classifier" in found.detail


def test_weights_that_are_not_numbers_are_not_measured(
    measure: Measure, bert_copy: Path, reviews: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    weights = load_file(bert_copy / "model.safetensors")
    weights["classifier.bias"] = torch.full((2,), float("nan"))
    save_file(weights, bert_copy / "model.safetensors", metadata={"format": "pt"})
    found = skipped(measure("text-classification", ["accuracy"], bert_copy, reviews))
    assert "NaN" in found.detail


def test_a_refused_model_is_not_opened(
    measure: Measure,
    bert_copy: Path,
    reviews: Path,
    spoil: Callable[..., None],
    skipped: Callable[[WorkResult], Skipped],
) -> None:
    spoil(bert_copy, auto_map={"AutoModel": "modeling_own.Own"})
    (bert_copy / "modeling_own.py").write_text("raise SystemExit('ran')")
    found = skipped(measure("text-classification", ["accuracy"], bert_copy, reviews))
    assert found.reason == "remote_code"


def test_keys_that_the_library_does_not_know_are_left_unread(
    measure: Measure, bert_copy: Path, reviews: Path, bert: Path, spoil: Callable[..., None]
) -> None:
    spoil(bert_copy, _name_or_path="../../etc", own_key={"a": 1}, torch_dtype="__import__('os')")
    one, other = (
        measure("text-classification", ["accuracy"], root, reviews).attempts[0] for root in (bert, bert_copy)
    )
    assert isinstance(one, Measurement) and isinstance(other, Measurement)
    assert one.observed == other.observed


def test_an_unknown_family_is_said_to_be_one(
    measure: Measure,
    bert_copy: Path,
    reviews: Path,
    spoil: Callable[..., None],
    skipped: Callable[[WorkResult], Skipped],
) -> None:
    spoil(bert_copy, model_type="tarnwick")
    found = skipped(measure("text-classification", ["accuracy"], bert_copy, reviews))
    assert found.reason == "no_model"
    assert "tarnwick" in found.detail


def test_labels_by_number_give_the_same_score(
    measure: Measure, bert: Path, reviews: Path, tmp_path: Path
) -> None:
    numbered = tmp_path / "numbered.csv"
    numbered.write_text(reviews.read_text().replace(",positive", ",1").replace(",negative", ",0"))
    one, other = (
        measure("text-classification", ["accuracy"], bert, data).attempts[0] for data in (reviews, numbered)
    )
    assert isinstance(one, Measurement) and isinstance(other, Measurement)
    assert one.successes == other.successes


def test_an_unmatched_label_counts_as_wrong(
    measure: Measure, bert: Path, tmp_path: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    data = tmp_path / "mixed.csv"
    data.write_text("text,label\n" + "good film,mixed\n" * 5 + "good film,positive\n" * 5)
    assert (only(measure("text-classification", ["accuracy"], bert, data)).successes or 0) <= 5
