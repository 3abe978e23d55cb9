"""Public model cards, read by the thousand: crashes, and the faults that users met, counted by kind.

    python benchmarks/real_cards.py --mirror CARDS.git@COMMIT [--mirror MORE.git@COMMIT] [--cards 3000] [--seed 0]
                                    [--processes 2] [--kept READ.jsonl] [--sample 200] [--out SAMPLES.txt]

A mirror is a bare Git repository with cards as .../NAME/README.md; nothing of it is kept. Without --cards all are
read, by few processes of low priority. What was read is noted in --kept, one line a card, and a second run with the
same code goes on where the first one ended. Prints a table and exits 1 where a card crashed the reader or was not
read within its time. --sample writes that many own claims about how the model is built, and as many about its quality,
each with the lines around it, for a reader to check.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.card_faults import faults_of
from benchmarks.card_mirror import Mirror, code_digest
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
class CardResult:
    """What became of one card."""

    mirror: int
    path: str
    claims: int = 0
    own: dict[str, int] = field(default_factory=dict)
    """How many own claims of each sort."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """The kind of each fault, and where it is."""
    crash: str = ""
    seconds: float = 0.0


Chunk = tuple[int, Mirror, Sequence[str]]
"""Some cards of one mirror, with the mirror's number."""


def read_chunk(chunk: Chunk) -> list[CardResult]:
    """Read some cards, each within its time; what is raised but a sentence for the user is a crash."""
    signal.signal(signal.SIGPROF, _late)
    number, mirror, paths = chunk
    return [_result(number, path, text) for path, text in mirror.texts(paths)]


def _result(mirror: int, path: str, text: str) -> CardResult:
    started = time.perf_counter()
    try:
        claims = claims_of(path, text)
    except Exception as error:  # whatever it is, it is what is looked for
        return CardResult(mirror, path, crash=f"{type(error).__name__}: {error}"[:200])
    faults = [
        (kind, f"{path}:{claim.place.line} {claim.metric} {claim.stated.as_written}")
        for kind, claim in faults_of(text, claims)
    ]
    own = Counter(sort for claim in claims if (sort := sort_of(claim)))
    return CardResult(mirror, path, len(claims), dict(own), faults, seconds=time.perf_counter() - started)


def claims_of(path: str, text: str) -> tuple[Claim, ...]:
    """The claims of a card; none where the reader refuses it in a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "README.md").write_text(text, "utf-8")
        name = "/".join(path.split("/")[-3:-1])
        source = Source(kind="folder", name=name, revision="0" * 40, sha256="0" * 64)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        try:
            return read(ReadOrder(root=folder, files=("README.md",), source=source)).claims
        except VerifyError:
            return ()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


def _late(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"not read within {PATIENCE} processor seconds")


def sort_of(claim: Claim) -> str | None:
    """Whether an own claim is about the model's build or about its quality."""
    if not claim.own:
        return None
    return "build" if claim.metric in BUILD else "quality" if claim.kind == "quality" else None


def results(chunks: list[Chunk], processes: int) -> Iterator[CardResult]:
    """Every card as read by forked processes; a card that ends its process is a crash, and the others are read anew."""
    read_a_card()
    while chunks:
        left: list[Chunk] = []
        context = get_context("fork")
        with ProcessPoolExecutor(processes, context, initializer=os.nice, initargs=(10,)) as pool:
            waiting = {pool.submit(read_chunk, chunk): chunk for chunk in chunks}
            for done in as_completed(waiting):
                number, mirror, paths = waiting[done]
                try:
                    yield from done.result()
                except BrokenProcessPool:
                    left += [(number, mirror, [path]) for path in paths] if len(paths) > 1 else []
                    if len(paths) == 1:
                        yield CardResult(number, paths[0], crash="the process ended")
        chunks = left


def wanted_chunks(
    mirrors: Sequence[Mirror], cards: int, seed: int, known: set[tuple[int, str]]
) -> list[Chunk]:
    """The cards that are to be read, without those that are known."""
    every = [(number, path) for number, mirror in enumerate(mirrors) for path in mirror.paths()]
    if cards and cards < len(every):
        every = sorted(random.Random(seed).sample(every, cards))
    chunks: list[Chunk] = []
    for number, mirror in enumerate(mirrors):
        paths = [path for of, path in every if of == number and (of, path) not in known]
        chunks += [(number, mirror, paths[at : at + CHUNK]) for at in range(0, len(paths), CHUNK)]
    return chunks


