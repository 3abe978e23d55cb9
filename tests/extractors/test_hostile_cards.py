"""Cards made to harm: they end soon, in a warning or one sentence, and what is sound in them is still read."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims.errors import ReadError
from claims.records import Source
from extractors.pipeline.read import Reading, ReadOrder, read
from extractors.readers import front_matter, json_file

SOURCE = Source(kind="folder", name="m", revision="r", sha256="0" * 64)
BODY = "\n# M\n\nThe model reaches an accuracy of 91.5% on SST-2.\n"


def reading(folder: Path, text: str | bytes) -> Reading:
    body = text if isinstance(text, bytes) else text.encode()
    (folder / "README.md").write_bytes(body)
    return read(ReadOrder(root=str(folder), files=("README.md",), source=SOURCE))


def bomb() -> str:
    """Aliases that would unfold into 10^9 strings."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    return "\n".join([*lines, *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))])


@pytest.mark.parametrize(
    ("yaml", "why"),
    [
        (bomb(), "aliases"),
        ("a: &x 1\nb: 2", "aliases"),
        ("a: !!python/object/apply:os.system ['true']", "tags"),
        ("a: !!int '3'", "tags"),
        ("a: " + "[" * 60 + "]" * 60, "levels"),
        ("a: " + "{b: " * 5000 + "1" + "}" * 5000, "levels"),
        ("a:\n" + "- xxxxxxxxxxxxxx\n" * 20_000, "longer"),
        ("a: [1\nb: 2", "line"),
        ("a: 'unclosed", "line"),
    ],
)
def test_front_matter_is_refused_in_a_sentence_and_the_body_is_read(
    tmp_path: Path, yaml: str, why: str
) -> None:
    started = time.process_time()
    found = reading(tmp_path, f"---\n{yaml}\n---\n{BODY}")
    assert why in " ".join(found.warnings)
    assert [str(claim.stated.value) for claim in found.claims] == ["91.5"]
    assert time.process_time() - started < 2


def test_a_key_that_stands_twice_is_said_and_both_are_kept(tmp_path: Path) -> None:
    found = reading(tmp_path, "---\nlicense: mit\nlicense: apache-2.0\n---\n" + BODY)
    assert [entry.value for entry in found.metadata] == ["mit", "apache-2.0"]
    assert "license stands twice" in found.warnings[0]


def test_values_stay_as_they_are_written(tmp_path: Path) -> None:
    yaml = "---\na: 0.50\nb: no\nc: 2024-02-30\nd: 0x1F\ne: '007'\nf: 1e400\n---\n"
    assert [entry.value for entry in reading(tmp_path, yaml + BODY).metadata] == [
        "0.50", "no", "2024-02-30", "0x1F", "007", "1e400",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "broken", ['{"a": 1, "a": 2}', '{"a": [1, 2', "[" * 4000, '{"a": 1} x', '{"a": nope}', ""]
)
def test_json_that_is_damaged_is_a_warning(broken: str) -> None:
    found = json_file.leaves(broken, file="config.json")
    assert len(found.warnings) == 1 and "config.json" in found.warnings[0]


def test_json_keeps_digits_and_lines() -> None:
    found = json_file.leaves(
        '{\n "hidden": 768,\n "eps": 1e-12,\n "names": ["a", "ü"]\n}', file="config.json"
    )
    assert [(e.path, e.value, e.place.line) for e in found.entries] == [
        ("hidden", "768", 2), ("eps", "1e-12", 3), ("names/0", "a", 4), ("names/1", "ü", 4),
    ]  # fmt: skip


def test_a_table_of_twenty_thousand_rows_ends_soon(tmp_path: Path) -> None:
    rows = "\n".join(f"| model-{n} | {n % 100}.5 | 81.2 |" for n in range(20_000))
    started = time.process_time()
    found = reading(tmp_path, f"# M\n\n| Model | Accuracy | F1 |\n|---|---|---|\n{rows}\n")
    assert time.process_time() - started < 20
    assert any("20001 rows" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000, "*" * 50_000, "accuracy " * 20_000, "1 " * 50_000, "> " * 2_000 + "x", "`" * 30_000,
        "<div>" * 5_000, "<" * 30_000, "accuracy of " + "9" * 30_000, "|" * 20_000 + "\n" + "|-" * 20_000,
        "- " * 5_000 + "x", "![](" * 5_000, "<!--" * 5_000, "A100 " * 5_000, "a_" * 20_000, "8x " * 20_000,
    ],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_patterns_that_invite_backtracking_end_soon(tmp_path: Path, text: str) -> None:
    started = time.process_time()
    reading(tmp_path, f"# M\n\n{text}\n")
    assert time.process_time() - started < 5


def test_what_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="larger than 10 MiB"):
        reading(tmp_path, b"x" * (10 << 20) + b"y")
    with pytest.raises(ReadError, match="not a text"):
        reading(tmp_path, b"\x00\x01" * 9)
    with pytest.raises(ReadError):
        read(ReadOrder(root=str(tmp_path), files=(), source=SOURCE))


def test_hidden_text_claims_nothing(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        '# M\n\n<!-- accuracy of 99.9% -->\n\n<p style="display:none">accuracy of 98.8%</p>\n\n'
        '<div hidden>F1 of 97.7%</div>\n\nText <span style="display: none">accuracy of 96.6%</span> ends.\n\n'
        "An accuracy of 84.1% on SST-2.\n",
    )
    assert [str(claim.stated.value) for claim in found.claims] == ["84.1"]
    assert any("idden text" in warning for warning in found.warnings)


def test_digits_of_other_scripts_are_no_numbers(tmp_path: Path) -> None:
    assert reading(tmp_path, "# M\n\nAn accuracy of ٩٣.٤% and of 𝟗𝟏.𝟓%.\n").claims == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>#'\"\n 12.,\u0085\u2028é"), max_size=200))
def test_any_yaml_is_read_or_refused_and_quotes_stand(text: str) -> None:
    found = front_matter.leaves(text, file="f")
    lines = text.split("\n")
    for entry in found.entries:
        assert entry.place.line is not None and entry.place.quote in lines[entry.place.line - 1]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(parts=["<table><tr><td>acc<td>1.5</table>", "| acc | 9.5 |"])
@given(
    parts=st.lists(
        st.sampled_from(
            ["# T", "| a | b |", "|---|---|", "| acc | 9.5 |", "accuracy of 91.5%", "- F1: 0.9", "<b>x</b>", "```", "", "> 3 MB",
             "<table><tr><td>acc<td>1.5</table>", "**F1** is **88.7**", "8x A100", "\\[0.9\\]", "<h2>R</h2>", "    f1 = 0.5"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_any_mix_of_markdown_keeps_its_places(tmp_path: Path, parts: list[str]) -> None:
    text = "\n".join(parts)
    found = reading(tmp_path, text)
    lines = text.split("\n")
    for place in [*(claim.place for claim in found.claims), *(one.place for one in found.hardware)]:
        assert place.line is not None and place.quote in lines[place.line - 1]
