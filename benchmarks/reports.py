"""What the reports and the library cost, and whether a browser runs or fetches anything of others.

    python benchmarks/reports.py [--dossiers 10000] [--claims 2000] [--pdf PAPER.pdf ...]

Prints the figures and exits 1 where a target is missed: a page of 2,000 claims in 1 s and 3 MB, opened in 1.5 s; the
library up in 2 s and a page in 200 ms over 10,000 dossiers; hostile strings in every form and view, 0 run, 0 fetched;
the claimed digits under every mark of an annotated PDF.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOUSE))

from claims.errors import ReadError  # noqa: E402
from claims.records import Dossier, Place, Quantity, claim_id  # noqa: E402
from flows.library.index import LibraryIndex  # noqa: E402
from flows.settings import Settings  # noqa: E402
from flows.store import Store  # noqa: E402
from reports import registry  # noqa: E402
from reports.annotated import registry as annotated  # noqa: E402
from reports.annotated.page_words import shows  # noqa: E402
from tests.reports.browser import chromium, watched  # noqa: E402
from tests.reports.dossiers import ACCURACY, realistic  # noqa: E402
from tests.reports.enemy import hostile  # noqa: E402
from tests.reports.many_claims import many_claims  # noqa: E402
from tests.reports.xss import XSS  # noqa: E402

MISSED: list[str] = []


def print_figure(name: str, value: float, unit: str, most: float | None = None) -> None:
    """Print a figure, and remember where it misses its target."""
    missed = most is not None and value > most
    target = "" if most is None else f"   (at most {most:g})"
    print(f"{name:58} {value:10.3f} {unit}{target}{'  MISSED' if missed else ''}")
    if missed:
        MISSED.append(name)


def took(call: Callable[[], object], times: int = 3) -> float:
    """The median of a few calls, in seconds."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[times // 2]


def forms(claims: int, folder: Path) -> None:
    """Time and size of every form of a large dossier, and how long a browser takes to open the page."""
    dossier = many_claims(claims)
    for plugin in registry:
        plugin.call(realistic())
        body = plugin.call(dossier)
        page = plugin.name == "html"
        print_figure(
            f"{plugin.name} of {claims:,} claims, rendered",
            took(lambda call=plugin.call: call(dossier)),
            "s",
            1 if page else None,
        )
        print_figure(f"{plugin.name} of {claims:,} claims, size", len(body) / 1e6, "MB", 3 if page else None)
    (folder / "large.html").write_bytes(registry["html"].call(dossier))
    with chromium() as browser:
        page, seen = watched(browser.new_context())
        page.goto("about:blank")
        started = time.perf_counter()
        page.goto((folder / "large.html").as_uri(), wait_until="load")
        page.locator("h1").inner_text()
        print_figure(
            "that page in the browser, until it is laid out", time.perf_counter() - started, "s", 1.5
        )
        painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        print_figure("  its first screen, by the browser's own clock", painted / 1000, "s")
        started = time.perf_counter()
        page.locator("#filter [name=q]").fill("data set 7")
        page.locator("#shown").inner_text()
        print_figure("that page, a search in it", time.perf_counter() - started, "s")
        print_figure("that page, words on the console", len(seen.said), "", 0)


@contextmanager
def served(home: Path) -> Iterator[tuple[str, str, float]]:
    """`verify serve` on a free port: its address, its key, and the seconds until it answered."""
    command = [str(Path(sys.executable).with_name("verify")), "serve", "--port", "0"]
    started = time.perf_counter()
    env = {"VERIFY_HOME": str(home), "PATH": "/usr/bin:/bin"}
    child = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        assert child.stderr is not None
        line = child.stderr.readline()
        found = re.search(r"(http://\S+/)\?key=(\S+)", line)
        assert found, line
        threading.Thread(target=child.stderr.read, daemon=True).start()
        while True:
            try:
                urllib.request.urlopen(found[1], timeout=60).read()
                break
            except ConnectionError:
                time.sleep(0.02)
        yield found[1], found[2], time.perf_counter() - started
    finally:
        child.terminate()
        child.wait(10)


