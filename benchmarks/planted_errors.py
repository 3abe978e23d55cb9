"""One error, planted in a consistent paper: what is wrong, and where it stands, is known."""

import random
from decimal import Decimal

from written_papers import SETS, Paper, rounded


def plant(made: Paper, what: str, rng: random.Random, scores: dict[str, dict[str, Decimal]]) -> None:
    """Plant an error of this class; `made.planted` is then the wrong figure as it is printed."""
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
    off = Decimal(rng.choice((-1, 1))) * rounded(Decimal(str(rng.uniform(0.6, 3.0))))
    if what == "average":
        made.planted = _shift(rows[row], -1, off)
    elif what == "delta":
        row = rng.randrange(1, len(rows))
        cell, gain = rows[row][1].split(" (-")
        wrong = Decimal(gain.rstrip(")")) + abs(off)
        rows[row][1] = made.planted = f"{cell} (-{wrong})"
    elif what == "f1":
        made.planted = _shift(rows[row], 3, rounded(off, "0.1") * 2)
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
    average = rounded(
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
    rows[0][-1] = str(rounded(sum(parts, Decimal(0)) / len(parts)))
    made.planted = winner.split(" ")[0]
    heading, paragraphs = made.text[-3]
    said = f"As Table 1 shows, {made.name} outperforms the other systems on all data sets."
    made.text[-3] = (heading, [*paragraphs[:-1], said, paragraphs[-1]])
