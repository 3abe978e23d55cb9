"""What a run of numbers can be."""

import pytest

from claims import catalog
from claims.quantities import quantity
from claims.records import Quantity
from extractors.language.possible_values import possible


def read(*texts: str) -> list[Quantity]:
    """Numbers as printed."""
    return [one for text in texts if isinstance(one := quantity.read(text), Quantity)]


@pytest.mark.parametrize(
    ("metric", "texts", "expected"),
    [
        ("perplexity", ("0.51", "0.62", "0.48"), False),
        ("perplexity", ("5.1", "6.2"), True),
        ("accuracy", ("1250", "3400"), False),
        ("accuracy", ("61.2", "0.4"), True),
        ("latency", ("61.2%", "40.1%"), False),
        ("params", ("7B", "13B"), True),
        ("vram", ("90.7%", "92.3%"), False),
        ("wer", ("104.2", "31.0"), True),
    ],
)
def test_no_metric_is_told_of_numbers_that_it_cannot_have(
    metric: str, texts: tuple[str, ...], expected: bool
) -> None:
    known = catalog.metric(metric)
    assert known
    assert possible(known, read(*texts)) is expected
