"""The first screen: at most 80 columns and 30 lines, with counts, what matters, cost and the next step."""

import re
from collections.abc import Callable

import pytest

from claims.numbering import claim_of, id_of, numbers
from claims.records import Dossier
from reports.views.first_screen import first_screen, one_line
from tests.reports.dossiers import bare, realistic
from tests.reports.enemy import HOSTILE, hostile


def test_it_is_that_of_the_golden_file(golden: Callable[[str, bytes], None]) -> None:
    golden("first-screen.txt", first_screen(realistic(), 80, colour=False).encode())


@pytest.mark.parametrize("width", [40, 60, 80])
def test_it_fits_on_one_screen(width: int) -> None:
    lines = first_screen(long_one(), width, colour=False).splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) <= 30 * 80 // width


def test_it_names_counts_cost_next_step_and_the_numbers_that_commands_take() -> None:
    dossier = realistic()
    page = first_screen(dossier, 80, colour=False)
    assert "11 claims" in page and "2 refuted" in page
    assert "COST ON THIS MACHINE" in page and "WHAT TO DO NEXT" in page
    number = re.search(r"^ *(\d+)  refuted: (\w+)", page, re.M)
    assert number and claim_of(dossier, number[1]).metric_as_written.lower().startswith(number[2].lower())
    finding = re.search(r"^ *(F\d+)  serious", page, re.M)
    assert finding and id_of(dossier, finding[1]) in {
        f.id for f in dossier.findings if f.severity == "serious"
    }


def test_a_document_without_claims_has_a_first_screen_too() -> None:
    assert "states no number that could be read" in first_screen(bare(), 80, colour=False)


def test_one_line_holds_the_counts_and_the_run() -> None:
    line = one_line(realistic())
    assert "\n" not in line and "2 refuted" in line and line.endswith(f"run {realistic().run}")


def test_colours_change_nothing_but_the_colours() -> None:
    coloured = first_screen(realistic(), 80, colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == first_screen(realistic(), 80, colour=False)
    assert "\x1b[1;31m" in coloured


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_moves_no_cursor(text: str) -> None:
    page = first_screen(hostile(text), 80, colour=False)
    assert all(letter.isprintable() or letter == "\n" for letter in page)


def test_a_number_is_one_claim_and_an_unknown_one_is_said() -> None:
    dossier = realistic()
    assert numbers(dossier)[dossier.claims[0].id] == "1"
    assert claim_of(dossier, dossier.claims[2].id[:8]) == dossier.claims[2]
    with pytest.raises(Exception, match="claims 1 to"):
        id_of(dossier, "99")
    with pytest.raises(Exception, match="is a finding"):
        claim_of(dossier, "f1")


def long_one() -> Dossier:
    """A dossier whose every text is long."""
    dossier, words = realistic(), "long words that go on and on " * 30
    return dossier.model_copy(
        update={
            "title": words,
            "notes": (words, words),
            "warnings": (words, words),
            "findings": tuple(f.model_copy(update={"says": words}) for f in dossier.findings),
            "claims": tuple(c.model_copy(update={"metric_as_written": words[:200]}) for c in dossier.claims),
        }
    )
