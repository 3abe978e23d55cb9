"""Headers of papers' tables that say what a number is in more than one place."""

from pathlib import Path

import pytest

from claims.records import Claim
from extractors.pipeline.read import ReadOrder, read
from extractors.sources import folder
from extractors.tables.cell_numbers import values

Said = set[tuple[str, str | None, str, str]]


def claims_of(where: Path, body: str, abstract: str = "We propose NetNet.") -> list[Claim]:
    """The claims of a paper with one table."""
    path = where / "paper.tex"
    path.write_text(
        r"\documentclass{article}\title{NetNet: A Network}\begin{document}\maketitle"
        + rf"\begin{{abstract}}{abstract}\end{{abstract}}\section{{Experiments}}Table~1 shows results."
        + body
        + r"\end{document}"
    )
    source, root, files = folder.pin(path)
    return list(
        read(ReadOrder(root=str(root), files=tuple(file.path for file in files), source=source)).claims
    )


def table(caption: str, columns: str, rows: str) -> str:
    return rf"\begin{{table}}\caption{{{caption}}}\begin{{tabular}}{{{columns}}}{rows}\end{{tabular}}\end{{table}}"


def said(claims: list[Claim]) -> Said:
    return {(c.subject, c.dataset, c.metric, str(c.stated.value)) for c in claims if c.place.table}


def test_data_sets_under_spanned_metrics_are_a_header_though_a_rule_parts_them(tmp_path: Path) -> None:
    rows = r"& \multicolumn{2}{c}{FID} & \multicolumn{2}{c}{KID} \\ \hline Config & CIFAR10 & STL10 & CIFAR10 & STL10 \\ \hline A-GAN & 35.4 & 75.1 & 4.7 & 4.4 \\ B-GAN & 31.9 & 59.6 & 4.3 & 4.9 \\"
    found = said(claims_of(tmp_path, table("Results of both.", "lcccc", rows)))
    assert ("A-GAN", "STL10", "fid", "75.1") in found
    assert ("B-GAN", "CIFAR10", "kid", "4.3") in found


def test_shares_under_a_label_that_reaches_down_are_no_results(tmp_path: Path) -> None:
    rows = r"\multirow{2}{*}{Sampling} & \multicolumn{2}{c}{SemanticKITTI} & \multicolumn{2}{c}{nuScenes} \\ & 5\% & 10\% & 5\% & 10\% \\ \hline Random & 58.5 & 61.6 & 57.1 & 60.3 \\ Ours & 59.5 & 62.2 & 58.1 & 61.0 \\"
    found = said(claims_of(tmp_path, table("Effects of sampling (mIoU as \\%).", "lcccc", rows)))
    assert {value for *_, value in found} == {"58.5", "61.6", "57.1", "60.3", "59.5", "62.2", "58.1", "61.0"}


def test_a_size_in_millions_is_a_count(tmp_path: Path) -> None:
    rows = r"Model & Size & Perplexity \\ \hline LSTM & 24M & 58.8 \\ GRU & 22M & 57.5 \\"
    found = said(claims_of(tmp_path, table("Results on PTB.", "lcc", rows)))
    assert ("LSTM", None, "params", "24") in found


@pytest.mark.xfail(
    strict=True, reason="sizes of rows of one name are read as counts, and the rows stay alike"
)
def test_a_size_tells_rows_of_one_name_apart(tmp_path: Path) -> None:
    rows = r"Model & Size & Perplexity \\ \hline LSTM & 24M & 58.8 \\ LSTM & 66M & 57.5 \\"
    found = said(claims_of(tmp_path, table("Results on PTB.", "lcc", rows)))
    assert ("LSTM / 24M", "PTB", "perplexity", "58.8") in found
    assert not any(metric == "params" for _, _, metric, _ in found)


