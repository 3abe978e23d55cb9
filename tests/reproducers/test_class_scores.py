"""Metrics of class probabilities: of a model that is opened, and of a file of answers."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from claims.records import Measurement, Question
from reproducers.lab.orders import WorkResult
from tests.reproducers.tiny import BERT, WORDS, labels, save, words

Measure = Callable[..., WorkResult]
ALL = ("roc_auc", "pr_auc", "log_loss", "brier_score", "ece", "specificity", "top_5_accuracy")


def values(done: WorkResult) -> dict[str, float]:
    return {a.metric: float(a.observed.value) for a in done.attempts if isinstance(a, Measurement)}


def beside(done: WorkResult, metric: str) -> dict[str, float]:
    (found,) = [a for a in done.attempts if isinstance(a, Measurement) and a.metric == metric]
    return {a.metric: float(a.value) for a in found.alternatives}


def answers(
    tmp_path: Path, header: str, line: Callable[[float, int], str], n: int = 300
) -> tuple[Path, np.ndarray, np.ndarray]:
    """A file of answers to rows whose positive class is the likelier, the higher its probability."""
    draw = np.random.default_rng(5)
    p = draw.random(n)
    true = (draw.random(n) < p).astype(int)
    path = tmp_path / "answers.csv"
    path.write_text(
        header + "\n" + "".join(line(float(q), int(t)) + "\n" for q, t in zip(p, true, strict=True))
    )
    return path, p, true


def spam(q: float, t: int) -> str:
    return f"{'spam' if q > 0.5 else 'ham'},{'spam' if t else 'ham'},{1 - q!r},{q!r}"


def test_columns_of_probabilities_give_what_scikit_learn_gives(measure: Measure, tmp_path: Path) -> None:
    path, p, true = answers(tmp_path, "prediction,label,prob_ham,prob_spam", spam)
    done = measure("class-scores", ALL, predictions=path)
    found = values(done)
    assert found["roc_auc"] == pytest.approx(roc_auc_score(true, p))
    assert found["log_loss"] == pytest.approx(log_loss(true, np.stack([1 - p, p], axis=1)), rel=1e-9)
    assert found["brier_score"] == pytest.approx(brier_score_loss(true, p))
    assert found["specificity"] == pytest.approx(((p <= 0.5) & (true == 0)).sum() / (true == 0).sum())
    assert found["ece"] < 0.15 and "top_5_accuracy" not in found
    assert beside(done, "brier_score")["brier_score, summed over classes"] == pytest.approx(
        2 * found["brier_score"]
    )
    for attempt in done.attempts:
        if isinstance(attempt, Measurement):
            assert attempt.low is not None and attempt.low <= attempt.observed.value
            assert any(pair.name == "without a model" for pair in attempt.settings)


def test_one_column_is_the_probability_of_the_second_class(measure: Measure, tmp_path: Path) -> None:
    path, p, true = answers(tmp_path, "output,label,probability", lambda q, t: f"{int(q > 0.5)},{t},{q!r}")
    assert values(measure("class-scores", ["roc_auc"], predictions=path))["roc_auc"] == pytest.approx(
        roc_auc_score(true, p)
    )


def test_a_column_that_may_be_the_confidence_in_the_answer_is_not_guessed(
    measure: Measure, tmp_path: Path
) -> None:
    path, _, _ = answers(tmp_path, "output,label,score", lambda q, t: f"{int(q > 0.5)},{t},{max(q, 1 - q)!r}")
    (attempt,) = measure("class-scores", ["roc_auc"], predictions=path).attempts
    assert attempt.outcome == "skipped" and "cannot be told" in attempt.detail


def test_answers_without_probabilities_leave_areas_open(measure: Measure, tmp_path: Path) -> None:
    path, _, _ = answers(tmp_path, "output,label", lambda q, t: f"{int(q > 0.5)},{t}")
    (attempt,) = measure("class-scores", ["roc_auc"], predictions=path).attempts
    assert attempt.outcome == "skipped" and "no column of probabilities" in attempt.detail


def test_a_model_of_many_classes_is_scored_by_its_softmax(measure: Measure, tmp_path: Path) -> None:
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(2)
    names = tuple(f"kind{i}" for i in range(7))
    model = save(BertForSequenceClassification(BertConfig(**BERT, **labels(*names))), tmp_path / "m")
    draw, rows, shares, true = random.Random(1), [], [], []
    for i in range(210):
        text = words(draw, 5)
        logits = model(input_ids=torch.tensor([[2, *(WORDS.index(w) for w in text.split()), 3]])).logits[0]
        shares.append(torch.softmax(logits.double(), dim=-1).detach().numpy())
        true.append(int(logits.argmax()) if i % 3 else i // 3 % 7)
        rows.append(json.dumps({"text": text, "label": names[true[-1]]}))
    data = tmp_path / "r.jsonl"
    data.write_text("\n".join(rows))
    done = measure("class-scores", ["roc_auc", "log_loss", "top_5_accuracy"], tmp_path / "m", data)
    found, p = values(done), np.stack(shares)
    present = len(set(true)) == 7
    assert present
    assert found["roc_auc"] == pytest.approx(roc_auc_score(true, p, multi_class="ovr"), abs=1e-6)
    assert found["log_loss"] == pytest.approx(log_loss(true, p, labels=range(7)), rel=1e-4)
    ranks = (p > p[np.arange(len(true)), true][:, None]).sum(axis=1)
    assert found["top_5_accuracy"] == pytest.approx((ranks < 5).mean())
    assert beside(done, "roc_auc")["roc_auc_weighted"] == pytest.approx(
        roc_auc_score(true, p, multi_class="ovr", average="weighted"), abs=1e-6
    )


def test_a_loss_that_is_not_said_to_be_the_log_loss_is_only_told(measure: Measure, tmp_path: Path) -> None:
    path, _, _ = answers(tmp_path, "prediction,label,prob_ham,prob_spam", spam)
    asked = Question(claim_id="c", subject="tiny", metric="log_loss", metric_as_written="Loss")
    (attempt,) = measure("class-scores", [asked], predictions=path).attempts
    assert attempt.outcome == "skipped" and "weighted or smoothed" in attempt.detail
