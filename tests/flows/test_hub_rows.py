"""Rows that a repository of the Hub ships are seen as those of a folder are, and a file that is not fetched is named."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.records import Dossier
from extractors.sources.hub import pin, row_choice
from flows.api import Options, verify
from flows.settings import settings
from tests.loopback.hub import Hub
from tests.reproducers.tiny import save_linear, write_points

CARD = "---\npipeline_tag: tabular-classification\n---\n# tiny\n\nThe model has 6 parameters.\n"


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    root = tmp_path / "hub" / "acme" / "tiny"
    root.parent.mkdir(parents=True)
    save_linear(root)
    (root / "README.md").write_text(CARD)
    return root


@pytest.fixture
def hub(vendor: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub(vendor.parents[1]) as hub:
        template = hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.endpoint)
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setenv("VERIFY_HOME", str(vendor.parents[2] / "home"))
        yield hub


def verified(vendor: Path) -> Dossier:
    rows = write_points(vendor.parents[2] / "points.csv")
    return verify("acme/tiny", Options(data=str(rows)), settings())


def write_rows(vendor: Path, name: str, lfs: bool) -> None:
    lines = write_points(vendor.parents[2] / "points.csv").read_text().splitlines()
    head, cells = lines[0].split(","), [line.split(",") for line in lines[1:]]
    path = vendor / name
    path.parent.mkdir(exist_ok=True)
    if name.endswith(".csv"):
        path.write_text("\n".join(lines))
    else:
        import pyarrow
        import pyarrow.parquet

        columns = {column: [row[i] for row in cells] for i, column in enumerate(head)}
        pyarrow.parquet.write_table(pyarrow.table(columns), path)
    if lfs:
        (vendor / ".hub.json").write_text(json.dumps({"lfs": [f"*{path.suffix}"]}))


@pytest.mark.parametrize(("name", "lfs"), [("train.csv", False), ("data/train.parquet", True)])
@pytest.mark.usefixtures("hub")
def test_rows_that_the_repository_ships_are_seen(vendor: Path, name: str, lfs: bool) -> None:
    write_rows(vendor, name, lfs)
    dossier = verified(vendor)
    assert (len(dossier.slices[0].left_out), dossier.slices[0].unread) == (10, ())
    assert "contaminated-slice" in {finding.rule for finding in dossier.findings}


@pytest.mark.usefixtures("hub")
def test_other_rows_are_not_blamed_and_a_file_too_large_to_be_compared_is_named(
    vendor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_choice, "LARGEST", 2_000)
    others = "a,b,label\n" + "".join(f"{i}.5,{i},1\n" for i in range(40))
    (vendor / "train.csv").write_text(others)
    (vendor / "whole.csv").write_text(others * 20)
    (rows,) = verified(vendor).slices
    assert rows.left_out == ()
    assert rows.unread == ("'whole.csv': it is larger than what is compared",)


def test_rows_are_only_fetched_where_they_are_asked_for(vendor: Path, hub: Hub, tmp_path: Path) -> None:
    write_rows(vendor, "train.csv", lfs=False)
    bare = pin("acme/tiny", cache=tmp_path / "home")
    assert not [asked for asked in hub.log if asked.path.endswith("train.csv")]
    with_rows = pin("acme/tiny", cache=tmp_path / "home", with_rows=True)
    assert (with_rows.root / "train.csv").is_file() and with_rows.uncompared == ()
    assert bare.source == with_rows.source


@pytest.mark.usefixtures("hub")
def test_rows_that_cannot_be_had_offline_are_named(vendor: Path, tmp_path: Path) -> None:
    write_rows(vendor, "train.csv", lfs=False)
    pin("acme/tiny", cache=tmp_path / "home")
    offline = pin("acme/tiny", cache=tmp_path / "home", offline=True, with_rows=True)
    (named,) = offline.uncompared
    assert "train.csv" in named and "offline" in named
