"""What holds for every report: golden bytes, counts that agree, nothing hidden, the same bytes each time."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from claims.errors import UnknownName
from claims.records import Dossier
from reports import registry
from reports.views.vocabulary import OUTCOME
from tests.reports.dossiers import bare, realistic
from tests.reports.enemy import HOSTILE, hostile

FORMATS = ("html", "json", "markdown", "terminal")
FILES = (
    *FORMATS,
    "csv",
    "metrics",
    "junit",
    "sarif",
    "badge",
    "memo",
    "memo-html",
    "model-index",
    "eval-results",
)
"""All whose bytes are text."""
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
Counts = Mapping[Any, int]
COUNTS = {"refuted": 2, "falls_short": 1, "confirmed": 2, "transfers": 1, "inconclusive": 1, "unchecked": 4}


def test_every_form_is_found_by_listing_the_folder_and_has_a_suffix_of_its_own() -> None:
    assert {plugin.name for plugin in registry} >= {*FILES, "parquet"}
    assert len({min(plugin.traits) for plugin in registry}) == len([*registry])
    with pytest.raises(UnknownName, match="html"):
        registry["htm"]


@pytest.mark.parametrize("name", FILES)
def test_the_bytes_are_those_of_the_golden_file(name: str, golden: Callable[[str, bytes], None]) -> None:
    plugin = registry[name]
    (suffix,) = plugin.traits
    golden(f"realistic{suffix}", plugin.call(realistic()))


@pytest.fixture(scope="module")
def elsewhere() -> Mapping[str, str]:
    """The digest of each format's bytes, made in another process."""
    code = (
        "import sys, json, hashlib; from reports import registry; from claims.records import Dossier;"
        "d = Dossier.from_bytes(sys.stdin.buffer.read());"
        "print(json.dumps({n: hashlib.sha256(registry[n].call(d)).hexdigest() for n in sys.argv[1:]}))"
    )
    command = [sys.executable, "-c", code, *FORMATS, "parquet"]
    done = subprocess.run(command, input=realistic().to_bytes(), capture_output=True, check=True)
    digests: Mapping[str, str] = json.loads(done.stdout)
    return digests


@pytest.mark.parametrize("name", [*FORMATS, "parquet"])
def test_the_same_dossier_gives_the_same_bytes_in_another_process(
    name: str, elsewhere: Mapping[str, str]
) -> None:
    assert elsewhere[name] == hashlib.sha256(registry[name].call(realistic())).hexdigest()


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_dossier_is_a_report_too(name: str) -> None:
    body = registry[name].call(bare()).decode()
    assert name == "json" or "states no number that could be read" in body


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", FILES)
def test_nothing_from_outside_is_hidden_or_obeyed(name: str, text: str) -> None:
    body = registry[name].call(hostile(text)).decode().replace("\r\n", "\n")
    assert not HIDDEN.search(body), "a character that a terminal or an eye would obey came through"


@pytest.mark.parametrize("name", ["html", "markdown", "terminal"])
def test_the_counts_at_the_top_are_those_of_the_rows_below(name: str) -> None:
    top, below = COUNTED[name](realistic())
    assert top == COUNTS
    assert below == COUNTS


def _html(dossier: Dossier) -> tuple[Counts, Counts]:
    page = registry["html"].call(dossier).decode()
    top = {o: int(n) for o, n in re.findall(r'<li class="(\w+)" title=.*?<b>(\d+)</b>', page)}
    below = {o: page.count(f'<article class="claim {o}"') for o in OUTCOME}
    return top, below | {"unchecked": page.count('<li class="claim-line')}


def _markdown(dossier: Dossier) -> tuple[Counts, Counts]:
    page = registry["markdown"].call(dossier).decode()
    rows = {o: page.count(f"| **{word}** |") for o, word in OUTCOME.items()}
    section = page.partition("## Claims not checked")[2].partition("\n## ")[0]
    return _headline(page), rows | {"unchecked": section.count("\n- ")}


def _terminal(dossier: Dossier) -> tuple[Counts, Counts]:
    page = registry["terminal"].call(dossier).decode()
    rows = {o: len(re.findall(rf"^\d+ +{word} {{3,}}", page, re.M)) for o, word in OUTCOME.items()}
    section = page.partition("CLAIMS NOT CHECKED")[2].partition("\nFINDINGS")[0]
    return _headline(page), rows | {"unchecked": len(re.findall(r"^ {,3}\d+ \w", section, re.M))}


def _headline(page: str) -> dict[str, int]:
    line = next(line for line in page.splitlines() if line.startswith("11 claims: "))
    return {o: int(m[1]) for o, word in OUTCOME.items() if (m := re.search(rf"(\d+) {word}", line))}


COUNTED = {"html": _html, "markdown": _markdown, "terminal": _terminal}
