"""By which name a leaderboard lists a figure's metric."""

import re
from collections.abc import Sequence

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.leaderboards import board
from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.records import Claim
from extractors.language.name_usage import NameUsage
from extractors.language.passage import read_passage
from extractors.leaderboards import column_metric
from extractors.leaderboards.figures import Figures

_MASKS = re.compile(r"(?i)\bmasks?\b|\binstance segmentation\b|\bsegm\b")
_DIFFICULTY = re.compile(r"(?i)^(easy|mod(?:erate)?\.?|medium|hard)$")
_COCO = ("", "50", "75", "S", "M", "L")


def metric_name(figures: Figures, evidence: NameUsage, claim: Claim, dataset: str) -> str:
    """The metric's name on a leaderboard of that data set."""
    printed = re.sub(r"\s?[(\[][^()\[\]]{0,12}[)\]]$", "", claim.metric_as_written).strip()
    listed, table = board(dataset), figures.table(claim)
    head = _header_over(figures, claim)
    if (
        metric := column_metric.rank_k_accuracy(figures, printed)
        or column_metric.metric_of_numbered_column(figures, claim)
        or column_metric.metric_in_header(figures, claim, head)
    ):
        return metric
    reported = column_metric.reported_metric(figures, claim, dataset)
    if reported or column_metric.is_no_metric(printed, dataset, figures, claim):
        reported = reported or column_metric.usual_metric(figures, claim, dataset)
        printed = catalog.metrics()[reported].name
        claim = claim.model_copy(update={"metric": reported, "metric_as_written": printed})
    if suffix := _lost_suffix(figures, claim):
        return f"AP{suffix}"
    name = (listed and listed.called(head.capitalize(), claim.metric, printed)) or ""
    if name.startswith("box ") and _MASKS.search(
        f"{table.caption or ''} {' '.join(table.section[-1:])} {printed}"
    ):
        name = name.replace("box ", "mask ")
    if claim.confidence <= 0.5 and not name and not _in_caption(figures, claim):
        name = _guessed(figures, claim, head, dataset)
    name = (
        name
        or word_lists.meanings("metric_words", "leaderboard_spellings").get(claim.metric, "")
        or word_lists.meanings("metric_words", "leaderboard_spellings_of_labels").get(printed.casefold(), "")
    )
    name = name or _spelled(printed, evidence) or claim.metric
    if difficulty := next(
        (condition for condition in conditions_of(claim) if _DIFFICULTY.match(condition)), None
    ):
        name += " " + ("Medium" if difficulty.casefold().startswith("mod") else difficulty)
    return (column_metric.with_cut_off(figures, claim, name) or name)[:60]


def leaderboard_spelling(metric: Metric) -> str:
    """How leaderboards write a metric of the catalog."""
    return word_lists.meanings("metric_words", "leaderboard_spellings").get(metric.id, metric.name)


def _in_caption(figures: Figures, claim: Claim) -> bool:
    """Whether the caption names the metric."""
    passage = read_passage((figures.table(claim).caption or "")[:1500])
    return claim.metric in {metric.id for metric, _ in passage.metrics}


def _guessed(figures: Figures, claim: Claim, head: str, dataset: str) -> str:
    """A name where the reading had only a guess: an acronym over the column, or the accuracy that the caption speaks of."""
    short = re.sub(r"\s?\([^()]*\)|[↑↓]", "", head)
    if re.fullmatch(r"[A-Z]{1,3}-?[A-Z]{2,6}", short) and figures.usage.dataset_or_method(short) <= 0:
        return short
    other = squeeze(claim.dataset or "") != squeeze(dataset)  # then the guess was made from another data set
    if (
        other
        and claim.confidence <= 0.5
        and re.search(r"(?i)\baccurac(?:y|ies)\b", figures.table(claim).caption or "")
    ):
        return "Accuracy"
    if claim.metric == "top_1_accuracy" and not figures.says_top:
        return "Accuracy"
    return ""


def _spelled(printed: str, evidence: NameUsage) -> str:
    """The long form of an abbreviation that no catalog knows and the text spells out, else the printed name."""
    if not re.fullmatch(r"[A-Z]{2,5}", printed) or catalog.metric(printed):
        return printed
    words = r"\s".join(rf"[{letter}{letter.lower()}][\w-]+" for letter in printed)
    near = re.search(
        rf"(?P<long>\b{words})\s\({printed}\)|\b{printed}(?:\sis|\s?:|\sdenotes|,|\s\()\s?(?:the\s)?(?P<also>{words})",
        evidence.text,
    )
    return (near["long"] or near["also"]) if near else printed


def _header_over(figures: Figures, claim: Claim) -> str:
    """The last header over a figure."""
    at, table, cell = figures.tables[claim.place]
    over = [
        header.text.strip()
        for header in figures.headers[at]
        if header.row < table.header_rows and header.column <= cell.column < header.column + header.columns
    ]
    return over[-1] if over else ""


def conditions_of(claim: Claim) -> list[str]:
    """What else a claim says that its figure is tied to, one by one."""
    return [condition.strip() for condition in (claim.conditions or "").split(";")]


def _lost_suffix(figures: Figures, claim: Claim) -> str | None:
    """Which of COCO's six a column is, where all are headed alike because their subscripts were lost.

    The order AP, AP50, AP75, APS, APM, APL is that of COCO's evaluation; three behind a mean are told apart by the
    values, since AP50 exceeds AP and small objects score below it.
    """
    table_at, table, cell = figures.tables[claim.place]
    last = table.header_rows - 1
    heads = [
        header
        for header in figures.headers[table_at]
        if header.row == last and re.match(r"m?AP\b", header.text)
    ]
    columns = sorted(header.column for header in heads)
    if cell.column not in columns or len({header.text.split("/")[0].strip() for header in heads}) > 2:
        return None
    run = _neighbouring_columns(columns, cell.column)
    at = run.index(cell.column)
    if len(run) == 6:
        return _COCO[at]
    row = {row.column: row.text for row in figures.rows[table_at, cell.row] if row.row == cell.row}
    values = [_number(row.get(column_metric, "")) for column_metric in run]
    if len(run) == 4 and all(value is not None for value in values):
        first, second = values[0] or 0.0, values[1] or 0.0
        return ("", "S", "M", "L")[at] if second < first else None
    if len(run) == 3 and (values[1] or 0) > (values[0] or 0) > 0:
        return ("", "50", "75")[at]
    return None


def _neighbouring_columns(columns: Sequence[int], at: int) -> list[int]:
    """The neighbouring columns that a column belongs to."""
    run = [at]
    while run[0] - 1 in columns:
        run.insert(0, run[0] - 1)
    while run[-1] + 1 in columns:
        run.append(run[-1] + 1)
    return run


def _number(text: str) -> float | None:
    match = re.match(r"\s*(\d{1,4}(?:\.\d{1,4})?)", text)
    return float(match[1]) if match else None
