"""Models that tag, rate, find, write and continue texts, each against the same model run by hand."""

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from claims.records import Measurement, Question, Skipped
from reproducers.lab.orders import Settings, WorkResult
from tests.reproducers.tiny import BERT, WORDS, labels, save, tokenizer, words

Measure = Callable[..., WorkResult]
EIGHT = Settings(threads=1, batch=8)


@pytest.fixture(autouse=True)
def seeded() -> random.Random:
    torch.manual_seed(1)
    return random.Random(1)


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def values(done: WorkResult) -> dict[str, float]:
    assert all(isinstance(a, Measurement) for a in done.attempts), done.attempts
    return {a.metric: float(a.observed.value) for a in done.attempts if isinstance(a, Measurement)}


def test_entities_are_counted_as_seqeval_does(
    measure: Measure, tmp_path: Path, seeded: random.Random
) -> None:
    from seqeval.metrics import f1_score, precision_score
    from transformers import BertConfig, BertForTokenClassification

    names = ["O", "B-PER", "I-PER", "B-LOC"]
    model = save(BertForTokenClassification(BertConfig(**BERT, **labels(*names))), tmp_path / "m")
    rows = [
        {"tokens": words(seeded, n).split(), "tags": seeded.choices(names, k=n)}
        for n in (seeded.randint(2, 9) for _ in range(40))
    ]
    called = []
    for row in rows:
        ids = torch.tensor([[2, *(WORDS.index(w) for w in row["tokens"]), 3]])
        called.append([names[i] for i in model(input_ids=ids).logits[0, 1:-1].argmax(-1)])
    assert len({tag for one in called for tag in one}) > 2
    done = measure(
        "token-classification",
        ["f1", "precision"],
        tmp_path / "m",
        lines(tmp_path / "r.jsonl", rows),
        settings=EIGHT,
    )
    true = [row["tags"] for row in rows]
    assert values(done) == {
        "f1": pytest.approx(f1_score(true, called)), "precision": pytest.approx(precision_score(true, called)),
    }  # fmt: skip


def test_tags_that_the_model_lacks_refute_nothing(
    measure: Measure, tmp_path: Path, seeded: random.Random, skipped: Callable[[WorkResult], Skipped]
) -> None:
    from transformers import BertConfig, BertForTokenClassification

    save(BertForTokenClassification(BertConfig(**BERT, **labels("O", "B-PER"))), tmp_path / "m")
    rows = [{"tokens": ["w1", "w2"], "tags": ["O", "B-person"]}] * 9
    asked = Question(claim_id="c", subject="tiny", metric="f1")
    found = skipped(
        measure("token-classification", [asked], tmp_path / "m", lines(tmp_path / "r.jsonl", rows))
    )
    assert found.reason == "ambiguous" and "B-person" in found.detail


def test_numbers_are_compared_as_scikit_learn_does(
    measure: Measure, tmp_path: Path, seeded: random.Random
) -> None:
    from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
    from transformers import BertConfig, BertForSequenceClassification

    model = save(BertForSequenceClassification(BertConfig(**BERT, num_labels=1)), tmp_path / "m")
    rows: list[dict[str, Any]] = [
        {"text": words(seeded, seeded.randint(1, 9)), "score": round(seeded.random(), 3)} for _ in range(40)
    ]
    called = [
        float(model(input_ids=torch.tensor([[2, *(WORDS.index(w) for w in row["text"].split()), 3]])).logits)
        for row in rows
    ]
    found = values(
        measure("regression", ["mae", "rmse", "r2"], tmp_path / "m", lines(tmp_path / "r.jsonl", rows))
    )
    true = [row["score"] for row in rows]
    assert found["mae"] == pytest.approx(mean_absolute_error(true, called), rel=1e-5)
    assert found["rmse"] == pytest.approx(root_mean_squared_error(true, called), rel=1e-5)
    assert found["r2"] == pytest.approx(r2_score(true, called), rel=1e-4)


