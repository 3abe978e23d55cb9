"""The evidence in one file: the same verdicts without the model, and every change is told."""

import hashlib
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from claims.errors import ReadError, SourceNotFound
from claims.records import Case, Dossier, Measurement, Pair, Plan, PlanStep, Question, Slice
from claims.rules import apply_rules, registry
from claims.verdicts.judge import judge
from flows.bundle import bundle, replay, seal_of
from flows.settings import Settings
from flows.store import Store
from reproducers.lab.orders import Settings as Measuring
from reproducers.lab.orders import WorkOrder
from reproducers.lab.planning.run import run_order
from reproducers.lab.replay import replay as derived
from tests.reports.dossiers import ACCURACY, F1, realistic

LABELS = ("negative", "positive")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dossier, Store]:
    """A run whose answers stand in a file: measured, judged and kept as the corridor does it."""
    home = tmp_path_factory.mktemp("home")
    rows, answers = home / "ours.csv", home / "answers.csv"
    truth = [LABELS[i % 2] for i in range(400)]
    said = [LABELS[(i + (i % 17 == 0)) % 2] for i in range(400)]
    rows.write_text("text,label\n" + "".join(f"row {i},{t}\n" for i, t in enumerate(truth)))
    answers.write_text(
        "id,output,label\n"
        + "".join(f"{i},{s},{t}\n" for i, (s, t) in enumerate(zip(said, truth, strict=True)))
    )
    from reproducers.lab.orders import Survey, SurveyOrder
    from reproducers.lab.survey.survey import run_in_child

    order = SurveyOrder(
        model_root=None, model_name="acme/sentiment-base", predictions=str(answers), data=str(rows)
    )
    survey = Survey.from_bytes(run_in_child(order.to_bytes()))
    assert survey.model and survey.slice
    named = survey.slice.model_copy(update={"of_dataset": "SST-2"})
    questions = tuple(
        Question(
            claim_id=c.id, subject=survey.model.name, metric=c.metric, metric_as_written=c.metric_as_written
        )
        for c in (ACCURACY, F1)
    )
    done = run_order(
        WorkOrder(
            reproducer="predictions", questions=questions, model=survey.model, slice=named, data=survey.data,
            predictions=str(answers), settings=Measuring(seed=7),
        ),
        scratch=home,
    )  # fmt: skip
    store = Store(Settings(home=home / "store", store=f"sqlite:///{home / 'store.db'}"))
    store.keep_file((home / "raw.jsonl").read_bytes())
    return _judged(done.attempts, questions, named), store


def _judged(attempts: tuple[object, ...], questions: tuple[Question, ...], rows: Slice) -> Dossier:
    steps = tuple(
        PlanStep(question=q, reproducer="predictions@1", margin=Decimal(2), n=rows.rows) for q in questions
    )
    base = realistic().model_copy(
        update={
            "claims": (ACCURACY, F1), "slices": (rows,), "attempts": attempts, "findings": (), "corrections": (),
            "plan": Plan(steps=steps, margin=Decimal(2), seed=7).seal(), "contributions": (), "checks": (),
            "hardware": (), "versions": tuple(Pair(name=r.name, value=str(r.version)) for r in registry),
        }
    )  # fmt: skip
    case = Case(**{name: getattr(base, name) for name in Case.model_fields})
    verdicts = judge(case)
    return base.model_copy(update={"verdicts": verdicts, "findings": apply_rules(case, verdicts)})


