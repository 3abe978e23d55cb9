"""The arXiv door: versions, what is kept, withdrawn papers, offline."""

import json
from pathlib import Path

import pytest

from claims.errors import SourceNotFound, SourceUnavailable, StoreError, UsageError
from extractors.sources.arxiv.client import ArxivAccess
from extractors.sources.arxiv.feed import ArxivEntry
from extractors.sources.arxiv.ids import PaperId
from extractors.sources.arxiv.pin import pin
from tests.loopback.arxiv import serve
from tests.loopback.arxiv_asked import bring, patient
from tests.loopback.arxiv_papers import ARCHIVE, PDF, SINGLE, TEX, shelve
from tests.loopback.faults_arxiv import Fault


def test_an_id_without_a_version_is_pinned_to_the_newest(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "1706.03762v1", source=SINGLE)
    shelve(
        tmp_path / "shelf",
        "1706.03762v2",
        source=ARCHIVE,
        comment="12 pages",
        doi="10.1/x",
        categories=["cs.CL"],
    )
    with serve(tmp_path / "shelf", etag="date") as arxiv:
        found = bring(arxiv, tmp_path, "1706.03762")
        asked = arxiv.paths()
        again = bring(arxiv, tmp_path, "1706.03762v2")
        assert arxiv.paths() == asked, "a version that is here is not asked for"
    source = found.source
    assert (source.kind, source.name, source.revision) == ("arxiv", "1706.03762", "v2")
    assert source.url == "https://arxiv.org/abs/1706.03762v2"
    assert asked[1:] == ["/pdf/1706.03762v2", "/src/1706.03762v2"]
    assert [file.path for file in found.files] == ["arxiv.json", "paper.pdf", "source.tar.gz"]
    assert [(found.root / file.path).stat().st_size for file in found.files] == [
        file.size for file in found.files
    ]
    assert (found.root / "paper.pdf").read_bytes() == PDF
    assert (found.root / "source.tar.gz").read_bytes() == ARCHIVE
    entry = ArxivEntry.from_bytes((found.root / "arxiv.json").read_bytes())
    assert (entry.paper, entry.comment, entry.doi) == (PaperId("1706.03762", 2), "12 pages", "10.1/x")
    assert (entry.authors, entry.categories) == (("Ada L.", "Alan T."), ("cs.CL",))
    assert (found.title, found.abstract, found.notes) == ("A paper called 1706.03762v2", "We reach 91.2.", ())
    assert again == found


def test_the_same_version_gives_the_same_digest_elsewhere_and_later(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "1706.03762v1", source=SINGLE)
    with serve(tmp_path / "shelf") as arxiv:
        one, two = (bring(arxiv, tmp_path / name, "1706.03762").source for name in ("a", "b"))
    assert one.sha256 == two.sha256


def test_an_older_version_is_brought_and_the_newer_one_mentioned(tmp_path: Path) -> None:
    for version in (1, 2, 3):
        shelve(tmp_path / "shelf", f"hep-th/9901001v{version}", source=SINGLE, comment=f"version {version}")
    with serve(tmp_path / "shelf") as arxiv:
        found = bring(arxiv, tmp_path, "hep-th/9901001v2")
        with pytest.raises(SourceNotFound, match=r"no version 9 of hep-th/9901001; the newest is 3"):
            bring(arxiv, tmp_path, "hep-th/9901001v9")
    assert (found.source.name, found.source.revision, found.root.name) == (
        "hep-th/9901001",
        "v2",
        "hep-th_9901001v2",
    )
    assert found.notes == ("Version 2 is not the newest: there is hep-th/9901001v3.",)
    assert ArxivEntry.from_bytes((found.root / "arxiv.json").read_bytes()).comment == "version 2"


