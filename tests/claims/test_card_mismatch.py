"""Cards that contradict themselves or their files, and cards that only look as if they did."""

import json
from decimal import Decimal

import pytest

from claims.corrections import corrected
from claims.records import Claim, Correction, Entry, Finding, OpenCase, Place, Plan
from claims.rules.card_mismatch import card_mismatch
from tests.claims.rules.pages import a_claim
from tests.extractors.cards import reading_of

INDEX = "---\nmodel-index:\n- name: tern\n  results:\n  - task: {{type: t}}\n    dataset: {{name: SST-2, type: sst2}}\n    metrics:\n{}---\n"
TERN = "# Tern 7B\n"
CONFIG = {
    "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 32000,
    "max_position_embeddings": 4096, "torch_dtype": "bfloat16",
}  # fmt: skip


def found(
    text: str, *, facts: tuple[Entry, ...] = (), config: dict[str, object] | None = None
) -> list[Finding]:
    beside = {"config__json": json.dumps(config, indent=1)} if config else {}
    reading = reading_of(text, **beside)
    plan = Plan(steps=(), margin=Decimal(2), seed=0)
    case = OpenCase(
        claims=reading.claims, hardware=reading.hardware, facts=(*reading.facts, *facts), plan=plan
    )
    return list(card_mismatch(case, ()))


def weights(parameters: int, dtype: str = "BF16") -> tuple[Entry, ...]:
    place = Place(file="model.safetensors", quote="")
    return (
        Entry(path="parameters", value=str(parameters), place=place),
        Entry(path="dtypes/0", value=dtype, place=place),
    )


def index(*metrics: str) -> str:
    return INDEX.format("".join(f"    - {{{metric}}}\n" for metric in metrics))


