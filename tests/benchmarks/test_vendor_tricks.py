"""What a vendor may try so that a false claim is confirmed: each trick fails, and its honest twin is not harmed."""

import warnings

import pytest

from benchmarks.judged import judged
from benchmarks.vendor_tricks import TRICKS, Trick, trick_fails, twin_fails
from benchmarks.vendor_world import Vendor, verdicts_on

MEANT = {
    "ships the rows that the model gets wrong": "those rows decide",
    "calls 25 chosen rows complete, with that size": "neither confirmed nor refuted",
    "repeats forty rows, each a little moved": "neither confirmed nor refuted",
    "reads the label from a finer one": "tells the label of every row",
    "answers known rows by a table": "knows these rows by heart",
    "copies the labels in capitals": "equal their labels",
    "copies the labels by names of its own": "equal their labels",
    "answers only what it gets right": "short of the claim",
    "brings the labels with the answers": "the file of answers itself",
    "is right where inputs allow nobody to be": "more answers are right than",
    "supplies one latency for all requests": "are the same",
    "supplies latencies in even steps": "even steps",
    "supplies ten latencies again and again": "repeat the first 10",
    "prints a false score as up to": "not to be exceeded",
}
"""What the verdict on a trick says, so that it fails for the reason that is meant."""


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Vendor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Vendor(tmp_path_factory.mktemp("vendor"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("trick", TRICKS, ids=[trick.name for trick in TRICKS])
def test_a_trick_confirms_nothing_and_harms_no_honest_twin(trick: Trick, vendor: Vendor) -> None:
    assert trick_fails(trick, vendor) == ""
    assert twin_fails(trick, vendor) == ""


def test_there_are_thirty_tricks_and_more() -> None:
    assert len({trick.name for trick in TRICKS}) == len(TRICKS) >= 30


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MEANT)
def test_a_trick_fails_for_the_reason_that_is_meant(name: str, vendor: Vendor) -> None:
    (trick,) = (trick for trick in TRICKS if trick.name == name)
    skipped = frozenset({"baselines", "memory", "cost", "load-time"})
    sentences = [verdict.says for verdict in trick.trick(vendor).judged(skipped).verdicts]
    assert any(MEANT[name] in says for says in sentences), sentences


@pytest.mark.filterwarnings("ignore")
def test_a_table_of_known_rows_is_seen_where_measuring_stops_early(vendor: Vendor) -> None:
    (trick,) = (trick for trick in TRICKS if trick.name == "answers known rows by a table")
    made = trick.trick(vendor)
    seen = judged(made.root, made.data, made.root.parent, early_stop=True)
    assert {verdict.outcome for verdict in verdicts_on(seen, "accuracy")} == {"inconclusive"}