def changed(body: bytes, name: str, new: bytes, *, honest: bool = True) -> bytes:
    """The bundle with one file changed; an honest one tells so in its manifest."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(packed, "w") as archive:
        files = {one: old.read(one) for one in old.namelist()} | {name: new}
        manifest = json.loads(files["manifest.json"])
        for member in manifest["members"]:
            if member["name"] == name and honest:
                member["sha256"] = hashlib.sha256(new).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()
        for one, content in files.items():
            archive.writestr(one, content)
    return packed.getvalue()


def test_the_same_verdicts_follow_from_the_file_in_the_sandbox(
    ran: tuple[Dossier, Store], tmp_path: Path
) -> None:
    dossier, store = ran
    (tmp_path / "run.zip").write_bytes(bundle(dossier, store))
    done = replay(tmp_path / "run.zip")
    assert done.differs == () and done.notes == ()
    assert (done.verdicts, done.recomputed, done.taken) == (2, 2, 0)
    assert dossier.verdicts[0].observed and dossier.verdicts[0].observed.n == 400


def test_the_same_run_gives_the_same_file_and_holds_what_it_says(ran: tuple[Dossier, Store]) -> None:
    body = bundle(*ran)
    assert body == bundle(*ran)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = set(archive.namelist())
        assert {
            "manifest.json",
            "dossier.json",
            "plan.json",
            "environment.json",
            "report.html",
            "README.txt",
        } <= names
        (raw,) = (name for name in names if name.startswith("raw/"))
        assert hashlib.sha256(archive.read(raw)).hexdigest() == raw[4:-6]
        assert b"row 1" not in b"".join(archive.read(name) for name in names), (
            "the team's own texts stay here"
        )


def test_a_changed_answer_is_found_out(ran: tuple[Dossier, Store]) -> None:
    body = bundle(*ran)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (name,) = (one for one in archive.namelist() if one.startswith("raw/"))
        values = archive.read(name).replace(b'"called": "positive"', b'"called": "negative"')
    assert any(
        "is not the file" in told for told in derived(changed(body, name, values, honest=False)).differs
    )


def test_a_dossier_that_says_otherwise_than_its_values_is_found_out(ran: tuple[Dossier, Store]) -> None:
    dossier, store = ran
    first = dossier.attempts[0]
    assert isinstance(first, Measurement)
    better = first.model_copy(
        update={"observed": first.observed.model_copy(update={"value": Decimal("0.99")})}
    )
    lied = dossier.model_copy(update={"attempts": (better, *dossier.attempts[1:])})
    told = derived(changed(bundle(dossier, store), "dossier.json", lied.to_bytes())).differs
    assert any("from its values, not 0.99" in one for one in told)


def test_a_neighbour_that_its_values_do_not_give_is_found_out(ran: tuple[Dossier, Store]) -> None:
    dossier, store = ran
    first = dossier.attempts[0]
    assert isinstance(first, Measurement) and first.alternatives
    name = first.alternatives[0].metric
    better = first.alternatives[0].model_copy(update={"value": Decimal("0.999")})
    lied = first.model_copy(update={"alternatives": (better, *first.alternatives[1:])})
    told = derived(
        changed(
            bundle(dossier, store),
            "dossier.json",
            dossier.model_copy(update={"attempts": (lied, *dossier.attempts[1:])}).to_bytes(),
        )
    ).differs
    assert any(one.startswith(f"{name} beside ") and "not 0.999" in one for one in told)


def test_what_rules_read_in_the_text_is_taken_as_it_stands_and_said(ran: tuple[Dossier, Store]) -> None:
    dossier, store = ran
    read = next(finding for finding in realistic().findings if finding.rule == "hero-number")
    invented = read.model_copy(update={"rule": "trivial-baseline"})
    told = dossier.model_copy(update={"findings": (*dossier.findings, read, invented)})
    done = derived(changed(bundle(dossier, store), "dossier.json", told.to_bytes()))
    assert [one for one in done.differs if "hero-number" in one] == []
    assert any("trivial-baseline" in one for one in done.differs)
    assert any("rules that read the document" in note for note in done.notes)


def test_a_changed_verdict_and_a_changed_plan_are_found_out(ran: tuple[Dossier, Store]) -> None:
    dossier, store = ran
    kept = dossier.verdicts[0]
    other = kept.model_copy(
        update={"outcome": "inconclusive" if kept.outcome != "inconclusive" else "confirmed"}
    )
    plan = dossier.plan.model_copy(update={"margin": Decimal(9)})
    lied = dossier.model_copy(update={"verdicts": (other, *dossier.verdicts[1:]), "plan": plan})
    told = derived(changed(bundle(dossier, store), "dossier.json", lied.to_bytes())).differs
    assert any("not the one that was sealed" in one for one in told)
    assert any(one.startswith(f"Claim {kept.claim_id} is") for one in told)


def test_values_that_are_gone_and_other_rules_are_notes_not_differences(
    ran: tuple[Dossier, Store], tmp_path: Path
) -> None:
    dossier, _ = ran
    empty = Store(Settings(home=tmp_path, store=f"sqlite:///{tmp_path / 'store.db'}"))
    older = dossier.model_copy(update={"versions": ()})
    done = derived(bundle(older, empty))
    assert done.differs == () and (done.recomputed, done.taken) == (0, 2)
    assert any("no longer in the store" in note for note in done.notes)
    assert any("in the run it was not there" in note for note in done.notes)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"not a zip" * 50])
def test_what_is_no_bundle_is_refused_in_a_sentence(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(body)
    with pytest.raises(ReadError, match="no bundle"):
        replay(tmp_path / "x.zip")
    with pytest.raises(SourceNotFound):
        replay(tmp_path / "y.zip")


def test_a_bundle_without_its_records_is_refused(ran: tuple[Dossier, Store]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("README.txt", "x")
    with pytest.raises(ReadError, match=r"manifest\.json"):
        derived(packed.getvalue())
    with pytest.raises(ReadError, match="records cannot be read"):
        derived(changed(bundle(*ran), "dossier.json", b"{}"))


@pytest.mark.parametrize("what", ["title", "source", "revision"])
def test_what_no_verdict_rests_on_cannot_be_changed_under_the_same_seal(
    what: str, ran: tuple[Dossier, Store], tmp_path: Path
) -> None:
    dossier, store = ran
    source = dossier.source
    updates: dict[str, dict[str, object]] = {
        "title": {"title": "Another title"},
        "source": {"source": source.model_copy(update={"name": "another/model"})},
        "revision": {"source": source.model_copy(update={"revision": "9" * 40})},
    }
    honest, path = bundle(dossier, store), tmp_path / "bundle.zip"
    path.write_bytes(honest)
    assert replay(path, seal_of(honest)).differs == replay(path).differs == ()
    path.write_bytes(bundle(dossier.model_copy(update=updates[what]), store))  # its digests are put right too
    assert replay(path).differs == ()
    assert any("The seal is" in difference for difference in replay(path, seal_of(honest)).differs)
