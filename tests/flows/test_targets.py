"""What a person means by TARGET."""

import os
from pathlib import Path

import pytest

from claims.errors import SourceNotFound
from flows.targets import target_of

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "kind", "name", "revision"),
    [
        ("org/model", "hub", "org/model", None),
        ("hf:org/model", "hub", "org/model", None),
        ("hf:gpt2", "hub", "gpt2", None),
        ("org/model@main", "hub", "org/model", "main"),
        (f"hf:org/model@{COMMIT}", "hub", "org/model", COMMIT),
        ("org/model@refs/pr/3", "hub", "org/model", "refs/pr/3"),
        ("https://huggingface.co/org/model", "hub", "org/model", None),
        ("https://huggingface.co/org/model/", "hub", "org/model", None),
        ("https://huggingface.co/org/model?library=transformers", "hub", "org/model", None),
        ("https://huggingface.co/org/model/tree/v1.0", "hub", "org/model", "v1.0"),
        ("https://www.hf.co/org/model/blob/main/README.md", "hub", "org/model", "main"),
        ("1706.03762", "arxiv", "1706.03762", None),
        ("arxiv:1706.03762v5", "arxiv", "1706.03762v5", None),
        ("https://arxiv.org/abs/1706.03762v5", "arxiv", "1706.03762v5", None),
        ("https://arxiv.org/pdf/1706.03762", "arxiv", "1706.03762", None),
        ("hep-th/9901001", "arxiv", "hep-th/9901001", None),
    ],
)
def test_a_name_leads_to_its_door(text: str, kind: str, name: str, revision: str | None) -> None:
    target = target_of(text)
    assert (target.kind, target.name, target.revision, target.path) == (kind, name, revision, None)


@pytest.mark.parametrize(
    "text",
    ["nothing", "./nothing", "/no/such", "org/model/more", "../org/model", "org/../model", "org/mo del", "", "hf:",
     "org/model@", "https://example.com/org/model", "https://huggingface.co.evil.example/org/model", "a" * 5000,
     "org/" + "a" * 5000, "\0", "-org/model", "org/model@a b"],
)  # fmt: skip
def test_what_names_nothing_is_told_what_could_be_meant(text: str) -> None:
    with pytest.raises(SourceNotFound, match="org/model") as refused:
        target_of(text)
    assert "arXiv id" in refused.value.hint


@pytest.mark.parametrize("name", ["org/model", "1706.03762", "example.pdf"])
def test_what_is_on_this_disk_is_a_path_whatever_it_looks_like(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir(parents=True)
    target = target_of(name)
    assert (target.kind, target.path) == ("path", os.fspath(tmp_path / name))


def test_the_example_is_a_folder_that_comes_along() -> None:
    target = target_of("example")
    assert (target.kind, target.name) == ("path", "example")
    assert target.path and (Path(target.path) / "README.md").exists()
