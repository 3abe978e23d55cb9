"""Gains that sentences tell, lists of them, and devices that papers spell in their own way."""

import pytest

from claims.records import Claim, HardwareMention
from extractors.paper_hardware import paper_hardware
from extractors.paper_prose import paper_prose
from tests.claims.rules.pages import a_document


def told(sentence: str) -> list[tuple[str, str]]:
    document = a_document("# Abstract", f"We propose Glimnet. {sentence}", "# Introduction", "It is small.")
    claims = [claim for claim in paper_prose(document) if isinstance(claim, Claim)]
    return [(one.metric, str(one.stated.value)) for one in claims]


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("Glimnet improves a strong baseline on COCO by 3.1 mAP.", [("delta map", "3.1")]),
        (
            "It improves detection accuracy by more than +1.3 mAP, and reaches an accuracy of 48.2 mAP.",
            [("delta map", "1.3"), ("map", "48.2")],
        ),
        (
            "Glimnet achieves Rank-1 improvements of 4.4% on Marlo, 3.2% on Tessel, and 0.9% on Quorn.",
            [("delta rank_1", "4.4"), ("delta rank_1", "3.2"), ("delta rank_1", "0.9")],
        ),
        ("Our model outperforms its rival by 1.7 points on GLUE.", [("delta score", "1.7")]),
        ("Glimnet needs 53x fewer multiply-add operations.", [("delta macs", "53")]),
        ("In terms of mIoU we reach 61.2@10% on Cityscapes.", [("miou", "61.2")]),
    ],
)
def test_a_gain_is_told_from_a_result(sentence: str, claims: list[tuple[str, str]]) -> None:
    assert told(sentence) == claims


def test_a_licence_is_no_gain() -> None:
    assert told("Our data improve accuracy and are free under CC BY 4.0 for all.") == []


def devices(sentence: str) -> list[tuple[str, int | None]]:
    document = a_document("# Abstract", "We propose Glimnet.", "# Experiments", sentence)
    hardware_mentions = [
        hardware_mention
        for hardware_mention in paper_hardware(document)
        if isinstance(hardware_mention, HardwareMention)
    ]
    return [(one.name, one.count) for one in hardware_mentions]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We train on 8 NVIDIA V100 GPUs with mini-batch 16 per GPU.", [("NVIDIA V100", 8)]),
        ("We pre-train for 100 epochs (4-GPU training).", [("GPU", 4)]),
        ("Our model is smaller, since Corvix requires A100.", []),
    ],
)
def test_devices_are_counted_as_they_are_written(sentence: str, found: list[tuple[str, int | None]]) -> None:
    assert devices(sentence) == found


@pytest.mark.parametrize("name", ["RTX TITAN", "2080TI", "RTX 2080 ti", "Titan XP"])
def test_a_card_is_known_in_other_capitals(name: str) -> None:
    assert len(devices(f"We train on two NVIDIA {name} GPUs.")) == 1
