"""Papers that are made up: consistent ones, and ones with a single planted error whose place is known."""

import random
from collections.abc import Iterator, Sequence
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
OTHERS = ("Belonet", "Corvix-L", "Dunlin", "Esker", "Fathom-2", "Grebe", "Hollis", "Ivorine")
PARTS = (
    ("gated key smoothing", "Gated Key Smoothing"), ("ring memory pooling", "Ring Memory Pooling"),
    ("staged vocabulary dropout", "Staged Vocabulary Dropout"), ("contrastive prefix warming", "Contrastive Prefix Warming"),
    ("orthogonal head mixing", "Orthogonal Head Mixing"), ("residual token caching", "Residual Token Caching"),
)  # fmt: skip
CLASSES = (
    "average", "delta", "ratio", "bold", "underline", "f1", "grim", "spread", "throughput", "abstract", "caption", "boast",
)  # fmt: skip


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
            for one in paragraphs:
                lines += [*(self._table(one) if one in self.tables else [one]), ""]
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
            for one in paragraphs:
                out.append("\n".join(self._tabular(one)) if one in self.tables else _tex(one) + "\n")
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


def paper(seed: int, planted: str | None = None) -> Paper:
    """A paper of this seed: consistent and thorough, or with one error of a class of `CLASSES`."""
    rng = random.Random(seed)
    name = rng.choice(("Aldernet", "Quillon", "Vesperine", "Tarnlite")) + str(rng.randint(2, 9))
    made = Paper(name, f"{name}: Faster Reasoning with Fewer Tokens")
    parts = rng.sample(PARTS, 3)
    others = rng.sample(OTHERS, 4)
    counted = planted == "grim"
    scores = _scores(rng, [*others, name])
    made.tables["Table 1"] = _main(scores, rng, counted)
    made.tables["Table 2"] = _gains(rng, parts, name)
    made.tables["Table 3"] = _tagging(rng, [*others[:2], name])
    made.tables["Table 4"] = _speed(rng, [*others, name])
    tokens = rng.randint(900, 3000)
    best = scores[name]["GSM8K"]
    _write(made, parts, others, best, tokens, counted)
    if planted:
        _plant(made, planted, rng, scores)
    return made


def _scores(rng: random.Random, names: Sequence[str]) -> dict[str, dict[str, Decimal]]:
    """Scores that whole counts give; the last system, the own one, is ahead by clear margins."""
    found: dict[str, dict[str, Decimal]] = {}
    for place, name in enumerate(names):
        row = {}
        for data, n in SETS.items():
            own = place == len(names) - 1
            k = int(n * (rng.uniform(0.83, 0.92) if own else rng.uniform(0.50, 0.78)))
            row[data] = _round(Decimal(100 * k) / n)
        found[name] = row
    return found


def _round(value: Decimal, step: str = "0.01") -> Decimal:
    return value.quantize(Decimal(step), rounding=ROUND_HALF_EVEN)


def _main(scores: dict[str, dict[str, Decimal]], rng: random.Random, counted: bool) -> Grid:
    rows = []
    for name, row in scores.items():
        own = name == list(scores)[-1]
        average = _round(sum(row.values(), Decimal(0)) / len(row))
        cells = [
            str(value) if counted else f"{value} ± {rng.uniform(0.1, 0.4):.2f}" for value in row.values()
        ]
        cells.append(str(average))
        rows.append([name, *(f"**{cell}**" if own else cell for cell in cells)])
    for column in range(1, len(SETS) + 1):
        second = max(
            range(len(rows) - 1), key=lambda row, column=column: Decimal(rows[row][column].split(" ")[0])
        )  # type: ignore[misc]
        rows[second][column] = f"__{rows[second][column]}__"
    runs = "one greedy run" if counted else "mean and standard deviation over 5 seeds"
    return Grid(
        f"Test accuracy (%), {runs}. Best results are in bold, second best underlined.",
        ["Model", *SETS, "Avg."],
        rows,
    )


def _gains(rng: random.Random, parts: Sequence[tuple[str, str]], name: str) -> Grid:
    full = Decimal(rng.randint(8200, 8900)) / 100
    rows = [[f"{name} (full)", str(full), str(_round(full - Decimal("1.5")))]]
    for short, _ in parts:
        low, lower = (_round(Decimal(str(rng.uniform(1.2, 4.0)))) for _ in range(2))
        rows.append(
            [f"w/o {short}", f"{full - low} (-{low})", f"{_round(full - Decimal('1.5')) - lower} (-{lower})"]
        )
    return Grid(
        "Ablation of every component: accuracy, and the change to the full model.",
        ["Variant", "Development", "Transfer"],
        rows,
    )


