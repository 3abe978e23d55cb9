"""Models of other libraries: opened by the library itself, with the answers that it gives, and nothing of them run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claims.records import Measurement
from reproducers.lab.orders import Survey, WorkResult
from tests.reproducers import tiny
from tests.reproducers.library_models import TABLES, TEXTS, Made, people

Look = Callable[..., Survey]
Measure = Callable[..., WorkResult]
KINDS = {**TABLES, **TEXTS}


@pytest.fixture(params=sorted(KINDS))
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Made]:
    (tmp_path / "model").mkdir()
    return str(request.param), KINDS[request.param](tmp_path)


def test_every_answer_is_the_one_that_the_library_gives(
    made: tuple[str, Made], measure: Measure, tmp_path: Path
) -> None:
    kind, model = made
    reproducer = "text-classification" if kind in TEXTS else "tabular-classification"
    (attempt,) = measure(reproducer, ["accuracy"], model.root, model.data).attempts
    assert isinstance(attempt, Measurement), attempt
    called = [
        json.loads(line)["called"] for line in (tmp_path / "scratch/raw.jsonl").read_text().splitlines()
    ]
    assert called == model.answers
    assert float(attempt.observed.value) == pytest.approx(model.accuracy)


def test_a_file_cut_off_is_damaged_in_one_sentence(made: tuple[str, Made], look: Look) -> None:
    kind, model = made
    if kind in ("spacy", "model2vec"):
        pytest.skip("a folder of many files: its damage is below")
    (file,) = model.root.iterdir()
    whole = file.read_bytes()
    needed = whole.find(b"end of trees") if kind.startswith("lightgbm") else len(whole)
    for length in (90 if kind == "fasttext" else 400, needed * 6 // 10, needed * 19 // 20, needed - 9):
        file.write_bytes(whole[:length])
        found = look(model.root, model.data).model
        assert found is not None and found.refused is not None, (length, found)
        assert "damaged" in found.detail and len(found.detail) < 400 and "\n" not in found.detail
        assert "/workspace/" not in found.detail, "an error names the folder of whoever built the library"


def regressor(kind: str, rows: Any, target: Any, root: Path) -> Any:
    """A model of numbers, trained and saved by its own library."""
    if kind == "skops":
        io = pytest.importorskip("skops.io", reason="the extra skops is not installed")
        from sklearn.ensemble import GradientBoostingRegressor

        model = GradientBoostingRegressor(n_estimators=20).fit(rows, target)
        io.dump(model, root / "model.skops")
        return model
    library = pytest.importorskip(kind, reason=f"the extra {kind} is not installed")
    if kind == "xgboost":
        model = library.XGBRegressor(n_estimators=20, n_jobs=1).fit(rows, target)
        model.save_model(root / "model.json")
    elif kind == "lightgbm":
        model = library.LGBMRegressor(n_estimators=20, verbose=-1, n_jobs=1).fit(rows, target)
        model.booster_.save_model(root / "model.txt")
    else:
        model = library.CatBoostRegressor(20, verbose=0, allow_writing_files=False).fit(rows, target)
        model.save_model(str(root / "model.cbm"))
    return model


@pytest.mark.parametrize("kind", ["skops", "xgboost", "lightgbm", "catboost"])
def test_numbers_are_those_that_the_library_gives(measure: Measure, tmp_path: Path, kind: str) -> None:
    root = tmp_path / "model"
    root.mkdir()
    (rows, _), (new, _) = people(500, 0), people(200, 1)
    inputs = ["income", "age"]  # in another order than the data has them
    rows, new = rows.fillna(3.0), new.fillna(3.0)
    model = regressor(kind, rows[inputs], rows.age * 2 + rows.income, root)
    data = tmp_path / "rows.csv"
    new[["age", "income"]].assign(score=new.age * 2 + new.income).to_csv(data, index=False)
    (attempt,) = measure("regression", ["mae"], root, data).attempts
    assert isinstance(attempt, Measurement), attempt
    off = np.abs(model.predict(new[inputs]) - (new.age * 2 + new.income)).mean()
    assert float(attempt.observed.value) == pytest.approx(off, rel=1e-5)


@pytest.mark.parametrize("layout", ["model2vec", "model2vec, few vectors", "sentence-transformers"])
def test_static_vectors_are_as_close_as_their_library_says(
    measure: Measure, tmp_path: Path, layout: str
) -> None:
    import random

    from scipy.stats import spearmanr

    model = static(layout, tmp_path / "model")
    draw = random.Random(0)
    texts = [
        [tiny.words(draw, draw.randint(1, 12)) + " unheard" * (i % 3), tiny.words(draw, 4)] for i in range(60)
    ]
    data = tmp_path / "pairs.jsonl"
    data.write_text(
        "".join(
            json.dumps({"sentence1": a, "sentence2": b, "score": i % 7}) + "\n"
            for i, (a, b) in enumerate(texts)
        )
    )
    a, b = (model.encode([pair[side] for pair in texts]) for side in (0, 1))
    cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    (attempt,) = measure("sentence-similarity", ["spearman"], tmp_path / "model", data).attempts
    assert isinstance(attempt, Measurement), attempt
    assert float(attempt.observed.value) == pytest.approx(
        spearmanr(cosine, [i % 7 for i in range(60)]).statistic, abs=1e-6
    )
    (size,) = measure("dimensions", ["embedding_dimension"], tmp_path / "model").attempts
    assert isinstance(size, Measurement) and size.observed.value == 8, size


def static(layout: str, root: Path) -> Any:
    """Random vectors in the layout of a library, opened by it again."""
    words, draw = tiny.tokenizer(False)._tokenizer, np.random.default_rng(0)
    if layout == "sentence-transformers":
        library = pytest.importorskip("sentence_transformers")
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        vectors = draw.normal(size=(len(tiny.WORDS), 8)).astype(np.float32)
        made = library.SentenceTransformer(modules=[StaticEmbedding(words, embedding_weights=vectors)])
        made.save(str(root))
        return made
    library = pytest.importorskip("model2vec", reason="model2vec is not installed")
    few = layout.endswith("few vectors")
    vectors = draw.normal(size=(7 if few else len(tiny.WORDS), 8)).astype(np.float32)
    more = (
        {"token_mapping": draw.integers(0, 7, len(tiny.WORDS)), "weights": draw.random(len(tiny.WORDS))}
        if few
        else {}
    )
    library.StaticModel(vectors, words, normalize=few, **more).save_pretrained(root)
    return library.StaticModel.from_pretrained(root)


@pytest.mark.parametrize("head", ["ner", "tagger"])
def test_words_are_tagged_as_spacy_tags_them(measure: Measure, tmp_path: Path, head: str) -> None:
    spacy = pytest.importorskip("spacy", reason="the extra spacy is not installed")
    document = pytest.importorskip("spacy.tokens").Doc
    example = pytest.importorskip("spacy.training").Example

    sentences = [
        f"{who} went to {where}".split() for who in ("Anna", "Bo", "Cy") for where in ("Rome", "Bern", "Oslo")
    ]
    entities, tags = ["B-PER", "O", "O", "B-LOC"], ["NNP", "VBD", "IN", "NNP"]
    pipeline = spacy.blank("en")
    pipeline.add_pipe(head)
    made = [
        example.from_dict(
            document(pipeline.vocab, words=words),
            {"entities": ["U-PER", "O", "O", "U-LOC"]} if head == "ner" else {"tags": tags},
        )
        for words in sentences
    ]
    steps = pipeline.initialize(lambda: made)
    for _ in range(3):
        pipeline.update(made, sgd=steps)
    pipeline.to_disk(tmp_path / "model")
    data = tmp_path / "rows.jsonl"
    truth = entities if head == "ner" else tags
    data.write_text("".join(json.dumps({"tokens": words, "tags": truth}) + "\n" for words in sentences))
    (found,) = measure("token-classification", ["accuracy"], tmp_path / "model", data).attempts
    assert isinstance(found, Measurement), found
    docs = [pipeline(document(pipeline.vocab, words=words)) for words in sentences]
    called = [
        [t.tag_ if head == "tagger" else f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc]
        for doc in docs
    ]
    right = np.mean([a == b for row in called for a, b in zip(row, truth, strict=True)])
    assert float(found.observed.value) == pytest.approx(right)
