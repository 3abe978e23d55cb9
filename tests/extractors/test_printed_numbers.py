"""Numbers with footnotes, minus signs, decimal commas and powers, as cards and papers print them."""

import pytest

from claims.quantities import quantity
from claims.records import Quantity
from tests.extractors.cards import claims_of, reading_of


def values(text: str) -> list[str]:
    """The values of a card's claims."""
    return [f"{claim.stated.value:f}" for claim in reading_of(text).claims]


def test_a_reference_to_a_footnote_is_no_part_of_a_cell() -> None:
    card = "# m\n| Model | Acc | F1 |\n|---|---|---|\n| m | 71.4[^1] | 68.2 [^2] |\n| tern | 70.1 | 66.0 [^2] |\n\n[^1]: five shots\n"
    assert claims_of(card, "org/m") == [
        "org/m | None | None | accuracy = 71.4",
        "org/m | None | None | f1 = 68.2",
        "tern | None | None | accuracy = 70.1",
        "tern | None | None | f1 = 66.0",
    ]


def test_a_raised_footnote_is_no_digit() -> None:
    text = (
        "# Tern\n\nThe accuracy on SST-2 is 91.5<sup>2</sup>.\n\n<p>The F1 on MRPC is 88.1<sup>1</sup>.</p>\n"
    )
    assert values(text) == ["91.5", "88.1"]


def test_a_raised_power_stays_one() -> None:
    text = "# Tern\n\n| Model | Parameters |\n|---|---|\n| Tern 7B | 3 × 10<sup>8</sup> |\n"
    assert values(text) == ["300000000"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("88,5", "89,125"), ["88.5", "89.125"]),
        (("0,912", "1,385"), ["0.912", "1.385"]),
        (("88.5", "1,385"), ["88.5", "1385"]),
    ],
)
def test_a_decimal_comma_is_told_by_its_column(cells: tuple[str, str], expected: list[str]) -> None:
    rows = "\n".join(f"| Tern {n} | {cell} |" for n, cell in enumerate(cells))
    assert values(f"# Tern\n\n| Model | Perplexity |\n|---|---|\n{rows}\n") == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("− 0.12", "-0.12"),
        ("--0.05", "-0.05"),
        ("109.482.240", "109482240"),
        ("12'850", "12850"),
        ("32.5 [ms]", "32.5"),
    ],
)
def test_a_cell_is_read_as_people_read_it(text: str, value: str) -> None:
    found = quantity.read(text)
    assert isinstance(found, Quantity) and f"{found.value:f}" == value


@pytest.mark.parametrize("text", ["(600,1600)", "(600,800)", "(88.5, 90.1)", "1200,1600"])
def test_a_pair_is_no_number(text: str) -> None:
    assert not isinstance(quantity.read(text), Quantity)


def test_the_precisions_of_a_bleu_line_are_no_scores() -> None:
    text = "# Tern\n\nBLEU = 31.4, 60.2/37.1/25.5/18.0 (BP = 0.981 ratio = 0.982)\n"
    assert claims_of(text) == ["own | None | None | bleu = 31.4"]


def test_r_squared_may_be_negative_in_a_sentence() -> None:
    assert claims_of("# Tern\n\nIt has an R² of −0.25 on the Diabetes test set.\n") == [
        "own | Diabetes | test | r2 = -0.25"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "It has a 64K context, and over 140 languages.",
        "The context window can be extended to 16,384 tokens with YaRN.",
        "Rotary encodings were applied to 16 dimensions of each head.",
        "The text files used for the training are 2.6GB in size.",
        "It was tested on an A100 40GB GPU with bfloat16 weights.",
        "The machine had 64 vCPU and 503 GB RAM.",
        "The context is 512 characters.",
    ],
)
def test_sizes_of_other_things_are_no_claims_about_the_build(sentence: str) -> None:
    found = claims_of(f"# Tern\n\n{sentence}\n")
    assert [one for one in found if "= 64 K" not in one] == []


def test_thresholds_and_counts_in_a_log_are_no_scores() -> None:
    text = "# Tern\n```\naccuracy: 0.81\nbest_f1_thresh: 0.4\neval_steps_per_second: 1.4\nsdr_imp: 3.1\n```\n"
    assert claims_of(text) == [
        "own | None | None | accuracy = 0.81",
        "own | None | None | delta sdr_imp = 3.1",
    ]
