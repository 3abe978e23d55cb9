"""A folder becomes a source: listed and hashed, links not followed, never parsed."""

import errno
import os
from pathlib import Path

import pytest

from claims.errors import SourceNotFound, SourceUnavailable
from extractors.sources import folder


def model(root: Path) -> Path:
    (root / "sub").mkdir(parents=True)
    (root / "README.md").write_text("# M")
    (root / "config.json").write_text("{}")
    (root / "sub" / "tokenizer.json").write_text("{}")
    (root / "picture.png").write_bytes(b"\x89PNG")
    return root


def test_the_revision_changes_with_the_content_and_not_with_the_place(tmp_path: Path) -> None:
    one, _, files = folder.pin(model(tmp_path / "a" / "m"))
    other, _, _ = folder.pin(model(tmp_path / "b" / "m"))
    assert one == other and [file.path for file in files] == [
        "README.md",
        "config.json",
        "sub/tokenizer.json",
    ]
    (tmp_path / "b" / "m" / "config.json").write_text("{ }")
    assert folder.pin(tmp_path / "b" / "m")[0].revision != one.revision


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    root = model(tmp_path / "m")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "notes.txt").symlink_to(tmp_path / "secret.txt")
    (root / "up").symlink_to(tmp_path)
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "pipe.json")
    found = folder.manifest(root)
    assert [file.path for file in found.files] == ["README.md", "config.json", "sub/tokenizer.json"]
    assert any("notes.txt" in said for said in found.left_out) and any(
        "pipe.json" in said for said in found.left_out
    )


def test_a_cache_of_the_hub_is_followed_into_its_own_blobs(tmp_path: Path) -> None:
    home = tmp_path / "models--org--name"
    snapshot = home / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (home / "blobs").mkdir()
    (home / "blobs" / "abc").write_text("# M")
    (snapshot / "README.md").symlink_to("../../blobs/abc")
    source, _, files = folder.pin(snapshot)
    assert source.name == "org/name" and [file.path for file in files] == ["README.md"]


def test_a_card_alone_is_its_folder_and_that_file(tmp_path: Path) -> None:
    card = model(tmp_path / "org__name") / "README.md"
    source, root, files = folder.pin(card)
    assert (root, [file.path for file in files]) == (card.parent, ["README.md"])
    assert source.name == "org/name"


def test_a_pointer_of_git_lfs_is_noted(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    )
    assert folder.manifest(tmp_path).pointers == ("model.safetensors",)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound):
        folder.manifest(tmp_path / "nothing")


def test_a_disk_that_fails_is_no_fault_of_the_file_and_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "README.md").write_text("# A card\n")

    def failing(path: Path, until: float) -> str:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    monkeypatch.setattr(folder, "file_digest", failing)
    for target in (tmp_path, tmp_path / "README.md"):
        with pytest.raises(SourceUnavailable, match=r"README\.md cannot be read"):
            folder.manifest(target)


def test_what_was_installed_beside_a_card_is_no_part_of_it(tmp_path: Path) -> None:
    files = ("README.md", "env/pyvenv.cfg", "env/lib/package.json", "node_modules/a/package.json", "src/a.py")
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    assert [file.path for file in folder.manifest(tmp_path).files] == ["README.md", "src/a.py"]
