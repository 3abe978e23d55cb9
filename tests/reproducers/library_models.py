"""Small models that their own libraries train, each with rows that nobody trained on and the library's own answers."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

GOOD, BAD, NEITHER = (
    ["good", "great", "fine", "lovely"],
    ["bad", "awful", "poor", "dull"],
    ["the", "a", "film", "plot", "was", "is"],
)


class Made(NamedTuple):
    """A model's folder, a file of rows, and what the library itself answers."""

    root: Path
    data: Path
    answers: list[str]
    truth: list[str]

    @property
    def accuracy(self) -> float:
        return sum(a == b for a, b in zip(self.answers, self.truth, strict=True)) / len(self.truth)


def people(count: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Rows of numbers with gaps and of words, and "yes" or "no" after a noisy rule."""
    draw = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "age": draw.normal(40, 10, count).round(2),
            "income": draw.normal(3, 1, count).round(3),
            "colour": draw.choice(["red", "green", "blue"], count),
        }
    )
    rows.loc[draw.random(count) < 0.05, "income"] = np.nan
    lean = (rows.age - 40) / 10 + rows.income.fillna(0) - 3 + (rows.colour == "red") * 1.5
    return rows, np.where(lean + draw.normal(0, 0.4, count) > 0.5, "yes", "no")


def reviews(count: int, seed: int) -> tuple[list[str], list[str]]:
    """Short texts and whether they praise."""
    draw = random.Random(seed)
    labels = [draw.choice(["pos", "neg"]) for _ in range(count)]
    texts = []
    for label in labels:
        words = [draw.choice(GOOD if label == "pos" else BAD) if draw.random() < 0.3 else draw.choice(NEITHER)
                 for _ in range(draw.randint(3, 9))]  # fmt: skip
        texts.append(" ".join(words))
    return texts, labels


def of_rows(folder: Path, rows: pd.DataFrame, truth: list[str], answers: list[str]) -> Made:
    data = folder / "rows.csv"
    rows.assign(label=truth).to_csv(data, index=False)
    return Made(folder / "model", data, answers, truth)


def of_texts(folder: Path, texts: list[str], truth: list[str], answers: list[str]) -> Made:
    data = folder / "rows.csv"
    pd.DataFrame({"text": texts, "label": truth}).to_csv(data, index=False)
    return Made(folder / "model", data, answers, truth)


def skops_pipeline(folder: Path, count: int = 300) -> Made:
    """A forest over scaled numbers and one-hot words."""
    io = pytest.importorskip("skops.io", reason="the extra skops is not installed")
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    rows, labels = people(600, 0)
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    columns = make_column_transformer((OneHotEncoder(), ["colour"]), (numbers, ["age", "income"]))
    model = make_pipeline(columns, RandomForestClassifier(20, random_state=0)).fit(rows, labels)
    io.dump(model, folder / "model/model.skops")
    new, truth = people(count, 1)
    return of_rows(folder, new, truth.tolist(), model.predict(new).tolist())


def skops_coded_words(folder: Path, count: int = 300) -> Made:
    """A linear model whose words look like numbers: codes of shops, "01" to "03"."""
    io = pytest.importorskip("skops.io", reason="the extra skops is not installed")
    from sklearn.compose import make_column_transformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    names = {"red": "01", "green": "02", "blue": "03"}
    (rows, labels), (new, truth) = people(600, 0), people(count, 1)
    rows, new = (part.fillna(3).assign(colour=part.colour.map(names)) for part in (rows, new))
    coded = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), ["colour"]), remainder="passthrough"
    )
    model = make_pipeline(coded, LogisticRegression(max_iter=2000)).fit(rows, labels)
    io.dump(model, folder / "model/model.skops")
    return of_rows(folder, new, truth.tolist(), model.predict(new).tolist())


def skops_texts(folder: Path, count: int = 300) -> Made:
    """TF-IDF and logistic regression."""
    io = pytest.importorskip("skops.io", reason="the extra skops is not installed")
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(*reviews(400, 0))
    io.dump(model, folder / "model/model.skops")
    texts, truth = reviews(count, 1)
    return of_texts(folder, texts, truth, model.predict(texts).tolist())


def xgboost(folder: Path, count: int = 300, suffix: str = ".ubj") -> Made:
    """Boosted trees with a column of categories."""
    library = pytest.importorskip("xgboost", reason="the extra xgboost is not installed")
    (rows, labels), (new, truth) = people(600, 0), people(count, 1)
    model = library.XGBClassifier(n_estimators=30, max_depth=3, n_jobs=1, enable_categorical=True)
    model.fit(rows.assign(colour=rows.colour.astype("category")), labels == "yes")
    model.save_model(folder / f"model/model{suffix}")
    answers = model.predict(new.assign(colour=new.colour.astype("category")))
    return of_rows(folder, new, [str(int(t == "yes")) for t in truth], [str(int(a)) for a in answers])


def xgboost_json(folder: Path, count: int = 300) -> Made:
    return xgboost(folder, count, ".json")


def lightgbm(folder: Path, count: int = 300) -> Made:
    """Boosted trees with a column of categories."""
    library = pytest.importorskip("lightgbm", reason="the extra lightgbm is not installed")
    (rows, labels), (new, truth) = people(600, 0), people(count, 1)
    model = library.LGBMClassifier(n_estimators=30, verbose=-1, n_jobs=1)
    model.fit(rows.assign(colour=rows.colour.astype("category")), labels == "yes")
    model.booster_.save_model(folder / "model/model.txt")
    answers = model.predict(new.assign(colour=new.colour.astype("category")))
    return of_rows(folder, new, [str(int(t == "yes")) for t in truth], [str(int(a)) for a in answers])


def lightgbm_many(folder: Path, count: int = 300) -> Made:
    """Three classes from numbers without names."""
    library = pytest.importorskip("lightgbm", reason="the extra lightgbm is not installed")
    (rows, _), (new, _) = people(600, 0), people(count, 1)
    rows, new = rows.fillna(3), new.fillna(3)
    kinds, truth = ((part.age // 12).clip(2, 4).astype(int) - 2 for part in (rows, new))
    model = library.LGBMClassifier(n_estimators=10, verbose=-1, n_jobs=1)
    model.fit(rows[["age", "income"]].to_numpy(), kinds)
    model.booster_.save_model(folder / "model/model.txt")
    inputs = new[["age", "income"]]
    answers = model.predict(inputs.to_numpy())
    return of_rows(folder, inputs, [str(t) for t in truth], [str(a) for a in answers])


def catboost(folder: Path, count: int = 300) -> Made:
    """Boosted trees with words as they are, and labels of its own."""
    library = pytest.importorskip("catboost", reason="the extra catboost is not installed")
    (rows, labels), (new, truth) = people(600, 0), people(count, 1)
    model = library.CatBoostClassifier(30, verbose=0, cat_features=["colour"], allow_writing_files=False)
    model.fit(rows, labels)
    model.save_model(str(folder / "model/model.cbm"))
    return of_rows(folder, new, truth.tolist(), model.predict(new).tolist())


def fasttext(folder: Path, count: int = 300) -> Made:
    """A classifier of words."""
    library = pytest.importorskip("fasttext", reason="the extra fasttext is not installed")
    from tests.reproducers.fasttext_file import write_classifier

    words = ["</s>", *GOOD, *BAD, *NEITHER]
    path, praise = folder / "model/model.bin", np.array([2.0, 0.1, 0.0, -0.1])
    write_classifier(path, words, leaning(words), {"pos": praise, "neg": -praise})
    model = library.load_model(str(path))
    texts, truth = reviews(count, 1)
    answers = [
        pairs[0][1].removeprefix("__label__")
        for pairs in (model.f.predict(f"{t}\n", 1, 0.0, "strict") for t in texts)
    ]
    return of_texts(folder, texts, truth, answers)


def leaning(words: list[str]) -> np.ndarray:
    """A vector for each word, whose first number is high for praise and low for blame."""
    vectors = np.random.default_rng(0).normal(size=(len(words), 4)).astype(np.float32)
    vectors[:, 0] = [2.0 * (word in GOOD) - 2.0 * (word in BAD) for word in words]
    return vectors


def spacy_texts(folder: Path, count: int = 300) -> Made:
    """A pipeline that classifies texts."""
    library = pytest.importorskip("spacy", reason="the extra spacy is not installed")
    training = pytest.importorskip("spacy.training")

    pipeline = library.blank("en")
    head = pipeline.add_pipe("textcat")
    for label in ("pos", "neg"):
        head.add_label(label)
    made = [
        training.Example.from_dict(
            pipeline.make_doc(text), {"cats": {name: float(name == label) for name in ("pos", "neg")}}
        )
        for text, label in zip(*reviews(200, 0), strict=True)
    ]
    steps = pipeline.initialize(lambda: made)
    for _ in range(2):
        pipeline.update(made, sgd=steps)
    pipeline.to_disk(folder / "model")
    texts, truth = reviews(count, 1)
    answers = [max(doc.cats, key=lambda name: doc.cats[name]) for doc in pipeline.pipe(texts)]
    return of_texts(folder, texts, truth, answers)


def model2vec(folder: Path, count: int = 300) -> Made:
    """Static embeddings under a head."""
    library = pytest.importorskip("model2vec", reason="model2vec is not installed")
    mlp = pytest.importorskip("model2vec.inference.mlp", reason="model2vec is older than 0.10")
    pipelines = pytest.importorskip("model2vec.inference.model")
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", *GOOD, *BAD, *NEITHER[:-1]]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    vectors = leaning(words)
    head: Any = [
        mlp.Layer(np.array([[-1.0, 0, 0, 0.05], [1.0, 0.02, 0, 0]], np.float32), np.zeros(2, np.float32))
    ]
    pipeline = pipelines.StaticModelPipeline(
        library.StaticModel(vectors, tokenizer, config={"model_type": "model2vec"}, normalize=True),
        mlp.MLPHead(head, mlp.Activation.SOFTMAX, np.array(["neg", "pos"])),
    )
    pipeline.save_pretrained(str(folder / "model"))
    texts, truth = reviews(count, 1)
    return of_texts(folder, texts, truth, pipeline.predict(texts).tolist())


def tflite(folder: Path, count: int = 300) -> Made:
    """One layer from two numbers to two classes, in LiteRT."""
    lite = pytest.importorskip("ai_edge_litert.interpreter", reason="the extra tflite is not installed")
    from tests.reproducers.lite_file import write_linear

    path = folder / "model/model.tflite"
    write_linear(path, [[-1.0, 0.5], [1.0, -0.4]], [0.0, 0.1])
    graph = lite.Interpreter(model_path=str(path))
    graph.allocate_tensors()
    points = np.random.default_rng(1).normal(size=(count, 2)).round(3)
    answers = []
    for point in points.astype(np.float32):
        graph.set_tensor(graph.get_input_details()[0]["index"], point[None])
        graph.invoke()
        answers.append(str(int(graph.get_tensor(graph.get_output_details()[0]["index"]).argmax())))
    noise = np.random.default_rng(2).normal(scale=1.2, size=count)
    truth = [str(int(2 * a - 0.9 * b + 0.1 + off > 0)) for (a, b), off in zip(points, noise, strict=True)]
    return of_rows(folder, pd.DataFrame(points, columns=["a", "b"]), truth, answers)


TABLES: dict[str, Callable[[Path], Made]] = {
    "skops": skops_pipeline, "skops-codes": skops_coded_words, "xgboost-ubj": xgboost, "xgboost-json": xgboost_json,
    "lightgbm": lightgbm, "lightgbm-many": lightgbm_many, "catboost": catboost, "tflite": tflite,
}  # fmt: skip
TEXTS: dict[str, Callable[[Path], Made]] = {
    "skops-texts": skops_texts, "fasttext": fasttext, "spacy": spacy_texts, "model2vec": model2vec,
}  # fmt: skip
