"""The string that opens our own engine: one for a home, made once, for its owner only."""

import subprocess
import sys
from pathlib import Path

import pytest

from claims.errors import EngineError
from flows.engine_key import authentication, key_file


def test_a_home_keeps_its_string_and_another_home_has_another(tmp_path: Path) -> None:
    first = authentication(tmp_path / "a")
    assert authentication(tmp_path / "a") == first != authentication(tmp_path / "b")
    assert len(first) > 40 and first.startswith("assay:")
    assert key_file(tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert [one.name for one in (tmp_path / "a").iterdir()] == ["engine.key"]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_string_that_others_could_read_or_write_is_made_anew(tmp_path: Path, mode: int) -> None:
    first = authentication(tmp_path)
    key_file(tmp_path).chmod(mode)
    assert authentication(tmp_path) != first
    assert key_file(tmp_path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "assay:", "assay:short", "\n", "\u00e9" * 60])
def test_a_file_that_holds_no_string_is_made_anew(tmp_path: Path, text: str) -> None:
    key_file(tmp_path).write_text(text)
    key_file(tmp_path).chmod(0o600)
    assert len(authentication(tmp_path)) > 40
    assert key_file(tmp_path).read_text().strip() == authentication(tmp_path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("assay:" + "x" * 43)
    key_file(tmp_path).symlink_to(elsewhere)
    assert authentication(tmp_path) != elsewhere.read_text()
    assert elsewhere.read_text() == "assay:" + "x" * 43


def test_processes_that_come_at_once_agree(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from flows.engine_key import authentication; sys.stdin.read()\n"
    code += "print(authentication(Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path / "home")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [subprocess.Popen(command, **pipes) for _ in range(6)]  # type: ignore[call-overload]
    for process in started:
        process.stdin.close()
    assert {process.stdout.read().strip() for process in started} == {authentication(tmp_path / "home")}
    assert {process.wait(30) for process in started} == {0}


def test_a_home_that_cannot_hold_it_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(EngineError, match="VERIFY_HOME"):
        authentication(tmp_path / "home")
    key_file(tmp_path).mkdir()
    with pytest.raises(EngineError, match="cannot be kept"):
        authentication(tmp_path)
    assert list(key_file(tmp_path).iterdir()) == []
