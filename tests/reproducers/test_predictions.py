"""A closed model, judged from a file of its answers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from claims.errors import DataError
from claims.records import Measurement
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


def test_many_missing_numbers_are_no_score(measure: Measure, tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "id,label\n" + "".join(f"{i},{i / 7:.4f}\n" for i in range(60)))
    answered = write(
        tmp_path / "answers.csv", "id,output\n" + "".join(f"{i},{i / 7:.4f}\n" for i in range(40))
    )
    (left,) = measure("predicted-numbers", ["pearson"], None, data, predictions=answered).attempts
    assert left.outcome == "skipped" and "20 of 60 rows have no answer" in left.detail
