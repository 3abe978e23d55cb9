"""Printed numbers: what they say, what is none, and where they stand in a sentence."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.quantities.quantity import LONGEST, NotANumber, NumberInText, find, read
from claims.records.claim import Quantity

READ = [
    ("93.2", "93.2", None, None, "="),
    ("92.30", "92.30", None, None, "="),
    ("67.6%", "67.6", "%", None, "="),
    ("20.0 ± 1.2", "20.0", None, "1.2", "="),
    ("20.0 ± 1.2 %", "20.0", "%", "1.2", "="),
    ("45.5±0.7", "45.5", None, "0.7", "="),
    ("45.5% ± 0.7%", "45.5", "%", "0.7", "="),
    ("45.5 +/- .7", "45.5", None, "0.7", "="),
    ("(20.0)", "20.0", None, None, "="),
    ("1,261,545,472", "1261545472", None, None, "="),
    ("1 261 545", "1261545", None, None, "="),
    ("1\u202f261\u202f545", "1261545", None, None, "="),
    ("1{,}261{,}545", "1261545", None, None, "="),
    ("1,6", "1.6", None, None, "="),
    ("0,853", "0.853", None, None, "="),
    ("1,600", "1600", None, None, "="),
    ("110M", "110", "M", None, "="),
    ("110M parameters", "110", "M", None, "="),
    ("512 MiB", "512", "MiB", None, "="),
    ("2K tokens", "2", "K tokens", None, "="),
    ("12 ms/frame", "12", "ms/frame", None, "="),
    ("8.97 BFLOP/s", "8.97", "BFLOP/s", None, "="),
    ("539 tCO2eq", "539", "tCO2eq", None, "="),
    ("1.2e-3", "1.2E-3", None, None, "="),
    ("2.3·10^19", "2.3E19", None, None, "="),
    ("2.3 x 10^{19}", "2.3E19", None, None, "="),
    ("1.5×10⁹", "1.5E9", None, None, "="),
    ("$2.3\\cdot10^{-4}$", "2.3E-4", None, None, "="),
    ("10^6", "1E6", None, None, "="),
    ("four", "4", None, None, "="),
    ("two MB", "2", "MB", None, "="),
    ("−0.3", "-0.3", None, None, "="),
    ("–0.3", "-0.3", None, None, "="),
    ("+0.89", "0.89", None, None, "="),
    ("~300 ms", "300", "ms", None, "~"),
    ("about 300 ms", "300", "ms", None, "~"),
    ("< 1 ms", "1", "ms", None, "<"),
    ("≤5", "5", None, None, "<"),
    (">95", "95", None, None, ">"),
    ("100+", "100", None, None, ">"),
    (".85", "0.85", None, None, "="),
    ("2.3x", "2.3", "x", None, "="),
    ("12.5 (0.3)", "12.5", None, None, "="),
    ("**93.2**", "93.2", None, None, "="),
    ("\\textbf{93.2}", "93.2", None, None, "="),
    ("$\\mathbf{93.2}_{\\pm 0.3}$", "93.2", None, "0.3", "="),
    ("93.2\\%", "93.2", "%", None, "="),
    ("93.2†", "93.2", None, None, "="),
    ("93.2²", "93.2", None, None, "="),
    ("91.0 ↑", "91.0", None, None, "="),
    ("$0.60/h", "0.60", "$", None, "="),
]
NONE = [
    "", " ", "-", "—", "NaN", "nan", "inf", "???", "N/A", "≈", "≤", "±", "ms", "kgCO2", "Table 2",
    "1.2.3", "v1.1", "2021-03-04", "4-5", "91.2/88.3", "12,345,67", "٣٤", "９３", "1e400", "1e-400",
    "9" * 26, "9" * 6000, "93.2 abc", "$", "$x", "$-", "x1F", "1_000", "5-shot", "93.2 88.1", "²",
    "2²³", "(", "()", "**", "<b></b>", "\u0000",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "unit", "spread", "relation"), READ)
def test_reads_what_is_printed(
    text: str, value: str, unit: str | None, spread: str | None, relation: str
) -> None:
    said = read(text)
    assert isinstance(said, Quantity), said
    assert (said.value, said.unit, said.relation) == (Decimal(value), unit, relation)
    assert said.spread == (Decimal(spread) if spread else None)
    assert said.as_written == text.strip()


@pytest.mark.parametrize("text", NONE)
def test_says_why_something_is_no_number(text: str) -> None:
    said = read(text)
    assert isinstance(said, NotANumber), said
    assert said.why
    assert len(said.as_written) <= LONGEST


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("92.30", "0.005"),
        ("92.3", "0.05"),
        ("110M", "0.5"),
        ("1,261", "0.5"),
        ("1.2e-3", "0.00005"),
        ("1.0·10^20", "5E18"),
    ],
)
def test_the_half_step_is_half_of_the_last_printed_digit(text: str, half: str) -> None:
    said = read(text)
    assert isinstance(said, Quantity)
    assert said.half_step == Decimal(half)


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**6), max_value=10**6)
spreads = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=999)
marks = st.sampled_from(["", "**", "$"])


@given(
    numbers,
    spreads,
    st.sampled_from([None, "%", "ms", "M", "MiB", "tokens/s", "x"]),
    st.sampled_from("=<>~"),
    marks,
)
def test_reading_what_was_printed_gives_it_back(
    value: Decimal, spread: Decimal | None, unit: str | None, relation: str, mark: str
) -> None:
    behind = f" ± {spread}" if spread is not None else ""
    printed = f"{mark}{relation.strip('=')}{value}{behind}{mark}" + (f" {unit}" if unit else "")
    said = read(printed)
    assert isinstance(said, Quantity), (printed, said)
    assert (said.value, said.spread, said.unit, said.relation) == (value, spread, unit, relation)
    assert said.value.as_tuple().exponent == -2


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert isinstance(read(text), Quantity | NotANumber)


def said_in(text: str) -> list[str]:
    return [found.quantity.as_written for found in find(text)]


FOUND = [
    ("BERT-base-v1.1 gets 93.2% on SST-2 and 88.5 F1 on SQuAD 1.1 (Table 2) [12].", ["93.2%", "88.5"]),
    ("wav2vec2 and ResNet-50 on 2021-03-04, see https://x.org/1.2/a, in 2019", []),
    ("at about 300 ms per image or 1,200 tokens/s", ["about 300 ms per image", "1,200 tokens/s"]),
    ("F1=93.2, EM/F1 of 80.8/88.5", ["93.2", "80.8", "88.5"]),
    ("12-layer, 768-hidden, 110M parameters", ["12", "768", "110M"]),
    ("with 3x3 kernels, 224 x 224 pixels and 8xV100", []),
    ("2.3x faster, or 2.3 x faster", ["2.3x", "2.3 x"]),
    ("arXiv:1810.04805 and 1810.04805v2 cite [3, 4] and [1-3]", []),
    ("it costs $0.60/h, i.e. $0.60", ["$0.60", "$0.60"]),
    ("the score is $93.2$", ["93.2"]),
    ("a score of~93.2 and ~93.2", ["93.2", "~93.2"]),
    ("training took four days on four machines", ["four days"]),
    ("45.5 ± 0.7 % and 45.5\\pm0.7", ["45.5 ± 0.7 %", "45.5\\pm0.7"]),
    ("Python 3.9, CC BY 4.0, Apache 2.0, CUDA 11.8, v2.0", []),
    ("4-5 hours and 10–20 ms", []),
    ("an interval of [91.2, 93.4]", ["91.2", "93.4"]),
    ("2.3·10^19 FLOPs", ["2.3·10^19 FLOPs"]),
    ("less than 1 ms, at least 95%", ["less than 1 ms", "at least 95%"]),
    ("layers 1,6 and 1.2.3 and 10:30", []),
    ("accuracy went from 85.2 to 87.3.", ["85.2", "87.3"]),
    ("a 7B-chat model, but a 1.1B-parameter one", ["1.1B"]),
    ("eine Genauigkeit von 91,375 % und F1 0,884, AUC 0,93.", ["91,375 %", "0,884", "0,93"]),
    ("grew by 1,500 % or 20,000 %", ["1,500 %", "20,000 %"]),
    ("pixels in [0,255], (0,75 and 0,12,5", []),
    ("an MAE of 9.4 mg/dL and 0.7 t/ha", ["9.4", "0.7"]),
    ("36.2 t/s and 5 mg", ["36.2 t/s", "5 mg"]),
]


@pytest.mark.parametrize(
    ("text", "value"), [("91,375 %", "91.375"), ("79,6 %", "79.6"), ("0,884", "0.884"), ("1,500 %", "1500")]
)
def test_a_decimal_comma_in_a_sentence_is_told_by_its_digits(text: str, value: str) -> None:
    (number,) = find(f"um {text}.")
    assert str(number.quantity.value) == value


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_finds_quantities_and_not_names(text: str, expected: list[str]) -> None:
    assert said_in(text) == expected


pieces = st.sampled_from(
    [
        "93.2",
        " ",
        "%",
        "1,234",
        "M",
        "-",
        ".",
        "±",
        "10^9",
        "~",
        "$",
        "[",
        "]",
        "ResNet",
        "/",
        "x",
        "ms",
        "four ",
        "about ",
        "\n",
    ]
)


@given(st.lists(pieces, max_size=30).map("".join) | st.text(max_size=100))
def test_what_is_found_stands_at_its_place(text: str) -> None:
    before = 0
    for found in find(text):
        assert isinstance(found, NumberInText)
        assert text[found.start : found.end] == found.quantity.as_written != ""
        assert found.start >= before
        before = found.end


@pytest.mark.parametrize(
    "seed", ["1111111111.", "1,111", "[1,", "1 x 10 ", "2 ± ", "1 M M M ", "9", "~", "a.1 "]
)
def test_finding_takes_time_in_proportion_to_the_text(seed: str) -> None:
    def seconds(times: int) -> float:
        text, start = seed * times, time.process_time()
        assert sum(1 for _ in find(text)) >= 0
        return time.process_time() - start

    seconds(10)
    once = min(seconds(2000) for _ in range(3))
    assert min(seconds(8000) for _ in range(3)) <= 10 * once + 0.05


@pytest.mark.parametrize("text", ["reaches 97%-98% accuracy", "between 97%–98%", "at 5-10 points"])
def test_a_dash_between_two_numbers_makes_neither_negative(text: str) -> None:
    assert all(found.quantity.value >= 0 for found in find(text))


def test_a_minus_before_a_number_is_its_sign() -> None:
    assert [found.quantity.value for found in find("a drop of −3.2 points")] == [Decimal("-3.2")]
