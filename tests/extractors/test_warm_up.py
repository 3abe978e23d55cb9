"""After the warm-up a process has imported all that reading needs, so a forked child imports nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, sys
from extractors.pipeline import warm_up
from extractors.pipeline.reading import ReadOrder
from extractors.pipeline.read import read
from claims.records import Source
getattr(warm_up, sys.argv[1])()
before = set(sys.modules)
source = Source(kind="folder", name="x", revision="0", sha256="0")
claims = read(ReadOrder(root=sys.argv[2], files=(sys.argv[3],), source=source)).claims
print(json.dumps([len(claims), sorted(name for name in set(sys.modules) - before if "readers" in name or "." not in name)]))
"""
CARD = "---\nlicense: mit\n---\n# m\n\n| Model | SST-2 (acc) |\n|---|---|\n| m | 90.4 |\n\nIt has 3M parameters.\n"
PAPER = r"""\documentclass{article}\begin{document}\begin{table}\caption{Accuracy on SST-2.}
\begin{tabular}{lc}\hline Model & Acc \\ \hline Ours & 91.2 \\ BERT & 90.4 \\ \hline\end{tabular}\end{table}\end{document}"""


@pytest.mark.parametrize("kind", ["cards", "latex_papers", "pdf_papers"])
def test_nothing_is_imported_after_the_warm_up(tmp_path: Path, kind: str) -> None:
    import pymupdf

    name = {"cards": "README.md", "latex_papers": "paper.tex", "pdf_papers": "paper.pdf"}[kind]
    if kind == "pdf_papers":
        page = pymupdf.open()
        page.new_page().insert_text((72, 72), "We reach an accuracy of 91.2 % on SST-2.")
        page.save(tmp_path / name)
    else:
        (tmp_path / name).write_text(CARD if kind == "cards" else PAPER)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, kind, str(tmp_path), name], capture_output=True, text=True, check=True
    )
    claims, imported = json.loads(done.stdout)
    assert claims
    assert imported == []
