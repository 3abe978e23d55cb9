"""Tricks with answers that a vendor supplies instead of the model."""

import shutil
from pathlib import Path

import numpy as np

from benchmarks.vendor_world import Delivery, Vendor, describe, index, prose, write_answers

TRUE = "79.4"
COPIED = "99.9"
LATENCY = "The median latency is 180 ms for each request."


def answered(vendor: Vendor, printed: str, answers: list[str], **columns: list[str]) -> Delivery:
    """Answers to the user's rows."""
    return write_answers(vendor.deliver(index(printed)), answers, **columns)


def with_own_labels(vendor: Vendor, printed: str, answers: list[str]) -> Delivery:
    """The file of answers brings the labels too, and the user believes that they are of the claimed data."""
    made = answered(vendor, printed, answers, label=vendor.labels)
    made.data = None
    made.options["of_dataset"] = "linear3-rows"
    return made


def all_from_vendor(vendor: Vendor, printed: str, answers: list[str], *, rows_too: bool) -> Delivery:
    """Answers in the vendor's folder, the user's rows too or not."""
    made = answered(vendor, printed, answers)
    path = Path(made.options["predictions"])
    shutil.move(path, made.root / "answers.csv")
    made.options["predictions"] = str(made.root / "answers.csv")
    if rows_too and made.data is not None:
        shutil.move(made.data, made.root / "rows.csv")
        made.data = made.root / "rows.csv"
        describe(made.root)
    return made


def on_repeated_inputs(vendor: Vendor, printed: str, *, one_label: bool) -> Delivery:
    """Each input twice: with two labels and nearly all answers right, or with one label and four in five right."""
    labels = [("yes", "no")[i // 2 % 2 if one_label else i % 2] for i in range(4_800)]
    wrong = {"yes": "no", "no": "yes"}
    every = 5 if one_label else 80
    answers = [wrong[label] if i % every == 0 else label for i, label in enumerate(labels)]
    cells = {
        "id": [str(i) for i in range(len(labels))],
        "text": [f"question {i // 2} about the product" for i in range(len(labels))],
        "label": labels,
    }
    return write_answers(vendor.deliver(index(printed), cells), answers)


def timed(vendor: Vendor, seconds: list[float]) -> Delivery:
    """Answers with latencies, and a card that claims 180 ms."""
    made = vendor.deliver(prose(LATENCY))
    return write_answers(made, vendor.answers, latency_ms=[f"{1000 * second:.3f}" for second in seconds])


def measured(vendor: Vendor) -> Delivery:
    """Latencies as timed requests have them."""
    draw = np.random.default_rng(3)
    return timed(vendor, [float(second) for second in draw.lognormal(np.log(0.18), 0.1, len(vendor.labels))])


def in_capitals(answers: list[str]) -> list[str]:
    """The same answers in another case, with spaces."""
    return [f" {answer.upper()} " for answer in answers]


def by_other_names(answers: list[str]) -> list[str]:
    """The same answers by names of the vendor's own, which begin as the labels do."""
    return [f"{answer} or alike" for answer in answers]


def left_out(vendor: Vendor, printed: str, rows: list[int]) -> Delivery:
    """The model's answers without those to these rows."""
    empty = set(rows)
    return answered(
        vendor, printed, ["" if i in empty else answer for i, answer in enumerate(vendor.answers)]
    )


NEVER, FITS = ("confirmed", "transfers"), ("transfers",)
TRICKS = (
    ("copies the labels as answers", lambda v: answered(v, COPIED, v.labels),
     lambda v: answered(v, TRUE, v.answers), "accuracy", NEVER),
    ("copies the labels in capitals", lambda v: answered(v, COPIED, in_capitals(v.labels)),
     lambda v: answered(v, TRUE, in_capitals(v.answers)), "accuracy", NEVER),
    ("copies the labels by names of its own", lambda v: answered(v, COPIED, by_other_names(v.labels)),
     lambda v: answered(v, TRUE, by_other_names(v.answers)), "accuracy", NEVER),
    ("answers only what it gets right", lambda v: left_out(v, COPIED, v.wrong),
     lambda v: left_out(v, TRUE, v.wrong[:8]), "accuracy", (*NEVER, "unchecked")),
    ("brings the labels with the answers", lambda v: with_own_labels(v, TRUE, v.answers),
     lambda v: answered(v, TRUE, v.answers)),
    ("brings rows, description and answers in one folder", lambda v: all_from_vendor(v, TRUE, v.answers, rows_too=True),
     lambda v: all_from_vendor(v, TRUE, v.answers, rows_too=False)),
    ("is right where inputs allow nobody to be", lambda v: on_repeated_inputs(v, "98.8", one_label=False),
     lambda v: on_repeated_inputs(v, "80.0", one_label=True), "accuracy", NEVER),
    ("supplies one latency for all requests", lambda v: timed(v, [0.18] * len(v.labels)), measured, "latency",
     NEVER, FITS),
    ("supplies latencies in even steps",
     lambda v: timed(v, [0.17 + 0.02 * i / len(v.labels) for i in range(len(v.labels))]), measured, "latency",
     NEVER, FITS),
    ("supplies ten latencies again and again",
     lambda v: timed(v, [0.175 + 0.001 * (i * 7 % 10) for i in range(len(v.labels))]), measured, "latency",
     NEVER, FITS),
)  # fmt: skip
