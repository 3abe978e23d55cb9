"""What the simplest methods reach on the same rows."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.records import Measurement, Question
from reproducers.baselines import COLUMNS, MAJORITY, PIXELS, SOUNDS, WORDS
from reproducers.baselines_of_language import UNIGRAM, Counts
from reproducers.baselines_of_numbers import MEAN, RIDGE
from reproducers.lab.orders import WorkResult

Measure = Callable[..., WorkResult]


def share(done: WorkResult) -> float:
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


def test_a_column_of_true_and_false_is_learnt_as_numbers(
    measure: Measure, linear: Path, tmp_path: Path
) -> None:
    data = tmp_path / "rows.csv"
    rows = [
        (i, "true" if i % 2 and i % 25 else "false", i % 2) for i in range(50)
    ]  # one row in 25 says otherwise
    data.write_text("a,b,label\n" + "".join(f"{a},{b},{label}\n" for a, b, label in rows))
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


def test_the_mean_explains_nothing_and_a_ridge_what_words_explain(
    measure: Measure, bert: Path, tmp_path: Path
) -> None:
    data = tmp_path / "rows.csv"
    rows = [
        f"the film {'was good' if i % 2 else 'was bad'} {'very ' * (i % 3)},{3 * (i % 2) + 0.1 * (i % 3)}"
        for i in range(90)
    ]
    data.write_text("text,score\n" + "\n".join(rows))
    ridge = RIDGE.format("TF-IDF")
    asked = [Question(subject=subject, metric="r2") for subject in (MEAN, ridge)]
    done = measure("baselines-of-numbers", asked, bert, data, task="text-regression")
    found = {a.subject: float(a.observed.value) for a in done.attempts if isinstance(a, Measurement)}
    assert found[MEAN] < 0.01 and found[ridge] > 0.9


def test_unigrams_learn_words_that_come_again_and_spell_those_that_do_not(
    measure: Measure, bert: Path, tmp_path: Path
) -> None:
    def bits(lines: list[str]) -> float:
        data = tmp_path / "texts.csv"
        data.write_text("text\n" + "\n".join(lines))
        (tmp_path / "scratch" / "raw.jsonl").unlink(missing_ok=True)
        asked = [Question(subject=UNIGRAM, metric="bpb")]
        return share(measure("baselines-of-language", asked, bert, data, task="text-generation"))

    again = bits([f"the film was {word}" for word in ("good", "bad", "fine", "poor") * 10])
    draw = random.Random(1)
    never = bits(["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=20)) for _ in range(40)])
    assert again < 1.5
    assert 4.5 < never < 7  # 26 letters drawn alike cost log2 26 = 4.7 bits


def test_the_probabilities_of_the_words_that_were_counted_and_the_way_out_sum_to_one() -> None:
    counts = Counts()
    counts.add("a b a c")
    seen = sum(2 ** -counts.bits(word) for word in ("a", "b", "c", " "))
    assert seen == pytest.approx(7 / 11)  # 7 pieces, of 4 kinds: 4 of 11 are left for new ones
    assert counts.bits("zebra") > counts.bits("z") > counts.bits("a")


def test_hums_and_hisses_are_told_apart_by_their_spectrum(
    measure: Measure, bert: Path, tmp_path: Path
) -> None:
    import wave

    import numpy as np

    draw = np.random.default_rng(0)
    for i in range(40):
        hum = np.sin(np.arange(1600) * 0.1) if i % 2 else draw.standard_normal(1600) * 0.3
        folder = tmp_path / "sounds" / ("positive" if i % 2 else "negative")
        folder.mkdir(parents=True, exist_ok=True)
        with wave.open(str(folder / f"{i}.wav"), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes((hum * 9_000).astype("<i2").tobytes())
    asked = [Question(subject=SOUNDS, metric="accuracy")]
    assert share(measure("baselines", asked, bert, tmp_path / "sounds", task="audio-classification")) == 1.0


def refused_pictures(tmp_path: Path) -> tuple[Path, Path]:
    """A model of pictures that nobody may open, and pictures whose paths tell their class."""
    import json
    import pickle

    import numpy as np
    from PIL import Image

    root, folder = tmp_path / "m", tmp_path / "rows"
    root.mkdir()
    config = {"architectures": ["ViTForImageClassification"], "model_type": "vit"}
    (root / "config.json").write_text(json.dumps({**config, "id2label": {"0": "dark", "1": "light"}}))
    (root / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": [1.0]}))
    lines = ["path,label"]
    for i in range(40):
        name = "light" if i % 2 else "dark"
        (folder / name).mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(i).integers(0, 256, (8, 8, 3)).astype("uint8")
        Image.fromarray(pixels).save(folder / name / f"{i:04}.png")
        lines.append(f"{name}/{i:04}.png,{name}")
    (folder / "rows.csv").write_text("\n".join(lines) + "\n")
    return root, folder / "rows.csv"


def test_the_baseline_of_pictures_looks_at_the_pictures_and_not_at_their_paths(
    measure: Measure, tmp_path: Path
) -> None:
    root, data = refused_pictures(tmp_path)
    done = measure("baselines", [Question(subject=PIXELS, metric="accuracy")], root, data)
    assert share(done) < 0.8  # the pixels are noise; the letters of the paths would give 1


def test_a_label_that_stands_in_its_own_text_is_a_leak_and_no_baseline(
    measure: Measure, bert: Path, tmp_path: Path
) -> None:
    data = tmp_path / "rows.csv"
    kinds = ("positive", "negative")
    data.write_text(
        "text,label\n" + "".join(f"film {i} was {kinds[i % 2]},{kinds[i % 2]}\n" for i in range(40))
    )
    (attempt,) = measure("baselines", [Question(subject=WORDS, metric="accuracy")], bert, data).attempts
    assert attempt.outcome == "skipped" and "leaks" in attempt.detail


def test_a_column_that_is_the_label_under_other_names_is_a_leak(
    measure: Measure, linear: Path, tmp_path: Path
) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("a,b,label\n" + "".join(f"{i},{7 if i % 3 else 4},{int(i % 3 > 0)}\n" for i in range(40)))
    (attempt,) = measure("baselines", [Question(subject=COLUMNS, metric="accuracy")], linear, data).attempts
    assert attempt.outcome == "skipped" and "'b' tells the label" in attempt.detail
