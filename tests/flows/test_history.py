"""What one document says of a baseline is held against what was verified before, through the store."""

import json
from pathlib import Path

from tests.flows.conftest import Typed

PAPER = r"""\documentclass{article}
\title{%(own)s: a Study}
\begin{document}
\begin{abstract}We propose %(own)s, a classifier of text.\end{abstract}
\section{Experiments}
We test on SST-2.
\begin{table}\caption{Accuracy (\%%) on the test sets.}
\begin{tabular}{lcc}\toprule
Model & SST-2 & IMDB \\ \midrule
CorvixNet & %(rival)s & 90.12 \\
%(own)s & 94.10 & 95.20 \\ \bottomrule
\end{tabular}\end{table}
\end{document}
"""


def test_a_second_paper_with_a_weaker_baseline_hears_of_the_first(typed: Typed, tmp_path: Path) -> None:
    found = []
    for own, rival in (("Glimnet", "91.30"), ("Dunlinet", "88.70")):
        folder = tmp_path / own
        folder.mkdir()
        (folder / "paper.tex").write_text(PAPER % {"own": own, "rival": rival})
        done = typed(str(folder), "--json", home=tmp_path / "home")
        assert done.returncode == 0, done.stderr
        found.append(
            [one["says"] for one in json.loads(done.stdout)["findings"] if one["rule"] == "baseline-drift"]
        )
    assert not found[0]
    assert len(found[1]) == 1
    assert "88.70" in found[1][0] and "91.30" in found[1][0] and "Glimnet" in found[1][0]
