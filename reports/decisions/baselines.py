"""The page of a survey of baselines: what is printed differently, weak copies, outliers and spreads."""

from collections.abc import Iterator
from decimal import Decimal

from claims.records.repeated_baselines import BaselinePrint, BaselineSurvey, RepeatedBaseline
from reports.decisions.baselines_picture import baselines_picture
from reports.decisions.page import DecisionPage, PageList, PageTable, Row
from reports.views import number_format, vocabulary
from reports.views.safe_text import shortened

MOST = 60
"""Rows of each table; the JSON holds every figure."""


def baselines_page(survey: BaselineSurvey) -> DecisionPage:
    """The page: how many figures are printed differently first, then weak copies, outliers and spreads."""
    tables = (_weak_copies(survey), _outliers(survey), _spreads(survey))
    picture = baselines_picture(survey.figures)
    return DecisionPage(
        kind="baselines",
        about=survey.asked or "every document of the store",
        answer=_answer(survey),
        because=_because(survey),
        facts=(
            ("documents with scores", number_format.grouped(survey.documents)),
            ("figures that several print", number_format.grouped(len(survey.figures))),
        ),
        pictures=(("The figures with most weak copies", picture),) if picture else (),
        tables=tuple(table for table in tables if table.rows),
        lists=(PageList("How to read it", tuple(_reading())),) if survey.figures else (),
        footer="All figures, with the place of each print: verify baselines --json",
    )


def _answer(survey: BaselineSurvey) -> str:
    if not survey.figures:
        return "No system's score is printed by several documents of the store."
    different = sum(figure.differs for figure in survey.figures)
    return (
        f"{different} of {len(survey.figures)} scores that several documents print are printed differently."
    )


def _because(survey: BaselineSurvey) -> str:
    if not survey.figures:
        return "Verify or ingest more documents on the same data: verify ingest."
    weak = sum(len(figure.weaker) for figure in survey.figures)
    papers = len({printed.target for figure in survey.figures for printed in figure.weaker})
    if not weak:
        return "None is worse than the usual figure."
    prints = "1 print" if weak == 1 else f"{weak} prints"
    documents = "1 document" if papers == 1 else f"{papers} documents"
    return f"{prints} in {documents} {'is' if weak == 1 else 'are'} worse than the usual figure."


def _reading() -> Iterator[str]:
    yield "The usual figure is what the system's own document prints, if none is older; else what most documents print."
    yield "Prints are set beside each other where metric, data set, split and conditions are the same."
    yield "A weak copy may be a run of its own, an older version or another protocol: open the place before you say so."
    yield "Scores that were read with doubt, or that a person dismissed or corrected, are left out."


def _name(figure: RepeatedBaseline) -> Row:
    return shortened(figure.subject, 40), vocabulary.claim_name(figure.prints[0].claim)


def _where(printed: BaselinePrint) -> str:
    return f"{printed.target}: {vocabulary.place_name(printed.claim.place)}"


def _stated(printed: BaselinePrint) -> str:
    return number_format.stated(printed.claim.stated)


def _weak_copies(survey: BaselineSurvey) -> PageTable:
    rows = tuple(
        (
            *_name(figure),
            _stated(printed),
            _where(printed),
            _stated(figure.usual),
            _usual_of(figure, figure.usual),
        )
        for figure in survey.figures
        if figure.usual is not None
        for printed in figure.weaker
    )
    heads = ("system", "score", "printed", "where", "usual", "whose")
    return PageTable("Worse than the usual figure", _note(len(rows)), heads, rows[:MOST])


def _usual_of(figure: RepeatedBaseline, usual: BaselinePrint) -> str:
    if usual.standing == "published":
        return f"its own: {usual.target}"
    alike = sum(printed.standing == "alike" for printed in figure.prints)
    return f"{alike} of {len(figure.prints)} documents"


def _outliers(survey: BaselineSurvey) -> PageTable:
    rows = tuple(
        (*_name(figure), _stated(printed), _where(printed), _plain(figure.median), str(len(figure.prints)))
        for figure in survey.figures
        for printed in figure.prints
        if printed.outlier
    )
    heads = ("system", "score", "printed", "where", "median", "documents")
    note = f"Another protocol, split or unit, or a number that was misread. {_note(len(rows))}".strip()
    return PageTable("Far from all others", note, heads, rows[:MOST])


def _spreads(survey: BaselineSurvey) -> PageTable:
    rows = tuple(
        (
            *_name(figure),
            str(len(figure.prints)),
            *(_plain(value) for value in (figure.low, figure.median, figure.high)),
            _stated(figure.usual) if figure.usual else "not clear",
            str(len(figure.weaker)),
        )
        for figure in survey.figures
    )
    heads = ("system", "score", "documents", "lowest", "median", "highest", "usual", "worse")
    return PageTable("Every figure", _note(len(rows)), heads, rows[:MOST])


def _note(count: int) -> str:
    return f"The first {MOST} of {count}." if count > MOST else ""


def _plain(value: Decimal) -> str:
    return number_format.plain(value.normalize())