def test_labels_that_each_span_rows_are_the_data_of_the_methods_inside(tmp_path: Path) -> None:
    rows = r"D & M & MAE & MRE (\%) \\ \hline \multirow{2}{*}{AQ-9} & KNN & 30.21 & 43.36 \\ & NetNet & 10.51 & 15.09 \\ \hline \multirow{2}{*}{TR-7} & KNN & 7.79 & 13.49 \\ & NetNet & 2.03 & 3.52 \\"
    text = " We use the AQ-9 dataset and the TR-7 dataset. Results on AQ-9 dataset and on TR-7 dataset vary."
    found = said(claims_of(tmp_path, text + table("Results on all data.", "llrr", rows)))
    assert ("KNN", "AQ-9", "mae", "30.21") in found
    assert ("NetNet", "TR-7", "mre", "3.52") in found


def test_each_number_of_a_pair_has_its_own_metric_though_one_is_missing(tmp_path: Path) -> None:
    rows = r"Model & FPS & AP$^{test}$ / AP$^{val}$ & AP$^{test}_{50}$ \\ \hline A & 102 & 40.5\% / 40.1\% & 60.1\% \\ B & 159 & - / 28.0\% & 47.3\% \\"
    found = said(claims_of(tmp_path, table("Results on MS COCO.", "lccc", rows)))
    assert ("A", "MS COCO", "ap", "40.1") in found
    assert ("B", "MS COCO", "ap", "28.0") in found
    assert ("B", "MS COCO", "ap_50", "47.3") in found


def test_what_recurs_beside_metrics_is_a_metric(tmp_path: Path) -> None:
    rows = r"& \multicolumn{2}{c}{CIFAR10} & \multicolumn{2}{c}{STL10} \\ Method & FID & QX & FID & QX \\ \hline A & 19.0 & 38.8 & 40.1 & 60.7 \\ B & 40.5 & 59.0 & 51.9 & 69.8 \\"
    found = said(claims_of(tmp_path, table("Comparison.", "lcccc", rows)))
    assert ("A", "STL10", "QX", "60.7") in found


def test_what_stands_over_the_labels_may_be_the_metric_of_all(tmp_path: Path) -> None:
    rows = (
        r"Average Jaccard (AJ) & Kinetics & DAVIS \\ \hline TapNet & 35.3 & 42.0 \\ BootNet & 48.3 & 41.1 \\"
    )
    found = said(claims_of(tmp_path, table("The parts.", "lcc", rows)))
    assert ("BootNet", "Kinetics", "average_jaccard", "48.3") in found


def test_tables_side_by_side_have_the_data_sets_of_their_caption_in_order(tmp_path: Path) -> None:
    one = r"\begin{tabular}{lc}\hline Method & Pass@1 \\ \hline A & %s \\ B & %s \\ \hline\end{tabular}"
    body = rf"\begin{{table}}{one % ('46.9', '56.9')}{one % ('54.1', '67.0')}\caption{{Pass@1 on HumanEval and MBPP.}}\end{{table}}"
    found = {(data, value) for _, data, _, value in said(claims_of(tmp_path, body))}
    assert {("HumanEval", "46.9"), ("MBPP", "54.1"), ("MBPP", "67.0")} <= found


def test_a_headline_says_its_metric_at_the_number_or_by_its_data_set(tmp_path: Path) -> None:
    abstract = "NetNet has the highest accuracy 56.8\\% AP on MS COCO. NetNet achieves 94.4\\% on HumanEval."
    found = {(c.metric, str(c.stated.value)) for c in claims_of(tmp_path, "", abstract)}
    assert ("average_precision", "56.8") in found
    assert any(value == "94.4" for _, value in found)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("80.3 82.8", ["80.3", "82.8"]), ("- / 28.0%", ["28.0"]), ("62.0 0.6", ["62.0"])],
)
def test_a_cell_of_two_lines_is_two_results_and_a_small_second_a_spread(
    text: str, numbers: list[str]
) -> None:
    assert [str(one.stated.value) for one in values(text)] == numbers


