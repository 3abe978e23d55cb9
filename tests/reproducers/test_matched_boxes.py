"""Average precision from kept matches: the same values as matching anew, for each draw of pictures."""

from collections.abc import Sequence

import numpy as np
import pytest

from claims.records.optimization import DropLimit
from reproducers.lab.compression.box_quality import BoxQuality, answer_of, boxes_of
from reproducers.lab.compression.quality import Asked
from reproducers.lab.compression.similarity_quality import SimilarityQuality
from reproducers.lab.models.detector import Box
from reproducers.lab.scoring.average_precision import Detections, average_precisions
from reproducers.lab.scoring.matched_boxes import MatchedBoxes, each_left_out


def pictures(count: int, kinds: int, seed: int, shaken: float = 1.5) -> list[Detections]:
    """True boxes, and found ones that lie near them or anywhere."""
    rng = np.random.default_rng(seed)

    def box(score: float = 1.0) -> Box:
        left, top, width, height = rng.uniform(0, 80, 2).tolist() + rng.uniform(8, 20, 2).tolist()
        return Box(int(rng.integers(kinds)), (left, top, left + width, top + height), score)

    made = []
    for _ in range(count):
        true = [box() for _ in range(rng.integers(0, 6))]
        found = [box(float(rng.random() * 0.7)) for _ in range(rng.integers(0, 6))]
        for target in true:
            moved = np.array(target.corners) + rng.normal(0, shaken, 4)
            found.append(Box(target.kind, tuple(moved.tolist()), float(rng.random())))
        made.append(Detections(tuple(true), tuple(found)))
    return made


@pytest.mark.parametrize(("kinds", "seed"), [(1, 0), (3, 1), (8, 2)])
def test_the_value_is_that_of_matching_anew(kinds: int, seed: int) -> None:
    made = pictures(30, kinds, seed)
    assert MatchedBoxes(made).average_precision() == pytest.approx(average_precisions(made)["ap"], abs=1e-12)


@pytest.mark.parametrize("metric", ["ap", "ap_50", "ap_75"])
def test_a_draw_is_the_value_of_the_drawn_pictures(metric: str) -> None:
    made, rng = pictures(20, 3, 3), np.random.default_rng(4)
    matched = MatchedBoxes(made)
    drawn = rng.integers(0, 20, (8, 20))
    counts = np.array([np.bincount(which, minlength=20) for which in drawn], dtype=np.float64)
    anew = [average_precisions([made[i] for i in which])[metric] for which in drawn]
    assert matched.draws(counts, metric) == pytest.approx(anew, abs=1e-12)


def test_each_picture_is_left_out_once_in_groups_where_there_are_many() -> None:
    assert (each_left_out(5) == 1 - np.eye(5)).all()
    many = each_left_out(1003)
    assert len(many) == 400 and ((many == 0).sum(axis=0) == 1).all()


def test_no_true_box_is_no_value_and_no_found_box_is_none() -> None:
    true = Box(0, (0, 0, 10, 10))
    assert np.isnan(MatchedBoxes([Detections((), (true,))]).average_precision())
    assert MatchedBoxes([Detections((true,), ())]).average_precision() == 0.0
    assert MatchedBoxes([Detections((true,), (true,))]).average_precision() == pytest.approx(1.0)


def test_a_box_turned_inside_out_counts_for_nothing() -> None:
    true, turned = Box(0, (0, 0, 10, 10), 0.5), Box(0, (10, 0, 0, 10), 0.9)
    assert MatchedBoxes([Detections((true,), (turned, true))]).average_precision() == pytest.approx(1.0)


def test_boxes_as_an_answer_are_the_same_boxes() -> None:
    boxes = pictures(1, 3, 9)[0].detected
    assert boxes_of(answer_of(boxes)) == boxes
    assert boxes_of(answer_of(())) == ()


def answers(made: Sequence[Detections]) -> dict[int, "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"]:
    return {row: answer_of(picture.detected) for row, picture in enumerate(made)}


def test_a_worse_detector_is_shown_to_be_worse_and_agrees_less() -> None:
    good, bad = pictures(60, 2, 5, shaken=0.3), pictures(60, 2, 5, shaken=3.0)
    quality, rows = BoxQuality(tuple(picture.true for picture in good)), range(60)
    asked = Asked(DropLimit(value=0.05, kind="relative"), 0.95, 0)
    compared = quality.compare(answers(good), answers(bad), rows, asked)
    assert compared.interval.high < 0 and compared.reserve < 0
    assert quality.agreement(answers(good), answers(good), rows) > 0.95
    assert quality.agreement(answers(good), answers(bad), rows) < 0.7
    interval = quality.interval(answers(good), rows, 0)
    assert interval.low < compared.original < interval.high


def test_a_detector_that_never_differs_is_not_surer_than_its_pictures_allow() -> None:
    made = pictures(20, 2, 6)
    quality = BoxQuality(tuple(picture.true for picture in made))
    asked = Asked(DropLimit(value=0.0, kind="points"), 0.95, 0)
    compared = quality.compare(answers(made), answers(made), range(20), asked)
    assert compared.reserve == 0 and compared.reserve_low == pytest.approx(compared.value * np.log(0.05) / 20)


def test_similarities_are_judged_by_ranks() -> None:
    rng = np.random.default_rng(0)
    labels = rng.normal(size=80)
    angles = np.arccos(np.clip(labels / 4, -1, 1))
    near = {i: np.array([[1.0, 0.0], [np.cos(a), np.sin(a)]]) for i, a in enumerate(angles)}
    far = {i: near[int(j)] for i, j in enumerate(rng.permutation(80))}
    quality, rows = SimilarityQuality(labels), range(80)
    asked = Asked(DropLimit(value=0.05, kind="relative"), 0.95, 0)
    assert quality.value(near, rows) == pytest.approx(1.0)
    assert quality.agreement(near, near, rows) == pytest.approx(1.0)
    compared = quality.compare(near, far, rows, asked)
    assert compared.value < 0.5 and compared.reserve_low < compared.reserve < 0
    assert compared.interval.low < compared.value - 1 < compared.interval.high
