"""Tables of the README: only what was tried last is in them, one line for each thing."""

from pathlib import Path

from benchmarks.readme_tables import README, keep_rows, keep_table

TEXT = "# A\n\n<!-- one: made by x.py -->\n\n| a | b |\n|---|---|\n| x | 1 |\n| y | 2 |\n\n<!-- one: end -->\n\nEnd\n"
HEAD = "| a | b |\n|---|---|"


def test_a_line_takes_the_place_of_the_one_of_the_same_name(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(TEXT)
    keep_rows("one", HEAD, {"x": "| x | 9 |", "z": "| z | 3 |"}, readme)
    rows = "| x | 9 |\n| y | 2 |\n| z | 3 |"
    assert readme.read_text() == TEXT.replace("| x | 1 |\n| y | 2 |", rows)
    keep_table("one", "none", readme)
    assert readme.read_text().split("<!--")[1].splitlines()[2] == "none"


def test_the_readme_tells_only_of_what_was_tried() -> None:
    text = README.read_text("utf-8")
    table = text[text.index("<!-- hardening: made by ") : text.index("<!-- hardening: end -->")]
    lines = [line.split("|")[1:-1] for line in table.splitlines() if line.startswith("| ")][1:]
    assert lines and all(int(cases.replace(",", "")) > 0 for _, cases, _, _ in lines)
    assert all(int(wrong) <= int(cases.replace(",", "")) for _, cases, wrong, _ in lines)
