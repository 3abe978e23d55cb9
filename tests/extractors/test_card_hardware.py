"""Devices: their names, how many, how much memory, for what and how long; and what is none."""

import pytest

from tests.extractors.cards import reading_of

DEVICES = [
    ("Trained on 8xA100 80G for 3 days.", ("NVIDIA A100 80GB", 8, 80, "training", 72)),
    ("We trained on 32 A100s for 15 hours.", ("NVIDIA A100", 32, None, "training", 15)),
    ("73.6 hours of 8 A100s means 588.8 hours of training.", ("NVIDIA A100", 8, None, "training", 73.6)),
    ("Hardware: 32 x 8 x A100 GPUs", ("NVIDIA A100", 256, None, None, None)),
    ("H800-80G x 2", ("NVIDIA H800 80GB", 2, 80, None, None)),
    ("It was fine-tuned on a single TPU v3-8.", ("TPU v3-8", 1, None, "training", None)),
    ("The model was trained on 4 cloud TPUs.", ("cloud TPU", 4, None, "training", None)),
    ("Pre-training ran on 8 Gaudi2 accelerators.", ("Intel Gaudi 2", 8, None, "training", None)),
    ("Latency was measured on an Apple M2.", ("Apple M2", None, None, "inference", None)),
    ("Inference on an intel i3 10105 CPU.", ("intel i3 10105", None, None, "inference", None)),
    ("GPUs: 1 GeForce GTX 3090, with 24GiB memory", ("GeForce GTX 3090", 1, 24, None, None)),
    ("It can reason in real-time on `Jetson Tx2`.", ("NVIDIA Jetson TX2", None, None, "inference", None)),
]
NONE = [
    "The H1 heading is above.",
    "A T5 model and an M2M100 model.",
    "Models L-12_H-768_A-12 and xls-r-300m.",
    "Thanks for access to Cloud TPUs.",
    "See section A1 and table B2.",
]


@pytest.mark.parametrize(("text", "device"), DEVICES, ids=[one[:30] for one, _ in DEVICES])
def test_a_device_is_read(text: str, device: tuple[object, ...]) -> None:
    hardware = reading_of(f"# t\n\n{text}\n").hardware
    assert [
        (one.name, one.count, one.memory_gb, one.role, None if one.hours is None else float(one.hours))
        for one in hardware
    ] == [device]


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_device_is_none(text: str) -> None:
    assert reading_of(f"# t\n\n{text}\n").hardware == ()


def test_a_device_is_told_once_and_again_only_with_its_hours() -> None:
    hardware = reading_of(
        "# t\n\nTrained on 8x NVIDIA A100 (80GB).\n\nHardware: 8 A100.\n\nIt took 74 hours of 8 A100s.\n"
    ).hardware
    assert [(one.count, one.hours) for one in hardware] == [(8, None), (8, 74)]
