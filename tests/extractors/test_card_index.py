"""Structured results in every shape that cards write them in."""

from tests.extractors.cards import reading_of, told

HEAD = """---
co2_eq_emissions: {emissions: 1200, source: CodeCarbon, hardware_used: 1 x A100}
model-index:
- name: tern
  results:
  - task: {type: text-classification}
    dataset: {name: glue, type: glue, config: mrpc, split: validation}
    metrics:
    - {type: accuracy, value: 67.6%}
    - {type: f1, value: 20.0 ± 1.2, verified: true}
    - {type: wer, value: '???'}
    - {type: f1, value: {micro: 0.5, macro: 0.6}, verifyToken: abc}
    - accuracy: 0.77
  - metrics:
    - {type: ndcg_at_100, value: 0.9123}
  - dataset: {name: GSM8k (5-shot), type: gsm8k}
    metrics: {type: acc, value: 12.7, name: accuracy}
---
# tern
"""


def test_strings_spreads_maps_and_misshapen_lists_are_read() -> None:
    claims = reading_of(HEAD).claims
    assert [told(claim) for claim in claims] == [
        "own | None | None | co2 = 1200 g",
        "own | glue mrpc | validation | accuracy = 67.6 %",
        "own | glue mrpc | validation | f1 = 20.0",
        "own | glue mrpc | validation | f1_micro = 0.5",
        "own | glue mrpc | validation | f1_macro = 0.6",
        "own | glue mrpc | validation | accuracy = 0.77",
        "own | None | None | ndcg_at_100 = 0.9123",
        "own | GSM8k | None | accuracy = 12.7",
    ]
    assert [str(claim.stated.spread) for claim in claims if claim.stated.spread] == ["1.2"]


def test_only_a_token_makes_a_result_signed() -> None:
    said = {claim.conditions for claim in reading_of(HEAD).claims if claim.metric.startswith("f1")}
    assert said == {"config mrpc", "config mrpc; signed by the Hub"}


def test_a_value_that_is_no_number_is_told() -> None:
    assert [warning for warning in reading_of(HEAD).warnings if "'???'" in warning]


def test_evaluation_results_beside_the_card_are_read() -> None:
    body = "- dataset: {id: cais/hle, task_id: default}\n  value: 20.90\n  verifyToken: x\n- dataset: {id: a/gpqa}\n  value: 0.412\n"
    reading = reading_of("# tern\n", __eval_results___a__yaml=body)
    assert [told(claim) for claim in reading.claims] == [
        "own | cais/hle | None | score = 20.90",
        "own | a/gpqa | None | score = 0.412",
    ]


def test_a_name_in_two_alphabets_is_told_and_matches_nothing() -> None:
    reading = reading_of(HEAD.replace("type: wer, value: '???'", "type: \u0430ccurac\u0443, value: 0.9"))
    assert any("two alphabets" in warning for warning in reading.warnings)
    assert "\u0430ccurac\u0443" in {claim.metric for claim in reading.claims}


def test_the_machine_of_the_emissions_is_hardware() -> None:
    device = reading_of(HEAD).hardware[0]
    assert (device.name, device.count, device.role) == ("NVIDIA A100", 1, "training")
