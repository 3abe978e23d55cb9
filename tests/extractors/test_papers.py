"""What a paper claims: whose number, on what data, by which metric, and where it stands."""

import os
import re
from pathlib import Path

import pytest

from claims.records import Claim
from extractors.pipeline.read import Reading, ReadOrder, read
from extractors.sources import folder

HERE = Path(__file__).resolve().parents[2]
BENCH = Path(os.environ.get("ASSAY_BENCH", HERE.parent / "shared" / "bench")) / "papers"
PAPER = r"""\documentclass{article}
\title{TinyNet: Small Networks for Text}
\newcommand{\ours}{TinyNet}
\begin{document}\maketitle
\begin{abstract}
We propose \ours, a small network. \ours{} reaches an accuracy of 94.1\% on SST-2 and is 3.2 times faster than BERT-base.
We train on 8 NVIDIA V100 GPUs.
\end{abstract}
\section{Experiments}
Table~\ref{tab:main} compares \ours{} with other models.
\begin{table}\caption{Test results. We report F1 for MRPC and accuracy for the others.}\label{tab:main}
\begin{tabular}{lcccc}\toprule
Model & Params & SST-2 & MRPC & MNLI-(m/mm) \\ \midrule
BERT-base \cite{devlin} & 110M & 93.5 & 88.9 & 84.6/83.4 \\
ELMo & 94M & 90.4 & 84.9 & 76.4/76.1 \\ \midrule
\ours{} (ours) & 14M & \textbf{94.1}$\pm$0.2 & 87.0 & 82.5/81.8 \\ \bottomrule
\end{tabular}\end{table}
\begin{table}\caption{Speed on one GPU, relative to BERT-base in brackets.}
\begin{tabular}{lcc}\toprule Model & Memory (MB) & Latency (ms) \\ \midrule
BERT-base & 440 (1.0$\times$) & 22.1 (1.0$\times$) \\ \ours & 56 (7.9$\times$) & 6.9 (3.2$\times$) \\ \bottomrule
\end{tabular}\end{table}
\begin{table}\caption{Statistics of the data sets.}
\begin{tabular}{lcc}\toprule Dataset & \#Train & \#Test \\ \midrule SST-2 & 67k & 1.8k \\ MRPC & 3.7k & 1.7k \\ \bottomrule
\end{tabular}\end{table}
\end{document}
"""


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    path = tmp_path_factory.mktemp("paper") / "paper.tex"
    path.write_text(PAPER)
    return a_reading(path)


def a_reading(path: Path) -> Reading:
    source, root, files = folder.pin(path)
    return read(ReadOrder(root=str(root), files=tuple(file.path for file in files), source=source))


def of_table(reading: Reading, label: str) -> list[Claim]:
    return [claim for claim in reading.claims if claim.place.table == label]


def test_a_cell_is_a_claim_with_method_data_and_metric(reading: Reading) -> None:
    said = {(c.subject, c.dataset, c.metric, str(c.stated.value)) for c in of_table(reading, "Table 1")}
    assert ("BERT-base", "SST-2", "accuracy", "93.5") in said
    assert ("BERT-base", "MRPC", "f1", "88.9") in said
    assert ("ELMo", "MNLI-m", "accuracy", "76.4") in said
    assert ("ELMo", "MNLI-mm", "accuracy", "76.1") in said
    assert ("BERT-base", None, "params", "110") in said


def test_the_papers_own_rows_are_told_from_the_others(reading: Reading) -> None:
    own = {c.subject for c in of_table(reading, "Table 1") if c.own}
    others = {c.subject for c in of_table(reading, "Table 1") if not c.own}
    assert own == {"TinyNet (ours)"}
    assert others == {"BERT-base", "ELMo"}


def test_a_spread_is_kept_with_its_number(reading: Reading) -> None:
    claim = next(c for c in of_table(reading, "Table 1") if str(c.stated.value) == "94.1")
    assert str(claim.stated.spread) == "0.2"


def test_a_ratio_in_brackets_is_a_comparison_of_its_own(reading: Reading) -> None:
    said = {
        (c.kind, c.metric, str(c.stated.value), c.stated.unit) for c in of_table(reading, "Table 2") if c.own
    }
    assert ("size", "vram", "56", "MB") in said
    assert ("speed", "latency", "6.9", "ms") in said
    assert {kind for kind, _, value, _ in said if value in ("7.9", "3.2")} == {"comparison"}


def test_a_table_of_statistics_claims_nothing(reading: Reading) -> None:
    assert not of_table(reading, "Table 3")


def test_headlines_come_first_and_say_which_table_prints_them(reading: Reading) -> None:
    first = reading.claims[0]
    assert (first.metric, str(first.stated.value), first.dataset) == ("accuracy", "94.1", "SST-2")
    assert first.conditions == "as in Table 1"
    assert ("speedup", "3.2") in {
        (c.metric, str(c.stated.value)) for c in reading.claims if c.place.table is None
    }


def test_devices_are_read_with_their_count(reading: Reading) -> None:
    assert [(one.name, one.count) for one in reading.hardware] == [("NVIDIA V100", 8)]


def test_the_checklist_is_answered(reading: Reading) -> None:
    said = {check.question: check.answer for check in reading.checks}
    assert said["variance_reported"] == "yes"
    assert said["hardware_named"] == "yes"
    assert said["two_or_more_external_baselines"] == "yes"
    assert said["ablation_present"] == "no"


def test_the_leaderboard_has_the_papers_own_best_few(reading: Reading) -> None:
    rows = reading.leaderboard
    assert [(row.dataset, row.metric, row.score) for row in rows][0] == ("SST-2", "Accuracy", "94.1")
    assert all(row.score in {"94.1", "87.0", "82.5", "81.8"} for row in rows)


def test_every_quote_stands_at_its_line(reading: Reading) -> None:
    lines = PAPER.splitlines()
    for place in [claim.place for claim in reading.claims] + [one.place for one in reading.hardware]:
        assert place.line is not None
        assert bare(place.quote) in bare("\n".join(lines[place.line - 1 : place.line + 1]))


def bare(text: str) -> str:
    return re.sub(r"\\ours|TinyNet|[\\{}$~%]|\s+", "", text)


@pytest.mark.parametrize("paper", sorted(BENCH.glob("*/paper.pdf")), ids=lambda path: path.parent.name)
def test_every_number_of_a_real_paper_is_verbatim_on_its_page(paper: Path) -> None:
    import pymupdf

    opened = pymupdf.open(paper)
    words = [" ".join(word[4] for word in page.get_text("words")) for page in opened.pages()]
    reading = a_reading(paper)
    assert reading.claims
    for claim in reading.claims:
        place = claim.place
        assert place.page is not None
        assert place.bbox is not None
        digits = re.findall(r"\d+(?:\.\d+)?", place.quote) or [place.quote]
        assert all(number in words[place.page - 1] for number in digits)
        if claim.place.table:
            text = "".join(
                word[4]
                for word in opened[place.page - 1].get_text(
                    "words",
                    clip=pymupdf.Rect(
                        place.bbox[0] - 2, place.bbox[1] - 2, place.bbox[2] + 2, place.bbox[3] + 2
                    ),
                )
            )
            assert place.quote.replace(" ", "") in text


def test_the_real_papers_are_here() -> None:
    if not BENCH.exists():
        pytest.skip(f"the real papers are not at {BENCH}; set ASSAY_BENCH to their folder")
    assert len(list(BENCH.glob("*/paper.pdf"))) >= 8
