"""The command that installs what an optional format needs, as it works where Assay itself was installed."""

import sys
from importlib import metadata
from pathlib import Path


def install_command(extra: str, packages: tuple[str, ...]) -> str:
    """The command for an extra of Assay: the packages themselves, by the Python that runs Assay.

    Assay is on no package index, and another package there has its name, so the extra is never named. In a report
    stands no path of this machine: an environment called .venv is meant as seen from its checkout.
    """
    wanted = " ".join(f"'{requirement}'" for requirement in _requirements(extra) or packages)
    python = ".venv/bin/python" if Path(sys.prefix).name == ".venv" else "python"
    return f"{python} -m pip install {wanted}"


def _requirements(extra: str) -> tuple[str, ...]:
    """What Assay's own metadata list for the extra, with their versions."""
    try:
        listed = metadata.requires("assay") or []
    except metadata.PackageNotFoundError:
        return ()
    halves = [line.partition(";") for line in listed]
    return tuple(name.strip() for name, _, marker in halves if "extra" in marker and extra in _quoted(marker))


def _quoted(marker: str) -> list[str]:
    """The words in quotes of an environment marker: extra == "gguf"."""
    return marker.replace("'", '"').split('"')[1::2]