def _tagging(rng: random.Random, names: Sequence[str]) -> Grid:
    rows = []
    for place, name in enumerate(names):
        p, r = (_round(Decimal(str(rng.uniform(70, 80) + 6 * place)), "0.1") for _ in range(2))
        rows.append([name, str(p), str(r), str(_round(2 * p * r / (p + r), "0.1"))])
    return Grid("Named entity recognition on CoNLL-2003.", ["System", "Precision", "Recall", "F1"], rows)


def _speed(rng: random.Random, names: Sequence[str]) -> Grid:
    base = Decimal(rng.randint(3000, 6000)) / 10
    rows = [[names[0], str(base), "1.00x"]]
    for name in names[1:]:
        time = _round(base / Decimal(str(rng.uniform(1.3, 1.9))), "0.1")
        rows.append([name, str(time), f"{_round(base / time)}x"])
    return Grid(
        "Latency on one NVIDIA A100 80GB at batch size 8.", ["System", "Latency (ms)", "Speed-up"], rows
    )


def _write(
    made: Paper,
    parts: Sequence[tuple[str, str]],
    others: Sequence[str],
    best: Decimal,
    tokens: int,
    counted: bool,
) -> None:
    name = made.name
    listed = "; ".join(f"we propose {short}" for short, _ in parts)
    runs = (
        "We decode greedily, once."
        if counted
        else "All scores are means over 5 seeds with their standard deviation."
    )
    made.text = [
        ("## Abstract", [f"We present {name}, a language model with 7B parameters. {name} reaches an accuracy of {best}% on GSM8K."]),
        ("## 1 Introduction", [f"Reasoning is costly. Our contributions: {listed}.", f"We compare with {', '.join(others)}."]),
        ("## 2 Method", [f"{name} has three parts."]),
        *((f"### 2.{i} {title}", [f"We propose {short} for long inputs."]) for i, (short, title) in enumerate(parts, 1)),
        ("## 3 Experiments", [
            f"We train with AdamW, a learning rate of 3e-4, a batch size of 64 and a dropout of 0.1 for 3 epochs on 8 NVIDIA A100 80GB GPUs. {runs}",
            "Table 1", "Table 3", "Table 4",
            f"On one NVIDIA A100 80GB, {name} 7B generates {tokens:,} tokens per second at batch size 8 in bf16.",
        ]),
        ("## 4 Ablation", ["Table 2", "Leaving out each component lowers the accuracy."]),
        ("## 5 Limitations", ["We only study English."]),
    ]  # fmt: skip


def _plant(made: Paper, what: str, rng: random.Random, scores: dict[str, dict[str, Decimal]]) -> None:
    table = {
        "average": "Table 1",
        "bold": "Table 1",
        "underline": "Table 1",
        "spread": "Table 1",
        "grim": "Table 1",
        "delta": "Table 2",
        "f1": "Table 3",
        "ratio": "Table 4",
    }.get(what)
    rows = made.tables[table].rows if table else []
    row = rng.randrange(len(rows)) if rows else 0
    off = Decimal(rng.choice((-1, 1))) * _round(Decimal(str(rng.uniform(0.6, 3.0))))
    if what == "average":
        made.planted = _shift(rows[row], -1, off)
    elif what == "delta":
        row = rng.randrange(1, len(rows))
        cell, gain = rows[row][1].split(" (-")
        wrong = Decimal(gain.rstrip(")")) + abs(off)
        rows[row][1] = made.planted = f"{cell} (-{wrong})"
    elif what == "f1":
        made.planted = _shift(rows[row], 3, _round(off, "0.1") * 2)
    elif what == "ratio":
        row = rng.randrange(1, len(rows))
        made.planted = rows[row][2] = f"{Decimal(rows[row][2].rstrip('x')) + abs(off)}x"
    elif what == "bold":
        column = rng.randrange(1, len(rows[0]) - 1)
        rows[-1][column] = rows[-1][column].strip("*")
        rows[row % 4][column] = f"**{rows[row % 4][column].strip('_')}**"
        made.planted = rows[row % 4][column].strip("*")
    elif what == "underline":
        made.planted = _underline_another(rows, rng)
    elif what == "spread":
        value = rows[-1][1].strip("*").split(" ")[0]
        made.planted = f"{rng.randint(60, 90)}.{rng.randint(0, 9)}0"
        rows[-1][1] = f"**{value} ± {made.planted}**"
    elif what == "grim":
        made.planted = _ungranular(made, rows, row, rng)
    else:
        _plant_in_text(made, what, off, scores)