AGREEING = {
    "a share and points": index("type: wer, value: 6.69") + TERN + "\n- Wer: 0.0669\n",
    "another rounding": index("type: accuracy, value: 84.12") + TERN + "\n- Accuracy: 84.1\n",
    "cut instead of rounded": index("type: accuracy, value: 80.59") + TERN + "\n- Accuracy: 0.80577\n",
    "other data": index("type: accuracy, value: 91.2") + TERN + "\nThe accuracy on MNLI is 84.3.\n",
    "other split": index("type: accuracy, value: 91.2").replace("sst2}", "sst2, split: test}") + TERN + "\nIts accuracy on the SST-2 dev set is 92.9.\n",
    "with and without a language model": index("type: wer, name: Test WER, value: 16.98") + TERN + "\n- Wer: 0.2468\n\n"
        "| | WER |\n|---|---|\n| Without LM | 24.68 |\n| With LM | 16.98 |\n",
    "sizes of a family": TERN + "\nTern comes in two sizes, 8B and 70B parameters.\n",
    "one licence twice": "---\nlicense: apache-2.0\n---\n" + TERN + "\nThe model is released under the Apache License 2.0.\n",
    "the licence of the code": "---\nlicense: cc-by-4.0\n---\n" + TERN + "\nThe code is licensed under MIT.\n",
    "hours that close": TERN + "\nTraining took 15 hours on 32 A100s.\n\n- Total GPU hours: 480\n",
    "a context that is extended": TERN + "\nNative 256K context, expandable to 1M.\n\n| Model variant | Context window | Size |\n|---|---|---|\n"
        "| `tern:7B` | 262K tokens | 4.4 GB |\n",
    "licences of variants": TERN + "\n## License\n\n- Tern-A is licensed under the Apache 2.0 License.\n"
        "- Tern-B follows the MIT license.\n",
    "amounts of tokens": TERN + "\nIt was trained on 500 GT of text.\n\nThe batch grew during the first 50 GT of training.\n",
    "another model of the family": TERN + "\nTern has 7B parameters.\n\n| Checkpoint | Parameters |\n|---|---|\n| Tern-7B | 151M |\n",
    "a size that its name cuts": TERN + "\n| Model variant | Parameters |\n|---|---|\n| `owl:7B` | 7.6B |\n| `owl:1B` | 1.1B |\n",
}  # fmt: skip
CONTRADICTING = {
    "a copied figure": (
        index("type: f1, name: Macro F1, value: 78.17") + TERN + "\n- Macro F1: 0.7536\n- Macro Precision: 0.78174\n", "serious", "Macro Precision"),
    "an index against the text": (index("type: wer, value: 21.70") + TERN + "\n- Wer: 0.2401\n", "warning", "0.2401"),
    "one test twice in the index": (index("type: accuracy, value: 0.91", "type: accuracy, value: 0.82") + TERN, "warning", "0.82"),
    "digits repeated on other data": (
        index("type: wer, value: 0.187934512") + TERN + "\nThe WER on MNLI is 0.187934512.\n", "warning", "every digit"),
    "a size in the text against the table": (
        TERN + "\nThis tern checkpoint has 22 million parameters.\n\n| Model | Params (M) | SST |\n|---|---|---|\n| BERT | 109 | 93.2 |\n"
        "| Tern-7B | 13 | 91.2 |\n", "warning", "22 million"),
    "one number, two metrics": (
        TERN + "\n| Model | mIOU(%) | IOU(%) |\n|---|---|---|\n| Tern-7B | 70.50 | 26.20 |\n\ntext\n\n"
        "| Method | mIoU(%) | Accuracy(%) | IoU(%) |\n|---|---|---|---|\n| Joint | 91.5 | 70.5 | 26.2 |\n", "warning", "Accuracy"),
    "a name against its column": (
        TERN + "\n| Model | Pretrain Tokens | MMLU |\n|---|---|---|\n| tern-step-50k-104b | 103B | 43.5 |\n| tern-step-90k-503b | 503B | 49.6 |\n"
        "| tern-step-99k-1007B | 1007B | 52.5 |\n", "warning", "104B"),
    "variants that fall short of the text": (
        TERN + "\nTern supports a context length of 131,072 tokens.\n\n| Model variant | Context window | Size |\n|---|---|---|\n"
        "| `tern:7B` | 33K tokens | 4.4 GB |\n| `tern:1B` | 33K tokens | 0.9 GB |\n", "warning", "131,072"),
    "two licences": ("---\nlicense: cc-by-4.0\n---\n" + TERN + "\nThe weights have a `CC BY-SA 4.0` license.\n", "warning", "CC BY-SA"),
    "a badge against the text": (
        TERN + "\n[![License: CC BY-NC 4.0](https://b/x.svg)](y)\n\nPublished under permissive license (MIT).\n", "warning", "CC BY-NC"),
    "an acronym with two values": (
        TERN + "\nAssuming a Power Usage effectiveness of 1.5, the total is 0.4 * 73.6 * 1.8 PUE = 53.\n\nSo 1.8 PUE.\n", "warning", "PUE"),
    "hours that do not close": (TERN + "\nTraining took 3 hours on 32 A100s.\n\n- Total GPU hours: 90\n", "warning", "90"),
    "a size against the name": (TERN + "\nIt is a model with 13 billion parameters.\n", "warning", "7B"),
}  # fmt: skip


@pytest.mark.parametrize("card", AGREEING.values(), ids=AGREEING)
def test_what_scale_rounding_or_another_test_explains_is_no_contradiction(card: str) -> None:
    assert [one.says for one in found(card)] == []


@pytest.mark.parametrize(("card", "severity", "word"), CONTRADICTING.values(), ids=CONTRADICTING)
def test_a_contradiction_is_told_with_both_places(card: str, severity: str, word: str) -> None:
    findings = found(card)
    assert [(finding.rule, finding.severity) for finding in findings] == [("card-mismatch", severity)]
    assert word in findings[0].says
    assert len({place.line for place in findings[0].places}) > 1 or severity == "warning"


@pytest.mark.parametrize(
    ("sentence", "config"),
    [
        ("The model has 32 layers.", CONFIG),
        ("The model has 32 attention heads.", CONFIG),
        ("The model has 8 attention heads.", CONFIG),
        ("It has a hidden size of 4096.", CONFIG),
        ("It has a context length of 4k tokens.", CONFIG),
        ("It has a context length of 8192 tokens.", {**CONFIG, "rope_scaling": {"factor": 2.0}}),
        ("It has a context length of 512 tokens.", {**CONFIG, "max_position_embeddings": 514}),
        ("Its vocabulary size is ~32k.", CONFIG),
    ],
)
def test_a_card_that_agrees_with_its_configuration(sentence: str, config: dict[str, object]) -> None:
    assert found(f"{TERN}\n{sentence}\n", config=config) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The model has 24 layers.",
        "The model has 40 attention heads.",
        "It has a hidden size of 5120.",
        "It has a context length of 32768 tokens.",
    ],
)
def test_a_card_that_its_configuration_contradicts(sentence: str) -> None:
    findings = found(f"{TERN}\n{sentence}\n", config=CONFIG)
    assert [finding.severity for finding in findings] == ["serious"]
    assert {place.file for place in findings[0].places} == {"README.md", "config.json"}


