"""Rows of a paper's table headers that say more, or less, than what was measured."""

from pathlib import Path

import pytest

from tests.extractors.test_paper_headers import claims_of, said, table


@pytest.mark.xfail(strict=True, reason="classes that stand where systems mostly stand are taken for systems")
def test_a_row_of_venues_is_no_part_of_the_methods_names(tmp_path: Path) -> None:
    rows = r"Method & ResNet-A & BERT-B & NetNet \\ Venue & CVPR'21 & WACV'22 & Ours \\ \hline Carpet & 93.9 & 97.0 & 98.2 \\ Grid & 100 & 99.9 & 98.1 \\ Tile & 94.6 & 99.6 & 99.3 \\"
    found = said(claims_of(tmp_path, table("Detection (AUCROC in \\%) on MVTec AD.", "lccc", rows)))
    assert ("ResNet-A", "93.9") in {(who.rpartition(" / ")[2], value) for who, _, _, value in found}
    assert {metric for _, _, metric, _ in found} == {"roc_auc"}


def test_two_measures_in_a_captions_brackets_are_those_of_each_pair(tmp_path: Path) -> None:
    rows = r"Class & A-Flow & NetNet \\ \hline Carpet & 98.9 / 97.0 & 99.1 / 96.6 \\ Grid & 99.3 / - & 98.7 / 95.9 \\"
    found = said(claims_of(tmp_path, table("Results (AUROC and PRO in \\%) on MVTec AD.", "lcc", rows)))
    assert {("roc_auc", "98.9"), ("per_region_overlap", "97.0"), ("roc_auc", "99.3")} <= {
        (metric, value) for _, _, metric, value in found
    }


def test_letters_of_seen_and_unseen_classes_are_no_units(tmp_path: Path) -> None:
    rows = r"& \multicolumn{3}{c}{Generalized Zero-shot Learning} \\ & \multicolumn{3}{c}{CUB} \\ Method & u & s & H \\ \hline DEM & 19.6 & 57.9 & 29.2 \\ NetNet & 41.0 & 61.4 & 49.2 \\"
    found = said(claims_of(tmp_path, table("Accuracies of classes.", "lccc", rows)))
    assert ("DEM", "CUB", "accuracy", "57.9") in found
    assert ("NetNet", "CUB", "harmonic_mean", "49.2") in found


def test_an_average_over_cut_offs_is_of_the_data_set_above(tmp_path: Path) -> None:
    rows = r"\multirow{2}{*}{Model} & \multicolumn{3}{c}{THUMOS14} & \multicolumn{3}{c}{ActivityNet-v1.3} \\ & 0.3 & 0.5 & Avg. & 0.5 & 0.75 & Avg. \\ \hline BMN & 56.0 & 38.8 & 38.5 & 50.1 & 34.8 & 33.9 \\ NetNet & 68.6 & 57.0 & 52.8 & 56.3 & 36.8 & 36.5 \\"
    found = said(claims_of(tmp_path, table("mAP at IoU thresholds.", "lcccccc", rows)))
    assert ("BMN", "ActivityNet-v1.3", "map", "33.9") in found


def test_a_tabular_that_only_frames_another_is_read_as_that_other(tmp_path: Path) -> None:
    inner = r"\begin{tabular}{lcc} Model & Params (M) & FLOPs (G) \\ \hline BMN & 5.0 & 91.2 \\ NetNet & 6.2 & 17.8 \\ \end{tabular}"
    found = said(claims_of(tmp_path, table("Parameters and FLOPs.", "ll", inner)))
    assert ("NetNet", None, "params", "6.2") in found


def test_the_usual_measures_of_a_benchmark_are_not_those_of_others(tmp_path: Path) -> None:
    rows = r"& \multicolumn{3}{c}{Winoground} & \multicolumn{2}{c}{ARO-Q} \\ Model & Text & Image & Group & Attribute & Relation \\ \hline CLIP & 30.7 & 10.5 & 8.0 & 65.5 & 78.0 \\ NetNet & 42.8 & 27.3 & 21.5 & 81.8 & 81.9 \\"
    found = said(claims_of(tmp_path, table("Results on both.", "lccccc", rows)))
    assert ("CLIP", "Winoground", "image_score", "10.5") in found
    assert ("CLIP", "Winoground", "group_score", "8.0") in found
    assert not any(metric.endswith("_score") for _, _, metric, value in found if value in ("65.5", "78.0"))


def test_more_training_images_are_no_results(tmp_path: Path) -> None:
    rows = r"Training Datasets & \# Training Images & Rank@1 (\%) & mAP (\%) \\ \hline CityFlow & 26,803 & 73.65 & 37.65 \\ CityFlow+CompCar & +136,713 & 83.37 & 48.71 \\"
    found = said(claims_of(tmp_path, table("Rank@1 and mAP by training images.", "lccc", rows)))
    assert ("CityFlow", "73.65") in {(who, value) for who, _, _, value in found}
    assert not any(value in ("26803", "136713") for _, _, _, value in found)


def test_a_column_of_shots_costs_the_other_columns_nothing(tmp_path: Path) -> None:
    rows = (
        r"Metric & \# Shot & TapNet 67B & NetNet 137B \\ \hline PIQA (Acc.) & 0-shot & 79.8 & 77.6 \\"
        r" DROP (EM) & 1-shot & 27.5 & 21.6 \\ GSM8K (EM) & 8-shot & 11.8 & 6.4 \\ MMLU (Acc.) & 5-shot & 45.1 & 26.3 \\"
    )
    found = said(claims_of(tmp_path, table("Comparison of models.", "lccc", rows)))
    assert {("TapNet 67B", "accuracy", "79.8"), ("NetNet 137B", "exact_match", "6.4")} <= {
        (who, metric, value) for who, _, metric, value in found
    }