def library(count: int, home: Path) -> None:
    """The library over many dossiers: until it is up, and each sort of page."""
    store = Store(Settings(home=home, store=f"sqlite:///{home / 'store.db'}"))
    base = many_claims(20)
    started = time.perf_counter()
    for i in range(count):
        kept = base.model_copy(
            update={"run": f"{i:016x}", "target": f"org{i % 97}/model-{i}", "title": f"Model {i}"}
        )
        store.keep_dossier(kept, f"2026-01-01T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}Z")
    print_figure(f"{count:,} dossiers of 20 claims, kept", time.perf_counter() - started, "s")
    started = time.perf_counter()
    LibraryIndex(store).catch_up()
    print_figure(f"{count:,} dossiers, put on the shelf once", time.perf_counter() - started, "s")
    claim = base.claims[0].id
    pages = {
        "list": "", "last page": f"?page={count // 50}", "search": "?words=org7+model-77",
        "filter": "?outcome=refuted&dataset=Data+set+3",
        "nothing found": "?words=nothing+such", "leaderboards": "boards", "run": f"run/{count // 2:016x}",
        "claim over versions": f"claim/{count // 2:016x}/{claim}", "findings": f"findings/{count // 2:016x}",
        "versions": f"versions/{count // 2:016x}", "across documents": "baselines",
    }  # fmt: skip
    with served(home) as (at, _, up):
        print_figure("verify serve, until its first page is there", up, "s", 2)
        for name, path in pages.items():
            urllib.request.urlopen(at + path, timeout=60).read()
            print_figure(
                f"library, {name}",
                1000 * took(lambda to=at + path: urllib.request.urlopen(to, timeout=60).read(), 5),
                "ms",
                200,
            )


def strings(folder: Path) -> None:
    """Every string in every form and view: nothing is run, nothing is fetched."""
    run = fetched = said = 0
    home = folder / "hostile"
    store = Store(Settings(home=home, store=f"sqlite:///{home / 'store.db'}"))
    written: dict[str, Path] = {}
    for i, text in enumerate(XSS):
        dossier = hostile(text).model_copy(update={"run": f"{i:016x}"})
        store.keep_dossier(dossier, "2026-01-01T00:00:00Z")
        for name in ("html", "memo-html", "badge", "csv", "json", "markdown", "model-index"):
            suffix = min(registry[name].traits)
            ending = suffix if suffix in (".html", ".memo.html", ".svg", ".json", ".csv") else ".txt"
            written[f"{i}-{name}"] = folder / f"{i}-{name}{ending}"
            written[f"{i}-{name}"].write_bytes(registry[name].call(dossier))
        try:
            body = annotated["card"].call(dossier, text.encode(), text)
        except ReadError:
            body = annotated["card"].call(dossier, text.replace("\0", "").encode(), text)
        written[f"{i}-card"] = folder / f"{i}-card.html"
        written[f"{i}-card"].write_bytes(body)
    LibraryIndex(store).catch_up()
    with chromium() as browser, served(home) as (at, key, _):
        context = browser.new_context()
        targets = [path.as_uri() for path in written.values() if path.suffix != ".csv"]
        for i, text in enumerate(XSS):
            claim = hostile(text).claims[0].id
            targets += [
                f"{at}run/{i:016x}",
                f"{at}claim/{i:016x}/{claim}",
                f"{at}findings/{i:016x}",
                f"{at}versions/{i:016x}",
            ]
        targets += [at, at + "boards", at + "baselines", f"{at}?key={key}", at]
        for to in targets:
            one = _visited(context, to, at)
            run, fetched, said = run + one[0], fetched + one[1], said + one[2]
        careless = sum(_obeyed(browser, text) for text in XSS)
    print_figure(f"{len(XSS)} strings on a careless page: run or fetched", careless, "(a control: many)")
    print_figure(f"{len(XSS)} strings, {len(targets)} views in the browser: run", run, "", 0)
    print_figure("  fetched from elsewhere", fetched, "", 0)
    print_figure("  words on the console", said, "", 0)


