"""Measuring that stops once every claim is settled, and comparisons row by row."""

import itertools
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from claims.records import Case, Claim, Measurement, Place, Plan, Quantity, claim_id
from claims.verdicts.judge import judge
from reproducers.lab.orders import Settings, Survey, WorkOrder, WorkResult
from reproducers.lab.planning.plan import make_plan
from reproducers.lab.planning.run import run_order
from reproducers.lab.scoring.paired import comparable_digests, compare_systems
from reproducers.other_system import OTHER_SYSTEM
from tests.reproducers.conftest import WORDS

Look = Callable[..., Survey]


def a_claim(text: str, metric: str = "accuracy", line: int = 1) -> Claim:
    stated, place = (
        Quantity(value=Decimal(text), unit="%", as_written=f"{text}%"),
        Place(file="README.md", line=line, quote=text),
    )
    return Claim(
        id=claim_id(place, metric, stated), kind="quality", subject="tiny", own=True, metric=metric, metric_as_written=metric,
        stated=stated, place=place, read_by="test@1", confidence=1.0,
    )  # fmt: skip


@pytest.fixture(scope="session")
def rows(bert: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,500 different texts, labelled as the model calls them but for one in fifty."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    texts = [" ".join(words) for words in itertools.islice(itertools.permutations(WORDS[4:], 4), 1_500)]
    model, cut = AutoModelForSequenceClassification.from_pretrained(bert), AutoTokenizer.from_pretrained(bert)
    called = model(**cut(texts, padding=True, return_tensors="pt")).logits.argmax(-1).tolist()
    names = ("negative", "positive")
    lines = [
        f"{text},{names[call if i % 50 else 1 - call]}"
        for i, (text, call) in enumerate(zip(texts, called, strict=True))
    ]
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_text("text,label\n" + "\n".join(lines))
    return path


def carried_out(found: Survey, plan: Plan, root: Path, scratch: Path) -> WorkResult:
    name = "text-classification"
    steps = [step for step in plan.steps if (step.reproducer or "").startswith(name)]
    scratch.mkdir(exist_ok=True)
    assert found.model is not None
    order = WorkOrder(
        reproducer=name, questions=tuple(s.question for s in steps), model_root=str(root), model=found.model,
        slice=found.slice, data=found.data, settings=Settings(threads=1), stakes=tuple(s.stake for s in steps if s.stake),
    )  # fmt: skip
    return run_order(WorkOrder.from_bytes(order.to_bytes()), scratch=scratch)


def planned(found: Survey, *claims: Claim, early_stop: bool = True) -> Plan:
    return make_plan(claims, found.model, found.slice, margin=Decimal(2), seed=0, early_stop=early_stop)


@pytest.mark.parametrize(("text", "outcome"), [("94.0", "transfers"), ("90.0", "transfers")])
def test_it_stops_once_the_claim_is_settled(
    look: Look, bert: Path, rows: Path, tmp_path: Path, text: str, outcome: str
) -> None:
    found, claim = look(bert, rows), a_claim(text)
    plan = planned(found, claim)
    done = carried_out(found, plan, bert, tmp_path / "scratch")
    by = {a.metric: a for a in done.attempts if isinstance(a, Measurement)}
    assert by["accuracy"].n < 750
    assert by["accuracy"].method == "beta-binomial-sequence"
    assert by["f1_macro"].low is None and by["f1_macro"].n == by["accuracy"].n
    assert found.slice is not None
    case = Case(claims=(claim,), slices=(found.slice,), plan=plan, attempts=done.attempts)
    assert judge(case)[0].outcome == outcome
    kept = (tmp_path / "scratch" / "raw.jsonl").read_text().splitlines()
    assert len(kept) == by["accuracy"].n
    assert carried_out(found, plan, bert, tmp_path / "scratch").raw_sha256 == done.raw_sha256
    numbers = [json.loads(line)["row"] for line in kept]
    assert max(numbers) > 1_200  # drawn from the whole file, not from its head


def test_what_is_not_settled_takes_all_rows_and_keeps_the_wide_bounds(
    look: Look, bert: Path, rows: Path, tmp_path: Path
) -> None:
    found, claim = look(bert, rows), a_claim("99.9")
    done = carried_out(found, planned(found, claim), bert, tmp_path / "scratch")
    accuracy = next(a for a in done.attempts if isinstance(a, Measurement) and a.metric == "accuracy")
    assert accuracy.n == 1_500 and accuracy.method == "beta-binomial-sequence"


def test_a_macro_average_keeps_all_rows(look: Look, bert: Path, rows: Path) -> None:
    found = look(bert, rows)
    both = planned(found, a_claim("94.0"), a_claim("94.0", "f1_macro", 2))
    assert not any(step.stake for step in both.steps)
    assert not any(step.stake for step in planned(found, a_claim("94.0"), early_stop=False).steps)


def test_the_stakes_are_sealed_and_the_question_does_not_tell_them(
    look: Look, bert: Path, rows: Path
) -> None:
    found, claim = look(bert, rows), a_claim("94.0")
    early, late = planned(found, claim), planned(found, claim, early_stop=False)
    assert early.sealed != late.sealed and early.steps[0].question == late.steps[0].question
    assert early.steps[0].stake is not None and early.steps[0].stake.claimed == Decimal("0.94")


def test_copies_of_rows_are_no_reason_to_stop(look: Look, bert: Path, rows: Path, tmp_path: Path) -> None:
    lines = rows.read_text().splitlines()
    again = tmp_path / "again.csv"
    again.write_text("\n".join([lines[0], *(lines[1:41] * 30)]))
    found = look(bert, again)
    done = carried_out(found, planned(found, a_claim("94.0")), bert, tmp_path / "scratch")
    accuracy = next(a for a in done.attempts if isinstance(a, Measurement) and a.metric == "accuracy")
    assert accuracy.n == 1_200 and accuracy.method == "wilson"


def raw(subject: str, called: list[str], labels: list[str]) -> bytes:
    lines = [
        {"row": i, "subject": subject, "label": label, "called": call, "score": None}
        for i, (call, label) in enumerate(zip(called, labels, strict=True))
    ]
    return "\n".join(json.dumps(line) for line in lines).encode()


def test_two_systems_are_compared_on_the_rows_that_both_answered() -> None:
    labels = ["a", "b"] * 50
    ours = ["b" if i < 10 else label for i, label in enumerate(labels)]
    theirs = ["a"] * 100
    found = compare_systems(
        [raw("m", ours, labels), raw("majority class", theirs[:90], labels[:90])],
        "m",
        slice_sha256=None,
        seed=0,
    )
    accuracy = found[0]
    assert [one.metric for one in found] == ["accuracy", "f1_macro"]
    assert (accuracy.n, accuracy.only_subject, accuracy.only_against) == (90, 45, 5)
    assert float(accuracy.difference) == pytest.approx(40 / 90)
    assert accuracy.low > 0 and accuracy.p is not None and accuracy.p < 1e-6


def test_labels_that_do_not_agree_are_not_compared() -> None:
    labels = ["a", "b"] * 20
    assert (
        compare_systems(
            [raw("m", labels, labels), raw("n", labels, labels[::-1])], "m", slice_sha256=None, seed=0
        )
        == ()
    )


def test_the_other_systems_answers_are_measured_on_the_same_rows(
    look: Look, bert: Path, rows: Path, tmp_path: Path
) -> None:
    labels = [line.rpartition(",")[2] for line in rows.read_text().splitlines()[1:]]
    turned = {"negative": "positive", "positive": "negative"}
    answers = [turned[x] if i % 4 == 0 else x for i, x in enumerate(labels)]
    against = tmp_path / "theirs.csv"
    against.write_text("output\n" + "\n".join(answers))
    found = look(bert, rows, against=against)
    plan = planned(found, early_stop=False)
    asked = tuple(s.question for s in plan.steps if (s.reproducer or "").startswith("rival"))
    assert {q.subject for q in asked} == {OTHER_SYSTEM}
    assert found.model is not None
    order = WorkOrder(
        reproducer="rival",
        questions=asked,
        model=found.model,
        slice=found.slice,
        data=found.data,
        against=str(against),
    )
    (tmp_path / "scratch").mkdir()
    done = run_order(order, scratch=tmp_path / "scratch")
    accuracy = next(a for a in done.attempts if isinstance(a, Measurement) and a.metric == "accuracy")
    assert float(accuracy.observed.value) == pytest.approx(0.75)
    theirs = (tmp_path / "scratch" / "raw.jsonl").read_bytes()
    ours = carried_out(found, plan, bert, tmp_path / "scratch")
    both = [(tmp_path / "scratch" / "raw.jsonl").read_bytes(), theirs]
    pair = compare_systems(both, "tiny", slice_sha256=None, seed=0)[0]
    assert pair.against == OTHER_SYSTEM and float(pair.difference) == pytest.approx(0.98 - 0.75)
    assert len(comparable_digests((*ours.attempts, *done.attempts))) == 2
