"""Papers that are made up and thorough: every component isolated, several data sets with spreads, strong baselines.

Each template argues in another way, as papers do: rows without a part, rows that add one, columns of ticks, sections on
the effect of each. `faulty` makes the same papers with one thing missing, so that silence can be told from deafness.
"""

import dataclasses
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from written_papers import Grid, Paper

Fault = Literal["hero-number", "missing-baseline", "ablation-gap"]
NAMES = ("Aldernet", "Quillformer", "Vesper-XL", "TarnGAN", "MosaicBERT-2")
RIVALS = ("Belonet", "CorvixFormer", "DunlinNet", "Esker-L", "FathomNet", "Grebe2", "HollisBERT", "IvorNet")
WORDS = (
    ("cross-scale gating", "Cross-Scale Gating"), ("margin-aware sampling", "Margin-Aware Sampling"),
    ("temporal prompt bank", "Temporal Prompt Bank"), ("dual-path decoder", "Dual-Path Decoder"),
    ("entropy-guided masking", "Entropy-Guided Masking"), ("prototype alignment loss", "Prototype Alignment Loss"),
    ("hierarchical token merging", "Hierarchical Token Merging"), ("consistency regularizer", "Consistency Regularizer"),
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """What a template's results are of."""

    topic: str
    sets: tuple[str, ...]
    metric: str
    low: float
    high: float
    up: bool = True


FIELDS = (
    Field("image segmentation", ("Cityscapes", "ADE20K", "PASCAL VOC", "COCO-Stuff"), "mIoU", 40, 70),
    Field("speech recognition", ("LibriSpeech test-clean", "LibriSpeech test-other", "TED-LIUM", "AISHELL-1"), "WER", 4, 12, up=False),
    Field("question answering", ("SQuAD", "NewsQA", "TriviaQA", "HotpotQA"), "F1", 60, 85),
    Field("text classification", ("SST-2", "IMDB", "AG News", "Yelp-5"), "accuracy", 70, 92),
)  # fmt: skip


def thorough(seed: int, fault: Fault | None = None) -> Paper:
    """A thorough paper of this seed, or one that lacks what the rule of that name should miss."""
    rng = random.Random(seed)
    field, name = FIELDS[seed % len(FIELDS)], rng.choice(NAMES)
    parts = rng.sample(WORDS, 3)
    made = Paper(name, f"{name}: Better {field.topic.title()}")
    others = [] if fault == "missing-baseline" else rng.sample(RIVALS, rng.randint(4, 6))
    sets = field.sets[:1] if fault == "hero-number" else field.sets
    shown = parts[:1] if fault == "ablation-gap" else parts
    made.tables["Table 1"] = _main(rng, field, name, others, sets, spread=fault != "hero-number")
    ablation = ABLATIONS[(seed // len(FIELDS)) % len(ABLATIONS)]
    made.text = _front(field, name, parts, others, fault)
    made.text += ablation(made, rng, dataclasses.replace(field, sets=sets), shown)
    if fault == "hero-number":
        for grid in made.tables.values():
            grid.rows = [[cell.split(" ±")[0] for cell in row] for row in grid.rows]
    made.text += [("## 6 Limitations", ["The study is limited to public data."])]
    return made


def every(count: int, fault: Fault | None, first: int = 0) -> Iterator[Paper]:
    """So many thorough papers, or as many with one fault, over all templates."""
    return (thorough(first + seed, fault) for seed in range(count))


def _main(
    rng: random.Random, field: Field, name: str, others: list[str], sets: tuple[str, ...], *, spread: bool
) -> Grid:
    """Own results ahead by more than any spread; where there is no spread, ahead by a hair."""
    rows, span = [], field.high - field.low
    for system in (*others, name):
        own = system == name
        cells = []
        for _ in sets:
            place = rng.uniform(0.85, 0.95) if own else rng.uniform(0.1, 0.7 if spread else 0.84)
            value = field.low + span * (place if field.up else 1 - place)
            bold = "**" if own else ""
            cells.append(f"{bold}{value:.1f}{f' ± {rng.uniform(0.1, 0.3):.1f}' if spread else ''}{bold}")
        rows.append([system, *cells])
    if not others:
        rows = [[f"{name}-{size}", *rows[0][1:]] for size in ("S", "L")]
    if not spread:
        best = max(float(row[1].strip("*")) * (1 if field.up else -1) for row in rows[:-1])
        rows[-1][1] = f"**{abs(best + 0.1):.1f}**"
    runs = "mean and standard deviation over 5 seeds" if spread else "one run"
    arrow = "higher" if field.up else "lower"
    return Grid(
        f"Results on the test sets: {field.metric} ({arrow} is better), {runs}.", ["Method", *sets], rows
    )


def _front(
    field: Field, name: str, parts: list[tuple[str, str]], others: list[str], fault: Fault | None
) -> list[tuple[str, list[str]]]:
    listed = "; ".join(f"we introduce {short}" for short, _ in parts)
    runs = (
        "Every number is the result of one run."
        if fault == "hero-number"
        else "All numbers are means over 5 seeds."
    )
    against = f"We compare with {', '.join(others)}." if others else "We report two sizes of our model."
    return [
        ("## Abstract", [f"We propose {name}, a method for {field.topic}. It outperforms the best published systems."]),
        ("## 1 Introduction", [f"{field.topic.capitalize()} is hard. Our contributions are: {listed}."]),
        ("## 2 Related Work", [f"Much has been done. {' '.join(f'{other} (Marl et al., 2021) is a strong system.' for other in others)}"]),
        ("## 3 Method", [f"{name} has three parts, which we describe in turn."]),
        *((f"### 3.{i} {title}", [f"We propose {short} to help the model."]) for i, (short, title) in enumerate(parts, 1)),
        ("## 4 Experiments", [f"{against} {runs}", "Table 1"]),
    ]  # fmt: skip


Ablation = Callable[[Paper, random.Random, Field, list[tuple[str, str]]], list[tuple[str, list[str]]]]


def _left_out(
    made: Paper, rng: random.Random, field: Field, parts: list[tuple[str, str]]
) -> list[tuple[str, list[str]]]:
    rows = [
        [made.name, *_row(rng, field, 0.9)],
        *([f"w/o {short}", *_row(rng, field, 0.7)] for short, _ in parts),
    ]
    made.tables["Table 2"] = Grid(f"Ablation study ({field.metric}).", ["Variant", *field.sets[:2]], rows)
    return [("## 5 Ablation Study", ["We leave out one part at a time.", "Table 2"])]


def _added(
    made: Paper, rng: random.Random, field: Field, parts: list[tuple[str, str]]
) -> list[tuple[str, list[str]]]:
    rows = [["Baseline", *_row(rng, field, 0.5)]]
    rows += [[f"+ {title}", *_row(rng, field, 0.6 + i / 10)] for i, (_, title) in enumerate(parts)]
    made.tables["Table 2"] = Grid(
        f"Effect of adding each part ({field.metric}).", ["Configuration", *field.sets[:2]], rows
    )
    return [("## 5 Analysis", ["The parts are added one by one.", "Table 2"])]


def _ticked(
    made: Paper, rng: random.Random, field: Field, parts: list[tuple[str, str]]
) -> list[tuple[str, list[str]]]:
    heads = [title for _, title in parts]
    rows = [
        [str(n), *("yes" if i < n else "no" for i in range(len(parts))), *_row(rng, field, 0.5 + n / 10)]
        for n in range(len(parts) + 1)
    ]
    made.tables["Table 2"] = Grid("Ablation of the components.", ["#", *heads, *field.sets[:2]], rows)
    return [("## 5 Ablations", ["Each row switches on one more part.", "Table 2"])]


def _discussed(
    made: Paper, rng: random.Random, field: Field, parts: list[tuple[str, str]]
) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = [("## 5 Ablation Studies", ["We study each design choice."])]
    for i, (short, title) in enumerate(parts, 1):
        label = f"Table {i + 1}"
        rows = [["without", *_row(rng, field, 0.6)], ["with", *_row(rng, field, 0.9)]]
        made.tables[label] = Grid(f"With and without {short}.", ["", *field.sets[:2]], rows)
        found.append((f"### 5.{i} Effect of {title}", [f"Removing {short} hurts.", label]))
    return found


def _row(rng: random.Random, field: Field, place: float) -> list[str]:
    span = field.high - field.low
    at = place if field.up else 1 - place
    return [
        f"{field.low + span * at + rng.uniform(-0.3, 0.3):.1f} ± {rng.uniform(0.1, 0.3):.1f}"
        for _ in field.sets[:2]
    ]


ABLATIONS: tuple[Ablation, ...] = (_left_out, _added, _ticked, _discussed)
