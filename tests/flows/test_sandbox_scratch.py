"""The working folder of a sandboxed run is gone afterwards, at whatever step the run was stopped."""

from pathlib import Path

import pytest

from flows.sandbox import scratch
from tests.flows.each_step import stops


def test_a_run_stopped_at_any_step_leaves_no_folder_and_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def work() -> None:
        with scratch.scratch_folder() as folder:
            (folder / "tmp" / "file").write_text("written by a child")

    step = 0
    for step in stops(work, scratch):
        assert not [path for path in tmp_path.rglob("*") if path.parent != tmp_path], step
    assert step > 40