def _underline_another(rows: list[list[str]], rng: random.Random) -> str:
    """Move the mark of the second in one column to a system that is third or worse."""
    column = rng.randrange(1, len(rows[0]) - 1)
    old = next(row for row in range(len(rows)) if rows[row][column].startswith("__"))
    new = rng.choice([row for row in range(len(rows) - 1) if row != old])
    rows[old][column] = rows[old][column].strip("_")
    rows[new][column] = f"__{rows[new][column]}__"
    return rows[new][column].strip("_").split(" ")[0]


def _shift(row: list[str], column: int, off: Decimal) -> str:
    bold = row[column].startswith("**")
    wrong = str(Decimal(row[column].strip("*_")) + off)
    row[column] = f"**{wrong}**" if bold else wrong
    return wrong


def _ungranular(made: Paper, rows: list[list[str]], row: int, rng: random.Random) -> str:
    """A score that no count over the test set rounds to or is cut to; the average follows it."""
    n, column = SETS["GSM8K"], 1
    old = Decimal(rows[row][column].strip("*_"))
    wrong = old
    while (
        any(-1 <= (Decimal(100 * k) / n - wrong) / Decimal("0.005") < 2 for k in range(n + 1)) or wrong == old
    ):
        wrong = old + Decimal(rng.randint(-60, 60)) / 100
    bold = "**" if rows[row][column].startswith("**") else ""
    rows[row][column] = f"{bold}{wrong}{bold}"
    average = _round(
        sum((Decimal(cell.strip("*_")) for cell in rows[row][1:-1]), Decimal(0)) / (len(rows[row]) - 2)
    )
    rows[row][-1] = f"{bold}{average}{bold}"
    if bold:
        made.text[0] = (made.text[0][0], [made.text[0][1][0].replace(f"{old}%", f"{wrong}%")])
    return str(wrong)


def _plant_in_text(made: Paper, what: str, off: Decimal, scores: dict[str, dict[str, Decimal]]) -> None:
    right = scores[made.name]["GSM8K"]
    if what == "abstract":
        made.planted = str(right + off)
        made.text[0] = (made.text[0][0], [made.text[0][1][0].replace(str(right), made.planted)])
        return
    if what == "boast":
        _boast(made, off)
        return
    if what == "caption":
        made.planted = str(right + off)
        grid = made.tables["Table 1"]
        grid.caption += f" On GSM8K, {made.name} achieves an accuracy of {made.planted}."
        return
    heading, paragraphs = made.text[-3]
    said = paragraphs[-1]
    tokens = said.split("generates ")[1].split(" tokens")[0]
    made.planted = f"{int(tokens.replace(',', '')) * 60:,}"
    made.text[-3] = (heading, [*paragraphs[:-1], said.replace(tokens, made.planted)])


def _boast(made: Paper, off: Decimal) -> None:
    """Let another system win one column, its mark and the averages too, and say that none does."""
    rows = made.tables["Table 1"].rows
    best = Decimal(rows[-1][2].strip("*").split(" ")[0])
    for row in rows:
        row[2] = row[2].strip("*_")
    winner = f"{best + abs(off)} ± 0.20"
    rows[-1][2], rows[0][2] = f"__{rows[-1][2]}__", f"**{winner}**"
    parts = [Decimal(cell.strip("*_").split(" ")[0]) for cell in rows[0][1:-1]]
    rows[0][-1] = str(_round(sum(parts, Decimal(0)) / len(parts)))
    made.planted = winner.split(" ")[0]
    heading, paragraphs = made.text[-3]
    said = f"As Table 1 shows, {made.name} outperforms the other systems on all data sets."
    made.text[-3] = (heading, [*paragraphs[:-1], said, paragraphs[-1]])


def every(count: int, what: str | None, first: int = 0) -> Iterator[Paper]:
    """So many papers of one class, or without an error."""
    return (paper(first + seed, what) for seed in range(count))
