"""Sentences whose metric is named by the paper's own tables, by a bracket's data set, or by the noun behind a number."""

from pathlib import Path

import pytest

from claims.records import Source
from extractors.pipeline.read import ReadOrder, read

PAPER = r"""\documentclass{article}\begin{document}
\title{Glimnet}\begin{abstract}We propose Glimnet. %s\end{abstract}
\section{Introduction}It is small.
\section{Results}
\begin{table}\caption{Retrieval on Quorn.}
\begin{tabular}{lcc}\toprule Method & zSum score & R@1 \\\midrule
Marlo & 310.2 & 41.0 \\ Tessel & 333.1 & 44.8 \\ Glimnet & 390.9 & 52.3 \\\bottomrule\end{tabular}\end{table}
\end{document}"""


def told(folder: Path, sentence: str) -> list[tuple[str, str]]:
    (folder / "main.tex").write_text(PAPER % sentence)
    source = Source(kind="folder", name="paper", revision="0", sha256="0" * 64)
    order = ReadOrder(root=str(folder), files=("main.tex",), source=source)
    return [
        (claim.metric, str(claim.stated.value)) for claim in read(order).claims if claim.place.table is None
    ]


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        (r"It improves on all rivals by 17\% in zSum score.", [("delta zSum score", "17")]),
        (r"It improves on all rivals by 17\%-26\% in zSum score.", [("delta zSum score", "17"), ("delta zSum score", "26")]),
        ("Glimnet achieves a 0.813 score, followed by Marlo-v2 (0.771).", [("score", "0.813"), ("score", "0.771")]),
        (r"On MMLU it beats Marlo 7B (61.5\%).", [("accuracy", "61.5")]),
    ],
)  # fmt: skip
def test_a_metric_is_found_where_no_list_names_it(
    tmp_path: Path, sentence: str, claims: list[tuple[str, str]]
) -> None:
    assert told(tmp_path, sentence) == claims


def test_a_number_of_an_equation_in_brackets_is_no_result(tmp_path: Path) -> None:
    assert told(tmp_path, "The score follows from the bound in (3) and (4).") == []
