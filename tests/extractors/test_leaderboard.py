"""A paper's own best results: which figures are told, and under which names."""

from pathlib import Path

from claims.leaderboard import MOST, LeaderboardResult
from extractors.pipeline.read import ReadOrder, read
from extractors.sources import folder

FRAME = r"\documentclass{article}\title{FooNet: Strong Features}\begin{document}%s\end{document}"
TEXT = r"\section{Results} We propose FooNet. We evaluate on the QuuxSet dataset and the BarBench dataset. "


def table(caption: str, columns: str, *rows: str) -> str:
    body = r" \\ ".join(rows)
    return rf"\begin{{table}}\caption{{{caption}}}\begin{{tabular}}{{{columns}}}\hline {body} \\ \hline\end{{tabular}}\end{{table}}"


def told(tmp_path: Path, *parts: str) -> list[tuple[str, str, str]]:
    (tmp_path / "main.tex").write_text(FRAME % (TEXT + "\n".join(parts)))
    source, root, _ = folder.pin(tmp_path)
    reading = read(ReadOrder(root=str(root), files=("main.tex",), source=source))
    assert all(isinstance(row, LeaderboardResult) for row in reading.leaderboard)
    return [(row.dataset, row.metric, row.score) for row in reading.leaderboard]


def test_own_results_are_told_and_rivals_are_not(tmp_path: Path) -> None:
    made = table("Comparison with the state of the art on QuuxSet.", "lcc", "Method & mIoU & FPS", "BarNet & 70.1 & 30",
                 "FooNet (ours) & 73.4 & 41")  # fmt: skip
    assert set(told(tmp_path, made)) == {("QuuxSet", "mIoU", "73.4"), ("QuuxSet", "FPS", "41")}


def test_the_comparison_comes_before_the_ablation(tmp_path: Path) -> None:
    ablation = table("Ablation: effect of the number of heads on QuuxSet.", "lc", "Heads & mIoU", "FooNet, 2 & 71.0",
                     "FooNet, 4 & 72.2", "FooNet, 8 & 71.9")  # fmt: skip
    main = table("Comparison with the state of the art on QuuxSet.", "lc", "Method & mIoU", "BarNet & 70.1",
                 r"FooNet (ours) & \textbf{73.4}")  # fmt: skip
    assert told(tmp_path, main, ablation)[0] == ("QuuxSet", "mIoU", "73.4")


def test_columns_that_lost_their_subscripts_follow_the_order_of_coco(tmp_path: Path) -> None:
    made = table("Results on COCO test-dev.", "lcccccc", "Method & AP & AP & AP & AP & AP & AP",
                 "BarNet & 40.0 & 60.1 & 43.0 & 20.0 & 44.0 & 55.0", "FooNet (ours) & 42.5 & 62.2 & 45.9 & 22.1 & 46.3 & 58.7")  # fmt: skip
    rows = told(tmp_path, made)
    assert {(metric, score) for _, metric, score in rows} >= {
        ("AP50", "62.2"), ("AP75", "45.9"), ("APS", "22.1"), ("APM", "46.3"), ("APL", "58.7"),
    }  # fmt: skip
    assert {dataset for dataset, _, _ in rows} == {"COCO test-dev"}


def test_a_subset_of_the_captions_data_set_is_no_data_set(tmp_path: Path) -> None:
    made = table("Comparison on QuuxSet.", "lc", r" & \multicolumn{1}{c}{All}", "Method & PSNR", "BarNet & 30.1",
                 "FooNet (ours) & 33.4")  # fmt: skip
    assert told(tmp_path, made)[0] == ("QuuxSet", "PSNR", "33.4")


def test_captions_that_lead_stay_with_their_tables(tmp_path: Path) -> None:
    def part(name: str, score: str) -> str:
        return (
            rf"\begin{{subtable}}{{.5\linewidth}}\caption{{{name}}}\begin{{tabular}}{{lc}}\hline Method & mIoU \\"
            rf" BarNet & 60.0 \\ FooNet (ours) & {score} \\ \hline\end{{tabular}}\end{{subtable}}"
        )

    both = part("QuuxSet", "71.1") + part("BarBench", "72.2")
    made = rf"\begin{{table}}\caption{{Comparison of methods.}}{both}\end{{table}}"
    assert set(told(tmp_path, made)) == {("QuuxSet", "mIoU", "71.1"), ("BarBench", "mIoU", "72.2")}


def test_few_are_told(tmp_path: Path) -> None:
    rows = [f"FooNet-{n} & {50 + n}.{n % 10} & {60 + n}.1" for n in range(40)]
    made = table("Results on QuuxSet.", "lcc", "Method & mIoU & F1", "BarNet & 40.0 & 41.0", *rows)
    assert 0 < len(told(tmp_path, made)) <= MOST


def test_claims_know_the_task_of_their_data_set(tmp_path: Path) -> None:
    made = table("Results on ADE20K.", "lcc", "Method & mIoU & Params", "BarNet & 40.1 & 30M", "FooNet (ours) & 43.4 & 41M")  # fmt: skip
    told(tmp_path, made)
    source, root, _ = folder.pin(tmp_path)
    claims = read(ReadOrder(root=str(root), files=("main.tex",), source=source)).claims
    assert {claim.task for claim in claims if claim.kind == "quality"} == {"Semantic Segmentation"}
    assert {claim.task for claim in claims if claim.kind == "size"} == {None}


def test_a_caption_lists_the_metrics_of_headers_that_were_lost(tmp_path: Path) -> None:
    made = table("Comparison. MAE, mean F-measure and mean E-measure are used.", "lccc", r"Method & \multicolumn{3}{c}{QuuxSet}",
                 " & MAE & & ", "BarNet & .046 & .919 & .951", "FooNet (ours) & .032 & .939 & .957")  # fmt: skip
    assert ("QuuxSet", "mean E-measure", "0.957") in told(tmp_path, made)


def test_others_are_reported_by_their_benchmarks_metric(tmp_path: Path) -> None:
    made = table("Results. F1 scores are reported for QQP, and accuracy scores are reported for the other tasks.", "lccc",
                 "System & QQP & CoLA & RTE", "BarNet & 70.3 & 45.4 & 56.0", "FooNet (ours) & 72.1 & 60.5 & 70.1")  # fmt: skip
    rows = {data: metric for data, metric, _ in told(tmp_path, made)}
    assert (rows["QQP"], rows["RTE"]) == ("F1", "Accuracy") and rows["CoLA"].startswith("Matthews")
