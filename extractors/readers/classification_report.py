"""Classification reports as scikit-learn and seqeval print them: a row a class, then the averages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Average = Literal["macro", "micro", "weighted", "samples"]
MOST_ROWS = 400
"""Rows of one report that are read."""
_SCORE = r"(?:precision|recall|f1(?:[-_ ]?score)?)"
_HEADER = re.compile(rf"(?im)^[^\S\n]*(?P<names>{_SCORE}(?:[^\S\n]+{_SCORE}){{2}})[^\S\n]+support[^\S\n]*$")
_NUMBER = r"(?:\d{1,3}(?:\.\d{1,10})?|\.\d{1,10})%?"
_ROW = re.compile(
    rf"[ \t]*(?P<label>\S[^\n]{{0,80}}?)[ \t]+(?P<scores>{_NUMBER}(?:[ \t]+{_NUMBER}){{0,2}})"
    r"(?:[ \t]+(?P<support>\d[\d,]*(?:\.0)?))?[ \t]*"
)
_AVERAGE = re.compile(r"(?i)(macro|micro|weighted|samples)[ _-]?(?:avg|average)\.?|(avg(?:erage)?) ?/ ?total")


@dataclass(frozen=True)
class ReportScore:
    """One score of a report."""

    metric: Literal["precision", "recall", "f1", "accuracy"]
    text: str
    """The digits as printed."""
    start: int
    """Where they begin in the text."""
    label: str
    """The row's label as printed."""
    column: int
    """Which number of its row it is, from 0."""
    average: Average | None = None
    """How classes are averaged, where the row is an average."""

    @property
    def of_class(self) -> bool:
        """Whether it is the score of one class."""
        return self.metric != "accuracy" and self.average is None


def holds_report(text: str) -> bool:
    """Whether a text holds the header of a classification report."""
    return "support" in text.casefold() and bool(_HEADER.search(text))


def report_scores(text: str, *, goes_on: bool = False) -> Iterator[ReportScore]:
    """The scores of the reports in a text; how many examples support them is no score.

    A text that `goes_on` begins with the averages of a report whose classes stand in the block before it.
    """
    if goes_on:
        yield from _of_rows(text, ["precision", "recall", "f1"], 0)
    for header in _HEADER.finditer(text):
        names = [_metric(name) for name in header["names"].replace("-", "_").split() if name != "score"]
        yield from _of_rows(text[header.end() :], names, header.end())


def continues_report(text: str) -> bool:
    """Whether a block begins with the averages of a report: Markdown cuts an indented one before them."""
    row = _ROW.fullmatch(text.split("\n", 1)[0])
    return row is not None and bool(_AVERAGE.fullmatch(row["label"].strip()) or row["label"] == "accuracy")


def _of_rows(text: str, names: list[str], begins: int) -> Iterator[ReportScore]:
    """The scores of the rows below a header, as far as they go."""
    offset = begins
    for line in text.split("\n")[: MOST_ROWS + 1]:
        match = _ROW.fullmatch(line)
        if match:
            yield from _of_row(match, names, offset)
        elif line.strip() and re.search(r"[A-Za-z]{3}", line):
            return
        offset += len(line) + 1


def _of_row(row: re.Match[str], names: list[str], offset: int) -> Iterator[ReportScore]:
    """The scores of one row: three under the header's names, or one accuracy."""
    label, scores = row["label"].strip(), list(re.finditer(r"\S+", row["scores"]))
    begins = offset + row.start("scores")
    if re.fullmatch(r"(?i)accuracy", label):
        if len(scores) == 1 or (len(scores) == 2 and scores[1][0].isdigit()):
            yield ReportScore("accuracy", scores[0][0], begins, label, 0)
        return
    if len(scores) != len(names):
        return
    average = average_of(label)
    for column, (name, score) in enumerate(zip(names, scores, strict=True)):
        for metric in ("precision", "recall", "f1"):
            if metric == name:
                yield ReportScore(metric, score[0], begins + score.start(), label, column, average)


def average_of(label: str) -> Average | None:
    """The average that a row's label names, as "macro avg"; None where it names a class."""
    match = _AVERAGE.fullmatch(label.strip())
    return _average(match[1]) if match else None


def _average(word: str | None) -> Average:
    """The average that a row names; "avg / total" of older reports weighs classes by their support."""
    names: tuple[Average, ...] = ("macro", "micro", "weighted", "samples")
    return next((name for name in names if word and word.casefold() == name), "weighted")


def _metric(name: str) -> str:
    return "f1" if name.casefold().startswith("f1") else name.casefold()
