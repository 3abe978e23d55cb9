"""Numbers of cards that are asked for, set or counted, and cells and names that hold more than one thing."""

from claims.records import Claim
from tests.extractors.cards import reading_of

NAME = "fen/avocet-detector"


def _claims(card: str) -> dict[str, Claim]:
    return {str(claim.stated.value): claim for claim in reading_of(card, NAME).claims}


def _table(*rows: str) -> str:
    head, *body = rows
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *body]) + "\n"


def test_targets_are_no_results_and_what_is_missing_is_no_data() -> None:
    found = _claims(
        "# Avocet\n\n## Results\n\n"
        + _table(
            "| Metric | Target | Measured |",
            "| Accuracy on SQuAD | ≥ 0.71 | TBD |",
            "| Latency (p50) | < 520 ms | ~431 ms |",
            "| Throughput | ≥ 8 FPS | ~9.4 FPS |",
            "| VRAM | ≤ 6 GB | ~3.3 GB |",
        )
    )
    assert not {"0.71", "520", "8", "6"} & set(found)
    assert {"431", "9.4", "3.3"} <= set(found)


def test_versions_that_are_needed_are_no_results() -> None:
    found = _claims(
        "# Avocet\n\n## Requirements\n\n"
        + _table(
            "| Part | Package | Version |",
            "| Model | transformers | ≥ 4.51 |",
            "| Adapter | peft | ≥ 0.14 |",
            "| Serving | vllm | ≥ 0.4 |",
        )
    )
    assert not found


def test_the_sizes_of_inputs_are_no_results() -> None:
    found = _claims(
        "# Avocet\n\n## Detection on COCO val2017\n\n"
        + _table(
            "| Model | Size | $AP^b$ | $AP^b_{50}$ | $AP^m_{75}$ |",
            "| Avocet-S | 640 | 35.6 | 51.5 | 32.4 |",
            "| Avocet-M | 640 | 42.2 | 59.2 | 37.7 |",
            "| Avocet-L | 640 | 45.4 | 63.3 | 40.8 |",
        )
    )
    assert "640" not in found
    assert {value: found[value].metric for value in ("35.6", "51.5", "32.4")} == {
        "35.6": "ap",
        "51.5": "ap_50",
        "32.4": "ap_75",
    }


def test_two_numbers_with_a_plus_between_are_two() -> None:
    found = _claims(
        "# Avocet\n\n## Results\n\n"
        + _table(
            "| Model | # Params (M) (img + txt) | Latency (ms) (img + txt) | ImageNet top-1 (%) |",
            "| Avocet-S0 | 11.4 + 42.6 | 1.5 + 1.7 | 67.8 |",
            "| Avocet-S1 | 21.5 + 63.4 | 2.5 + 3.3 | 72.6 |",
        )
    )
    assert {found[value].metric for value in ("11.4", "42.6", "21.5", "63.4")} == {"params"}
    assert {found[value].metric for value in ("1.5", "1.7", "2.5", "3.3")} == {"latency"}


def test_a_small_p_without_r_beside_it_is_no_precision() -> None:
    found = _claims(
        "# Avocet\n\n## Results on SQuAD\n\n"
        + _table(
            "| Model | F1 | p |",
            "| Avocet | 88.7 | 0.041 |",
            "| Heron | 87.2 | 0.310 |",
            "| Stilt | 86.9 | 0.022 |",
        )
    )
    assert "precision" not in {claim.metric for claim in found.values()}


def test_settings_in_a_call_and_counts_are_no_scores() -> None:
    found = _claims(
        "# Avocet\n\nFor FID, call `avocet.sample(model, cfg=1.5, top_k=900)` on ImageNet.\n\n"
        "Scenes of high density (≥ 15 agents) are left out.\n"
    )
    assert not found


def test_what_electricity_emits_is_not_what_training_emitted() -> None:
    found = _claims("# Avocet\n\nTraining emitted 0.5 kg CO2eq (at 0.386 kg CO2eq / kWh of the grid).\n")
    assert {value: claim.metric for value, claim in found.items()} == {"0.5": "co2"}


def test_sub_before_a_number_with_its_unit_is_an_upper_bound() -> None:
    (claim,) = reading_of("# Avocet\n\nInference has a sub-500 ms latency on a T4.\n", NAME).claims
    assert (str(claim.stated.value), claim.stated.unit, claim.stated.relation) == ("500", "ms", "<")
