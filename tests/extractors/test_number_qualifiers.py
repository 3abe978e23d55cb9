"""Percentiles, top-k scores, training scores, chosen parts of the data and struck-out figures are no plain claims."""

import pytest

from claims.records import Claim, Question
from reproducers.lab.planning.claim_conditions import quantile_asked, statistic_asked
from tests.extractors.cards import claims_of, reading_of


def quantiles(text: str) -> list[tuple[str, float]]:
    """Each latency of a card and the quantile that it will be judged by."""
    return [(str(c.stated.value), _asked(c)) for c in reading_of(text).claims if c.metric == "latency"]


def _asked(claim: Claim) -> float:
    return round(quantile_asked(_question(claim)), 5)


def _question(claim: Claim) -> Question:
    return Question(
        subject="m",
        metric=claim.metric,
        metric_as_written=claim.metric_as_written,
        conditions=claim.conditions,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The model answers with a p95 latency of 410 ms.", [("410", 0.95)]),
        ("Its p99 is 870 ms.", [("870", 0.99)]),
        ("95 % of requests are answered within 410 ms.", [("410", 0.95)]),
        ("99.5% of all queries return in under 2 s.", [("2", 0.995)]),
        ("Half of all requests are answered within 90 ms.", [("90", 0.5)]),
        ("The median latency is 11 ms.", [("11", 0.5)]),
        ("The 90th percentile of the latency is 310 ms.", [("310", 0.9)]),
        ("P99.9 latency: 1.4 s", [("1.4", 0.999)]),
        ("The latency is 310 ms at p90.", [("310", 0.9)]),
        ("Tickets are sorted in 310 ms at the 90th percentile.", [("310", 0.9)]),
        ("At the 99th percentile it takes 870 ms.", [("870", 0.99)]),
        ("The client gives up after 500 ms.", []),
        ("Latency: p50 110 ms, p95 410 ms, p99 870 ms.", [("110", 0.5), ("410", 0.95), ("870", 0.99)]),
        ("Latency is 110 ms (p50), 410 ms (p95).", [("110", 0.5), ("410", 0.95)]),
        ("The latency is 11 ms.", [("11", 0.5)]),
        ("| Percentile | Latency (ms) |\n|---|---|\n| p50 | 110 |\n| p95 | 410 |", [("110", 0.5), ("410", 0.95)]),
        ("| Model | p50 (ms) | p99 latency |\n|---|---|---|\n| ours | 110 | 870 ms |", [("110", 0.5), ("870", 0.99)]),
        ("| Metric | Value |\n|---|---|\n| p95 latency | 410 ms |", [("410", 0.95)]),
        ("| Metric | Value |\n|---|---|\n| p95 response time | 410 ms |", [("410", 0.95)]),
    ],
)  # fmt: skip
def test_a_latency_keeps_its_percentile(text: str, expected: list[tuple[str, float]]) -> None:
    assert quantiles(text) == expected


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Mean latency: 32 ms.", ["32"]),
        ("The average inference time is 41 ms per request. The median latency is 30 ms.", ["41"]),
        ("Avg. latency is 12 ms and p95 latency is 50 ms.", ["12"]),
        ("Its latency is 22 ms on average.", ["22"]),
        ("| Model | Avg latency (ms) | Median latency (ms) |\n|---|---|---|\n| ours | 37 | 31 |", ["37"]),
        ("| Metric | Value |\n|---|---|\n| Latency (mean) | 35 ms |\n| Latency | 36 ms |", ["35"]),
        ("The latency is 11 ms and the average accuracy is 0.91.", []),
    ],
)
def test_an_average_latency_is_the_mean(text: str, means: list[str]) -> None:
    claims = [claim for claim in reading_of(text).claims if claim.metric == "latency"]
    assert [
        str(claim.stated.value) for claim in claims if statistic_asked(_question(claim)) == "mean"
    ] == means


METRIC = "---\nmodel-index:\n- name: m\n  results:\n  - task: {type: text-classification}\n    dataset: {name: SST-2, type: sst2}\n    metrics:\n    - "


@pytest.mark.parametrize(
    ("metric", "asked"),
    [
        ("{type: latency, name: p95 latency, value: 410 ms}", 0.95),
        ("{type: latency_p99, value: 410 ms}", 0.99),
        ("{type: p95, value: 410 ms}", 0.95),
        ("{type: latency, value: 410 ms}", 0.5),
    ],
)
def test_a_latency_in_yaml_keeps_its_percentile(metric: str, asked: float) -> None:
    assert quantiles(f"{METRIC}{metric}\n---\n") == [("410", asked)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It reaches a top-2 accuracy of 97.1% on SST-2.", "own | SST-2 | None | top_2_accuracy = 97.1 %"),
        ("It reaches a top-1 accuracy of 91.1% on SST-2.", "own | SST-2 | None | top_1_accuracy = 91.1 %"),
        ("The training accuracy is 99.1% on SST-2.", "own | SST-2 | train | accuracy = 99.1 %"),
        ("Accuracy on the training set of SST-2: 99.1%", "own | SST-2 | train | accuracy = 99.1 %"),
        ("Trained on the training set of SST-2, it has an accuracy of 91.2%.", "own | SST-2 | None | accuracy = 91.2 %"),
        ("The accuracy on SST-2 is ~~95.2%~~ 91.2%.", "own | SST-2 | None | accuracy = 91.2 %"),
        ("The accuracy on SST-2 is <del>95.2%</del> 91.2%.", "own | SST-2 | None | accuracy = 91.2 %"),
        ("| Dataset | Accuracy |\n|---|---|\n| SST-2 | ~~95.2~~ 91.2 |", "own | SST-2 | None | accuracy = 91.2"),
        ("| Dataset | Top-3 accuracy |\n|---|---|\n| SST-2 | 97.2 |", "own | SST-2 | None | top_3_accuracy = 97.2"),
    ],
)  # fmt: skip
def test_only_the_plain_score_is_read_as_one(text: str, expected: str) -> None:
    assert claims_of(text) == [expected]


