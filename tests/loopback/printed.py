"""Small papers with a claim and a table, as LaTeX source and as the PDF that a reader would see; and small cards."""

from pathlib import Path
from typing import Any

from tests.loopback.arxiv_papers import shelve
from tests.loopback.arxiv_shelf import tarred

ROWS = (("Majority class", 31.2), ("Bag of words", 84.9), ("BERT-base", 92.7))
"""What others reach, beneath which ours stands."""


def latex(name: str, score: float, links: tuple[str, ...] = ()) -> bytes:
    """The source of a paper that proposes a model and states its accuracy on SST-2, once in words and once in a table."""
    rows = "".join(f"{other} & {value:.1f} \\\\\n" for other, value in ROWS)
    linked = " ".join(f"Our model is at \\url{{https://huggingface.co/{link}}}." for link in links)
    return (
        "\\documentclass{article}\n\\usepackage{booktabs}\n\\usepackage{url}\n"
        f"\\title{{{name}: a small model of sentiment}}\n\\begin{{document}}\n\\maketitle\n"
        f"\\begin{{abstract}}\nWe propose {name}, which reaches an accuracy of {score:.1f}\\% on SST-2. {linked}\n"
        "\\end{abstract}\n\\section{Results}\n"
        "\\begin{table}\n\\caption{Accuracy (\\%) on the SST-2 validation set.}\n"
        "\\begin{tabular}{lc}\n\\toprule\nModel & SST-2 \\\\\n\\midrule\n"
        f"{rows}\\textbf{{{name} (ours)}} & \\textbf{{{score:.1f}}} \\\\\n"
        "\\bottomrule\n\\end{tabular}\n\\end{table}\n\\end{document}\n"
    ).encode()


def pdf(name: str, score: float) -> bytes:
    """The same paper as one page, the same bytes each time."""
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    lines = [
        (72, 18.0, f"{name}: a small model of sentiment"),
        (110, 10.0, f"Abstract. We propose {name}, which reaches an accuracy of {score:.1f}% on SST-2."),
        (150, 13.0, "1 Results"),
        (180, 10.0, "Table 1: Accuracy (%) on the SST-2 validation set."),
    ]
    for height, size, text in lines:
        page.insert_text((72, height), text, fontsize=size)
    for number, (left, right) in enumerate([("Model", "SST-2"), *_table(name, score)]):
        page.insert_text((72, 205 + 16 * number), left, fontsize=10)
        page.insert_text((240, 205 + 16 * number), right, fontsize=10)
    for height in (193, 210, 210 + 16 * (len(ROWS) + 1)):
        page.draw_line((70, height), (300, height))
    document.set_metadata({"creationDate": "D:20260101000000Z", "modDate": "D:20260101000000Z"})
    return bytes(document.tobytes(no_new_id=True))


def print_paper(
    root: Path,
    ref: str,
    *,
    score: float = 93.5,
    name: str = "TinyNet",
    links: tuple[str, ...] = (),
    only: str = "",
    **meta: Any,
) -> Path:
    """Put a paper on the shelf of the loopback arXiv, as PDF and source (or `only` "pdf" or "source")."""
    page = None if only == "source" else pdf(name, score)
    folder = shelve(root, ref, pdf=page, title=f"{name}: a small model of sentiment", **meta)
    if only != "pdf":
        (folder / "source.tar.gz").write_bytes(tarred({"main.tex": latex(name, score, links)}))
    return folder


def write_card(folder: Path, name: str, score: float = 91.5, tags: tuple[str, ...] = ()) -> None:
    """A repository with a card and a configuration, and no weights."""
    import json

    folder.mkdir(parents=True, exist_ok=True)
    card = f"---\nlicense: mit\n---\n# {name}\n\nThe accuracy of {name} is {score:.1f}% on SST-2.\n"
    (folder / "README.md").write_text(card)
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "name": name}))
    (folder / ".hub.json").write_text(json.dumps({"tags": list(tags)}))


def _table(name: str, score: float) -> list[tuple[str, str]]:
    return [*((other, f"{value:.1f}") for other, value in ROWS), (f"{name} (ours)", f"{score:.1f}")]
