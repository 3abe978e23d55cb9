"""How fast papers are read, in one process on one core: PDF and LaTeX, beside pymupdf4llm on the same files.

    python benchmarks/reading_speed.py PAPERS [--pages 100] [--cards CARDS [--base OTHER/.venv/bin/verify]]

PAPERS holds folders with a paper.pdf, and tex/ where the source is at hand. Times are processor seconds of a process of
its own, after its imports; a LaTeX source counts as many pages as its paper has. The last lines are the peak memory of
reading a paper of so many pages, joined from these, and the time of `verify extract` with a fresh store; with --cards
also what `benchmarks/command_speed.py` prints: the command on one document and on many, beside another build.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

REPEATS = 3
"""Each paper is read so often, and its fastest time counts: other processes may share the machine."""


def pages(paper: Path) -> int:
    """How many pages a paper has."""
    from extractors.readers.pdf.open_pdf import engine

    with engine().open(paper) as opened:
        return len(opened)


def read_all(root: Path, files: Sequence[str]) -> int:
    """Read a paper as `verify extract` does; how many claims it has."""
    from claims.records import Source
    from extractors.pipeline.read import ReadOrder, read

    source = Source(kind="folder", name="paper", revision="0", sha256="0")
    return len(read(ReadOrder(root=str(root), files=tuple(files), source=source)).claims)


def markdown(root: Path, files: Sequence[str]) -> int:
    """Have pymupdf4llm turn a PDF into Markdown; how many characters it has."""
    import pymupdf4llm

    return len(pymupdf4llm.to_markdown(str(root / files[0]), show_progress=False))


def document(root: Path, files: Sequence[str]) -> int:
    """Make a document of a PDF, without looking for claims; how many tables it has."""
    from claims.records import Source
    from extractors.readers import paper

    source = Source(kind="folder", name="paper", revision="0", sha256="0")
    return len(paper.read(root, files, source).tables)


MODES: dict[str, Callable[[Path, Sequence[str]], int]] = {
    "read": read_all,
    "once": read_all,
    "document": document,
    "pymupdf4llm": markdown,
}


def measure(mode: str, root: Path, files: Sequence[str]) -> None:
    """In a process of its own: print the fastest processor time of a mode, and the peak memory, as JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if mode == "pymupdf4llm":
        import pymupdf4llm  # noqa: F401

    taken = []
    slow = mode in ("pymupdf4llm", "once")  # so many seconds that once is enough
    made = 0 if slow else MODES[mode](root, files)  # imports and caches
    for _ in range(1 if slow else REPEATS):
        start = time.process_time()
        made = MODES[mode](root, files)
        taken.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": min(taken), "made": made, "peak_mb": peak}))


def apart(mode: str, root: Path, files: Sequence[str]) -> dict[str, float] | None:
    """`measure` in a fresh process on one thread; None where the mode cannot be had."""
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    words = [sys.executable, __file__, "--measure", mode, str(root), *files]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def papers(folder: Path) -> None:
    """Pages a second of every paper, by form and reader."""
    total: dict[str, list[float]] = {}
    print(
        f"{'paper':12} {'pages':>5}  {'PDF':>7} {'text only':>9} {'LaTeX':>7} {'pymupdf4llm':>11}   pages/s"
    )
    for paper in sorted(folder.glob("*/paper.pdf")):
        count, root = pages(paper), paper.parent
        tex = sorted(one.relative_to(root / "tex").as_posix() for one in (root / "tex").rglob("*.tex"))
        rates = {
            "PDF": apart("read", root, ["paper.pdf"]),
            "text only": apart("document", root, ["paper.pdf"]),
            "LaTeX": apart("read", root / "tex", tex) if tex else None,
            "pymupdf4llm": apart("pymupdf4llm", root, ["paper.pdf"]),
        }
        shown = []
        for name, found in rates.items():
            shown.append(count / found["seconds"] if found else None)
            if found:
                total.setdefault(name, [0.0, 0.0])
                total[name][0] += count
                total[name][1] += found["seconds"]
        line = " ".join(f"{one:>9.1f}" if one else f"{'-':>9}" for one in shown)
        print(f"{root.name:12} {count:>5}  {line}", flush=True)
    for name, (count, seconds) in total.items():
        print(f"{name:12} {count:.0f} pages in {seconds:.2f} s: {count / seconds:.1f} pages/s")
    if "pymupdf4llm" in total:
        ours, theirs = (total[name][0] / total[name][1] for name in ("PDF", "pymupdf4llm"))
        print(f"ratio        PDF read {ours / theirs:.1f} times as fast as pymupdf4llm.to_markdown")
    else:
        print("pymupdf4llm is not installed here; nothing stands beside ours.")


def memory(folder: Path, wanted: int) -> None:
    """Peak memory and time of a paper of so many pages, joined from these."""
    from extractors.readers.pdf.open_pdf import engine

    with tempfile.TemporaryDirectory() as scratch:
        joined = engine().open()
        while len(joined) < wanted:
            for paper in sorted(folder.glob("*/paper.pdf")):
                with engine().open(paper) as one:
                    joined.insert_pdf(one, to_page=min(len(one), wanted - len(joined)) - 1)
                if len(joined) >= wanted:
                    break
        joined.save(Path(scratch) / "paper.pdf")
        found = apart("once", Path(scratch), ["paper.pdf"])
    if found:
        print(
            f"{wanted} pages   {found['seconds']:.1f} s, peak memory {found['peak_mb']:.0f} MB, {found['made']} claims"
        )


def cold(folder: Path) -> None:
    """Wall time of `verify extract` with a fresh store, on the longest paper."""
    longest = max(sorted(folder.glob("*/paper.pdf")), key=pages)
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        words = [str(Path(sys.executable).with_name("verify")), "extract", str(longest), "--json"]
        subprocess.run(words, env={**os.environ, "VERIFY_HOME": home}, check=True, capture_output=True)
        print(
            f"cold         verify extract of {pages(longest)} pages: {time.perf_counter() - start:.1f} s by the clock"
        )


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
        return
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("papers", type=Path)
    asked.add_argument("--pages", type=int, default=100)
    asked.add_argument("--cards", type=Path)
    asked.add_argument("--base", type=Path)
    given = asked.parse_args()
    papers(given.papers)
    memory(given.papers, given.pages)
    cold(given.papers)
    if given.cards:
        import command_speed

        papers_here = sorted(given.papers.glob("*/paper.pdf"))
        command_speed.compare(sorted(given.cards.glob("*/README.md")), papers_here, given.base, REPEATS)


if __name__ == "__main__":
    main()
