"""Markdown and the terminal: nothing becomes markup, nothing leaves the width."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reports.markdown import escaped, markdown
from reports.terminal import render
from reports.views.safe_text import shortened, visible
from tests.reports.dossiers import bare, realistic
from tests.reports.enemy import HOSTILE, hostile

FOREIGN = {"html_block", "link_open", "image", "code_inline", "fence", "code_block", "s_open", "em_open"}


def kinds(source: str) -> set[str]:
    """What Markdown makes of a text, inline and in blocks; line breaks in cells are our own."""
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(source)
    inner = [child for token in tokens for child in token.children or [] if child.content != "<br>"]
    return {token.type for token in [*tokens, *inner]}


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_hostile_text_and_obeys_none(text: str) -> None:
    source = markdown(hostile(text)).decode()
    assert not kinds(source) & (FOREIGN | {"html_inline"})
    quiet = markdown(hostile("quiet")).decode()
    assert source.count("\n") == quiet.count("\n"), "a line of its own could become a heading or a row"


@given(st.text(max_size=60))
def test_escaped_text_is_one_paragraph_of_plain_text(text: str) -> None:
    assert kinds("x " + escaped(text)) <= {
        "paragraph_open",
        "inline",
        "text",
        "paragraph_close",
        "text_special",
    }


@given(st.text(max_size=60))
def test_escaped_text_reads_as_it_was(text: str) -> None:
    (inline,) = [token for token in MarkdownIt().parse("x " + escaped(text)) if token.type == "inline"]
    assert "".join(child.content for child in inline.children or []) == ("x " + visible(text)).rstrip()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [40, 72, 110])
def test_no_line_is_wider_than_the_terminal(width: int, text: str) -> None:
    for dossier in (realistic(), bare(), hostile(text)):
        assert max(map(len, render(dossier, width, False).splitlines())) <= width


def test_colour_adds_escapes_and_nothing_else() -> None:
    plain, coloured = render(realistic(), 110, False), render(realistic(), 110, True)
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured
    stripped = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines())
    assert stripped + "\n" == plain


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_escape_to_a_coloured_page(text: str) -> None:
    escapes = re.findall(r"\x1b(?!\[[\d;]*m)", render(hostile(text), 110, True))
    assert not escapes


def test_many_unchecked_claims_are_counted_where_they_are_not_listed() -> None:
    base = realistic()
    many = tuple(base.claims[-1].model_copy(update={"id": f"{n:016x}"}) for n in range(50))
    page = render(base.model_copy(update={"claims": many, "verdicts": ()}), 110, False)
    assert "50 unchecked" in page
    assert "and 42 more" in page


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("one\ntwo\x07") == "one two\\x07"
