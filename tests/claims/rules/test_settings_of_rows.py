"""Tables whose rows were measured in several settings, columns of spreads, and figures that were copied between tables."""

import pytest

from claims.records import Contribution, Table
from tests.claims.rules.pages import a_table, at, checked, found, found_in_card

BOAST = ("# Abstract", "We propose Glimnet, which outperforms the state of the art.")
ROWS = """
Model | Noise level | SST-2 | BoolQ | PIQA | COPA
Belonet | none | 90.4 | 84.1 | 82.0 | 79.3
Corvix | low | {corvix} | 71.3 | 70.4 | 62.9
Corvix | mid | 62.2 | 59.0 | *60.1 | 51.5
Corvix | high | 40.3 | 33.1 | 38.4 | 30.2
Dunlin | low | 77.9 | 68.0 | 66.1 | 60.4
Dunlin | mid | 60.7 | 55.6 | 53.9 | 49.8
Dunlin | high | 39.5 | 32.9 | 36.2 | 29.9
Glimnet | low | *82.0 | *75.1 | *71.2 | *64.3
Glimnet | mid | *70.1 | *66.2 | 59.7 | *58.8
Glimnet | high | *61.4 | *55.9 | *50.6 | *49.0
"""
BEST_OF_EACH = "Accuracy. Bold marks the best result per noise level (excluding Belonet)."


def in_settings(caption: str = "Accuracy.", corvix: str = "81.4", label: str = "Table 1") -> Table:
    return a_table(ROWS.format(corvix=corvix), caption, label)


def test_a_system_is_set_against_others_in_its_own_setting() -> None:
    told = " ".join(f.says for f in found("hero-number", *BOAST, in_settings()))
    assert "1 of 12 comparisons: PIQA 59.7 against 60.1 of Corvix mid (Table 1, Noise level mid)" in told
    assert "The largest lead is BoolQ 55.9 against 33.1 of Corvix high (Table 1, Noise level high)" in told
    assert "Belonet" not in told  # it has no noise, and nothing of its setting stands beside it


def test_bold_is_the_best_of_each_setting_where_the_caption_says_so() -> None:
    told = found("arithmetic", *BOAST, in_settings(BEST_OF_EACH, corvix="83.9"))
    assert [f.severity for f in told] == ["warning"]
    assert "82.0 is set in bold in SST-2 at Noise level low, but “Corvix low” has 83.9" in told[0].says
    assert not found("arithmetic", *BOAST, in_settings(BEST_OF_EACH))


def test_a_tie_within_a_setting_is_told() -> None:
    told = found("arithmetic", *BOAST, in_settings(BEST_OF_EACH, corvix="82.0"))
    assert [f.severity for f in told] == ["info"] and "the same 82.0 of “Corvix low” is not" in told[0].says


def test_marks_that_leave_out_what_is_no_row_are_not_judged() -> None:
    caption = BEST_OF_EACH.replace("Belonet", "baselines")
    assert not found("arithmetic", *BOAST, in_settings(caption, corvix="83.9"))


SPREADS = """
Model | Accuracy (mean) | Accuracy ({second}) | F1 (mean) | F1 ({second})
Belonet | 80.1 | 0.31 | 70.2 | 0.22
Corvix | 81.4 | 0.92 | 71.3 | 1.46
Glimnet | 88.0 | 0.25 | 79.1 | 0.33
"""


@pytest.mark.parametrize("second", ["std", "SD", "std. dev.", "standard deviation"])
def test_a_column_of_spreads_is_no_column_of_scores(second: str) -> None:
    assert not found("hero-number", *BOAST, a_table(SPREADS.format(second=second), "Test accuracy."))


def test_a_second_mean_is_a_column_of_scores() -> None:
    told = found("hero-number", *BOAST, a_table(SPREADS.format(second="low light"), "Test accuracy."))
    assert any("2 of 4 columns" in f.says for f in told)


COST = "Model | {head}\nBelonet | 3.9x\nCorvix | 4.0x\nDunlin | 4.1x\nEiderling | 4.0x\nGlimnet | 4.2x"


@pytest.mark.parametrize(
    ("head", "sentence", "told"),
    [
        ("Speed-up", "Glimnet runs with a 40x speed-up.", True),
        ("Compression", "Glimnet runs with a 40x speed-up.", False),
        ("Compression", "Glimnet reaches a 40x compression.", True),
        ("Speed-up", "Glimnet allows a theoretical 40x speed-up.", False),
    ],
)
def test_a_peak_is_set_against_ratios_of_its_own_kind(head: str, sentence: str, told: bool) -> None:
    table = a_table(COST.format(head=head), "Cost.")
    assert bool(found("hero-number", "# Abstract", "We propose Glimnet.", sentence, table)) == told


