"""The meanings of printed numbers in base units, and back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import catalog
from claims.catalog import Scale
from claims.quantities import units
from claims.quantities.quantity import read
from claims.quantities.unit_names import nouns, unit_names
from claims.records.claim import Quantity


def number(text: str) -> Quantity:
    said = read(text)
    assert isinstance(said, Quantity), said
    return said


MEANINGS: list[tuple[str, Scale, list[str]]] = [
    ("91.3%", "share", ["0.913"]),
    ("91.3", "share", ["0.913"]),
    ("0.913", "share", ["0.913"]),
    ("0.9", "share", ["0.9", "0.009"]),
    ("6.69", "share", ["0.0669", "6.69"]),
    ("0.0669", "share", ["0.0669"]),
    ("110M", "count", ["110000000", "115343360"]),
    ("1.1B", "count", ["1100000000", "1181116006.4"]),
    ("110 million", "count", ["110000000"]),
    ("4,385,920", "count", ["4385920"]),
    ("4k", "tokens", ["4000", "4096"]),
    ("2K tokens", "tokens", ["2000", "2048"]),
    ("512", "tokens", ["512"]),
    ("438 MB", "bytes", ["438000000", "459276288"]),
    ("2 MiB", "bytes", ["2097152"]),
    ("two megabytes", "bytes", ["2000000", "2097152"]),
    ("1 kB", "bytes", ["1000", "1024"]),
    ("300 ms", "seconds", ["0.3"]),
    ("15 µs", "seconds", ["0.000015"]),
    ("4 days", "seconds", ["345600"]),
    ("12 ms/frame", "seconds", ["0.012"]),
    ("20 GPU hours", "seconds", ["72000"]),
    ("1200 tokens/s", "rate", ["1200"]),
    ("1.2k tokens/s", "rate", ["1200"]),
    ("120 samples per minute", "rate", ["2"]),
    ("45 fps", "rate", ["45"]),
    ("3.2 kg", "grams", ["3200"]),
    ("3.2 kg CO2 eq", "grams", ["3200"]),
    ("539 tCO2eq", "grams", ["539000000"]),
    ("1.5 MWh", "kwh", ["1500"]),
    ("3.6 MJ", "kwh", ["1"]),
    ("4.1 GFLOPs", "operations", ["4100000000", "8200000000"]),
    ("4.1 GMACs", "operations", ["8200000000", "4100000000"]),
    ("4.1 GMACs", "macs", ["8200000000", "4100000000"]),
    ("312 TFLOP/s", "operations_per_second", ["312000000000000"]),
    ("900 GB/s", "bytes_per_second", ["900000000000", "966367641600"]),
    ("2.3x", "ratio", ["2.3"]),
    ("250 W", "watts", ["250"]),
    ("93.2 ms", "share", []),
    ("93.2%", "seconds", []),
    ("12 MB", "seconds", []),
    ("12", "bytes", []),
]


@pytest.mark.parametrize(("text", "kind", "values"), MEANINGS)
def test_meanings_in_base_units_likeliest_first(text: str, kind: Scale, values: list[str]) -> None:
    readings = units.readings(number(text), kind)
    assert [reading.value for reading in readings] == [Decimal(value) for value in values]
    assert {reading.unit for reading in readings} <= {units.BASE[kind]}


def test_a_half_step_is_scaled_with_its_number() -> None:
    assert [reading.half_step for reading in units.readings(number("91.3%"), "share")] == [Decimal("0.0005")]
    assert units.readings(number("110M"), "count")[0].half_step == 500_000


def test_a_metric_leaves_out_what_it_cannot_be_unless_that_is_all() -> None:
    accuracy, wer = catalog.metrics()["accuracy"], catalog.metrics()["wer"]
    assert [reading.value for reading in units.readings(number("6.69"), "share", metric=accuracy)] == [
        Decimal("0.0669")
    ]
    assert len(units.readings(number("6.69"), "share", metric=wer)) == 2
    assert units.readings(number("104.2"), "share", metric=accuracy)[0].value == Decimal("1.042")


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10000, max_value=10000),
    st.sampled_from([(unit, kind) for text, kind, _ in MEANINGS if (unit := number(text).unit)]),
)
def test_printing_undoes_every_reading(value: Decimal, unit_and_kind: tuple[str, Scale]) -> None:
    unit, kind = unit_and_kind
    quantity = Quantity(value=value, unit=unit, as_written=f"{value} {unit}")
    for reading in units.readings(quantity, kind):
        assert units.to_printed(reading.value, quantity, reading) == value


def test_an_observed_share_is_shown_in_points() -> None:
    quantity = number("91.3")
    (reading,) = units.readings(quantity, "share")
    assert str(units.to_printed(Decimal("0.91284403669"), quantity, reading)) == "91.284"


@pytest.mark.parametrize(
    ("unit", "means"), [("%", True), ("M parameters", True), ("tokens/s", True), ("abc", False)]
)
def test_known_units(unit: str, means: bool) -> None:
    assert units.known(unit) is means


def test_the_table_of_units_says_where_it_comes_from_and_each_word_means_one_thing() -> None:
    table = unit_names()
    words = [word for group in table.units.values() for words in group.values() for word in words]
    assert table.source
    assert len(words) == len(set(words))
    assert len(table.counted_nouns) == len(set(table.counted_nouns))
    assert not set(table.counted_nouns) & set(words)


def test_every_word_of_the_table_is_a_unit() -> None:
    assert all(units.known(word) for word in nouns())
