"""The sentences of the example: read, freed of duplicates, split in three, and sampled for the slice.

They are `tests/data/big-test.txt` of the wheel `eld==1.0.6` (Apache-2.0, Nito T.M.): 60 languages, 1,000
sentences each. What decides is a hash or a seed, so every machine gets the same split and the same slice.

    python examples/langid/sentences.py     # writes slice.csv anew
"""

import argparse
import csv
import hashlib
import random
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

HELD_OUT = 6_000  # rows of the validation part, and of the test part; the rest is for training
SLICE_ROWS = 2_400
SLICE_SEED = 2026


class Row(NamedTuple):
    """One sentence with its language."""

    line: int  # in the source file, from 1
    language: str  # ISO 639-1
    sentence: str


class Split(NamedTuple):
    """The three parts; no sentence is in two of them."""

    train: list[Row]
    validation: list[Row]
    test: list[Row]


def source() -> Path:
    """Where the installed `eld` keeps its sentences; PackageNotFoundError when it is not installed."""
    return Path(str(distribution("eld").locate_file("eld/tests/data/big-test.txt")))


def key(sentence: str) -> str:
    """What makes two sentences the same one: the text without case and without extra white space."""
    return " ".join(sentence.casefold().split())


def read(path: Path) -> list[Row]:
    """All rows of the file in its order, the first of each group of equal sentences."""
    seen: dict[str, Row] = {}
    with path.open(encoding="utf-8", newline="\n") as lines:  # a stray U+2028 inside a sentence ends no line
        for number, line in enumerate(lines, start=1):
            language, sentence = line.rstrip("\n").split("\t", 1)
            seen.setdefault(key(sentence), Row(number, language, sentence.strip()))
    return list(seen.values())


def split(rows: list[Row]) -> Split:
    """Order by the SHA-256 of the sentence; the first 6,000 are the test part, the next 6,000 validation."""
    rows = sorted(rows, key=lambda row: hashlib.sha256(key(row.sentence).encode()).digest())
    return Split(train=rows[2 * HELD_OUT :], validation=rows[HELD_OUT : 2 * HELD_OUT], test=rows[:HELD_OUT])


def draw(test: list[Row]) -> list[Row]:
    """The 2,400 rows of the slice, drawn with a fixed seed and put in the order of the source file."""
    return sorted(random.Random(SLICE_SEED).sample(test, SLICE_ROWS))


def write_slice(rows: list[Row], path: Path) -> None:
    """Write `id,sentence,language` as UTF-8; the id names the line of the source file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", "sentence", "language"])
        out.writerows((f"bt-{row.line:05d}", row.sentence, row.language) for row in rows)


def main() -> None:
    """Write the slice beside this file, or where --out says."""
    parser = argparse.ArgumentParser(description="Write the slice of the test part.")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("slice.csv"))
    out: Path = parser.parse_args().out
    write_slice(draw(split(read(source())).test), out)
    print(f"{out}: {SLICE_ROWS} rows, sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
