"""Cells of cards that hold more than a bare number: arrows, ranges, pictures, and what their labels then mean."""

from pathlib import Path

import pytest

from claims.records import Claim
from extractors.pipeline.read import ReadOrder, read
from extractors.sources import folder
from extractors.tables.cell_numbers import values

Stated = set[tuple[str, str, str | None, str]]


def claims_of(where: Path, card: str) -> list[Claim]:
    (where / "README.md").write_text(card, "utf-8")
    source, root, files = folder.pin(where)
    order = ReadOrder(root=str(root), files=tuple(file.path for file in files), source=source)
    return list(read(order).claims)


def stated(claims: list[Claim]) -> Stated:
    return {(claim.subject, claim.metric, claim.dataset, str(claim.stated.value)) for claim in claims}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0.65→0.56", ["0.65", "0.56"]),
        ("74% -> 84%", ["74", "84"]),
        ("+0.400 to +0.490", ["0.400", "0.490"]),
        ("0.325 ⚠️", ["0.325"]),
        ("🥇 85.2", ["85.2"]),
        ("Up to ~1.3x", ["1.3"]),
        ("✅", []),
        ("bert → base", []),
    ],
)
def test_the_numbers_of_a_cell(text: str, numbers: list[str]) -> None:
    assert [str(value.stated.value) for value in values(text)] == numbers


CARD = """# Plover 2-bit models
| Model | MMLU (5-shot) FP16→AQLM | Size, GB |
| :---: | :---------- : | --- |
| Tern-8b | 0.65→0.56 | 4.1 |
| Tern-70b | 0.79→0.75 | 21.9 |
| Plover-8b | 0.66→0.59 | 4.1 ⚠️ |
"""


def test_a_number_before_an_arrow_and_one_behind_it_are_of_two_systems(tmp_path: Path) -> None:
    found = stated(claims_of(tmp_path, CARD))
    assert ("Tern-8b FP16", "accuracy", "MMLU", "0.65") in found
    assert ("Tern-8b AQLM", "accuracy", "MMLU", "0.56") in found
    assert ("Tern-70b AQLM", "accuracy", "MMLU", "0.75") in found


def test_what_stood_before_an_arrow_is_not_the_own_models(tmp_path: Path) -> None:
    card = "# Plover\n| Model | GSM8K |\n|---|---|\n| Plover | 40.1 → 52.3 |\n| Tern | 39.9 → 44.0 |\n| Heron | 31.2 → 41.7 |\n"
    own = {str(claim.stated.value): claim.own for claim in claims_of(tmp_path, card)}
    assert not own["40.1"]


@pytest.mark.parametrize(
    "sentence",
    [
        "For instance, quantizing a 7B model takes a day on one GPU.",
        "A 96 GB Blackwell card fits these weights.",
        "It has double context (4k->8k).",
        "* Target max_length: **600**",
        "The decoder contains a 1024-dim embedding layer, plus a 4-layer LSTM with hidden size 512.",
    ],
)
def test_sizes_of_other_things_are_not_the_models(tmp_path: Path, sentence: str) -> None:
    claims = claims_of(tmp_path, f"# Plover\n\nPlover is a model for text.\n\n## Use\n\n{sentence}\n")
    not_its_own = {("params", "7"), ("model_size", "96"), ("context_length", "4"), ("context_length", "600"), ("embedding_dimension", "512")}  # fmt: skip
    assert not {(claim.metric, str(claim.stated.value)) for claim in claims} & not_its_own


def test_of_two_numbers_of_a_sentence_with_an_arrow_the_second_is_the_own(tmp_path: Path) -> None:
    card = "# Plover\n\nPlover is a classifier.\n\n## Results\n\nAfter pruning, the accuracy on SST-2 (validation) went 0.95→0.50.\n"
    found = {str(claim.stated.value): claim.own for claim in claims_of(tmp_path, card)}
    assert found == {"0.95": False, "0.50": True}
