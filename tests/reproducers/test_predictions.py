"""A closed model, judged from a file of its answers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from claims.errors import DataError
from claims.records import Measurement, Per, Question
from claims.verdicts.reservations import COPIED, UNTRUSTED
from reproducers.lab.orders import Survey, WorkResult

Measure = Callable[..., WorkResult]


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def values(done: WorkResult) -> dict[str, float]:
    return {a.metric: float(a.observed.value) for a in done.attempts if isinstance(a, Measurement)}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    lines = [f"{i},{'yes' if i % 4 else 'no'},yes,{100 + i},0.00{1 + i % 2}" for i in range(80)]
    return write(tmp_path / "answers.csv", "id,output,label,latency_ms,price\n" + "\n".join(lines))


def test_quality_latency_and_cost_come_from_the_one_file(measure: Measure, answers: Path) -> None:
    done = measure("predictions", ["accuracy", "latency", "cost_per_request"], predictions=answers)
    assert values(done) == pytest.approx({"accuracy": 0.75, "latency": 0.1395, "cost_per_request": 0.0015})


def test_labels_come_from_the_data_by_id_in_whatever_order(measure: Measure, tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "id,text,label\na,x,1\nb,y,0\nc,z,1\n")
    answered = write(tmp_path / "answers.csv", "id,output\nc,1\na,1\nb,1\n")
    assert values(measure("predictions", ["accuracy"], None, data, predictions=answered))[
        "accuracy"
    ] == pytest.approx(2 / 3)


def test_a_row_without_an_answer_counts_as_wrong_and_is_told(measure: Measure, tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "id,text,label\na,x,1\nb,y,1\n")
    answered = write(tmp_path / "answers.csv", "id,output\na,1\n")
    done = measure("predictions", ["accuracy"], None, data, predictions=answered)
    assert values(done)["accuracy"] == 0.5
    (attempt,) = done.attempts
    assert isinstance(attempt, Measurement)
    assert ("rows without an answer", "1") in [(pair.name, pair.value) for pair in attempt.settings]


def test_answers_in_another_case_are_the_same_labels(measure: Measure, tmp_path: Path) -> None:
    answered = write(tmp_path / "answers.csv", "id,output,label\n1,Yes,yes\n2,No,no\n")
    assert values(measure("predictions", ["accuracy"], predictions=answered))["accuracy"] == 1.0


def test_without_ids_equal_numbers_of_rows_are_joined_by_order(measure: Measure, tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "text,label\nx,1\ny,0\n")
    answered = write(tmp_path / "answers.csv", "output\n1\n0\n")
    assert values(measure("predictions", ["accuracy"], None, data, predictions=answered))["accuracy"] == 1.0


def test_without_ids_other_numbers_of_rows_are_not_joined(measure: Measure, tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "text,label\nx,1\ny,0\n")
    answered = write(tmp_path / "answers.csv", "output\n1\n0\n1\n")
    (attempt,) = measure("predictions", ["accuracy"], None, data, predictions=answered).attempts
    assert attempt.outcome == "skipped"
    assert "no id" in attempt.detail


def test_latencies_need_no_labels(measure: Measure, tmp_path: Path) -> None:
    answered = write(
        tmp_path / "answers.csv", "id,seconds\n" + "".join(f"{i},0.{i + 10}\n" for i in range(40))
    )
    done = measure("predictions", ["latency", "accuracy"], predictions=answered)
    assert values(done) == {"latency": pytest.approx(0.295)}
    assert [attempt.outcome for attempt in done.attempts] == ["measured", "skipped"]


def test_a_file_without_answers_is_said_to_have_none(look: Callable[..., Survey], tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--columns output="):
        look(None, None, predictions=str(write(tmp_path / "a.csv", "id,remark\n1,x\n")))


def test_a_price_that_is_no_number_is_said(measure: Measure, tmp_path: Path) -> None:
    answered = write(tmp_path / "answers.csv", "id,output,label,price\n1,a,a,cheap\n2,b,b,0.1\n")
    (attempt,) = measure("predictions", ["cost_per_request"], predictions=answered).attempts
    assert attempt.outcome == "skipped"
    assert "price" in attempt.detail


def test_answers_that_are_numbers_are_compared_as_numbers(
    look: Callable[..., Survey], measure: Measure, tmp_path: Path
) -> None:
    data = write(tmp_path / "data.csv", "id,label\n" + "".join(f"{i},{i / 7:.4f}\n" for i in range(60)))
    answered = write(
        tmp_path / "answers.csv", "id,output\n" + "".join(f"{i},{i / 7 + (-1) ** i:.4f}\n" for i in range(60))
    )
    done = measure("predicted-numbers", ["pearson", "mae"], None, data, predictions=answered)
    found = values(done)
    assert found["mae"] == pytest.approx(1.0, abs=1e-3)
    assert 0.8 < found["pearson"] < 1
    assert not values(measure("predictions", ["accuracy"], None, data, predictions=answered))


def test_a_copy_of_the_labels_is_told_however_it_is_written(measure: Measure, tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "id,label\n" + "".join(f"{i},{i / 8:.2f}\n" for i in range(60)))
    copied = write(
        tmp_path / "copied.csv", "id,output\n" + "".join(f"{i},{i / 8:.2f}00\n" for i in range(60))
    )
    assert "copy of the labels" in names(
        measure("predicted-numbers", ["mae"], None, data, predictions=copied)
    ).get(COPIED, "")
    rows = "".join(f"{i},row {i},{('bad', 'good')[i % 2]}\n" for i in range(40))
    classes = write(tmp_path / "classes.csv", f"id,text,label\n{rows}")
    answers = "".join(f"{i},{('badly', 'good surely')[i % 2]}\n" for i in range(40))
    other = write(tmp_path / "other.csv", f"id,output\n{answers}")
    assert "copy of the labels" in names(
        measure("predictions", ["accuracy"], None, classes, predictions=other)
    ).get(COPIED, "")


def test_rows_without_an_answer_are_no_class_by_another_name(measure: Measure, tmp_path: Path) -> None:
    labels = [("bad", "good")[i % 2] for i in range(80)]
    data = write(tmp_path / "data.csv", "id,label\n" + "".join(f"{i},{x}\n" for i, x in enumerate(labels)))
    given = ["" if label == "good" and i % 8 else label for i, label in enumerate(labels)]
    some = write(tmp_path / "some.csv", "id,output\n" + "".join(f"{i},{x}\n" for i, x in enumerate(given)))
    found = values(measure("predictions", ["accuracy"], None, data, predictions=some))
    assert found["accuracy"] == pytest.approx(sum(map(bool, given)) / 80)


def test_many_missing_numbers_are_no_score(measure: Measure, tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "id,label\n" + "".join(f"{i},{i / 7:.4f}\n" for i in range(60)))
    answered = write(
        tmp_path / "answers.csv", "id,output\n" + "".join(f"{i},{i / 7:.4f}\n" for i in range(40))
    )
    (left,) = measure("predicted-numbers", ["pearson"], None, data, predictions=answered).attempts
    assert left.outcome == "skipped" and "20 of 60 rows have no answer" in left.detail


def names(done: WorkResult) -> dict[str, str]:
    """The settings of the first measurement."""
    measured = next(attempt for attempt in done.attempts if isinstance(attempt, Measurement))
    return {pair.name: pair.value for pair in measured.settings}


def test_latencies_and_prices_of_the_file_are_the_suppliers(measure: Measure, answers: Path) -> None:
    done = measure("predictions", ["accuracy", "latency", "cost_per_request"], predictions=answers)
    supplied = {a.metric: a.supplied for a in done.attempts if isinstance(a, Measurement)}
    assert supplied == {"accuracy": False, "latency": True, "cost_per_request": True}
    latency = next(a for a in done.attempts if isinstance(a, Measurement) and a.metric == "latency")
    assert ("machine", "not named by the supplied file") in [(p.name, p.value) for p in latency.settings]


def test_a_percentile_is_taken_of_the_files_latencies_with_its_own_interval(
    measure: Measure, answers: Path
) -> None:
    asked = Question(subject="tiny", metric="latency", metric_as_written="p95 latency")
    done = measure("predictions", [asked], predictions=answers)
    (attempt,) = done.attempts
    assert isinstance(attempt, Measurement)
    assert float(attempt.observed.value) == pytest.approx(0.17505)
    assert attempt.low is not None and attempt.high is not None
    assert 0.165 < float(attempt.low) < float(attempt.observed.value) < float(attempt.high) < 0.18


def test_a_percentile_that_the_file_is_too_small_for_is_said(measure: Measure, answers: Path) -> None:
    asked = Question(subject="tiny", metric="latency", metric_as_written="p99.9 latency")
    (attempt,) = measure("predictions", [asked], predictions=answers).attempts
    assert attempt.outcome == "skipped"
    assert "99.9 % quantile" in attempt.detail


def test_labels_of_the_answers_own_file_are_told(measure: Measure, answers: Path) -> None:
    said = names(measure("predictions", ["accuracy"], predictions=answers))
    assert "answers.csv" in said["answers"]
    assert "by --data" in said[UNTRUSTED]
    assert COPIED not in said


def test_a_copy_of_the_labels_is_told(measure: Measure, tmp_path: Path) -> None:
    data = write(
        tmp_path / "data.csv", "id,text,label\n" + "".join(f"{i},row {i},{i % 2}\n" for i in range(40))
    )
    copied = write(tmp_path / "copied.csv", "id,output\n" + "".join(f"{i},{i % 2}\n" for i in range(40)))
    assert (
        "copy of the labels"
        in names(measure("predictions", ["accuracy"], None, data, predictions=copied))[COPIED]
    )
    honest = write(
        tmp_path / "honest.csv", "id,output\n" + "".join(f"{i},{(i > 2) * (i % 2)}\n" for i in range(40))
    )
    said = names(measure("predictions", ["accuracy"], None, data, predictions=honest))
    assert COPIED not in said and UNTRUSTED not in said


def test_more_right_answers_than_repeated_inputs_allow_are_told(measure: Measure, tmp_path: Path) -> None:
    rows = [f"{i},row {i // 2},{i % 2}\n" for i in range(40)]  # each input twice, with either label
    data = write(tmp_path / "data.csv", "id,text,label\n" + "".join(rows))
    copied = write(
        tmp_path / "copied.csv", "id,output\n" + "".join(f"{i},{i % 2 if i else 1}\n" for i in range(40))
    )
    assert "repeat" in names(measure("predictions", ["accuracy"], None, data, predictions=copied))[COPIED]
    honest = write(tmp_path / "honest.csv", "id,output\n" + "".join(f"{i},1\n" for i in range(40)))
    assert COPIED not in names(measure("predictions", ["accuracy"], None, data, predictions=honest))


@pytest.mark.parametrize(("column", "measured"), [("price_usd", True), ("price", True), ("cost_eur", False)])
def test_a_price_in_dollars_is_held_against_no_other_currency(
    column: str, measured: bool, measure: Measure, tmp_path: Path
) -> None:
    lines = [f"{i},yes,yes,0.00{1 + i % 2}" for i in range(60)]
    answered = write(tmp_path / "answers.csv", f"id,output,label,{column}\n" + "\n".join(lines))
    thousand = Per(count=1_000, what="request", currency="$")
    asked = Question(subject="tiny", metric="cost_per_request", per=thousand)
    (attempt,) = measure("predictions", [asked], predictions=answered).attempts
    assert (attempt.outcome == "measured") is measured
    if not measured:
        assert attempt.outcome == "skipped" and "no rate of exchange" in attempt.detail


def odd_label(i: int) -> str:
    """Labels that two people wrote down, one of them carelessly."""
    return ("yes" if i % 2 else "no") if i % 7 else ("Yes" if i % 2 else "NO")


@pytest.mark.parametrize(
    ("answer", "column", "copied"),
    [
        (odd_label, "row {i}", True),
        (lambda i: odd_label(i).lower(), "row {i}", False),  # a very good model with one spelling
        (lambda i: odd_label(i).lower() if i % 3 else odd_label(i).title(), "row {i}", False),  # with several
        (odd_label, "{odd}", False),  # a column of the rows tells the spelling
    ],
)
def test_a_copy_with_a_few_changes_is_told_by_the_labels_odd_spellings(
    answer: Callable[[int], str], column: str, copied: bool, measure: Measure, tmp_path: Path
) -> None:
    rows = [f"{i},{column.format(i=i, odd=i % 7 == 0)},{odd_label(i)}\n" for i in range(140)]
    data = write(tmp_path / "data.csv", "id,text,label\n" + "".join(rows))
    given = [f"{i},{answer(i) if i not in (4, 31, 90) else 'maybe'}\n" for i in range(140)]
    answered = write(tmp_path / "answers.csv", "id,output\n" + "".join(given))
    settings = names(measure("predictions", ["accuracy"], None, data, predictions=answered))
    assert ("odd spelling" in settings.get(COPIED, "")) is copied
