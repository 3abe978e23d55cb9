"""The file by which `prefect` finds the server of `make serve` from its folder."""

from pathlib import Path

from flows.prefect_settings import NAME, remove_settings, write_settings


def test_settings_of_somebody_else_stay(tmp_path: Path) -> None:
    own = tmp_path / NAME
    own.write_text('[api]\nurl = "http://their.server/api"\n')
    assert not write_settings(tmp_path, "http://127.0.0.1:1/api", "assay:secret")
    remove_settings(tmp_path, "http://127.0.0.1:1/api")
    assert "their.server" in own.read_text()
    own.unlink()
    assert write_settings(tmp_path, "http://127.0.0.1:1/api", "assay:secret")
    remove_settings(tmp_path, "http://127.0.0.1:2/api")
    assert own.exists()
    remove_settings(tmp_path, "http://127.0.0.1:1/api")
    assert not own.exists()