@pytest.mark.parametrize(
    ("pdf", "source", "told", "names", "note"),
    [
        (PDF, None, {}, ["paper.pdf"], "PDF only: arXiv has no source"),
        (PDF, None, {"sent_as": "pdf"}, ["paper.pdf"], "PDF only: arXiv has no source"),
        (PDF, None, {"sent_as": "tar"}, ["paper.pdf", "source.tar.gz"], ""),
        (PDF, b"%!PS-Adobe-2.0\n\\x", {}, ["paper.pdf"], "in a form that is not read"),
        (PDF, TEX, {}, ["paper.pdf", "source.tex"], ""),
        (PDF, SINGLE, {}, ["paper.pdf", "source.gz"], ""),
        (PDF, SINGLE + bytes(512), {}, ["paper.pdf", "source.gz"], ""),
        (PDF, SINGLE + SINGLE, {}, ["paper.pdf", "source.gz"], ""),
        (None, ARCHIVE, {}, ["source.tar.gz"], "Source only"),
    ],
)
def test_what_arxiv_has_of_a_paper_is_kept_by_what_it_is(
    pdf: bytes | None, source: bytes | None, told: dict[str, str], names: list[str], note: str, tmp_path: Path
) -> None:
    shelve(tmp_path / "shelf", "2402.17764v1", pdf=pdf, source=source, **told)
    with serve(tmp_path / "shelf") as arxiv:
        found = bring(arxiv, tmp_path, "2402.17764")
    assert [file.path for file in found.files] == ["arxiv.json", *names]
    assert note in " ".join(found.notes)
    assert bool(found.notes) == bool(note)


@pytest.mark.parametrize("status", [404, 200])
@pytest.mark.parametrize("link", [True, False])
def test_a_withdrawn_paper_names_the_last_good_version(status: int, link: bool, tmp_path: Path) -> None:
    shelf, says = (
        tmp_path / "shelf",
        "This paper has been withdrawn by the authors due to an error in Table 2",
    )
    shelve(shelf, "2401.00001v1", source=SINGLE)
    shelve(shelf, "2401.00001v2", source=SINGLE)
    shelve(shelf, "2401.00001v3", pdf=None, comment=says, pdf_link=link)
    meta = json.loads((shelf / "2401.00001v3" / "arxiv.json").read_text())
    (shelf / "2401.00001v3" / "arxiv.json").write_text(json.dumps(meta | {"pdf": link}))
    with serve(shelf, withdrawn=status) as arxiv:
        with pytest.raises(SourceNotFound) as refused:
            bring(arxiv, tmp_path, "2401.00001")
        found = bring(arxiv, tmp_path, "2401.00001v2")
    assert refused.value.says == f"2401.00001v3 was withdrawn: {says}."
    assert refused.value.hint.endswith("is v2: give arxiv:2401.00001v2.")
    assert found.source.revision == "v2"
    assert found.notes == (f"The paper was withdrawn in version 3: {says}",)


def test_a_withdrawal_is_told_even_where_the_earlier_versions_cannot_be_asked_for(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "2401.00001v1", source=SINGLE)
    shelve(tmp_path / "shelf", "2401.00001v2", pdf=None, comment="Withdrawn.")
    deaf, says = (
        Fault("id_list=2401.00001v1&", "close"),
        r"v2 was withdrawn: Withdrawn\. .*try arxiv:2401\.00001v1",
    )
    with serve(tmp_path / "shelf", faults=(deaf,)) as arxiv, pytest.raises(SourceNotFound, match=says):
        bring(arxiv, tmp_path, "2401.00001")


def test_a_paper_that_was_only_ever_withdrawn_has_nothing_to_offer(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "2401.00001v1", pdf=None, comment="Withdrawn")
    with (
        serve(tmp_path / "shelf") as arxiv,
        pytest.raises(SourceNotFound, match="no earlier version to read"),
    ):
        bring(arxiv, tmp_path, "2401.00001")


def test_a_comment_that_speaks_of_a_withdrawal_does_not_hide_the_paper(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "2401.00001v1", source=SINGLE, comment="A withdrawn claim is restored")
    with serve(tmp_path / "shelf") as arxiv:
        assert "restored" in bring(arxiv, tmp_path, "2401.00001").notes[0]


