"""Where a classifier fails: planted weaknesses are found with their figures, and chance is rarely blamed."""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from claims.records import Failures, Pair, Slice
from reproducers.lab.scoring.failure_analysis import FailureOrder, failures_of
from reproducers.lab.scoring.paired import RawFile

Row = dict[str, str]
OTHER = {"yes": "no", "no": "yes"}


def analysed(
    folder: Path, rows: Sequence[Row], right: Callable[[Row], bool], left_out: tuple[int, ...] = ()
) -> Failures:
    """The failures of a system that answers as `right` says, on rows with a text and a label."""
    data, raw = folder / "rows.jsonl", folder / "raw.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    lines = [
        {"row": i, "subject": "tiny", "label": row["label"], "called": row["label"] if right(row) else OTHER[row["label"]],
         "score": 0.9 if i % 2 else 0.6}
        for i, row in enumerate(rows)
    ]  # fmt: skip
    raw.write_text("".join(json.dumps(line) + "\n" for line in lines if line["row"] not in left_out))
    (folder / "every.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    used = Slice(
        name="rows.jsonl", sha256="", rows=len(rows) - len(left_out), left_out=left_out,
        columns=(Pair(name="text", value="text"), Pair(name="label", value="label")),
    )  # fmt: skip
    shipped = RawFile(sha256="", path=str(folder / "every.jsonl")) if left_out else None
    order = FailureOrder(
        subject="tiny",
        answers=RawFile(sha256="", path=str(raw)),
        slice=used,
        data=str(data),
        with_shipped=shipped,
    )
    failures = failures_of(order)
    assert failures is not None
    return failures


def texts(count: int, seed: int = 0) -> list[Row]:
    draw = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        {
            "text": " ".join("".join(draw.choices(letters, k=6)) for _ in range(draw.randint(1, 12))),
            "label": draw.choice(["yes", "no"]),
            "source": draw.choice(["app", "web", "mail"]),
        }
        for _ in range(count)
    ]


def test_a_weak_column_is_found_with_its_figures(tmp_path: Path) -> None:
    draw, rows = random.Random(1), texts(400)
    found = analysed(tmp_path, rows, lambda row: draw.random() < (0.5 if row["source"] == "mail" else 0.95))
    worst = found.groups[0]
    assert worst.what == "source = mail" and worst.weak
    mail = sum(row["source"] == "mail" for row in rows)
    assert (worst.n, worst.rest_n) == (mail, 400 - mail)
    assert float(worst.low) < worst.right / worst.n < float(worst.high)
    assert float(worst.difference_high) < 0
    assert [group.what for group in found.groups if group.weak and group.kind == "column"] == [
        "source = mail"
    ]


@pytest.mark.parametrize(
    ("weak", "kind"),
    [
        (lambda row: len(row["text"]) > 60, "length"),
        (lambda row: row["label"] == "no", "label"),
        (lambda row: "ж" in row["text"], "script"),
    ],
    ids=["length", "label", "script"],
)
def test_every_kind_of_weakness_is_found(tmp_path: Path, weak: Callable[[Row], bool], kind: str) -> None:
    draw, rows = random.Random(2), texts(400)
    for row in rows[::4]:
        row["text"] = row["text"].translate(
            str.maketrans("abcdefghijklmnopqrstuvwxyz", "жбцдефгхийклмнопщрстувьыьз")
        )
        row["text"] += "ж"
    found = analysed(tmp_path, rows, lambda row: draw.random() < (0.4 if weak(row) else 0.97))
    assert found.groups[0].weak and kind in {group.kind for group in found.groups if group.weak}


def test_texts_that_look_like_one_of_another_label_are_a_group(tmp_path: Path) -> None:
    rows = texts(300)
    twins = [
        {**row, "text": row["text"] + " x", "label": "yes" if row["label"] == "no" else "no"}
        for row in rows[:60]
    ]
    twins = [row for row in twins if len(row["text"]) > 30]
    alike = {row["text"] for row in twins}
    found = analysed(tmp_path, [*rows, *twins], lambda row: row["text"] not in alike)
    (group,) = [group for group in found.groups if group.kind == "lookalike"]
    assert group.weak and 2 * len(twins) <= group.n <= 2 * len(twins) + 20


def test_copies_of_an_input_count_once(tmp_path: Path) -> None:
    rows = texts(80)
    found = analysed(tmp_path, [*rows, *rows, *rows], lambda row: row["label"] == "yes")
    assert (found.n, found.copies) == (80, 160)


def by_chance(draw: random.Random) -> Callable[[Row], bool]:
    return lambda row: draw.random() < 0.8


def test_answers_that_fail_by_chance_alone_are_blamed_in_one_run_of_twenty_at_most(tmp_path: Path) -> None:
    runs, blamed = 60, 0
    for seed in range(runs):
        failures = analysed(tmp_path, texts(150, seed), by_chance(random.Random(1000 + seed)))
        blamed += any(group.weak for group in failures.groups)
    assert blamed <= 7  # of 60 runs at 5 %: more than seven has a chance of 2 %, and Fisher's test errs less


def test_rows_that_the_repository_ships_are_held_against_the_others(tmp_path: Path) -> None:
    draw, rows = random.Random(3), texts(300)
    learnt = {row["text"] for row in rows[:60]}
    found = analysed(
        tmp_path, rows, lambda row: row["text"] in learnt or draw.random() < 0.7, left_out=tuple(range(60))
    )
    assert found.n == 240 and found.known is not None
    assert (found.known.shipped_n, found.known.shipped_right, found.known.held_n) == (60, 60, 240)
    assert found.known.p < 0.001 and float(found.known.difference_low) > 0


def test_the_surest_wrong_answers_come_first_by_the_number_of_their_row(tmp_path: Path) -> None:
    found = analysed(tmp_path, texts(60), lambda row: False)
    assert [wrong.row for wrong in found.wrong] == [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]
    assert {(confusion.label, confusion.called) for confusion in found.confusions} == {
        ("no", "yes"),
        ("yes", "no"),
    }


def test_too_few_rows_are_said_to_be_too_few(tmp_path: Path) -> None:
    found = analysed(tmp_path, texts(20), lambda row: True)
    assert not found.groups and "too few" in found.notes[0]
