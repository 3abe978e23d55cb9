"""Papers that are made up: consistent ones, and ones with a single planted error whose place is known."""

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planted_errors import plant
from written_papers import SETS, Grid, Paper, rounded

OTHERS = ("Belonet", "Corvix-L", "Dunlin", "Esker", "Fathom-2", "Grebe", "Hollis", "Ivorine")
PARTS = (
    ("gated key smoothing", "Gated Key Smoothing"), ("ring memory pooling", "Ring Memory Pooling"),
    ("staged vocabulary dropout", "Staged Vocabulary Dropout"), ("contrastive prefix warming", "Contrastive Prefix Warming"),
    ("orthogonal head mixing", "Orthogonal Head Mixing"), ("residual token caching", "Residual Token Caching"),
)  # fmt: skip
CLASSES = (
    "average", "delta", "ratio", "bold", "underline", "f1", "grim", "spread", "throughput", "abstract", "caption", "boast",
)  # fmt: skip


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
        plant(made, planted, rng, scores)
    return made


def _scores(rng: random.Random, names: Sequence[str]) -> dict[str, dict[str, Decimal]]:
    """Scores that whole counts give; the last system, the own one, is ahead by clear margins."""
    found: dict[str, dict[str, Decimal]] = {}
    for place, name in enumerate(names):
        row = {}
        for data, n in SETS.items():
            own = place == len(names) - 1
            k = int(n * (rng.uniform(0.83, 0.92) if own else rng.uniform(0.50, 0.78)))
            row[data] = rounded(Decimal(100 * k) / n)
        found[name] = row
    return found


def _main(scores: dict[str, dict[str, Decimal]], rng: random.Random, counted: bool) -> Grid:
    rows = []
    for name, row in scores.items():
        own = name == list(scores)[-1]
        average = rounded(sum(row.values(), Decimal(0)) / len(row))
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
    rows = [[f"{name} (full)", str(full), str(rounded(full - Decimal("1.5")))]]
    for short, _ in parts:
        low, lower = (rounded(Decimal(str(rng.uniform(1.2, 4.0)))) for _ in range(2))
        rows.append(
            [f"w/o {short}", f"{full - low} (-{low})", f"{rounded(full - Decimal('1.5')) - lower} (-{lower})"]
        )
    return Grid(
        "Ablation of every component: accuracy, and the change to the full model.",
        ["Variant", "Development", "Transfer"],
        rows,
    )


def _tagging(rng: random.Random, names: Sequence[str]) -> Grid:
    rows = []
    for place, name in enumerate(names):
        p, r = (rounded(Decimal(str(rng.uniform(70, 80) + 6 * place)), "0.1") for _ in range(2))
        rows.append([name, str(p), str(r), str(rounded(2 * p * r / (p + r), "0.1"))])
    return Grid("Named entity recognition on CoNLL-2003.", ["System", "Precision", "Recall", "F1"], rows)


def _speed(rng: random.Random, names: Sequence[str]) -> Grid:
    base = Decimal(rng.randint(3000, 6000)) / 10
    rows = [[names[0], str(base), "1.00x"]]
    for name in names[1:]:
        time = rounded(base / Decimal(str(rng.uniform(1.3, 1.9))), "0.1")
        rows.append([name, str(time), f"{rounded(base / time)}x"])
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


def every(count: int, what: str | None, first: int = 0) -> Iterator[Paper]:
    """So many papers of one class, or without an error."""
    return (paper(first + seed, what) for seed in range(count))