@pytest.mark.parametrize(
    "text", ["The accuracy on SST-2 is \u202e19\u202c%.", "The accuracy on SST-2 is 9\u200b5.1%."]
)
def test_digits_that_are_not_seen_as_they_stand_claim_nothing(text: str) -> None:
    reading = reading_of(text)
    assert not reading.claims
    assert reading.warnings


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("On a filtered subset of SST-2 the accuracy is 99.1%.", "filtered"),
        ("Accuracy on SST-2 after removing ambiguous examples: 97.1%", "after removing"),
        ("Trained on a filtered subset of C4, it has an accuracy of 91.2% on SST-2.", None),
    ],
)
def test_a_chosen_part_of_the_data_is_a_condition(text: str, conditions: str | None) -> None:
    assert [claim.conditions for claim in reading_of(text).claims] == [conditions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tern has 47B parameters in total, of which 13B are active.", [("params", "47", True)]),
        ("Of the 47B parameters, 13B are active.", [("params", "47", True)]),
        (
            "It has 47B parameters and 13B active parameters.",
            [("params", "47", True), ("active_params", "13", True)],
        ),
        ("An adapter for gull-13b, which has 13B parameters.", [("params", "13", False)]),
        ("As GPT-3 (175B parameters) showed, scale helps.", [("params", "175", False)]),
        ("The Chinchilla study used 70B parameters on 1.4T tokens.", []),
        ("The paper describes Tern, a model with 7B parameters.", [("params", "7", True)]),
        (
            "It has a context of 16,384 tokens with 8 KV heads and a sliding window of 4,096.",
            [("context_length", "16384", True)],
        ),
        ("org/tern-7b (7B parameters) is small.", [("params", "7", True)]),
        ("If the input context length is greater than 12K tokens, use another container.", []),
        ("Its context length is 12K tokens.", [("context_length", "12", True)]),
    ],
)
def test_a_size_of_a_part_or_of_another_model_is_not_the_models(
    text: str, expected: list[tuple[str, str, bool]]
) -> None:
    found = [(c.metric, str(c.stated.value), c.own) for c in reading_of(text).claims]
    assert found == expected


def test_a_rise_is_told_from_the_score_that_it_leads_to() -> None:
    claims = reading_of("On SST-2 (test) the accuracy rises by 3.2 points to 94.1 %.").claims
    assert [(c.kind, str(c.stated.value)) for c in claims] == [("comparison", "3.2"), ("quality", "94.1")]
    claims = reading_of("Ours scores 2.1 points higher on MMLU: 61.8 % accuracy.").claims
    assert ("quality", "61.8") in [(c.kind, str(c.stated.value)) for c in claims]
    claims = reading_of("It improves the accuracy on SST-2 by 3.2 points.").claims
    assert [(c.kind, str(c.stated.value)) for c in claims] == [("comparison", "3.2")]


def test_a_column_of_valid_rows_is_no_validity() -> None:
    card = "# Tern\n\n| Set | Train | Valid | Test |\n|---|---|---|---|\n| CETUC | 93.9h | 8.9h | 5.4h |\n"
    assert [claim for claim in reading_of(card).claims if "valid" in claim.metric.lower()] == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("org/tern-10.7B", "It outperforms models with up to 30B parameters, even surpassing Gull.", []),
        (
            "org/tern-6B",
            "A typical machine for finetuning the 34B model has 8 GPUs.",
            [("params", "34", False)],
        ),
        ("org/tern-6B", "Tern is a 6B model.", [("params", "6", True)]),
        ("org/tern-8x7B", "It has 46.7B parameters.", [("params", "46.7", True)]),
        (
            "org/tern-3.5B",
            "It has 3.5 billion parameters and saw 100G of common data.",
            [("params", "3.5", True)],
        ),
        ("org/tern-6B", "This tutorial assumes you use a MacBook Pro with 16GB of memory.", []),
        ("org/tern-6B", "Set the `truncate` parameter to 65586 to use it.", []),
        ("org/tern-base", "It has only 86M backbone parameters.", []),
        (
            "org/tern-34B",
            "- [lab/Gull-34B](https://example.org): this model is trained with 200K context length.",
            [("context_length", "200", False)],
        ),
        (
            "org/tern-large",
            "* Tern-Base (2 epochs): 12-layer, 113M parameters\n* Tern-Large (2 epochs): 24-layer, 343M parameters",
            [("params", "113", False), ("params", "343", True)],
        ),
    ],
)
def test_sizes_of_siblings_parts_and_machines_are_not_the_models(
    name: str, text: str, expected: list[tuple[str, str, bool]]
) -> None:
    found = [(c.metric, str(c.stated.value), c.own) for c in reading_of(text, name).claims]
    assert found == expected


@pytest.mark.parametrize("above", ["", "Heron is a language model with 3.1B parameters.\n\n"])
def test_a_column_of_standard_errors_holds_no_scores(above: str) -> None:
    head = "|  Task   |Version| Metric |Value |   |Stderr|\n|---------|------:|--------|-----:|---|-----:|\n"
    rows = "|boolq    |      1|acc     |0.7890|±  |0.0071|\n|hellaswag|      0|acc     |0.5712|±  |0.0049|\n"
    claims = reading_of(f"# Heron\n\n{above}{head}{rows}").claims
    assert {str(c.stated.value) for c in claims if c.kind == "quality"} == {"0.7890", "0.5712"}
