"""Whether a claim's device is that of the machine that measured."""

import pytest

from claims.records import HardwareMention
from claims.verdicts.this_machine import is_here
from tests.claims.small_case import HARDWARE_PLACE, HERE, a_claim


def test_a_device_means_nothing_without_a_machine() -> None:
    assert not is_here(a_claim(), None)
    assert not is_here(a_claim(), HERE)


@pytest.mark.parametrize(
    ("named", "have", "expected"),
    [
        ("NVIDIA A10", "NVIDIA A10", True),
        ("NVIDIA A10", "NVIDIA A100-SXM4-80GB", False),
        ("NVIDIA A10", "NVIDIA A10G", False),
        ("NVIDIA L4", "NVIDIA L40S", False),
        ("NVIDIA T4", "Tesla NVIDIA T4", True),
        ("Apple M1", "Apple M1", True),
        ("Apple M1", "Apple M1 Max", False),
        ("Apple M1 Max", "Apple M1 Max", True),
    ],
)
def test_a_device_is_this_machines_word_by_word(named: str, have: str, expected: bool) -> None:
    claim = a_claim(hardware=HardwareMention(name=named, place=HARDWARE_PLACE))
    assert is_here(claim, HERE.model_copy(update={"accelerator": have})) is expected
