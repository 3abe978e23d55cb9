"""What the simplest methods reach on the same rows."""

from collections.abc import Callable
from pathlib import Path

from claims.records import Measurement, Question
from reproducers.baselines import COLUMNS, MAJORITY, WORDS
from reproducers.lab.ask import Work

Measure = Callable[..., Work]


def share(done: Work) -> float:
    (attempt,) = done.attempts
    assert isinstance(attempt, Measurement), attempt
    return float(attempt.observed.value)


def test_the_majority_is_right_as_often_as_its_label_occurs(
    measure: Measure, bert: Path, tmp_path: Path
) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("text,label\n" + "good,positive\n" * 7 + "bad,negative\n" * 3)
    assert share(measure("baselines", [Question(subject=MAJORITY, metric="accuracy")], bert, data)) == 0.7


def test_a_word_that_decides_is_learnt(measure: Measure, bert: Path, tmp_path: Path) -> None:
    data = tmp_path / "rows.csv"
    rows = [
        f"the plot was {'good' if i % 2 else 'bad'} {i},{'positive' if i % 2 else 'negative'}"
        for i in range(60)
    ]
    data.write_text("text,label\n" + "\n".join(rows))
    assert share(measure("baselines", [Question(subject=WORDS, metric="accuracy")], bert, data)) == 1.0


def test_labels_without_any_pattern_are_not_learnt(measure: Measure, bert: Path, reviews: Path) -> None:
    assert share(measure("baselines", [Question(subject=WORDS, metric="accuracy")], bert, reviews)) < 0.85


def test_columns_of_numbers_are_learnt(measure: Measure, linear: Path, tmp_path: Path) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("a,b,label\n" + "".join(f"{i},{(7 * i) % 50},{int(i > 24)}\n" for i in range(50)))
    assert share(measure("baselines", [Question(subject=COLUMNS, metric="accuracy")], linear, data)) >= 0.9


def test_a_class_with_two_rows_does_not_stop_it(measure: Measure, bert: Path, tmp_path: Path) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("text,label\n" + "good,positive\n" * 10 + "bad,negative\n" * 2)
    assert 0 <= share(measure("baselines", [Question(subject=WORDS, metric="accuracy")], bert, data)) <= 1


def test_two_baselines_share_one_file_of_raw_values(measure: Measure, bert: Path, reviews: Path) -> None:
    asked = [Question(subject=subject, metric="accuracy") for subject in (MAJORITY, WORDS)]
    done = measure("baselines", asked, bert, reviews)
    assert [attempt.subject for attempt in done.attempts] == [MAJORITY, WORDS]
    assert len({attempt.raw_sha256 for attempt in done.attempts if isinstance(attempt, Measurement)}) == 1