def _visited(context: Any, to: str, at: str) -> tuple[int, int, int]:
    """What a view ran, what it fetched from elsewhere, and how often it spoke on the console."""
    page, seen = watched(context)
    page.goto(to, wait_until="load")
    page.wait_for_timeout(10)
    run = page.title() == "OWNED" or bool(seen.dialogs)
    foreign = [
        one
        for one in seen.asked
        if not one.startswith((at, "file://", "data:")) or "evil" in one.split("/")[2]
    ]
    files = len([one for one in seen.asked if one.startswith("file://")]) - to.startswith("file://")
    page.close()
    return int(run), len(foreign) + files, len(seen.said)


def _obeyed(browser: Any, text: str) -> bool:
    """Whether a page that prints a string as it is runs it or fetches what it names."""
    page, seen = watched(browser.new_context())
    page.route("https://evil.example/**", lambda route: route.abort())
    page.set_content(f"<title>quiet</title><p>{text}</p>")
    page.wait_for_timeout(60)
    done = page.title() == "OWNED" or bool(seen.asked)
    page.context.close()
    return done


def papers(paths: list[Path]) -> None:
    """Every number of a paper claimed at its own box: what stands under each mark."""
    import pymupdf

    for path in paths:
        body = path.read_bytes()
        dossier = _claimed(path.name, body)
        started = time.perf_counter()
        done = annotated["pdf"].call(dossier, body, path.name)
        seconds = time.perf_counter() - started
        marks = wrong = 0
        by_says = {claim.id: f"{claim.stated.value:f}" for claim in dossier.claims}
        with pymupdf.open(stream=done, filetype="pdf") as document:
            for page in document:
                words = page.get_text("words")
                for one in page.annots(types=[pymupdf.PDF_ANNOT_HIGHLIGHT]):
                    digits = re.search(r": (-?[\d.]+) claimed", one.info["content"])
                    corners = pymupdf.Rect(one.vertices[0], one.vertices[-1])
                    under = " ".join(w[4] for w in words if pymupdf.Rect(w[:4]).intersects(corners))
                    marks += 1
                    wrong += not (digits and any(shows(part, digits[1]) for part in under.split()))
        print_figure(
            f"{path.name}: {marks} marks of {len(by_says)} claims, without their digits", wrong, "", 0
        )
        print_figure(
            f"{path.name}: annotated ({len(body) / 1e6:.1f} -> {len(done) / 1e6:.1f} MB)", seconds, "s"
        )


def _claimed(name: str, body: bytes) -> Dossier:
    """A dossier that claims every decimal of a paper, at its own box, 500 at most."""
    import pymupdf

    claims = []
    with pymupdf.open(stream=body, filetype="pdf") as document:
        for page in document:
            for x0, y0, x1, y1, text, *_ in page.get_text("words"):
                if re.fullmatch(r"\d{1,3}\.\d{1,2}%?", text) and len(claims) < 500:
                    place = Place(file=name, page=page.number + 1, bbox=(x0, y0, x1, y1), quote=text)
                    stated = Quantity(value=Decimal(text.rstrip("%")), as_written=text)
                    key = claim_id(place, "accuracy", stated)
                    claims.append(ACCURACY.model_copy(update={"id": key, "place": place, "stated": stated}))
    return realistic().model_copy(
        update={"claims": tuple(claims), "verdicts": (), "findings": (), "corrections": ()}
    )


def main() -> int:
    """Everything, or what the options leave of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--claims", type=int, default=2_000)
    parser.add_argument("--pdf", type=Path, nargs="*", default=[])
    asked: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        forms(asked.claims, folder)
        strings(folder)
        papers(asked.pdf)
        library(asked.dossiers, folder / "home")
    print("missed: " + ", ".join(MISSED) if MISSED else "every target is met")
    return 1 if MISSED else 0


if __name__ == "__main__":
    sys.exit(main())
