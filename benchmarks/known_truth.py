"""Small real models, rows whose truth is known, and cards that tell it or do not; all made here, from a seed.

A world is a model's folder with a large population of rows, on which its true scores are counted, and the rows
that a team would bring. A case is a world with a card, and what may and may not be said of each of its claims.
"""

import csv
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

HELD, FAILED, OPEN = ("confirmed", "transfers"), ("refuted", "falls_short"), ("inconclusive", "unchecked")
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "langid"


@dataclass(frozen=True)
class World:
    """A model's folder, its rows by column, and its true scores in points."""

    name: str
    root: Path
    columns: dict[str, list[str]]
    label: str
    truth: dict[str, float]
    params: int


@dataclass(frozen=True)
class Case:
    """A folder and a file of rows, and what is right to say."""

    name: str
    root: Path
    data: Path
    right: dict[str, tuple[str, ...]]
    """Metric to the outcomes that are right; any other that is not open is false."""
    findings: tuple[str, ...] = ()
    """Rules that must speak."""
    options: dict[str, str] = field(default_factory=dict)


def scores(true: Sequence[str], called: Sequence[str]) -> dict[str, float]:
    """The true scores in points, by scikit-learn."""
    from sklearn.metrics import accuracy_score, f1_score

    return {
        "accuracy": 100 * float(accuracy_score(true, called)),
        "f1_macro": 100 * float(f1_score(true, called, average="macro", zero_division=0)),
    }


def langid(folder: Path) -> World:
    """The embedded example: a BERT of two layers that tells 60 languages apart; scores on its own slice."""
    root = folder / "langid"
    shutil.copytree(EXAMPLE / "model", root)
    rows = list(csv.DictReader((EXAMPLE / "slice.csv").open(encoding="utf-8")))
    truth = {"accuracy": 95.54, "f1_macro": 95.24}
    return World("langid", root, {k: [r[k] for r in rows] for k in rows[0]}, "language", truth, 1_314_940)


def linear(folder: Path, classes: int = 3, seed: int = 1) -> World:
    """Logistic regression of scikit-learn on drawn points, written as ONNX by hand."""
    from sklearn.linear_model import LogisticRegression

    draw = np.random.default_rng(seed)
    width, rows = 6, 6_000
    weights = draw.normal(size=(width, classes)) * 1.6
    points = draw.normal(size=(rows, width))
    logits = points @ weights + draw.gumbel(size=(rows, classes)) + np.linspace(1.2, 0, classes)
    true = logits.argmax(axis=1)
    fitted = LogisticRegression(max_iter=500).fit(points[:2_000], true[:2_000])
    root = folder / f"linear{classes}"
    root.mkdir()
    names = [f"kind_{'abcdefg'[i]}" for i in range(classes)]
    coefficients = fitted.coef_ if classes > 2 else np.concatenate([-fitted.coef_, fitted.coef_]) / 2
    offsets = (
        fitted.intercept_ if classes > 2 else np.concatenate([-fitted.intercept_, fitted.intercept_]) / 2
    )
    write_linear(root / "model.onnx", coefficients.T, offsets)
    (root / "config.json").write_text(json.dumps({"id2label": dict(enumerate(names))}))
    called = [names[i] for i in fitted.predict(points[2_000:])]
    labels = [names[i] for i in true[2_000:]]
    columns = {f"m{j}": [f"{x:.6f}" for x in points[2_000:, j]] for j in range(width)}
    return World(
        f"linear{classes}",
        root,
        columns | {"label": labels},
        "label",
        scores(labels, called),
        width * classes + classes,
    )


def write_linear(path: Path, weights: "np.ndarray", offsets: "np.ndarray") -> None:
    """An ONNX file of one matrix product and one sum: logits of shape (rows, classes)."""
    from onnx import TensorProto, helper, numpy_helper, save

    tensors = [
        numpy_helper.from_array(np.ascontiguousarray(weights, dtype=np.float32), "w"),
        numpy_helper.from_array(np.ascontiguousarray(offsets, dtype=np.float32), "b"),
    ]
    nodes = [helper.make_node("MatMul", ["x", "w"], ["h"]), helper.make_node("Add", ["h", "b"], ["logits"])]
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, size])
        for name, size in (("x", weights.shape[0]), ("logits", weights.shape[1]))
    ]
    graph = helper.make_graph(nodes, "linear", ends[:1], ends[1:], tensors)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


