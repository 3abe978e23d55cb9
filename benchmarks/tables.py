"""Generated LaTeX tables with known truth, read from source and, where pdflatex is at hand, from the compiled PDF.

`python benchmarks/tables.py [--count 1000] [--compile 200] [--seed 0]` prints, for each form, the share of cells that
come back with the exact number, and with the exact row label and full path of headers as well; and the numbers that
were changed, of which there may be none.
"""

import argparse
import random
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from claims.records import Cell, Document, Source, Table
from extractors.readers.latex import paper as latex
from extractors.readers.pdf import paper as pdf

SOURCE = Source(kind="folder", name="generated", revision="0", sha256="0")
MODELS = [
    "BERT-base",
    "RoBERTa",
    "XLNet",
    "ELMo",
    "GPT-2",
    "T5-small",
    "Swin-T",
    "ResNet-50",
    "DenseNet",
    "VGG-16",
    "Ours",
    "LSTM",
    "GRU",
    "CNN",
    "ViT-B/16",
    "DeiT-S",
]
SETS = [
    "SST-2",
    "MNLI",
    "QNLI",
    "CIFAR-10",
    "ImageNet",
    "COCO",
    "SQuAD",
    "WMT14",
    "IMDB",
    "AGNews",
    "Cora",
    "PubMed",
]
METRICS = ["Acc", "F1", "EM", "BLEU", "PPL", "AUC", "mAP", "Prec", "Rec"]
MACROS = r"\newcommand{\best}[1]{\textbf{#1}}\newcommand{\ours}{Ours}\newcommand{\pms}[2]{$#1\pm#2$}"
HEAD = r"""\documentclass[10pt]{article}
\usepackage[margin=0.8in]{geometry}
\usepackage{booktabs,multirow,makecell,array,graphicx%s}
%s
\begin{document}
"""


@dataclass(frozen=True)
class Truth:
    """One result: its number and what names it."""

    value: str
    row: str
    column: tuple[str, ...]


def a_table(draw: random.Random, number: int) -> tuple[str, list[Truth]]:
    """The LaTeX of a random table, and its results."""
    groups = draw.sample(SETS, draw.randint(1, 4))
    inner = draw.sample(METRICS, draw.randint(1, 3))
    two = draw.random() < 0.6
    columns = [
        (group, metric) if two else (metric,) for group in (groups if two else [""]) for metric in inner
    ]
    ruled, bars = draw.random() < 0.3, draw.random() < 0.2
    rules = (r"\hline", r"\hline", r"\hline") if ruled else (r"\toprule", r"\midrule", r"\bottomrule")
    stub = draw.random() < 0.35
    spread = draw.random() < 0.4
    lines, truth = [rules[0]], list[Truth]()
    lines += _heads(groups, inner, draw, two=two, stub=stub, ruled=ruled)
    lines.append(rules[1])
    for block in range(draw.randint(1, 3) if stub else 1):
        names = draw.sample(MODELS, draw.randint(2, 5))
        for at, name in enumerate(names):
            cells = [_cell(draw, spread=spread) for _ in columns]
            truth += [Truth(_plain(cell), name, path) for cell, path in zip(cells, columns, strict=True)]
            block_name = rf"\multirow{{{len(names)}}}{{*}}{{Group {'ABC'[block]}}}" if at == 0 else ""
            label = [block_name] if stub else []
            lines.append(" & ".join([*label, name.replace("Ours", r"\ours"), *cells]) + r" \\")
        if stub and block < 2:
            lines.append(rules[1])
    if lines[-1] == rules[1]:
        lines.pop()
    lines.append(rules[2])
    bar = "|" if bars else ""
    spec = bar.join(["l"] * (2 if stub else 1) + ["c"] * len(columns))
    body = "\n".join(lines)
    opens = rf"\begin{{table}}[h!]\centering\caption{{Results number {number}.}}{_fit(len(columns))}"
    closes = "}" if _fit(len(columns)) else ""
    return (
        f"{opens}\\begin{{tabular}}{{{spec}}}\n{body}\n\\end{{tabular}}{closes}\\end{{table}}\n",
        truth,
    )


def _fit(columns: int) -> str:
    """What keeps a wide table on its page, as papers do."""
    return r"\resizebox{\linewidth}{!}{" if columns > 6 else ""


def _heads(
    groups: list[str], inner: list[str], draw: random.Random, *, two: bool, stub: bool, ruled: bool
) -> list[str]:
    lead = ["", ""] if stub else [""]
    names = ["Data", "Model"] if stub else ["Model"]
    if not two:
        return [" & ".join([*names, *inner]) + r" \\"]
    first = len(lead) + 1
    spans = [rf"\multicolumn{{{len(inner)}}}{{c}}{{{group}}}" for group in groups]
    ends = [(first + n * len(inner), first + (n + 1) * len(inner) - 1) for n in range(len(groups))]
    part = r"\cline{%d-%d}" if ruled else r"\cmidrule(lr){%d-%d}"
    partial = " ".join(part % end for end in ends) if draw.random() < 0.8 or len(inner) > 1 else ""
    tall = [rf"\multirow{{2}}{{*}}{{{name}}}" for name in names] if draw.random() < 0.5 else None
    top, below = (tall, lead) if tall else (lead, names)
    return [
        " & ".join([*top, *spans]) + r" \\ " + partial,
        " & ".join([*below, *(inner * len(groups))]) + r" \\",
    ]


