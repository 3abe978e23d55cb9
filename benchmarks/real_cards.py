"""Public model cards, read by the thousand: crashes, and the faults that users met, counted by kind.

    python benchmarks/real_cards.py --mirror CARDS.git --commit REV [--cards 3000] [--processes 4] [--seed 0]
                                    [--sample 100] [--out SAMPLES.txt]

The mirror is a bare Git repository with cards as .../OWNER/NAME/README.md; nothing of it is kept. Without --cards all
are read. Prints a table and exits 1 where a card crashed the reader or was not read within its time. --sample writes
that many own claims about how the model is built, and as many about its quality, each with the lines around it, for a
reader to check.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.card_faults import faults_of
from claims.errors import VerifyError
from claims.records import Claim, Source
from extractors.pipeline.read import ReadOrder, read
from extractors.pipeline.warm_up import cards as read_a_card

PATIENCE = 60
"""Processor seconds for one card."""
CHUNK = 40
"""Cards that a process is given at once."""
BUILD = frozenset(
    {"params", "model_size", "embedding_dimension", "layers", "attention_heads", "vocabulary_size", "context_length", "max_output_length", "vram"}
)  # fmt: skip
"""Metrics that say how a model is built."""


@dataclass(frozen=True)
class CardReading:
    """What became of one card."""

    path: str
    text: str = ""
    claims: tuple[Claim, ...] = ()
    crash: str = ""
    seconds: float = 0.0


def card_paths(mirror: Path, commit: str) -> list[str]:
    """The cards of a commit."""
    listed = _git(mirror, "ls-tree", "-r", "--name-only", "-z", commit).decode("utf-8", "replace")
    return sorted(path for path in listed.split("\0") if path.endswith("/README.md"))


def read_chunk(mirror: Path, commit: str, paths: Sequence[str]) -> list[CardReading]:
    """Read some cards, each within its time; what is raised but a sentence for the user is a crash."""
    signal.signal(signal.SIGPROF, _late)
    return [
        _read(path, _git(mirror, "show", f"{commit}:{path}").decode("utf-8", "replace")) for path in paths
    ]


def _read(path: str, text: str) -> CardReading:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "README.md").write_text(text, "utf-8")
        name = "/".join(path.split("/")[-3:-1])
        source = Source(kind="folder", name=name, revision="0" * 40, sha256="0" * 64)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        try:
            reading = read(ReadOrder(root=folder, files=("README.md",), source=source))
        except VerifyError:
            return CardReading(path, text, seconds=time.perf_counter() - started)
        except Exception as error:  # whatever it is, it is what is looked for
            return CardReading(path, text, crash=f"{type(error).__name__}: {error}"[:200])
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return CardReading(path, text, reading.claims, seconds=time.perf_counter() - started)


def _late(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"not read within {PATIENCE} processor seconds")


def _git(mirror: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(mirror), *words], capture_output=True, check=True).stdout


def readings(mirror: Path, commit: str, paths: Sequence[str], processes: int) -> Iterator[CardReading]:
    """Every card as read by forked processes; a card that ends its process is a crash, and the others are read anew."""
    read_a_card()
    chunks = [list(paths[at : at + CHUNK]) for at in range(0, len(paths), CHUNK)]
    while chunks:
        left: list[list[str]] = []
        with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            waiting = {pool.submit(read_chunk, mirror, commit, chunk): chunk for chunk in chunks}
            for done in as_completed(waiting):
                chunk = waiting[done]
                try:
                    yield from done.result()
                except BrokenProcessPool:
                    left += [[path] for path in chunk] if len(chunk) > 1 else []
                    if len(chunk) == 1:
                        yield CardReading(chunk[0], crash="the process ended")
        chunks = left


@dataclass
class Totals:
    """What all cards together gave."""

    cards: int = 0
    claims: int = 0
    own_build: int = 0
    own_quality: int = 0
    slowest: float = 0.0


def main() -> int:
    """Read the cards, print the table, write the samples."""
    args = _arguments()
    paths = card_paths(args.mirror, args.commit)
    if args.cards and args.cards < len(paths):
        paths = sorted(random.Random(args.seed).sample(paths, args.cards))
    totals, faults, crashes = Totals(), Counter[str](), list[CardReading]()
    examples: dict[str, str] = {}
    drawn: dict[str, list[str]] = {"build": [], "quality": []}
    for card in readings(args.mirror, args.commit, paths, args.processes):
        totals.cards, totals.claims = totals.cards + 1, totals.claims + len(card.claims)
        totals.slowest = max(totals.slowest, card.seconds)
        crashes += [card] if card.crash else []
        for kind, claim in faults_of(card.text, card.claims):
            faults[kind] += 1
            examples.setdefault(
                kind, f"{card.path}:{claim.place.line} {claim.metric} {claim.stated.as_written}"
            )
        for claim in card.claims:
            sort = "build" if claim.metric in BUILD else "quality" if claim.kind == "quality" else None
            if claim.own and sort:
                drawn[sort].append(shown(card, claim))
    totals.own_build, totals.own_quality = len(drawn["build"]), len(drawn["quality"])
    _print_table(totals, faults, crashes, examples)
    if args.sample:
        _write_sample(args.out, drawn, args.sample, args.seed)
    return 1 if crashes else 0


def shown(card: CardReading, claim: Claim) -> str:
    """A claim with the lines around it."""
    lines, at = card.text.splitlines(), (claim.place.line or 1) - 1
    first = max(0, at - 6 if claim.place.table else at - 2)
    around = [
        f"  {'>' if n == at else ' '} {line[:220]}" for n, line in enumerate(lines[first : at + 3], first)
    ]
    about = (
        f"{claim.metric} = {claim.stated.as_written} (unit {claim.stated.unit}) on {claim.dataset} [{claim.split}]; "
        f"conditions {claim.conditions}; printed as {claim.metric_as_written!r}; {claim.read_by} {claim.confidence}"
    )
    return "\n".join([f"{card.path}:{at + 1}", f"  {about}", *around])


def _write_sample(out: Path, drawn: dict[str, list[str]], count: int, seed: int) -> None:
    """Write so many of each sort, drawn at random over all that were read."""
    draw = random.Random(seed)
    with out.open("w", encoding="utf-8") as file:
        for sort, every in drawn.items():
            chosen = draw.sample(sorted(every), min(count, len(every)))
            for number, text in enumerate(chosen, 1):
                file.write(f"--- {sort} {number}\n{text}\n\n")
    print(f"{out}: up to {count} own claims of each sort, each with the lines around it")


def _print_table(
    totals: Totals, faults: Counter[str], crashes: list[CardReading], examples: dict[str, str]
) -> None:
    print(
        f"{'cards read':<58}{totals.cards:>9,}\n{'crashes':<58}{len(crashes):>9,}\n{'claims':<58}{totals.claims:>9,}"
    )
    print(f"{'own claims about how the model is built':<58}{totals.own_build:>9,}")
    print(f"{'own claims about its quality':<58}{totals.own_quality:>9,}")
    print(f"{'slowest card, seconds':<58}{totals.slowest:>9.1f}")
    for kind, count in sorted(faults.items()):
        print(f"{kind:<58}{count:>9,}  {examples[kind]}")
    for card in crashes[:20]:
        print(f"crash: {card.path}: {card.crash}")


def _arguments() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--mirror", type=Path, required=True, help="a bare Git repository of cards")
    ask.add_argument("--commit", default="HEAD")
    ask.add_argument("--cards", type=int, default=0, help="how many, drawn at random; 0 is all")
    ask.add_argument("--processes", type=int, default=4)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--sample", type=int, default=0)
    ask.add_argument("--out", type=Path, default=Path("real_cards_sample.txt"))
    return ask.parse_args()


if __name__ == "__main__":
    sys.exit(main())
