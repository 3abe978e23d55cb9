"""The JSON of evaluation tools in a card is read, each number with its benchmark."""

from tests.extractors.cards import reading_of

HARNESS = """# Tern
```json
{
  "all": {"acc": 0.5921},
  "harness|arc:challenge|25": {"acc": 0.5776, "acc_stderr": 0.0144, "acc_norm": 0.6109},
  "harness|hellaswag|10": {"acc": 0.63, "acc_norm": 0.8213}
}
```
"""
NEWER = """# Tern
```json
{"results": {"gsm8k": {"alias": "gsm8k", "exact_match,strict-match": 0.41, "exact_match_stderr,strict-match": 0.01}}}
```
"""


def read(text: str) -> list[tuple[str | None, str, str, str | None]]:
    """Data set, metric, value and conditions of each claim."""
    return [(c.dataset, c.metric, str(c.stated.value), c.conditions) for c in reading_of(text).claims]


def test_each_number_has_its_benchmark_and_shots() -> None:
    assert read(HARNESS) == [
        ("arc challenge", "accuracy", "0.5776", "25-shot"),
        ("arc challenge", "acc_norm", "0.6109", "25-shot"),
        ("hellaswag", "accuracy", "0.63", "10-shot"),
        ("hellaswag", "acc_norm", "0.8213", "10-shot"),
    ]


def test_a_filter_is_a_condition_and_a_standard_error_no_claim() -> None:
    assert read(NEWER) == [("gsm8k", "exact_match", "0.41", "strict-match")]


def test_what_is_no_json_is_passed_over() -> None:
    assert read('# Tern\n```\n{"acc": 0.5, {"acc_norm": 0.6\n```\n') == []