def kept_results(kept: Path | None, digest: str) -> list[CardResult]:
    """What an earlier run with the same code and mirrors noted; a file of another build is begun anew."""
    if kept is None:
        return []
    lines = kept.read_text("utf-8").split("\n") if kept.exists() else [""]
    whole = [line for line in lines[:-1] if line]
    if whole[:1] != [json.dumps(digest)]:
        whole = [json.dumps(digest)]
    kept.write_text("".join(f"{line}\n" for line in whole), "utf-8")
    return [CardResult(**json.loads(line)) for line in whole[1:]]


def main() -> int:
    """Read the cards, print the table, write the samples."""
    args = _arguments()
    root = Path(__file__).resolve().parents[1]
    order = repr((args.mirror, args.cards, args.seed))
    every = kept_results(args.kept, code_digest(root, ("claims", "extractors", "benchmarks")) + order)
    known = {(card.mirror, card.path) for card in every}
    chunks = wanted_chunks(args.mirror, args.cards, args.seed, known)
    with Path(args.kept or os.devnull).open("a", encoding="utf-8") as file:
        for card in results(chunks, args.processes):
            every.append(card)
            file.write(json.dumps(asdict(card)) + "\n")
            file.flush()
    print_table(every)
    if args.sample:
        _write_sample(args, every)
    return 1 if any(card.crash for card in every) else 0


def _write_sample(args: argparse.Namespace, every: list[CardResult]) -> None:
    """Write so many own claims of each sort, drawn at random over all that were read."""
    draw = random.Random(args.seed)
    order = sorted(every, key=lambda card: (card.mirror, card.path))
    with args.out.open("w", encoding="utf-8") as file:
        for sort in ("build", "quality"):
            places = [(card, at) for card in order for at in range(card.own.get(sort, 0))]
            for number, (card, at) in enumerate(draw.sample(places, min(args.sample, len(places))), 1):
                ((path, text),) = args.mirror[card.mirror].texts([card.path])
                claim = [claim for claim in claims_of(path, text) if sort_of(claim) == sort][at]
                file.write(f"--- {sort} {number}\n{shown(path, text, claim)}\n\n")
    print(f"{args.out}: up to {args.sample} own claims of each sort, each with the lines around it")


def shown(path: str, text: str, claim: Claim) -> str:
    """A claim with the lines around it."""
    lines, at = text.splitlines(), (claim.place.line or 1) - 1
    first = max(0, at - 6 if claim.place.table else at - 2)
    around = [
        f"  {'>' if n == at else ' '} {line[:220]}" for n, line in enumerate(lines[first : at + 3], first)
    ]
    about = (
        f"{claim.metric} = {claim.stated.as_written} (unit {claim.stated.unit}) on {claim.dataset} [{claim.split}]; "
        f"conditions {claim.conditions}; printed as {claim.metric_as_written!r}; {claim.read_by} {claim.confidence}"
    )
    return "\n".join([f"{path}:{at + 1}", f"  {about}", *around])


def print_table(every: Sequence[CardResult]) -> None:
    """Print what all cards together gave."""
    own = Counter[str]()
    faults = Counter[str]()
    examples: dict[str, str] = {}
    for card in sorted(every, key=lambda card: (card.mirror, card.path)):
        own.update(card.own)
        faults.update(kind for kind, _ in card.faults)
        examples = {**dict(card.faults), **examples}
    crashed = [card for card in every if card.crash]
    rows: list[tuple[str, float]] = [
        ("cards read", len(every)),
        ("crashes", len(crashed)),
        ("claims", sum(card.claims for card in every)),
        ("own claims about how the model is built", own["build"]),
        ("own claims about its quality", own["quality"]),
    ]
    for name, count in rows:
        print(f"{name:<58}{count:>9,}")
    print(f"{'slowest card, seconds':<58}{max((card.seconds for card in every), default=0):>9.1f}")
    for kind, count in sorted(faults.items()):
        print(f"{kind:<58}{count:>9,}  {examples[kind]}")
    for card in crashed[:20]:
        print(f"crash: {card.path}: {card.crash}")


def _arguments() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--mirror", type=Mirror.parse, action="append", required=True, help="CARDS.git@COMMIT")
    ask.add_argument("--cards", type=int, default=0, help="how many, drawn at random; 0 is all")
    ask.add_argument("--processes", type=int, default=2)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--kept", type=Path, help="where to note what was read, so that a second run goes on")
    ask.add_argument("--sample", type=int, default=0, help="how many own claims of each sort to write")
    ask.add_argument("--out", type=Path, default=Path("real_cards_sample.txt"))
    return ask.parse_args()


if __name__ == "__main__":
    sys.exit(main())
