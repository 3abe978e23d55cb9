"""The settings by which `prefect`, typed in the house's folder, finds the server that `make serve` started."""

import os
from contextlib import suppress
from pathlib import Path

NAME = "prefect.toml"
_MARK = (
    "# Written by `make serve`, which removes it when it ends; it holds the server's authentication string.\n"
)


def write_settings(house: Path, api: str, authentication: str) -> bool:
    """Write the file, for its owner only; False where somebody's own stands there or the folder is not ours."""
    _remove(house, _MARK)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        opened = os.open(house / NAME, flags, 0o600)
    except OSError:
        return False
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(f'{_MARK}[api]\nurl = "{api}"\nauth_string = "{authentication}"\n')
    return True


def remove_settings(house: Path, api: str) -> None:
    """Remove the file where it is that server's."""
    _remove(house, f'{_MARK}[api]\nurl = "{api}"\n')


def _remove(house: Path, begins: str) -> None:
    path = house / NAME
    with suppress(OSError, UnicodeDecodeError):
        if path.read_text("utf-8").startswith(begins):
            path.unlink()
