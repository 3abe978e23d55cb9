"""Numbers as people read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.records import Measurement, Observed, Quantity
from reports.decisions.ranges import points
from reports.optimization.text import signed_points
from reports.views import number_format


def printed(value: str, unit: str | None = None, spread: str | None = None, relation: str = "=") -> Quantity:
    return Quantity(
        value=Decimal(value),
        unit=unit,
        as_written=value,
        spread=spread and Decimal(spread),
        relation=relation,
    )


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_beside_a_raw_floating_point_number_no_raw_one_is_shown() -> None:
    seen = Observed(value=Decimal("0.974"), low=Decimal("0.962176"), high=Decimal("0.982196"), n=1000)
    shown = number_format.observed_with_interval(seen, printed("0.9740000000000001"))
    assert plain(shown) == "0.9740 [0.9622, 0.9822]"


def test_no_nought_has_a_minus_sign() -> None:
    seen = Observed(value=Decimal("-0.0004"), low=Decimal("-0.02"), high=Decimal("0.02"), n=1000)
    assert plain(number_format.observed_with_interval(seen, printed("0.1"))) == "0.000 [−0.020, 0.020]"
    assert number_format.plain(Decimal("-0.0")) == "0"
    assert points(Decimal("-0.0004")) == signed_points(-0.0004) == "+0.0"


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        (printed("95.1", "%"), "95.1 %"),
        (printed("92.30"), "92.30"),
        (printed("20.0", "%", spread="1.2"), "20.0 ± 1.2 %"),
        (printed("1", "ms", relation="<"), "< 1 ms"),
        (printed("1E+3"), "1000"),
        (printed("0.9740000000000001"), "0.974"),
        (printed("0.8961038961038961"), "0.896104"),
        (printed("93.30000000000001", "%", spread="0.30000000000000004"), "93.3 ± 0.3 %"),
        (printed("123456789012345678"), "123456789012345678"),
        (printed("109482240"), "109482240"),
    ],
)
def test_a_claim_is_shown_with_its_own_digits(quantity: Quantity, shown: str) -> None:
    assert plain(number_format.stated(quantity)) == shown


@pytest.mark.parametrize(
    ("observed", "claim", "shown"),
    [
        (("93.12", "92.06", "94.03"), printed("95.1", "%"), "93.1 % [92.1, 94.0]"),
        (("93.12", "92.06", "94.03"), printed("95", "%"), "93.1 % [92.1, 94.0]"),
        (("0.91423", "0.9031", "0.92514"), printed("0.912"), "0.914 [0.903, 0.925]"),
        (("66.3629", "66.3629", "66.3629"), printed("66", "M"), "66.4 M"),
        (("66362880", None, None), printed("66000000"), "66,362,880"),
        (("-0.5", "-0.9", "-0.1"), printed("0.2"), "−0.50 [−0.90, −0.10]"),
    ],
)
def test_a_measurement_beside_a_claim_has_the_digits_that_its_interval_allows(
    observed: tuple[str, str | None, str | None], claim: Quantity, shown: str
) -> None:
    value, low, high = observed
    seen = Observed(value=Decimal(value), low=low and Decimal(low), high=high and Decimal(high), n=1)
    assert plain(number_format.observed_with_interval(seen, claim)) == shown


@pytest.mark.parametrize(
    ("metric", "unit", "value", "low", "high", "shown"),
    [
        ("accuracy", "fraction", "0.9312", "0.9206", "0.9403", "93.1 % [92.1, 94.0]"),
        ("mcc", "fraction", "0.8231", "0.8007", "0.8444", "0.823 [0.801, 0.844]"),
        ("model_size", "bytes", "5312345", "5312345", "5312345", "5.31 MB"),
        ("params", "items", "1310720", "1310720", "1310720", "1.31 M"),
        ("params", "items", "812", "812", "812", "812"),
        ("latency", "s", "0.0042", "0.0041", "0.0044", "4.20 ms [4.10, 4.40]"),
        ("latency", None, "0.0042", "0.0042", "0.0042", "4.2 ms"),
        ("flops", "FLOP", "2353000000", "2353000000", "2353000000", "2.35 GFLOP"),
        ("throughput", "rows/s", "31.83", "30.31", "32.52", "31.8 rows/s [30.3, 32.5]"),
        ("accuracy", "fraction", "0", "0", "0.0016", "0.00 % [0.00, 0.16]"),
        ("something new", "fraction", "0.5", "0.5", "0.5", "50 %"),
    ],
)
def test_a_measurement_without_a_claim_is_shown_in_units_for_people(
    metric: str, unit: str, value: str, low: str, high: str, shown: str
) -> None:
    measurement = Measurement(
        subject="m", metric=metric, observed=Quantity(value=Decimal(value), unit=unit, as_written=value),
        low=Decimal(low), high=Decimal(high), method="exact", n=1, reproducer="x@1",
    )  # fmt: skip
    assert plain(number_format.measured(measurement)) == shown


numbers = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=6)


@given(value=numbers, width=st.decimals(min_value=0, max_value=10**6, places=6), claim=numbers)
def test_no_number_breaks_the_figure_and_rounding_stays_below_the_last_digit(
    value: Decimal, width: Decimal, claim: Decimal
) -> None:
    seen = Observed(value=value, low=value - width, high=value + width, n=5)
    shown = number_format.observed_value(seen, printed(str(claim.normalize())))
    read = Decimal(shown.replace(",", "").replace("−", "-"))
    exponent = read.as_tuple().exponent
    assert isinstance(exponent, int)
    step = Decimal(1).scaleb(exponent)
    assert abs(read - value) <= step / 2