@pytest.mark.parametrize(
    ("claim", "parameters"),
    [
        ("7 billion", 6_738_415_616),  # rounded in words
        ("6.74 billion", 6_738_415_616),
        ("6.61 billion", 6_738_415_616),  # without the embeddings
        ("6.9 billion", 6_738_415_616),  # with an output layer that is tied
        ("110M", 109_482_240),
    ],
)
def test_parameters_counted_in_any_usual_way_agree(claim: str, parameters: int) -> None:
    config = {**CONFIG, **({"hidden_size": 768, "vocab_size": 30522} if parameters < 10**9 else {})}
    name = "# Tern\n" if parameters < 10**9 else TERN
    said = [
        one
        for one in found(
            f"{name}\nA model with {claim} parameters.\n", facts=weights(parameters), config=config
        )
        if "weights hold" in one.says
    ]
    assert said == []


def test_parameters_that_no_way_of_counting_explains() -> None:
    findings = found(
        f"{TERN}\nA model with 7 billion parameters.\n", facts=weights(13_015_864_320), config=CONFIG
    )
    assert [(finding.severity, "13,015,864,320" in finding.says) for finding in findings] == [
        ("serious", True)
    ]


def test_packed_weights_have_no_count_to_compare() -> None:
    assert found(f"{TERN}\nA model with 7 billion parameters.\n", facts=weights(1_129_000_000, "I32")) == []


def test_a_type_that_the_weights_do_not_have_is_told_for_information() -> None:
    findings = found(TERN, facts=weights(6_738_415_616, "F32"), config=CONFIG)
    assert [finding.severity for finding in findings] == ["info"]


@pytest.mark.parametrize(
    ("printed", "field", "value", "contradicts"),
    [("91.2", "value", "84.2", False), ("89.7", "value", "91.2", False), ("89.7", "task", "sentiment", True)],
)
def test_only_a_number_that_the_card_prints_contradicts_it_and_not_one_that_a_person_put_in(
    printed: str, field: str, value: str, contradicts: bool
) -> None:
    reading = reading_of(index("type: accuracy, value: 91.2") + TERN + f"\n- Accuracy: {printed}\n")
    second = next(claim for claim in reading.claims if not claim.read_by.startswith("card-index"))
    put_right = Correction(about=second.id, kind="correct", field=field, value=value, why="I looked")
    case = OpenCase(
        claims=corrected(reading.claims, [put_right]),
        hardware=(),
        facts=reading.facts,
        plan=Plan(steps=(), margin=Decimal(2), seed=0),
    )
    says = [finding.says for finding in card_mismatch(case, ())]
    assert any("in one place" in text for text in says) == contradicts, says


@pytest.mark.parametrize(
    ("said", "split", "table", "told"),
    [
        ("0.918", "validation", "table at line 20", True),
        ("0.910", "validation", "table at line 20", False),  # the same
        ("0.918", None, "table at line 20", False),  # of no split that is named
        ("0.918", "validation", None, False),  # the text alone, of two runs
    ],
)
def test_a_figure_of_one_split_is_held_against_the_same_split_beside_figures_of_others(
    said: str, split: str | None, table: str | None, told: bool
) -> None:
    def claim(value: str, split: str | None, table: str | None, line: int) -> Claim:
        made = a_claim(value, "f1", table, dataset="SST-2", split=split, read_by="card-tables@1")
        return made.model_copy(
            update={"place": made.place.model_copy(update={"line": line}), "id": f"{line:016}"}
        )

    claims = (
        claim("0.910", "test", table, 20),
        claim("0.910", "validation", table, 21),
        claim("0.89", "test", None, 40),
        claim("0.93", "test", None, 41),
        claim(said, split, None, 42),
    )
    case = OpenCase(claims=claims, plan=Plan(steps=(), margin=Decimal(2), seed=0))
    says = [finding.says for finding in card_mismatch(case, ())]
    assert any("0.910" in text and "0.918" in text for text in says) is told, says
