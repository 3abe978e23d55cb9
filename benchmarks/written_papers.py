"""A paper that is made up, as tables and paragraphs, and how it is written as Markdown or LaTeX."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

SETS = {
    "GSM8K": 1319,
    "ARC-Challenge": 1172,
    "WinoGrande": 1267,
    "OpenBookQA": 500,
    "PIQA": 1838,
    "BoolQ": 3270,
}
"""Data sets of the main table and the items that their usual score is counted over."""


@dataclass
class Grid:
    """A table: caption, header, rows of cells; "**" marks bold, "__" underlines."""

    caption: str
    head: list[str]
    rows: list[list[str]]


@dataclass
class Paper:
    """A made paper and what was planted in it, as the characters that are wrong."""

    name: str
    title: str
    text: list[tuple[str, list[str]]] = field(default_factory=list)
    tables: dict[str, Grid] = field(default_factory=dict)
    planted: str | None = None

    def markdown(self) -> str:
        """As a Markdown document."""
        lines = [f"# {self.title}", ""]
        for heading, paragraphs in self.text:
            lines += [heading, ""]
            for paragraph in paragraphs:
                lines += [*(self._table(paragraph) if paragraph in self.tables else [paragraph]), ""]
        return "\n".join(lines)

    def _table(self, label: str) -> list[str]:
        grid = self.tables[label]
        return [
            f"{label}: {grid.caption}", "", "| " + " | ".join(grid.head) + " |", "|" + "---|" * len(grid.head),
            *("| " + " | ".join(map(_md, row)) + " |" for row in grid.rows),
        ]  # fmt: skip

    def latex(self) -> str:
        """As a LaTeX source."""
        out = ["\\documentclass{article}", "\\begin{document}", f"\\title{{{self.title}}}", "\\maketitle"]
        for heading, paragraphs in self.text:
            depth, words = heading.count("#"), heading.strip("# ")
            abstract = words == "Abstract"
            out.append("\\begin{abstract}" if abstract else f"\\{'sub' * (depth - 2)}section{{{words}}}")
            for paragraph in paragraphs:
                out.append(
                    "\n".join(self._tabular(paragraph))
                    if paragraph in self.tables
                    else _tex(paragraph) + "\n"
                )
            out += ["\\end{abstract}"] if abstract else []
        return "\n".join([*out, "\\end{document}"])

    def _tabular(self, label: str) -> list[str]:
        grid = self.tables[label]
        rows = [" & ".join(_tex(cell) for cell in row) + r" \\" for row in grid.rows]
        return [
            "\\begin{table}", f"\\caption{{{_tex(grid.caption)}}}", f"\\begin{{tabular}}{{l{'c' * (len(grid.head) - 1)}}}",
            "\\toprule", " & ".join(_tex(cell) for cell in grid.head) + r" \\", "\\midrule", *rows, "\\bottomrule",
            "\\end{tabular}", "\\end{table}",
        ]  # fmt: skip


def _md(text: str) -> str:
    return f"<u>{text.strip('_')}</u>" if text.startswith("__") else text


def _tex(text: str) -> str:
    if text.startswith("__"):
        return f"\\underline{{{_tex(text.strip('_'))}}}"
    if text.startswith("**"):
        return f"\\textbf{{{_tex(text.strip('*'))}}}"
    return text.replace("%", "\\%").replace("#", "\\#").replace("±", "$\\pm$").replace("×", "$\\times$")


def rounded(value: Decimal, step: str = "0.01") -> Decimal:
    """A figure as papers print it: half to even."""
    return value.quantize(Decimal(step), rounding=ROUND_HALF_EVEN)