def sentiment(folder: Path, seed: int = 2) -> World:
    """A BERT of one layer, trained here on sentences of cue words of which one in eight lies."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    draw = np.random.default_rng(seed)
    good, bad = ["good", "fine", "lovely", "bright"], ["bad", "poor", "awful", "dull"]
    plain = [f"w{i}" for i in range(40)] + ["film", "plot", "cast", "the", "was"]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *good, *bad, *plain]
    texts, labels = [], []
    for _ in range(7_000):
        side = bool(draw.random() < 0.62)
        shown = side if draw.random() < 0.88 else not side
        body = [
            *draw.choice(plain, draw.integers(3, 12)),
            *draw.choice(good if shown else bad, draw.integers(1, 3)),
        ]
        draw.shuffle(body)
        texts.append(" ".join(body))
        labels.append("positive" if side else "negative")
    root = folder / "sentiment"
    config = BertConfig(
        vocab_size=len(words), hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=48,
        max_position_embeddings=24, id2label={0: "negative", 1: "positive"}, label2id={"negative": 0, "positive": 1},
    )  # fmt: skip
    torch.manual_seed(seed)
    model = BertForSequenceClassification(config)
    cut = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    cut.pre_tokenizer = pre_tokenizers.Whitespace()
    cut.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=cut, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    _train(model, tokenizer, texts[:2_000], [int(x == "positive") for x in labels[:2_000]])
    model.save_pretrained(root)
    tokenizer.save_pretrained(root)
    called = [["negative", "positive"][i] for i in _calls(model, tokenizer, texts[2_000:])]
    columns = {"text": texts[2_000:], "label": labels[2_000:]}
    count = sum(p.numel() for p in model.parameters())
    return World("sentiment", root, columns, "label", scores(labels[2_000:], called), count)


def _train(model: object, tokenizer: object, texts: list[str], labels: list[int]) -> None:
    import torch

    step = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    for _ in range(4):
        for i in range(0, len(texts), 50):
            fed = tokenizer(texts[i : i + 50], padding=True, return_tensors="pt")
            model(**fed, labels=torch.tensor(labels[i : i + 50])).loss.backward()
            step.step()
            step.zero_grad()
    model.eval()


def _calls(model: object, tokenizer: object, texts: list[str]) -> list[int]:
    import torch

    found: list[int] = []
    with torch.inference_mode():
        for i in range(0, len(texts), 250):
            fed = tokenizer(texts[i : i + 250], padding=True, return_tensors="pt")
            found += model(**fed).logits.argmax(-1).tolist()
    return found


def majority(folder: Path, seed: int = 3) -> World:
    """A model that says the commonest class to everything, and reaches that class's share."""
    draw = np.random.default_rng(seed)
    root = folder / "majority"
    root.mkdir()
    write_linear(root / "model.onnx", np.zeros((4, 2)), np.array([3.0, 0.0]))
    (root / "config.json").write_text(json.dumps({"id2label": {"0": "stays", "1": "leaves"}}))
    labels = ["stays" if x < 0.87 else "leaves" for x in draw.random(4_000)]
    columns = {f"m{j}": [f"{x:.5f}" for x in draw.normal(size=4_000)] for j in range(4)}
    return World(
        "majority", root, columns | {"label": labels}, "label", scores(labels, ["stays"] * 4_000), 10
    )


def numbers(folder: Path, seed: int = 4) -> World:
    """Linear regression of scikit-learn on drawn points, written as ONNX by hand; true errors, and not in points."""
    from sklearn.linear_model import LinearRegression
    from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

    draw = np.random.default_rng(seed)
    points = draw.normal(size=(6_000, 5))
    true = points @ draw.normal(size=5) * 3 + 20 + draw.normal(size=6_000) * 2
    fitted = LinearRegression().fit(points[:2_000], true[:2_000])
    root = folder / "numbers"
    root.mkdir()
    write_linear(root / "model.onnx", fitted.coef_[:, None], np.array([fitted.intercept_]))
    called, labels = fitted.predict(points[2_000:]), true[2_000:]
    truth = {
        "mae": float(mean_absolute_error(labels, called)),
        "rmse": float(root_mean_squared_error(labels, called)),
        "r2": float(r2_score(labels, called)),
    }
    columns = {f"m{j}": [f"{x:.6f}" for x in points[2_000:, j]] for j in range(5)}
    return World("numbers", root, columns | {"target": [f"{x:.5f}" for x in labels]}, "target", truth, 6)


WORLDS: tuple[Callable[[Path], World], ...] = (langid, linear, sentiment, majority, numbers)


def card(
    world: World, claimed: dict[str, float | str], *, more: str = "", task: str = "text-classification"
) -> str:
    """A model card that states these figures, in its index and in its table; written from nothing."""
    metrics = "".join(
        f"    - type: {m.removesuffix('_macro')}\n      value: {v}\n"
        f"      name: {'Macro F1' if m == 'f1_macro' else m.title()}\n"
        for m, v in claimed.items()
    )
    return (
        f"---\nlicense: mit\npipeline_tag: {task}\nmodel-index:\n- name: {world.name}\n  results:\n  - task:\n"
        f"      type: {task}\n    dataset:\n      type: {world.name}-rows\n      name: {world.name} rows\n"
        "      split: test\n"
        f"    metrics:\n{metrics}---\n\n# {world.name}\n\n{more}\n"
    )


def write_rows(path: Path, columns: dict[str, list[str]], rows: Sequence[int]) -> Path:
    """Those rows of the columns as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(columns)
        out.writerows([cells[i] for cells in columns.values()] for i in rows)
    return path