DROPS = """
Model | Clean accuracy | Noisy accuracy | {head} | Dark accuracy | Cropped accuracy
Belonet | 80.1 | 75.9 | 4.2 | 66.0 | 59.1
Corvix | 81.4 | 79.9 | *1.5 | 67.3 | 60.4
Glimnet | *88.0 | *85.1 | 2.9 | *74.2 | *{cropped}
Dunlin | 79.3 | 73.9 | 5.4 | 61.7 | 68.8
"""


@pytest.mark.parametrize("head", ["Drop", "Drop@20%", "Accuracy drop"])
def test_the_least_drop_may_be_bold_under_a_caption_of_accuracies(head: str) -> None:
    marked = a_table(DROPS.format(head=head, cropped="68.1"), "Accuracy of all models.")
    told = found("arithmetic", *BOAST, marked)
    assert len(told) == 1 and "68.1 is set in bold in Cropped accuracy" in told[0].says
    assert not found(
        "arithmetic",
        *BOAST,
        a_table(DROPS.format(head=head, cropped="69.1"), "Accuracy of all models."),
    )


def test_a_data_set_called_drop_holds_scores() -> None:
    table = THIN_ON_DROP.format(drop="DROP (EM)")
    assert "DROP (EM) 71.9 against 73.3" in " ".join(
        f.says for f in found("hero-number", *BOAST, a_table(table))
    )
    table = THIN_ON_DROP.format(drop="Drop (EM)")
    assert not any("71.9" in f.says for f in found("hero-number", *BOAST, a_table(table)))


THIN_ON_DROP = "Model | SST-2 | {drop}\nBelonet | 80.1 | 72.0\nCorvix | 81.4 | 73.3\nGlimnet | 81.6 | 71.9"


def of_seeds(second: str, label: str) -> Table:
    rows = {"Belonet": "80.12 | 71.4 | {}", "Corvix": "81.47 | 72.9 | {}", "Dunlin": "79.33 | 70.8 | {}",
            "Eider": "77.05 | 69.3 | {}", "Glimnet": "88.61 | 78.2 | {}"}  # fmt: skip
    firsts = ["61.31", "62.42", "60.53", "59.64", "70.75"]
    others = ["64.9", "66.1", "63.7", "61.2", "73.5"]
    lines = []
    for index, (name, scores) in enumerate(rows.items()):
        fog, rain, snow = scores.format(firsts[index]).split(" | ")
        own = (fog, rain, snow) if second == "small" else (fog, others[index], f"{float(snow) + 7:.2f}")
        lines.append(f"{name} | {' | '.join(own)}")
    head = "Model | Fog accuracy | Rain accuracy | Snow accuracy\n"
    return a_table(head + "\n".join(lines), f"Results with the {second} backbone.", label)


def test_a_column_of_another_table_is_told_where_all_others_differ() -> None:
    small, large = of_seeds("small", "Table 1"), of_seeds("large", "Table 2")
    told = found("duplicate-result", *BOAST, small, large)
    assert (
        "Fog accuracy is the same in 5 of 5 rows of Table 1 and Table 2 (80.12, 81.47, 79.33 …)"
        in told[0].says
    )
    again = small.model_copy(update={"label": "Table 3"})
    assert not found("duplicate-result", *BOAST, small, again)  # the whole table once more


def test_a_sentence_that_sets_a_row_against_another_is_not_taken_for_one_row() -> None:
    table = a_table("Model | Fog | Rain\nBelonet | 80.1 | 75.2\nGlimnet | 88.3 | 79.4", "Accuracy.")
    sentence = "Belonet has Fog 80.1 and Rain 75.2, whereas the new one has Fog 88.3."
    assert not found("arithmetic", *BOAST, "# Results", sentence, table)


def test_a_repository_that_is_used_and_an_optimizer_are_no_components() -> None:
    texts = {
        "official Tern repository": "We use the official Tern repository with a pinned commit.",
        "AdamW": "We train all heads with AdamW.",
        "Equation 6 as arithmetic": "We present Equation 6 as arithmetic.",
        "gated pooling": "We introduce gated pooling over the frames.",
    }
    parts = tuple(
        Contribution(component=name, place=at(text[:60]), ablated=False) for name, text in texts.items()
    )
    told = found("ablation-gap", "# Method", *texts.values(), contributions=parts, checks=checked())
    assert "gated pooling" in told[0].says and not any(name in told[0].says for name in list(texts)[:3])


SAMPLES = "# Tern\n\nTern is trained with 3x {what} than Corvix.\n\n{more}\n"


def test_a_ratio_of_samples_is_no_speed() -> None:
    assert not found_in_card("missing-hardware", SAMPLES.format(what="less seen samples", more=""))
    speeds = "| Model | Latency (ms) | Accuracy on SST-2 |\n|---|---|---|\n| Tern | 14.2 | 91.2 |"
    bare = SAMPLES.format(what="fewer seen samples", more=speeds)
    assert found_in_card("missing-hardware", bare)
    assert not found_in_card("missing-hardware", f"{bare}\n## More\n\nLatency measured on iPhone12 Pro.\n")
