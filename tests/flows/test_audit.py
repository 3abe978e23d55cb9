"""`verify audit`: six repositories of known make."""

import json
from pathlib import Path

import pytest

from claims.records import Source
from claims.records.maturity import Maturity
from claims.redesign.assumptions import assumed_for_plan
from claims.redesign.plan import redesigned
from extractors.repository.files import list_files
from extractors.repository.survey import AuditOrder, survey
from tests.flows.repositories import BAD, GOOD, LACKS, build
from tests.flows.typed import type_verify_text
from tests.loopback.hub import Hub


def looked_at(folder: Path) -> Maturity:
    source = Source(kind="folder", name=folder.name, revision="r", sha256="0" * 64)
    found = survey(AuditOrder(root=str(folder), files=list_files(folder), source=source))
    return redesigned(found, assumed_for_plan(()))


def test_every_good_repository_stands_above_every_bad_one(tmp_path: Path) -> None:
    good = {name: looked_at(build(tmp_path / name, files)) for name, files in GOOD.items()}
    bad = {name: looked_at(build(tmp_path / name, files)) for name, files in BAD.items()}
    assert min(one.score for one in good.values()) > 0.5 > 0.3 > max(one.score for one in bad.values())
    assert max(good, key=lambda name: good[name].score) == "platform" and good["platform"].level == 3


@pytest.mark.parametrize("name", sorted(LACKS))
def test_what_is_missing_is_named_with_a_tool(name: str, tmp_path: Path) -> None:
    found = looked_at(build(tmp_path / name, {**GOOD, **BAD}[name]))
    missing = {stage.name for stage in found.stages if stage.state == "missing"}
    assert LACKS[name] <= missing
    planned = {step.stage for phase in found.plan for step in phase.steps}
    assert {stage.title for stage in found.stages if stage.state == "missing"} <= planned


def test_evidence_is_a_file_and_a_line_that_says_so(tmp_path: Path) -> None:
    found = looked_at(build(tmp_path / "platform", GOOD["platform"]))
    for stage in found.stages:
        for place in stage.evidence:
            text = (tmp_path / "platform" / place.file).read_text()
            assert place.line is None or place.quote in text.splitlines()[place.line - 1]


def test_work_by_hand_somebody_s_disk_and_pickles_are_told(tmp_path: Path) -> None:
    notebooks, script = (looked_at(build(tmp_path / name, BAD[name])) for name in ("notebooks", "script"))
    assert [one.line for one in notebooks.by_hand] == [2] and notebooks.unsafe[0].file == "model.pkl"
    assert "/home/bob" in script.undocumented[0].quote


def test_the_command_looks_in_an_isolated_child_and_prints_a_plan(tmp_path: Path) -> None:
    folder = build(tmp_path / "script", BAD["script"])
    env = {"PATH": "/usr/bin:/bin", "VERIFY_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    done = type_verify_text("audit", folder, env=env)
    assert done.returncode == 0, done.stderr
    assert "Phase 1: Make results repeatable" in done.stdout and "weights.pt" in done.stdout
    as_json = type_verify_text("audit", folder, "--json", env=env)
    assert json.loads(as_json.stdout)["source"]["name"] == "script"


PIPELINES = {
    "platform": {
        "data": "found",
        "evaluation": "partial",
        "packaging": "found",
        "deployment": "found",
        "monitoring": "partial",
    },
    "research": {"data": "found", "evaluation": "found", "packaging": "found", "deployment": "missing"},
    "library": {"data": "found", "evaluation": "found", "packaging": "found", "monitoring": "missing"},
    "notebooks": {"data": "missing", "training": "missing", "deployment": "missing"},
    "script": {"data": "missing", "training": "found", "evaluation": "missing", "monitoring": "missing"},
    "dump": {"data": "missing", "training": "missing", "evaluation": "missing", "deployment": "missing"},
}
"""Stages of the six repositories, as somebody who read them says."""


@pytest.mark.parametrize("name", sorted(PIPELINES))
def test_the_pipeline_of_each_repository_is_mapped(name: str, tmp_path: Path) -> None:
    found = looked_at(build(tmp_path / name, {**GOOD, **BAD}[name]))
    states = {stage.name: stage.state for stage in found.pipeline}
    assert {stage: states[stage] for stage in PIPELINES[name]} == PIPELINES[name]


def test_page_and_memo_are_written_and_an_assumption_changes_the_cost(tmp_path: Path) -> None:
    folder = build(tmp_path / "script", BAD["script"])
    env = {"PATH": "/usr/bin:/bin", "VERIFY_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    memo = tmp_path / "memo.md"
    costs = []
    for hourly in ("80", "160"):
        options = ("--assume", f"hourly={hourly}", "--memo", memo, "--out", tmp_path / hourly)
        done = type_verify_text("audit", folder, *options, env=env)
        assert done.returncode == 0, done.stderr
        assert "## What the plan costs and saves" in memo.read_text()
        assert {path.suffix for path in (tmp_path / hourly).iterdir()} == {".html", ".json", ".md", ".txt"}
        redesign = Maturity.from_bytes((tmp_path / hourly / "audit.json").read_bytes()).redesign
        assert redesign and redesign.phases
        costs.append(float(redesign.phases[0].cost.value))
    assert costs[1] == pytest.approx(2 * costs[0], rel=0.01)


@pytest.mark.parametrize(
    ("edit", "says"), [("hourley=90", "Did you mean hourly?"), ("hourly=cheap", "is no range of numbers")]
)
def test_an_assumption_that_means_nothing_is_refused_before_anything_is_read(
    edit: str, says: str, tmp_path: Path
) -> None:
    env = {"PATH": "/usr/bin:/bin", "VERIFY_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    done = type_verify_text("audit", build(tmp_path / "dump", BAD["dump"]), "--assume", edit, env=env)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("verify: ") and says in done.stderr and "Traceback" not in done.stderr


def test_repositories_of_the_hub_are_ranked_by_what_they_hold(tmp_path: Path) -> None:
    for name, files in {**GOOD, **BAD}.items():
        build(tmp_path / "hub" / "org" / name, files)
    found = {}
    with Hub(tmp_path / "hub") as hub:
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "HF_HOME": str(tmp_path / "hf"),
            "VERIFY_HOME": str(tmp_path / "home"),
            "HF_ENDPOINT": hub.endpoint,
        }
        for name in (*GOOD, *BAD):
            done = type_verify_text("audit", f"org/{name}", "--json", env=env)
            assert done.returncode == 0, done.stderr
            found[name] = Maturity.model_validate_json(done.stdout)
    assert min(found[name].score for name in GOOD) > 0.5 > 0.35 > max(found[name].score for name in BAD)
    assert found["platform"].source.kind == "hub" and len(found["platform"].source.revision) == 40
    assert {one.file for one in found["script"].unsafe} == {"weights.pt"}
    assert "/home/bob" in found["script"].undocumented[0].quote
    for one in found.values():
        assert all(step.days > 0 and step.pays and step.sla for phase in one.plan for step in phase.steps)


def test_an_empty_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    env = {"PATH": "/usr/bin:/bin", "VERIFY_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    done = type_verify_text("audit", tmp_path / "empty", env=env)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("verify: There is nothing in empty to look at.")