def encoder(folder: Path, spoil: dict[str, Any] | None = None) -> Any:
    from transformers import BertConfig, BertModel

    model = save(BertModel(BertConfig(**BERT)), folder)
    kinds = ("Transformer", "Pooling", "Normalize")
    modules = [
        {"path": f"{i}_{kind}" if i else "", "type": f"sentence_transformers.models.{kind}"}
        for i, kind in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": 16, "pooling_mode_mean_tokens": True, **(spoil or {})}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    return model


def test_sentences_are_close_as_their_mean_vectors_are(
    measure: Measure, tmp_path: Path, seeded: random.Random
) -> None:
    from scipy.stats import pearsonr, spearmanr

    model = encoder(tmp_path / "m")

    def vector(text: str) -> "np.ndarray[Any, Any]":
        ids = torch.tensor([[2, *(WORDS.index(w) for w in text.split()), 3]])
        return np.asarray(model(input_ids=ids).last_hidden_state[0].mean(0).detach())

    rows: list[dict[str, Any]] = [
        {
            "sentence1": words(seeded, seeded.randint(1, 9)),
            "sentence2": words(seeded, 4),
            "score": seeded.random(),
        }
        for _ in range(30)
    ]
    a, b = ([vector(row[side]) for row in rows] for side in ("sentence1", "sentence2"))
    cosine = [float(x @ y / np.linalg.norm(x) / np.linalg.norm(y)) for x, y in zip(a, b, strict=True)]
    done = measure(
        "sentence-similarity",
        ["pearson", "spearman"],
        tmp_path / "m",
        lines(tmp_path / "r.jsonl", rows),
        settings=EIGHT,
    )
    true = [row["score"] for row in rows]
    assert values(done)["pearson"] == pytest.approx(pearsonr(cosine, true).statistic, abs=1e-5)
    assert values(done)["spearman"] == pytest.approx(spearmanr(cosine, true).statistic, abs=1e-9)


def test_a_pooling_that_is_not_known_is_not_guessed(
    measure: Measure, tmp_path: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    encoder(tmp_path / "m", {"pooling_mode_mean_tokens": False, "pooling_mode": "attention"})
    rows = [{"sentence1": "w1", "sentence2": "w2", "score": i / 9} for i in range(9)]
    found = skipped(
        measure("sentence-similarity", ["spearman"], tmp_path / "m", lines(tmp_path / "r.jsonl", rows))
    )
    assert "attention" in found.detail


def test_a_passage_that_is_the_question_itself_is_found_first(
    measure: Measure, tmp_path: Path, seeded: random.Random
) -> None:
    encoder(tmp_path / "m")
    texts = [words(seeded, 6) for _ in range(30)]
    rows = [{"query": text, "passage": text} for text in texts]
    found = values(
        measure("retrieval", ["ndcg_at_10", "recall_at_1"], tmp_path / "m", lines(tmp_path / "r.jsonl", rows))
    )
    assert found == {"ndcg_at_10": 1.0, "recall_at_1": 1.0}


def test_the_likeliest_span_is_the_answer(measure: Measure, tmp_path: Path, seeded: random.Random) -> None:
    from transformers import BertConfig, BertForQuestionAnswering

    model = save(BertForQuestionAnswering(BertConfig(**BERT)), tmp_path / "m")
    rows = []
    for i in range(24):
        question, context = words(seeded, 3), words(seeded, 12)
        fed = tokenizer(True)(question, context, return_tensors="pt")
        out = model(**fed)
        start, end = out.start_logits[0].detach().numpy(), out.end_logits[0].detach().numpy()
        inside = range(5, 17)  # [CLS] q q q [SEP] and twelve words
        best = max((start[a] + end[b], a, b) for a in inside for b in inside if a <= b)
        right = " ".join(context.split()[best[1] - 5 : best[2] - 4])
        rows.append(
            {"question": question, "context": context, "answers": {"text": [right if i % 2 else "other"]}}
        )
    found = values(
        measure("question-answering", ["exact_match"], tmp_path / "m", lines(tmp_path / "r.jsonl", rows))
    )
    assert found["exact_match"] == pytest.approx(0.5)


def test_answers_are_compared_by_their_words() -> None:
    from reproducers.lab.scoring.squad_f1 import best_overlap, normal_answer

    assert normal_answer("The  Eiffel-Tower!") == "eiffeltower"
    assert best_overlap("the red big house", ["a red house"]) == pytest.approx(0.8)
    assert (best_overlap("", []), best_overlap("x", [])) == (1.0, 0.0)


@pytest.fixture
def gpt(tmp_path: Path) -> Any:
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(
        vocab_size=len(WORDS), n_embd=16, n_layer=1, n_head=2, n_positions=16, bos_token_id=2, eos_token_id=4
    )
    return save(GPT2LMHeadModel(config), tmp_path / "m", special=False)


def test_perplexity_is_the_mean_loss_of_all_tokens(
    measure: Measure, tmp_path: Path, seeded: random.Random, gpt: Any
) -> None:
    texts = [words(seeded, seeded.randint(2, 15)) for _ in range(20)]
    nats = count = 0.0
    for text in texts:
        ids = torch.tensor([[WORDS.index(w) for w in text.split()]])
        nats += float(gpt(input_ids=ids, labels=ids).loss) * (ids.shape[1] - 1)
        count += ids.shape[1] - 1
    rows = [{"text": text} for text in texts]
    found = values(
        measure("language-model", ["perplexity"], tmp_path / "m", lines(tmp_path / "r.jsonl", rows))
    )
    assert found["perplexity"] == pytest.approx(np.exp(nats / count), rel=1e-4)


def test_a_long_text_is_read_in_windows_that_overlap_by_half(
    measure: Measure, tmp_path: Path, seeded: random.Random, gpt: Any
) -> None:
    text = words(seeded, 40)
    ids, nats, done = torch.tensor([[WORDS.index(w) for w in text.split()]]), 0.0, 0
    for start in range(0, 40, 8):  # the loop of the documentation of transformers, window 16 and stride 8
        part, end = ids[:, start : start + 16], min(start + 16, 40)
        target = part.clone()
        target[:, : -(end - done)] = -100
        count = int((target[:, 1:] != -100).sum())
        nats += float(gpt(input_ids=part, labels=target).loss) * count
        done = end
        if end == 40:
            break
    rows = [{"text": text}, {"text": text}]
    found = values(measure("language-model", ["log_loss"], tmp_path / "m", lines(tmp_path / "r.jsonl", rows)))
    assert found["log_loss"] == pytest.approx(nats / 39, rel=1e-4)


def test_the_likeliest_choice_is_taken_with_and_without_its_length(
    measure: Measure, tmp_path: Path, seeded: random.Random, gpt: Any
) -> None:
    def nats(question: str, choice: str) -> float:
        ids = torch.tensor([[WORDS.index(w) for w in f"{question} {choice}".split()]])
        losses = torch.log_softmax(gpt(input_ids=ids).logits[0, :-1], -1)
        count = len(choice.split())
        return -float(losses[range(-count, 0), ids[0, -count:]].sum())

    rows, plain, normal = [], [], []
    for _ in range(30):
        question, choices = words(seeded, 4), [words(seeded, n) for n in (1, 3, 2)]
        right = seeded.randrange(3)
        costs = [nats(question, one) for one in choices]
        plain.append(int(np.argmin(costs)) == right)
        normal.append(int(np.argmin([c / len(one) for c, one in zip(costs, choices, strict=True)])) == right)
        rows.append({"question": question, "choices": choices, "answer": right})
    found = values(
        measure(
            "multiple-choice", ["accuracy", "acc_norm"], tmp_path / "m", lines(tmp_path / "r.jsonl", rows)
        )
    )
    assert found == {"accuracy": pytest.approx(np.mean(plain)), "acc_norm": pytest.approx(np.mean(normal))}


def test_the_harness_agrees_choice_by_choice(
    measure: Measure, tmp_path: Path, seeded: random.Random, gpt: Any
) -> None:
    pytest.importorskip("lm_eval", reason="the extra lm-eval is not installed")
    rows = [
        {
            "question": words(seeded, 4),
            "choices": [words(seeded, n) for n in (1, 3, 2)],
            "answer": seeded.randrange(3),
        }
        for _ in range(30)
    ]
    data, found = lines(tmp_path / "r.jsonl", rows), {}
    for name in ("multiple-choice", "lm-eval-harness"):
        done = measure(name, ["accuracy", "acc_norm"], tmp_path / "m", data)
        found[name] = (values(done), (tmp_path / "scratch" / "raw.jsonl").read_text().count('"accuracy": 1'))
    assert found["lm-eval-harness"] == found["multiple-choice"]


def test_without_the_harness_one_sentence_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from claims.records import Model, Pair, Slice
    from reproducers import lm_eval_harness

    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    roles = tuple(Pair(name=role, value=role) for role in ("text", "choices", "label"))
    model = Model(name="m", format="safetensors", task="text-generation")
    refusal = lm_eval_harness.fits(model, Slice(name="r", sha256="0" * 64, rows=4, columns=roles))
    assert refusal is not None and re.search(r"-m pip install .*'lm-eval\[hf\]", refusal.detail)


def test_a_claim_without_its_prompt_is_told_and_left_open(
    measure: Measure, tmp_path: Path, gpt: Any, skipped: Callable[[WorkResult], Skipped]
) -> None:
    rows = [{"question": "w1 w2", "choices": ["w3", "w4"], "answer": 0}] * 4
    asked = Question(claim_id="c", subject="tiny", metric="accuracy", conditions="5-shot")
    found = skipped(measure("multiple-choice", [asked], tmp_path / "m", lines(tmp_path / "r.jsonl", rows)))
    assert found.reason == "ambiguous" and "prompt" in found.detail


def test_what_is_written_is_scored_by_sacrebleu_and_rouge(
    measure: Measure, tmp_path: Path, seeded: random.Random
) -> None:
    import sacrebleu
    from rouge_score.rouge_scorer import RougeScorer
    from transformers import T5Config, T5ForConditionalGeneration

    config = T5Config(
        vocab_size=len(WORDS), d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2, decoder_start_token_id=0,
        pad_token_id=0, eos_token_id=4,
    )  # fmt: skip
    model = save(T5ForConditionalGeneration(config), tmp_path / "m", special=False, times=30)
    sources, made = [words(seeded, 6) for _ in range(12)], []
    for text in sources:
        ids = torch.tensor([[WORDS.index(w) for w in text.split()]])
        out = model.generate(input_ids=ids, do_sample=False, num_beams=1, max_new_tokens=128)
        made.append(tokenizer(False).decode(out[0], skip_special_tokens=True).strip())
    assert len(set(made)) > 1
    true = [f"{' '.join(text.split()[:9])} {words(seeded, 2)}" for text in made]
    data = lines(
        tmp_path / "r.jsonl", [{"source": s, "target": t} for s, t in zip(sources, true, strict=True)]
    )
    found = values(measure("translation", ["bleu", "chrf"], tmp_path / "m", data, settings=EIGHT))
    assert found["bleu"] == pytest.approx(sacrebleu.corpus_bleu(made, [true]).score / 100)
    assert found["chrf"] == pytest.approx(sacrebleu.corpus_chrf(made, [true]).score / 100)
    scorer = RougeScorer(["rougeL"], use_stemmer=True)
    wanted = np.mean([scorer.score(t, m)["rougeL"].fmeasure for t, m in zip(true, made, strict=True)])
    assert values(measure("summarization", ["rouge_l"], tmp_path / "m", data)) == {
        "rouge_l": pytest.approx(wanted)
    }
