"""Kinds of tables in cards of these years: cut by blank lines, with two header rows, with metrics named nearby."""

from extractors.language.passage import read_passage
from extractors.tables.label_meaning import read_label
from tests.extractors.cards import claims_of, reading_of

CUT_BY_BLANK_LINES = """# Tern
## ImageNet-1K
<table>
  <tr><th>Name</th><th>Acc@1(%)</th></tr>

<tr>
    <td>Tern-T</td>
    <td>82.3</td>
</tr>

<tr>
    <td>Tern-B</td>
    <td>84.2</td>
</tr>
</table>

After the table.
"""
TWO_HEADER_ROWS = """# Tern
| Benchmark | Similar size | | Twice the size |
|---|---|---|---|
| | Tern mini | Heron-3B | Egret-7B |
| **Popular benchmarks** | | | |
| MMLU (5-shot) | 67.3 | 65.5 | 72.6 |
| GSM8K (8-shot) | 88.6 | 76.9 | 91.3 |
"""


def test_an_html_table_with_blank_lines_between_its_rows_is_one_table() -> None:
    values = {str(claim.stated.value) for claim in reading_of(CUT_BY_BLANK_LINES).claims}
    assert {"82.3", "84.2"} <= values


def test_models_in_a_second_header_row_are_the_systems() -> None:
    assert any("Heron-3B | MMLU | None | accuracy = 65.5" in claim for claim in claims_of(TWO_HEADER_ROWS))


def test_a_metric_beside_the_number_of_shots_is_found() -> None:
    label_meaning = read_label("GSM8K (8-shot, EM)")
    assert (
        label_meaning.metric and label_meaning.metric.id == "exact_match" and label_meaning.dataset == "GSM8K"
    )


def test_parts_of_names_are_no_metrics() -> None:
    assert read_label("MMLU-Pro CoT").metric is None
    assert read_label("BigBench Hard").metric is None
    assert not read_label("DROP (3-shot, F1)").delta


def test_metrics_are_known_in_chinese_and_japanese() -> None:
    assert [metric.id for metric, _ in read_passage("ニュース分類タスクの精度は次の通りです。").metrics] == [
        "accuracy"
    ]
    said = read_label("困惑度").metric
    assert said and said.id == "perplexity"


def test_the_precision_of_numbers_is_no_metric() -> None:
    assert read_passage("All results are at bf16 precision.").metrics == ()
