"""A feed that is none, or lies, is refused; the rest of it stays words."""

import os
from pathlib import Path

import pytest

from claims.errors import SourceError, SourceNotFound, SourceUnavailable, SourceUnsafe
from extractors.sources.arxiv.ids import PaperId
from extractors.sources.arxiv.pin import pin
from tests.loopback.arxiv import serve
from tests.loopback.arxiv_asked import PAPER, bring_quickly, quick, refused
from tests.loopback.arxiv_papers import ARCHIVE, shelve
from tests.loopback.arxiv_shelf import feed
from tests.loopback.faults_arxiv import Fault


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    shelve(tmp_path / "shelf", PAPER.ref, source=ARCHIVE)
    return tmp_path / "shelf"


ENTITY = b"<?xml version='1.0'?><!DOCTYPE f [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><feed xmlns='http://www.w3.org/2005/Atom'><entry><title>&e;</title></entry></feed>"


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (ENTITY, SourceUnsafe, "declares entities"),
        (ENTITY.replace(b"DOCTYPE", b"doctype"), SourceUnsafe, "declares entities"),
        (ENTITY.decode().encode("utf-16"), SourceUnavailable, "not in UTF-8"),
        (ENTITY.decode().encode("utf-16-le"), SourceUnsafe, "declares entities"),
        (b"<html>Rate exceeded.</html>", SourceUnavailable, "web page"),
        (b"Rate exceeded.", SourceUnavailable, "no Atom feed"),
        (b"", SourceUnavailable, "no Atom feed"),
        (b"<?xml version='1.0' encoding='UTF-7'?>" + feed([], 0), SourceUnavailable, "not in UTF-8"),
        (b'{"feed": 1}', SourceUnavailable, "no Atom feed"),
        (b"<rss><feed xmlns='http://www.w3.org/2005/Atom'></feed></rss>", SourceUnavailable, "no Atom feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", SourceNotFound, "knows no paper"),
        (feed([], 0), SourceNotFound, "knows no paper"),
        (feed([], 0)[:-9], SourceUnavailable, "incomplete"),
        (feed(["<entry><id>http://arxiv.org/api/errors#incorrect_id_format</id></entry>"], 1), SourceNotFound, "refuses the question: incorrect id format"),
        (feed(["<entry><id>http://arxiv.org/abs/2402.17764v1</id><published>x</published><updated>2026</updated></entry>"], 1), SourceUnavailable, "a field cannot be read"),
        (feed(["<entry><id>http://arxiv.org/abs/../x</id><published>2026-01-01</published><updated>2026-01-01</updated></entry>"], 1), SourceUnavailable, "lacks its dates or its number"),
        (feed(["<entry>" + "<a>" * 3000 + "</a>" * 3000 + "</entry>"], 1), SourceError, "."),
    ],
)  # fmt: skip
def test_a_feed_that_is_none_is_refused(body: bytes, kind: type[SourceError], says: str, shelf: Path) -> None:
    with (
        serve(shelf, faults=(Fault("/api/", "replace", body=body),)) as arxiv,
        pytest.raises(kind, match=says) as refused,
    ):
        bring_quickly(arxiv, shelf)
    assert "root:" not in str(refused.value)
    assert refused.value.hint


def test_a_feed_that_is_about_another_paper_is_not_believed(shelf: Path) -> None:
    shelve(shelf, "2401.00001v1")
    with serve(shelf) as arxiv:
        import requests

        other = requests.get(f"{arxiv.base}/api/query?id_list=2401.00001", timeout=5).content
    refused(SourceNotFound, r"knows no paper 2402\.17764v1", shelf, Fault("/api/", "replace", body=other))


def test_hostile_words_in_the_feed_stay_words(shelf: Path) -> None:
    title, name = "<script>document.title='X'</script>", '"><img src=x onerror=1>'
    shelve(
        shelf,
        "2401.00001v1",
        title=title,
        authors=[name],
        comment="withdrawn\x1b[31m",
        abstract="a" * 100_000,
    )
    with serve(shelf) as arxiv:
        found = pin(PaperId("2401.00001"), cache=shelf.parent / "cache", polite=quick(arxiv.base))
    assert found.title == title
    assert len(found.abstract) == 20_000


@pytest.mark.skipif(
    not os.environ.get("ASSAY_HOSTILE"), reason="needs ASSAY_HOSTILE, a folder of hostile inputs"
)
def test_the_hostile_inputs(shelf: Path) -> None:
    folder = Path(os.environ["ASSAY_HOSTILE"])
    for path in sorted((folder / "api").glob("arxiv_*.xml")):
        refused(SourceError, None, shelf, Fault("/api/", "replace", body=path.read_bytes()))
    for name in (
        "truncated.tar.gz",
        "bad_crc.tar.gz",
        "html_error.tar.gz",
        "empty.tar.gz",
        "gzip_bomb.tex.gz",
    ):
        fault = Fault("/src/", "replace", body=(folder / "archive" / name).read_bytes())
        refused(SourceError, None, shelf, fault, deadline=20)
    with serve(
        shelf, faults=(Fault("/src/", "replace", body=(folder / "archive" / "dotdot.tar.gz").read_bytes()),)
    ) as arxiv:
        assert sorted(one.name for one in bring_quickly(arxiv, shelf).root.iterdir())[-1] == "source.tar.gz"
