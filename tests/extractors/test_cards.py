"""Cards that we wrote, each with the claims that a careful reader would take from it."""

from decimal import Decimal
from pathlib import Path

import pytest

from claims.records import Claim
from extractors.pipeline.read import Reading, ReadOrder, read, run_in_child
from extractors.sources import folder

CARDS = sorted((Path(__file__).parent / "card_texts").glob("*.md"))


def order(card: Path) -> ReadOrder:
    source, root, files = folder.pin(card)
    return ReadOrder(root=str(root), files=tuple(file.path for file in files), source=source)


def row(claim: Claim) -> str:
    stated = claim.stated
    value = f"{stated.value}±{stated.spread}" if stated.spread is not None else str(stated.value)
    said = (
        claim.place.line, claim.metric, value, stated.unit, "own" if claim.own else "other", claim.subject,
        claim.dataset, claim.split, claim.conditions,
    )  # fmt: skip
    return " | ".join("-" if one is None else str(one) for one in said)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.stem)
def test_a_card_claims_what_its_list_says(card: Path) -> None:
    expected = card.with_suffix(".claims").read_text("utf-8").splitlines()
    assert [row(claim) for claim in read(order(card)).claims] == expected


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.stem)
def test_the_door_gives_the_same_bytes_twice(card: Path) -> None:
    request = order(card).to_bytes()
    assert run_in_child(request) == run_in_child(request)
    assert Reading.from_bytes(run_in_child(request)) == read(order(card))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.stem)
def test_every_quote_stands_at_its_line(card: Path) -> None:
    lines = card.read_text("utf-8").split("\n")
    reading = read(order(card))
    places = [claim.place for claim in reading.claims] + [device.place for device in reading.hardware]
    places += [link.place for link in reading.links] + [entry.place for entry in reading.metadata]
    places += [check.place for check in reading.checks if check.place]
    for place in places:
        assert place.line is not None and place.quote in lines[place.line - 1], place


def of(name: str) -> Reading:
    return read(order(next(card for card in CARDS if card.stem == name)))


def test_the_same_number_told_twice_points_at_the_first() -> None:
    claims = of("tiny-tagger").claims
    first = next(claim for claim in claims if claim.metric == "f1" and claim.own and claim.conditions is None)
    again = [claim for claim in claims if claim.same_as == first.id]
    assert [(one.place.line, str(one.stated.value)) for one in again] == [
        (52, "91.3"),
        (72, "0.913"),
    ]


def test_a_speed_carries_its_device_and_a_size_none() -> None:
    claims = of("tiny-tagger").claims
    told = {
        (claim.metric, claim.hardware.name if claim.hardware else None)
        for claim in claims
        if claim.place.line in (35, 37)
    }
    assert ("latency", "NVIDIA T4") in told and ("params", None) in told


def test_hardware_says_how_many_for_what_and_how_long() -> None:
    (device,) = of("rows-are-metrics").hardware
    assert (device.name, device.count, device.role) == ("NVIDIA A100 80GB", 8, "training")
    assert (device.memory_gb, device.hours) == (Decimal(80), Decimal(36))


def test_the_checklist_is_answered_with_places() -> None:
    answers = {check.question: check.answer for check in of("tiny-tagger").checks}
    assert answers["licence_named"] == "yes" and answers["variance_reported"] == "yes"
    assert answers["limitations_discussed"] == "no" and answers["speed_claim_has_hardware"] == "yes"
    assert {check.question: check.answer for check in of("rows-are-metrics").checks}[
        "speed_claim_has_hardware"
    ] == "not applicable"
