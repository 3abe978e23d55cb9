"""The embedded example is what its README says: small, safe to open, fairly drawn, true where it says so."""

import csv
import hashlib
import importlib.util
import json
import re
from functools import cache
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from transformers import BertForSequenceClassification

FOLDER = Path(__file__).parents[2] / "examples" / "langid"
MODEL = FOLDER / "model"


@cache
def card() -> str:
    return (MODEL / "README.md").read_text(encoding="utf-8")


@cache
def claimed(dataset: str, metric: str) -> float:
    results = yaml.safe_load(card().split("---\n")[1])["model-index"][0]["results"]
    found = [
        float(one["value"])
        for result in results
        if result["dataset"]["type"] == dataset
        for one in result["metrics"]
        if one["type"] == metric
    ]
    assert len(found) == 1
    return found[0]


@cache
def rows() -> list[dict[str, str]]:
    with (FOLDER / "slice.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def model() -> "BertForSequenceClassification":
    from transformers import AutoModelForSequenceClassification

    return AutoModelForSequenceClassification.from_pretrained(MODEL, local_files_only=True)


@cache
def predicted(count: int) -> list[str]:
    """The model's answers for `count` rows spread evenly over the slice."""
    import torch
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(MODEL, local_files_only=True)
    answers: list[str] = []
    with torch.inference_mode():
        for start in range(0, count, 50):
            texts = [row["sentence"] for row in spread(count)[start : start + 50]]
            batch = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
            answers += [model().config.id2label[int(i)] for i in model()(**batch).logits.argmax(dim=1)]
    return answers


def spread(count: int) -> list[dict[str, str]]:
    return rows()[:: len(rows()) // count][:count]


def sentences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("langid_sentences", FOLDER / "sentences.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_model_folder_is_small_and_holds_no_pickle() -> None:
    files = [file for file in MODEL.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 6_000_000
    assert {file.suffix for file in files} == {".md", ".json", ".safetensors"}


def test_the_slice_has_enough_rows_and_only_languages_of_the_model() -> None:
    assert len(rows()) >= 2_000
    assert len({row["id"] for row in rows()}) == len(rows())
    assert all(row["sentence"].strip() for row in rows())
    assert {row["language"] for row in rows()} == set(model().config.id2label.values())


def test_the_descriptor_describes_the_slice_as_it_is() -> None:
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    resource = package["resources"][0]
    content = (FOLDER / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert [field["name"] for field in resource["schema"]["fields"]] == list(rows()[0])
    assert (package["name"], package["split"], package["complete"]) == ("eld-sentences", "test", False)


def test_the_slice_is_drawn_again_byte_for_byte_and_was_not_trained_on(tmp_path: Path) -> None:
    made = sentences()
    try:
        parts = made.split(made.read(made.source()))
    except PackageNotFoundError:
        pytest.skip("the sentences come with the package eld: pip install -e '.[example]'")
    made.write_slice(made.draw(parts.test), tmp_path / "slice.csv")
    assert (tmp_path / "slice.csv").read_bytes() == (FOLDER / "slice.csv").read_bytes()
    for part in (parts.train, parts.validation):
        assert not {made.key(row.sentence) for row in part} & {made.key(row["sentence"]) for row in rows()}


def test_the_front_matter_is_yaml_in_which_norwegian_is_no_boolean() -> None:
    front = yaml.safe_load(card().split("---\n")[1])
    assert set(front["language"]) == set(model().config.id2label.values())
    assert front["license"] == "apache-2.0"


def test_the_model_opens_as_float32_with_the_parameters_that_the_card_states() -> None:
    import torch

    assert model().dtype == torch.float32
    stated = re.search(r"\| Parameters \| ([\d,]+) \|", card())
    assert stated is not None
    assert sum(p.numel() for p in model().parameters()) == int(stated[1].replace(",", ""))


def test_the_true_accuracy_is_near_on_300_rows_of_the_slice() -> None:
    right = sum(a == b["language"] for a, b in zip(predicted(300), spread(300), strict=True)) / 300
    assert abs(100 * right - claimed("eld-sentences", "accuracy")) <= 3.5  # 3 standard errors at n = 300


def test_the_inflated_f1_is_beyond_the_margin_on_the_whole_slice() -> None:
    from sklearn.metrics import f1_score

    wanted = [row["language"] for row in rows()]
    observed = 100 * f1_score(wanted, predicted(len(rows())), average="macro")
    assert (
        observed < claimed("eld-sentences", "f1") - 2 - 1.5
    )  # the margin, and 3 standard errors at n = 2,400


def test_the_planted_file_size_is_false_in_every_reading() -> None:
    stated = re.search(r"\| Weights on disk \| ([\d.]+) MB", card())
    assert stated is not None
    size = (MODEL / "model.safetensors").stat().st_size
    assert all(abs(size / unit - float(stated[1])) > 0.5 for unit in (1000**2, 1024**2))