def test_what_does_not_exist(tmp_path: Path) -> None:
    shelve(
        tmp_path / "shelf", "2401.00001v1", raw="<entry><id>http://arxiv.org/abs/2401.00001v1</id></entry>"
    )
    with serve(tmp_path / "shelf") as arxiv:
        with pytest.raises(SourceNotFound, match=r"knows no paper 2401\.99999\. Check the number"):
            bring(arxiv, tmp_path, "2401.99999")
        with pytest.raises(SourceUnavailable, match="lacks its dates or its number"):
            bring(arxiv, tmp_path, "2401.00001")


def test_offline_what_is_here_is_enough(tmp_path: Path) -> None:
    for version in (1, 2, 10):
        shelve(tmp_path / "shelf", f"1706.03762v{version}", source=SINGLE)
    paper_id = PaperId("1706.03762")
    with serve(tmp_path / "shelf") as arxiv:
        bring(arxiv, tmp_path, "1706.03762v2")
        bring(arxiv, tmp_path, "1706.03762v10")
        asked = len(arxiv.seen)
        newest = pin(paper_id, cache=tmp_path, offline=True, polite=patient(arxiv))
        named = pin(paper_id.at(2), cache=tmp_path, offline=True)
        with pytest.raises(SourceUnavailable, match=r"1706\.03762v1 was not fetched before"):
            pin(paper_id.at(1), cache=tmp_path, offline=True)
        with pytest.raises(SourceUnavailable, match="Run once with the network"):
            pin(PaperId("2402.17764"), cache=tmp_path / "empty", offline=True)
        assert len(arxiv.seen) == asked
    assert (newest.source.revision, named.source.revision) == ("v10", "v2")
    assert newest.notes[-1].startswith("Offline: 1706.03762v10 is as it came at 20")
    assert newest.notes[-1].endswith("whether there is a newer version.")


def test_a_paper_that_was_altered_on_disk_is_fetched_anew(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "1706.03762v1", source=SINGLE)
    with serve(tmp_path / "shelf") as arxiv:
        first = bring(arxiv, tmp_path, "1706.03762v1")
        (first.root / "paper.pdf").write_bytes(PDF[:-100])
        with pytest.raises(SourceUnavailable):
            pin(PaperId("1706.03762", 1), cache=tmp_path, offline=True)
        again = bring(arxiv, tmp_path, "1706.03762v1")
    assert again.files == first.files
    assert (again.root / "paper.pdf").read_bytes() == PDF


def test_what_arrived_whole_is_not_sent_twice(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "1706.03762v1", source=SINGLE)
    broken = Fault("/src/", "status", on=(1, 2, 3), status=503)
    with serve(tmp_path / "shelf", faults=(broken,)) as arxiv:
        with pytest.raises(SourceUnavailable, match=r"source of 1706\.03762v1 \(3 attempts\)"):
            bring(arxiv, tmp_path, "1706.03762v1")
        assert not (tmp_path / "papers" / "1706.03762v1").exists()
        found = bring(arxiv, tmp_path, "1706.03762v1")
        assert [one.status for one in arxiv.seen if one.path.startswith("/pdf/")] == [200, 304]
    assert (found.root / "paper.pdf").read_bytes() == PDF
    assert not list((tmp_path / "replies").glob("*.new-*"))


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    shelve(tmp_path / "shelf", "1706.03762v1", pdf=PDF.replace(b"%%EOF", b"%" * 300_000 + b"\n%%EOF"))
    with serve(tmp_path / "shelf") as arxiv:
        import signal

        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
        try:
            with pytest.raises(StoreError, match=r"cannot be written: File too large\. Free some space"):
                bring(arxiv, tmp_path, "1706.03762v1")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handled)
        assert bring(arxiv, tmp_path, "1706.03762v1").source.revision == "v1"


def test_an_impolite_interval_is_refused_for_the_real_arxiv() -> None:
    assert ArxivAccess().interval >= 3
    with pytest.raises(UsageError, match="3 s between requests"):
        ArxivAccess(interval=1)
    with pytest.raises(UsageError, match="no address"):
        ArxivAccess(base="file:///etc")
