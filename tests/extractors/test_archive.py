"""E-prints are opened by what they are, in memory, and within bounds."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable

import pytest

from claims.errors import ReadError, SourceUnsafe
from extractors.readers import archive

TEX = rb"\documentclass{article}\begin{document}Accuracy is 91.2.\end{document}"


def a_tar(*members: tuple[str, bytes], change: Callable[[tarfile.TarInfo], None] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as made:
        for name, body in members:
            info = tarfile.TarInfo(name)
            info.size = len(body)
            if change:
                change(info)
            made.addfile(info, io.BytesIO(body))
    return out.getvalue()


def test_a_tar_a_gzip_and_a_zip_are_told_by_content() -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as made:
        made.writestr("main.tex", TEX)
    for body in (a_tar(("main.tex", TEX)), gzip.compress(TEX), zipped.getvalue(), TEX):
        assert list(archive.unpacked(body, "source").files.values()) == [TEX]


@pytest.mark.parametrize("name", ["../main.tex", "/tmp/main.tex", "a/../../main.tex", "~/main.tex"])
def test_a_member_that_climbs_out_is_refused(name: str) -> None:
    with pytest.raises(SourceUnsafe, match="outside its own folder"):
        archive.unpacked(a_tar((name, TEX)), "source")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(kind: bytes) -> None:
    def change(info: tarfile.TarInfo) -> None:
        info.type, info.linkname, info.size = kind, "/etc/passwd", 0

    with pytest.raises(SourceUnsafe):
        archive.unpacked(a_tar(("main.tex", b""), change=change), "source")


def test_a_bomb_is_stopped_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 1 << 20)
    with pytest.raises(SourceUnsafe, match="unpacks to more than 1 MiB"):
        archive.unpacked(gzip.compress(b"\\" * (4 << 20)), "source.gz")


@pytest.mark.parametrize(
    "body",
    [b"", a_tar(("main.tex", TEX * 50))[:80], b"\x1f\x8b\x08garbage", b"<html>busy</html>"],
    ids=["nothing", "half of it", "no stream", "a web page"],
)
def test_what_is_damaged_or_something_else_is_one_sentence(body: bytes) -> None:
    with pytest.raises(ReadError):
        archive.unpacked(body, "source.tar.gz")


def test_odd_names_are_passed_over_and_said() -> None:
    opened = archive.unpacked(a_tar(("main.tex", TEX), ("-rf.tex", TEX), ("a\\b.tex", TEX)), "source")
    assert list(opened.files) == ["main.tex"]
    assert len(opened.warnings) == 2
