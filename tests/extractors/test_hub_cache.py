"""What was fetched before: gone on with, checked again, found offline, and fetched by one run alone."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from claims.errors import (
    SourceUnavailable,
    StoreError,
)
from extractors.sources import hub as door
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import SECRET, make_model, safetensors
from tests.loopback.visit import STEADY, WEIGHTS, access, client_cache, everything, hub

__all__ = ["client_cache", "hub"]
pytestmark = pytest.mark.usefixtures("client_cache")


def test_a_second_pin_fetches_nothing_and_is_the_same_source(hub: Hub, tmp_path: Path) -> None:
    first = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    hub.log.clear()
    second = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    assert first.source == second.source and first.files == second.files
    assert [request for request in hub.log if "/resolve/" in request.path] == []


def test_a_file_that_was_changed_here_is_fetched_again(hub: Hub, tmp_path: Path) -> None:
    first = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    card = (first.root / "README.md").read_text()
    (first.root / "README.md").write_text(card.replace("91.5", "99.5"))
    second = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    assert (second.root / "README.md").read_text() == card


def test_a_download_goes_on_where_it_broke(hub: Hub, tmp_path: Path) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    entry = next(file for file in pinned.listing.files if file.path == "model.safetensors")
    pinned.cached.partial(entry).write_bytes(safetensors()[:20_000])
    hub.log.clear()
    root = door.complete(pinned, ["model.safetensors"])
    assert [request.range for request in hub.log] == ["bytes=20000-"]
    assert (root / "model.safetensors").read_bytes() == safetensors()


def test_a_wrong_beginning_is_thrown_away(hub: Hub, tmp_path: Path) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    entry = next(file for file in pinned.listing.files if file.path == "model.safetensors")
    pinned.cached.partial(entry).write_bytes(b"x" * 20_000)
    assert (door.complete(pinned) / "model.safetensors").read_bytes() == safetensors()


def test_the_clients_own_cache_is_used_after_a_check(hub: Hub, tmp_path: Path, client_cache: Path) -> None:
    served = hub.snapshot("org/model")
    assert served is not None
    home = client_cache / "models--org--model"
    snapshot, blobs = home / "snapshots" / served.commit, home / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for path in ("model.safetensors", "vocab.txt", "README.md"):
        body = served.files[path]
        (blobs / path).write_bytes(body if path != "README.md" else body.replace(b"91.5", b"99.5"))
        (snapshot / path).symlink_to(f"../../blobs/{path}")
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    root = door.complete(pinned, ["model.safetensors"])
    assert (root / "model.safetensors").read_bytes() == safetensors()
    assert (root / "README.md").read_bytes() == served.files["README.md"]
    asked = [request.path.rsplit("/", 1)[-1] for request in hub.log if "/resolve/" in request.path]
    assert "README.md" in asked and not {"model.safetensors", "vocab.txt"} & set(asked)


def test_what_the_client_fetched_before_is_found_offline(
    hub: Hub, tmp_path: Path, client_cache: Path
) -> None:
    from huggingface_hub import snapshot_download

    snapshot_download("org/model", endpoint=hub.endpoint, cache_dir=client_cache, token=False)
    hub.log.clear()
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub), offline=True)
    served = hub.snapshot("org/model")
    assert served is not None and pinned.source.revision == served.commit and hub.log == []
    assert "the Hub client's cache" in pinned.notes[0]
    root = door.complete(pinned)
    for file in pinned.files:
        assert (root / file.path).read_bytes() == served.files[file.path]
    blob = (client_cache / "models--org--model/snapshots" / served.commit / "README.md").resolve()
    blob.write_text("# 99.9%\n")
    with pytest.raises(SourceUnavailable, match="not in the cache"):
        door.pin("org/model", cache=tmp_path / "other", access=access(hub), offline=True)


def test_the_last_commit_is_used_offline_and_said(hub: Hub, tmp_path: Path) -> None:
    first = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    hub.log.clear()
    second = door.pin("org/model", cache=tmp_path / "cache", access=access(hub), offline=True)
    assert second.source == first.source and hub.log == []
    assert "Offline mode is on" in second.notes[0] and first.source.revision[:12] in second.notes[0]
    with pytest.raises(SourceUnavailable, match="not in the cache"):
        door.complete(second)
    with pytest.raises(SourceUnavailable, match="not in the cache"):
        door.pin("org/other", cache=tmp_path / "cache", access=access(hub), offline=True)


def test_the_last_commit_is_used_when_the_hub_is_away_and_said(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub") as hub:
        way = access(hub)
        first = door.pin("org/model", cache=tmp_path / "cache", access=way)
    second = door.pin("org/model", cache=tmp_path / "cache", access=way)
    assert second.source == first.source and "cannot be reached" in second.notes[0]
    with pytest.raises(SourceUnavailable, match="cannot be reached"):
        door.pin("org/other", cache=tmp_path / "cache", access=way)


def test_the_clients_offline_switch_is_honoured(hub: Hub, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from extractors.sources import hub\n"
        "try: hub.pin('org/model', cache=pathlib.Path(sys.argv[1]))\n"
        "except Exception as e: print(type(e).__name__, e)"
    )
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_ENDPOINT": hub.endpoint}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "c")], env=env, capture_output=True, text=True
    )
    assert "SourceUnavailable org/model is not in the cache" in ran.stdout and hub.log == []


def test_the_real_client_reads_the_loopback_hub(hub: Hub, tmp_path: Path) -> None:
    from huggingface_hub import HfApi, hf_hub_download

    assert HfApi(endpoint=hub.endpoint).model_info("org/model").id == "org/model"
    got = hf_hub_download(
        "org/model", "model.safetensors", endpoint=hub.endpoint, cache_dir=tmp_path, token=False
    )
    assert Path(got).read_bytes() == safetensors()


def test_what_was_broken_off_is_gone_on_with_in_the_next_run(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub", (Fault(WEIGHTS, "truncate", at=9_000),), token=SECRET) as hub:
        with pytest.raises(SourceUnavailable):
            everything(hub, tmp_path / "cache", door.HubDeadlines(attempts=2, first_wait=0.01))
        hub.script.faults = ()
        hub.log.clear()
        everything(hub, tmp_path / "cache", STEADY)
        assert [request.range for request in hub.log if "safetensors" in request.path] == ["bytes=18000-"]


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from extractors.sources import hub\n"
        "try: hub.complete(hub.pin('org/model', cache=pathlib.Path(sys.argv[1])))\n"
        "except Exception as e: print(type(e).__name__, e)\n"
        "print(sorted(p.name for p in pathlib.Path(sys.argv[1]).rglob('*/files/*.safetensors')))"
    )
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=60k tmpfs "{disk}" && exec "$@"'
    space = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if shutil.which("unshare") is None or subprocess.run([*space, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk in a namespace of one's own")
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub") as hub:
        env = {**os.environ, "HF_ENDPOINT": hub.endpoint, "HF_HUB_CACHE": str(tmp_path / "hf")}
        ran = subprocess.run(
            [*space, sys.executable, "-c", code, str(disk)], env=env, capture_output=True, text=True
        )
    assert "StoreError" in ran.stdout and "no room left" in ran.stdout and ran.stdout.endswith("[]\n")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    (tmp_path / "cache").write_text("a file")
    with Hub(tmp_path / "hub") as hub, pytest.raises(StoreError, match="cannot be used"):
        everything(hub, tmp_path / "cache", STEADY)


def test_two_runs_at_once_fetch_each_file_once(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    roots: list[Path] = []
    with Hub(tmp_path / "hub", token=SECRET) as hub:
        runs = [
            threading.Thread(target=lambda: roots.append(everything(hub, tmp_path / "cache", STEADY)))
            for _ in range(3)
        ]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
    assert len(roots) == 3
    fetched = [request.path for request in hub.log if "/resolve/" in request.path]
    assert len(fetched) == len(set(fetched)) == 7