def test_counts_of_sentences_and_tokens_are_no_scores(tmp_path: Path) -> None:
    rows = r"& & CoNLL2000 & CoNLL2003 \\ \hline training & sentence \# & 8936 & 14987 \\ & token \# & 211727 & 204567 \\"
    claims = claims_of(
        tmp_path, table("Sizes of the training and test sets.", "llcc", rows), "NetNet has an F1 of 94.1."
    )
    assert not said(claims)


def test_r2_beside_errors_is_a_regressions_and_takes_no_other_tables_data(tmp_path: Path) -> None:
    first = table("Accuracy on SST-2.", "lc", r"Model & SST-2 \\ \hline BERT & 90.1 \\ NetNet & 91.3 \\")
    rows = r"Model & R2 & MAE \\ \hline Linear & $-$0.31 & 44.1 \\ NetNet & $-$0.12 & 43.2 \\"
    claims = claims_of(
        tmp_path,
        first + table("Regression on the Diabetes test set.", "lcc", rows),
        "NetNet has an accuracy of 91.3 on SST-2.",
    )
    found = {(c.metric, c.dataset) for c in claims if str(c.stated.value) in ("-0.12", "43.2")}
    assert {metric for metric, _ in found} == {"r2", "mae"}
    assert not [data for _, data in found if data == "SST-2"]


def test_the_precision_of_weights_in_a_caption_is_no_metric_of_a_benchmark(tmp_path: Path) -> None:
    rows = r"Model & HellaSwag & PIQA & RTE \\ \hline TapNet-7b (FP16) & 56.44 & 78.35 & 53.07 \\ TapNet-7b (W3) & 52.13 & 76.01 & 51.26 \\"
    found = said(
        claims_of(tmp_path, table("Zero-shot results by the precision of the weights.", "lccc", rows))
    )
    assert {metric for _, _, metric, _ in found} == {"accuracy"}
    corner = rows.replace("Model &", "Precision &").replace("TapNet-7b (", "").replace(")", "")
    found = said(claims_of(tmp_path, table("Zero-shot results of TapNet-7b.", "lccc", corner)))
    assert {metric for _, _, metric, _ in found} == {"accuracy"}


def test_an_average_over_columns_is_in_the_metric_of_the_others(tmp_path: Path) -> None:
    rows = r"Method & Dir. & Disc. & Eat. & Average. \\ \hline TapNet & 44.8 & 46.1 & 43.3 & 47.5 \\ NetNet & 41.3 & 43.9 & 42.0 & 45.2 \\"
    found = said(claims_of(tmp_path, table("Results under MPJPE on H36M.", "lcccc", rows)))
    assert ("NetNet", "H36M", "mpjpe", "45.2") in found


def test_a_caption_says_what_numbers_in_brackets_are(tmp_path: Path) -> None:
    rows = r"Model & Accuracy \\ \hline TapNet & 81.2 (0.4) \\ NetNet & 83.9 (0.3) \\"
    spread = claims_of(
        tmp_path, table("Accuracy on SST-2, with the standard deviation in brackets.", "lc", rows)
    )
    assert {(str(c.stated.value), str(c.stated.spread)) for c in spread} == {("81.2", "0.4"), ("83.9", "0.3")}
    rows = r"Model & Latency (ms) \\ \hline TapNet & 22.1 (1.0) \\ NetNet & 6.9 (3.2) \\"
    ratio = claims_of(tmp_path, table("Latency, and the speed-up in brackets.", "lc", rows))
    assert ("latency ratio", "3.2") in {(c.metric, str(c.stated.value)) for c in ratio}


def test_what_a_measure_is_split_up_by_does_not_hide_it(tmp_path: Path) -> None:
    rows = (
        "\\multirow{2}{*}{Method} & \\multicolumn{2}{c}{Latency (ms) by load} \\\\ & [0, 0.2) & [0.2, 1] \\\\ \\midrule "
        "A & 61.3 & 74.8 \\\\ B & 66.0 & 79.5"
    )
    found = claims_of(tmp_path, table("Results on PTB.", "lcc", rows))
    assert {claim.metric for claim in found} == {"latency"}