def _cell(draw: random.Random, *, spread: bool) -> str:
    value = f"{draw.uniform(10, 99):.{draw.choice([1, 2])}f}"
    if spread:
        error = f"{draw.uniform(0.1, 2):.{len(value.partition('.')[2])}f}"
        return rf"\pms{{{value}}}{{{error}}}" if draw.random() < 0.5 else rf"{value} $\pm$ {error}"
    kind = draw.random()
    return rf"\best{{{value}}}" if kind < 0.1 else rf"\underline{{{value}}}" if kind < 0.15 else value


def _plain(cell: str) -> str:
    ink = re.sub(r"\\pms\{([\d.]+)\}\{([\d.]+)\}", r"\1±\2", cell)
    return re.sub(r"\\(?:best|underline)\{([\d.]+)\}", r"\1", ink).replace(" $\\pm$ ", "±")


def results_in(table: Table) -> list[Truth]:
    """The results of a table as it was read: number, nearest label to the left, headers from the top."""
    grid: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                grid[row, column] = cell
    found = []
    for cell in table.cells:
        text = re.sub(r"\s", "", cell.text)
        if cell.row >= table.header_rows and re.fullmatch(r"[\d.]+(?:±[\d.]+)?", text):
            heads = [
                grid[row, cell.column].text for row in range(table.header_rows) if (row, cell.column) in grid
            ]
            labels = [grid[cell.row, at].text for at in range(cell.column) if (cell.row, at) in grid]
            names = [label for label in labels if not re.fullmatch(r"[\d.]+(?:\s?±\s?[\d.]+)?", label)]
            found.append(Truth(text, names[-1] if names else "", tuple(dict.fromkeys(filter(None, heads)))))
    return found


def score(document: Document, truths: dict[str, list[Truth]]) -> Counter[str]:
    """How many cells come back, and how."""
    counts: Counter[str] = Counter()
    by_label: dict[str, list[Truth]] = {}
    for table in document.tables:
        by_label.setdefault(table.label, []).extend(results_in(table))
    for label, truth in truths.items():
        read = Counter(by_label.get(label, []))
        values, wanted = Counter(one.value for one in read.elements()), Counter(one.value for one in truth)
        counts["cells"] += len(truth)
        counts["exact"] += sum((values & wanted).values())
        counts["with path"] += sum((read & Counter(truth)).values())
        counts["changed"] += sum((values - wanted).values())
    return counts


def main() -> None:
    """Generate, read, count."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--count", type=int, default=1000)
    ask.add_argument("--compile", type=int, default=200, dest="compiled")
    ask.add_argument("--seed", type=int, default=0)
    args = ask.parse_args()
    draw = random.Random(args.seed)
    made = [a_table(draw, n + 1) for n in range(args.count)]
    counts, begun = Counter[str](), time.perf_counter()
    for first in range(0, len(made), 100):  # a paper has no thousand tables
        part = made[first : first + 100]
        body = HEAD % ("", MACROS) + "\n".join(text for text, _ in part) + r"\end{document}"
        truths = {f"Table {n + 1}": truth for n, (_, truth) in enumerate(part)}
        counts += score(latex.read({"main.tex": body.encode()}, SOURCE), truths)
    print("source", _shown(counts, time.perf_counter() - begun))
    if args.compiled and shutil.which("pdflatex"):
        for name, font in (("CM", ""), ("Times", ",times")):
            _compiled(made[: args.compiled], name, font)
    else:
        print("compiled: skipped, there is no pdflatex")


def _compiled(made: list[tuple[str, list[Truth]]], name: str, font: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        body = HEAD % (font, MACROS) + "\n\\clearpage\n".join(
            "\n".join(text for text, _ in made[at : at + 3]) for at in range(0, len(made), 3)
        )
        (Path(folder) / "main.tex").write_text(body + r"\end{document}")
        command = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "main.tex"]
        subprocess.run(command, cwd=folder, capture_output=True, timeout=280, check=False)
        begun = time.perf_counter()
        read = pdf.read(Path(folder) / "main.pdf", "main.pdf", SOURCE)
        truths = {f"Table {n + 1}": truth for n, (_, truth) in enumerate(made)}
        print(f"PDF {name}", _shown(score(read, truths), time.perf_counter() - begun))


def _shown(counts: Counter[str], seconds: float) -> str:
    share = {name: f"{100 * counts[name] / max(1, counts['cells']):.2f} %" for name in ("exact", "with path")}
    return (
        f"cells {counts['cells']}, exact {share['exact']}, with path {share['with path']},"
        f" changed {counts['changed']}, {seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
