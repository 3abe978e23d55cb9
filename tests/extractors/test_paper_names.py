"""What short labels, captions in capitals, languages and a paper's own benchmark say in its tables."""

from pathlib import Path

from tests.extractors.test_paper_headers import claims_of, said, table


def test_a_sign_is_the_metric_that_the_caption_spells_out(tmp_path: Path) -> None:
    rows = r"Metric & r & $\rho$ \\ \hline Tern & 0.701 & 0.692 \\ Heron & 0.642 & 0.617 \\ Plover & 0.583 & 0.599 \\"
    caption = r"Pearson (r) and Spearman ($\rho$) correlation of each measure with people on STS-B."
    found = said(claims_of(tmp_path, table(caption, "lcc", rows)))
    assert {("Tern", "STS-B", "pearson", "0.701"), ("Heron", "STS-B", "spearman", "0.617")} <= found


def test_a_metric_keeps_its_name_behind_how_it_is_averaged(tmp_path: Path) -> None:
    rows = r"Model & geo-MASE & geo-RMSE \\ \hline TernNet & 0.789 & 0.820 \\ HeronNet & 0.893 & 0.917 \\ PloverNet & 0.965 & 1.004 \\"
    found = said(claims_of(tmp_path, table("Scores on ETTh1.", "lcc", rows)))
    assert {metric for _, _, metric, _ in found} == {"mase", "rmse"}


def test_a_caption_in_capitals_names_its_data_as_the_text_spells_it(tmp_path: Path) -> None:
    rows = r"Variant & MAE & RMSE \\ \hline NetNet & 0.211 & 0.420 \\ w/o gate & 0.233 & 0.447 \\ w/o mask & 0.241 & 0.451 \\"
    abstract = "We propose NetNet. We use the Kelpline dataset of the harbour, and Kelpline is hourly. The study of variants is on Kelpline."
    found = said(
        claims_of(tmp_path, table("ABLATION STUDY ON KELPLINE OF THE HARBOUR", "lcc", rows), abstract)
    )
    assert {data for _, data, _, _ in found} == {"Kelpline"}


def test_a_benchmark_called_after_the_own_system_is_data(tmp_path: Path) -> None:
    rows = r"System & Accuracy & F1 \\ \hline HeronNet & 61.2 & 60.1 \\ PloverNet & 58.9 & 55.4 \\ NetNet & 71.0 & 70.2 \\"
    abstract = "We propose NetNet and NetNet-Bench. NetNet-Bench is a benchmark of 300 tasks. All systems are evaluated on NetNet-Bench."
    found = said(claims_of(tmp_path, table("Comparison of NetNet with others.", "lcc", rows), abstract))
    assert {data for _, data, _, _ in found} == {"NetNet-Bench"}


def test_what_a_run_cost_is_a_cost_and_no_price(tmp_path: Path) -> None:
    rows = r"Agent & Accuracy & Cost (\$) \\ \hline TernAgent & 61.2 & 0.41 \\ HeronAgent & 58.9 & 0.37 \\ PloverAgent & 55.0 & 0.93 \\"
    found = said(claims_of(tmp_path, table("Agents on GAIA.", "lcc", rows)))
    assert ("HeronAgent", "cost", "0.37") in {(subject, metric, value) for subject, _, metric, value in found}
