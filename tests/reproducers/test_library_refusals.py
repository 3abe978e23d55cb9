"""Models of other libraries that are not opened: hostile, damaged, ambiguous, or of a kind that is not measured."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claims.records import Measurement, Model
from reproducers.lab.orders import Survey, WorkResult
from tests.reproducers import library_models

Look = Callable[..., Survey]
Measure = Callable[..., WorkResult]


def refused(look: Look, root: Path) -> Model:
    model = look(root).model
    assert model is not None and model.refused is not None and model.format in ("library", "safetensors"), (
        model
    )
    assert "\n" not in model.detail
    return model


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "model").mkdir()
    return tmp_path / "model"


def left_by_a_stranger(value: object) -> object:
    """A function that a hostile file names."""
    (Path(__file__).parent / "ran").touch()
    return value


def test_a_skops_file_that_names_a_strangers_function_is_not_loaded(look: Look, root: Path) -> None:
    io = pytest.importorskip("skops.io", reason="the extra skops is not installed")
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    model = make_pipeline(FunctionTransformer(left_by_a_stranger), LogisticRegression())
    io.dump(model, root / "model.skops")
    found = refused(look, root)
    assert found.refused == "unsafe_weights" and "left_by_a_stranger" in found.detail
    assert not (Path(__file__).parent / "ran").exists()


FORESTS = ["RandomForestClassifier", "HistGradientBoostingClassifier"]


@pytest.mark.parametrize("kind", [*FORESTS, "KNeighborsClassifier"])
def test_an_index_that_no_tree_has_is_found_before_anything_is_answered(
    look: Look, root: Path, kind: str
) -> None:
    io = pytest.importorskip("skops.io", reason="the extra skops is not installed")
    from sklearn import ensemble, neighbors

    made: Any = getattr(ensemble, kind, None) or getattr(neighbors, kind)
    draw = np.random.default_rng(0)
    model = made().fit(draw.normal(size=(400, 3)), draw.integers(0, 2, 400))
    io.dump(model, root / "model.skops")
    assert (whole := look(root).model) is not None and whole.refused is None, whole
    if kind in FORESTS:
        _lead_back(model)
        io.dump(model, root / "model.skops")
        assert "lead out of it" in refused(look, root).detail


def _lead_back(model: Any) -> None:
    """Let the last branch of a tree lead back to an earlier leaf, as no training leaves it."""
    if hasattr(model, "estimators_"):
        tree = model.estimators_[0].tree_
        leaf, branches = np.flatnonzero(tree.children_left == -1)[0], np.flatnonzero(tree.children_left != -1)
        tree.children_left[branches[-1]] = leaf
        assert branches[-1] > leaf
    else:
        nodes = model._predictors[0][0].nodes
        leaf, branches = np.flatnonzero(nodes["is_leaf"])[0], np.flatnonzero(nodes["is_leaf"] == 0)
        nodes["left"][branches[-1]] = leaf
        assert branches[-1] > leaf


def test_a_file_that_ends_its_own_library_is_not_given_to_it_again(
    look: Look, tmp_path: Path, root: Path
) -> None:
    library_models.xgboost(tmp_path, 10)
    model = look(root, died=True).model
    assert (
        model is not None and model.refused == "unsafe_weights" and "model.ubj ends XGBoost" in model.detail
    )


def test_a_pipeline_of_spacy_with_a_strangers_part_is_not_loaded(
    look: Look, tmp_path: Path, root: Path
) -> None:
    made = library_models.spacy_texts(tmp_path, 10)
    config = made.root / "config.cfg"
    config.write_text(config.read_text().replace('"spacy.TextCatEnsemble.v2"', '"stranger.Layers.v1"'))
    found = refused(look, root)
    assert found.refused == "remote_code" and "stranger.Layers.v1" in found.detail


def test_callbacks_of_a_pipeline_of_spacy_are_left_unread(
    measure: Measure, tmp_path: Path, root: Path
) -> None:
    made = library_models.spacy_texts(tmp_path, 30)
    config = made.root / "config.cfg"
    body = config.read_text().replace("before_creation = null\n", "")
    config.write_text(f'{body}\n[nlp.before_creation]\n@callbacks = "stranger.callback.v1"\n')
    (attempt,) = measure("text-classification", ["accuracy"], root, made.data).attempts
    assert isinstance(attempt, Measurement), attempt
    assert float(attempt.observed.value) == pytest.approx(made.accuracy)


def test_a_pipeline_of_spacy_without_its_numbers_is_said_to_be_cut(
    measure: Measure, tmp_path: Path, root: Path
) -> None:
    made = library_models.spacy_texts(tmp_path, 30)
    numbers = made.root / "textcat/model"
    numbers.write_bytes(numbers.read_bytes()[:500])
    (attempt,) = measure("text-classification", ["accuracy"], root, made.data).attempts
    assert not isinstance(attempt, Measurement) and "spaCy cannot open the pipeline" in attempt.detail


def test_several_models_of_a_library_are_a_question(look: Look, tmp_path: Path, root: Path) -> None:
    library_models.xgboost(tmp_path, 10)
    library_models.xgboost_json(tmp_path, 10)
    found = refused(look, root)
    assert found.refused == "ambiguous_model" and "model.json" in found.detail and "model.ubj" in found.detail
    (root / "config.json").write_text('{"feature_names": ["age", "income", "colour"]}')
    for name in ("model.json", "model.ubj"):
        chosen = look(root, file=name).model
        assert chosen is not None and chosen.refused is None and chosen.weights == (name,)
        assert "config.json" in {file.path for file in chosen.files}


def test_the_former_binary_form_of_xgboost_is_refused_with_the_command_that_rewrites_it(
    look: Look, root: Path
) -> None:
    pytest.importorskip("xgboost", reason="the extra xgboost is not installed")
    names = b"".join(len(name).to_bytes(8, "little") + name for name in (b"binary:logistic", b"gbtree"))
    (root / "it's.model").write_bytes(bytes(136) + names + bytes(400))
    found = refused(look, root)
    words = shlex.split(found.detail.partition("run ")[2].rstrip("."))
    assert words[:2] == ["python", "-c"] and 'model_file="it\'s.model"' in words[2]


def test_a_file_of_lightgbm_that_ends_with_its_trees_is_whole(
    measure: Measure, tmp_path: Path, root: Path
) -> None:
    made = library_models.lightgbm_many(tmp_path)
    file = root / "model.txt"
    file.write_bytes(file.read_bytes().partition(b"end of trees")[0])
    (attempt,) = measure("tabular-classification", ["accuracy"], root, made.data).attempts
    assert isinstance(attempt, Measurement), attempt
    assert float(attempt.observed.value) == pytest.approx(made.accuracy)


def test_a_ranker_is_said_to_be_one(look: Look, root: Path) -> None:
    library = pytest.importorskip("xgboost", reason="the extra xgboost is not installed")
    draw = np.random.default_rng(0)
    model = library.XGBRanker(n_estimators=2).fit(
        draw.normal(size=(40, 2)), draw.integers(0, 3, 40), qid=np.repeat(range(4), 10)
    )
    model.save_model(root / "model.json")
    assert "ranks rows" in refused(look, root).detail


def test_word_vectors_of_fasttext_are_no_classifier(look: Look, root: Path, tmp_path: Path) -> None:
    library_models.fasttext(tmp_path, 10)
    body = bytearray((root / "model.bin").read_bytes())
    body[36] = 2  # what it was trained as: skip-gram
    (root / "model.bin").write_bytes(body)
    assert "no classifier" in refused(look, root).detail


@pytest.mark.parametrize(
    ("name", "body", "package"),
    [
        ("model.ubj", b"{L\x00\x00\x07learner{ gradient_booster", "xgboost"),
        ("model.txt", b"tree\nversion=v4\nnum_class=1\n", "lightgbm"),
        ("model.cbm", b"CBM1" + bytes(40), "catboost"),
        ("model.bin", b"\xba\x16\x4f\x2f" + bytes(40), "fasttext"),
        ("model.skops", b"PK\x03\x04" + bytes(40), "skops"),
        ("model.tflite", bytes(4) + b"TFL3" + bytes(40), "ai_edge_litert"),
    ],
)
def test_without_its_package_a_kind_is_named_with_the_command_that_installs_it(
    look: Look, root: Path, name: str, body: bytes, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reproducers.lab.models.libraries.find_spec", lambda wanted: None)
    (root / name).write_bytes(body)
    found = refused(look, root)
    assert found.refused == "no_reproducer" and f"needs the package {package}" in found.detail
    command = shlex.split(found.detail.partition(": run ")[2].partition("; or")[0])
    assert command[1:4] == ["-m", "pip", "install"] and Path(command[0]).name == "python"
    assert "assay[" not in found.detail and "--predictions" in found.detail


def test_an_adapter_is_refused_with_the_command_that_merges_it(
    look: Look, measure: Measure, tmp_path: Path, root: Path
) -> None:
    peft = pytest.importorskip("peft", reason="peft is not installed")
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    from tests.reproducers import tiny

    torch.manual_seed(0)
    base = BertForSequenceClassification(BertConfig(**tiny.BERT, num_labels=3))
    tiny.save(base, tmp_path / "base")
    settings = peft.LoraConfig(task_type="SEQ_CLS", r=2, init_lora_weights=False)
    changed = peft.get_peft_model(base, settings)
    changed.base_model.model.name_or_path = str(tmp_path / "base")
    changed.peft_config["default"].base_model_name_or_path = str(tmp_path / "base")
    changed.eval().save_pretrained(root)
    found = refused(look, root)
    assert found.refused == "no_model"
    command = _merging(found)
    for name in ("model.safetensors", "config.json"):
        (root / name).write_bytes((tmp_path / "base" / name).read_bytes())
    beside = refused(look, root)
    assert beside.refused == "ambiguous_model" and _merging(beside) == command
    words = shlex.split(command)
    done = subprocess.run([sys.executable, *words[1:]], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    texts = [f"w{i} w{i + 1} w{i + 2}" for i in range(20)]
    ids = torch.tensor([[2, i + 5, i + 6, i + 7, 3] for i in range(20)])
    answers = changed(input_ids=ids).logits.argmax(-1).tolist()
    data = tmp_path / "rows.jsonl"
    data.write_text(
        "".join(json.dumps({"text": t, "label": str(a)}) + "\n" for t, a in zip(texts, answers, strict=True))
    )
    (right,) = measure("text-classification", ["accuracy"], root / "merged", data).attempts
    assert isinstance(right, Measurement) and right.observed.value == 1, right


def _merging(model: Model) -> str:
    """The command of a refusal that merges an adapter into its base."""
    return model.detail.partition("trust the base: ")[2].rpartition("; then")[0]
