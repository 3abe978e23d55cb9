"""The evidence of an audit: each question with a repository that shows it and a twin that only seems to."""

import re
import time
from pathlib import Path

import pytest

from claims.catalog.maturity import evidence_rules, stages
from claims.catalog.pipeline import signs_of_tools
from claims.records import Source
from claims.records.maturity import Maturity, StageFound
from extractors.repository.files import list_files
from extractors.repository.survey import AuditOrder, survey
from tests.extractors.repository_more_twins import MORE_TWINS
from tests.extractors.repository_twins import TRAIN, TWINS

ROOM = Path(__file__).resolve().parents[2] / "extractors" / "repository"


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def looked_at(folder: Path, files: dict[str, str]) -> Maturity:
    written(folder, files)
    source = Source(kind="folder", name="made", revision="r", sha256="0" * 64)
    return survey(AuditOrder(root=str(folder), files=list_files(folder), source=source))


def stage(folder: Path, name: str, files: dict[str, str]) -> StageFound:
    return next(found for found in looked_at(folder, files).stages if found.name == name)


EVERY_TWIN = {**TWINS, **MORE_TWINS}


@pytest.mark.parametrize("kind", sorted(EVERY_TWIN))
def test_what_is_there_is_found_and_its_twin_is_not(kind: str, tmp_path: Path) -> None:
    name, there, state, twin, state_of_twin = EVERY_TWIN[kind]
    found = stage(tmp_path / "there", name, there)
    assert (found.state, stage(tmp_path / "twin", name, twin).state) == (state, state_of_twin)
    assert all(place.quote for place in found.evidence)


def test_the_twins_ask_every_question() -> None:
    assert {twin[0] for twin in EVERY_TWIN.values()} == {one.name for one in stages()}


def test_every_yes_shows_the_line_on_which_it_stands(tmp_path: Path) -> None:
    for number, (name, there, _, _, _) in enumerate(EVERY_TWIN.values()):
        for place in stage(tmp_path / str(number), name, there).evidence:
            lines = (tmp_path / str(number) / place.file).read_text().splitlines()
            assert place.line and place.quote == lines[place.line - 1].strip()


def test_a_list_of_words_and_a_history_are_no_evidence(tmp_path: Path) -> None:
    words = "mlflow\nairflow\nmonitoring\nretraining\n"
    found = looked_at(
        tmp_path, {"keywords.txt": words, "CHANGELOG.md": words, "a.toml": f'words = """{words}"""\n'}
    )
    assert {one.state for one in found.stages} == {"missing"}


def test_the_audit_s_own_code_shows_nothing_but_what_it_does() -> None:
    source = Source(kind="folder", name="own", revision="r", sha256="0" * 64)
    found = survey(AuditOrder(root=str(ROOM), files=list_files(ROOM), source=source))
    assert {one.name: one.state for one in found.stages if one.state != "missing"} == {}


HOSTILE = {
    "deep": "-" * 100_000 + "1",
    "long sum": "1" + "+1" * 60_000,
    "long chain": "a" + ".b" * 60_000,
    "brackets": "(" * 5_000,
    "branches": "if 1:\n pass\n" + "elif 1:\n pass\n" * 9_000,
    "old": "print 'x'\n",
    "zero": "a\0b",
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_code_that_no_parser_holds_is_told_and_the_rest_is_read(kind: str, tmp_path: Path) -> None:
    found = looked_at(tmp_path, {"bad.py": f"import mlflow\n{HOSTILE[kind]}\n", "train.py": TRAIN})
    assert next(one for one in found.stages if one.name == "training").state == "found"
    assert kind == "zero" or ("bad.py" in found.notes[0] and "could not be parsed" in found.notes[0])


def test_hostile_yaml_and_notebooks_are_left_out(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    files = {
        ".github/workflows/a.yml": bomb,
        ".github/workflows/b.yml": "[" * 5_000,
        "conf/c.json": "[" * 100_000,
        "d.ipynb": '{"cells": [{"cell_type": "code", "source": [' + "[" * 50_000,
        "e.ipynb": '{"cells": [{"cell_type": "code", "source": 3}, {"cell_type": "code", "source": [1]}]}',
        "pyproject.toml": "project = 3\ntool = 4\n",
        "train.py": TRAIN,
    }
    began = time.process_time()
    found = looked_at(tmp_path, files)
    assert time.process_time() - began < 3
    assert next(one for one in found.stages if one.name == "training").state == "found"


def test_two_thousand_files_are_read_in_three_seconds(tmp_path: Path) -> None:
    body = "".join(
        f"def part_{n}(rows):\n    total = sum(row.value * {n} for row in rows)\n    return total\n"
        for n in range(25)
    )
    files = {f"pkg/m{n // 100}/f{n}.py": f"import torch\n{body}" for n in range(2_000)}
    written(tmp_path, files)
    source = Source(kind="folder", name="made", revision="r", sha256="0" * 64)
    began = time.process_time()
    survey(AuditOrder(root=str(tmp_path), files=list_files(tmp_path), source=source))
    assert time.process_time() - began < 3


def test_every_rule_is_of_a_stage_and_of_a_kind_that_a_parser_gives() -> None:
    code = "\n".join(path.read_text() for path in ROOM.glob("*.py"))
    kinds = set(re.findall(r'Fact\(\s*"([a-z-]+)"', code)) | {"licence", "licence-below"}
    assert {rule.stage for rule in evidence_rules()} == {one.name for one in stages()}
    assert {rule.kind for rule in (*evidence_rules(), *signs_of_tools())} <= kinds
