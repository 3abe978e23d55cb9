"""Metrics of class probabilities: of a model that is opened, and of a file of answers."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from claims.errors import DataError
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


def test_probabilities_alone_give_scores_and_the_likeliest_class_as_the_answer(
    measure: Measure, tmp_path: Path
) -> None:
    path, p, true = answers(tmp_path, "label,prob_ham,prob_spam", lambda q, t: spam(q, t).partition(",")[2])
    done = measure("class-scores", ["roc_auc", "log_loss", "specificity"], predictions=path)
    found = values(done)
    assert found["roc_auc"] == pytest.approx(roc_auc_score(true, p))
    assert found["log_loss"] == pytest.approx(log_loss(true, np.stack([1 - p, p], axis=1)), rel=1e-9)
    assert found["specificity"] == pytest.approx(((p <= 0.5) & (true == 0)).sum() / (true == 0).sum())
    done = measure("predictions", ["accuracy"], predictions=path)
    assert values(done)["accuracy"] == pytest.approx(((p > 0.5) == true).mean())
    (attempt,) = [a for a in done.attempts if isinstance(a, Measurement)]
    assert ("answers taken as", "the class with the highest probability") in [
        (s.name, s.value) for s in attempt.settings
    ]


def test_one_column_of_probabilities_beside_labels_elsewhere_is_enough(
    measure: Measure, tmp_path: Path
) -> None:
    _, p, true = answers(tmp_path, "label,score", lambda q, t: f"{t},{q!r}")
    data, scores = tmp_path / "rows.csv", tmp_path / "scores.csv"
    data.write_text("id,text,label\n" + "".join(f"{i},row {i},{t}\n" for i, t in enumerate(true)))
    scores.write_text("id,score\n" + "".join(f"{i},{float(q)!r}\n" for i, q in enumerate(p)))
    assert values(measure("class-scores", ["roc_auc"], None, data, predictions=scores))[
        "roc_auc"
    ] == pytest.approx(roc_auc_score(true, p))
    assert values(measure("predictions", ["accuracy"], None, data, predictions=scores))[
        "accuracy"
    ] == pytest.approx(((p >= 0.5) == true).mean())


def test_classes_that_no_row_has_keep_their_column_of_probabilities(measure: Measure, tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    shares, true = draw.dirichlet(np.ones(7), 200), draw.integers(0, 6, 200)  # the seventh class never occurs
    shares = 0.7 * shares + 0.3 * np.eye(7)[true]
    names = [f"prob_c{k}" for k in range(7)]
    path = tmp_path / "answers.csv"
    lines = [",".join([f"c{t}", *(repr(float(x)) for x in row)]) for t, row in zip(true, shares, strict=True)]
    path.write_text("\n".join([",".join(["label", *names]), *lines]))
    found = values(
        measure("class-scores", ["top_2_accuracy", "top_5_accuracy", "log_loss"], predictions=path)
    )
    ranks = (shares > shares[np.arange(200), true][:, None]).sum(axis=1)
    assert found["top_2_accuracy"] == pytest.approx((ranks < 2).mean())
    assert found["top_5_accuracy"] == pytest.approx((ranks < 5).mean())
    assert found["log_loss"] == pytest.approx(-np.log(shares[np.arange(200), true]).mean())


def test_a_score_of_nobody_knows_which_class_is_asked_for_by_name(measure: Measure, tmp_path: Path) -> None:
    path, _, _ = answers(tmp_path, "label,score", lambda q, t: f"{'fake' if t else 'real'},{q!r}")
    with pytest.raises(DataError, match="no column of answers") as refused:
        measure("class-scores", ["roc_auc"], predictions=path)
    assert "prob_" in str(refused.value.hint)
