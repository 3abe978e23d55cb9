"""Tables of the README that benchmarks print: each stands between two marks that name what made it."""

from collections.abc import Mapping
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def keep_table(name: str, table: str, readme: Path = README) -> None:
    """Put a table between the marks of this name."""
    before, _, after = _parts(name, readme)
    readme.write_text(f"{before}\n\n{table}\n\n{after}", encoding="utf-8")


def keep_rows(name: str, head: str, rows: Mapping[str, str], readme: Path = README) -> None:
    """Put rows into the table of this name, each in the place of the one with the same first cell."""
    _, table, _ = _parts(name, readme)
    known = {line.split("|")[1].strip(): line for line in table.strip().splitlines()[2:]}
    keep_table(name, "\n".join([head, *(known | dict(rows)).values()]), readme)


def _parts(name: str, readme: Path) -> tuple[str, str, str]:
    """What stands before, between and after the marks, the marks with what is outside."""
    text = readme.read_text(encoding="utf-8")
    begin = text.index("-->", text.index(f"<!-- {name}: made by ")) + len("-->")
    end = text.index(f"<!-- {name}: end -->", begin)
    return text[:begin], text[begin:end], text[end:]
