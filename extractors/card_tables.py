"""Claims of the results tables in a card's body."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from claims.catalog.metrics import metrics
from claims.records import Cell, Claim, Document, Table, claim_id
from extractors import extractor
from extractors.language.make_claim import MODEL_SETTINGS
from extractors.language.memo import once_per_document
from extractors.language.not_the_model import is_label_of_part
from extractors.language.system_names import own_names_of
from extractors.language.unlabelled_corpora import on_labelled_data
from extractors.tables.card.claims import READ_BY, by_rules
from extractors.tables.card.context import Context
from extractors.tables.card.grid import grid_of
from extractors.tables.card.headers import counts_words, lists_data, lists_settings, parts_of_errors
from extractors.tables.card.labels import names_no_score
from extractors.tables.card.report_tables import is_report, turned
from extractors.tables.card.table import CardTable
from extractors.tables.claims import claims_of_table
from extractors.tables.context import DocumentContext, spot
from extractors.tables.read import read_tables
from extractors.tables.with_rules import beside_rules

_BYTES = re.compile(r"(?i)\d\s?[kmgt]i?b\b")
_BUILD = re.compile(
    r"(?i)\b(?:i?q\d\w*|int\d+|fp\d+|bf16|f16|f32|float\d*|nf4|awq|gptq|exl2|gguf|ggml|onnx|safetensors|pytorch|mlx|tflite|core ?ml|openvino"
    r"|\d+(?:\.\d+)?[ -]?(?:bits?|bpw)|quant\w*|half|full precision|fp)\b|\.(?:gguf|onnx|bin|pt|safetensors|tflite)\b"
)
"""A format, precision or file of a model."""


@extractor("card-tables", version=11, reads="card")
def card_tables(document: Document) -> Iterator[Claim]:
    """Reads tables of results, sizes and speeds, whichever way they lie; training curves and settings are no claims."""
    yield from (claim for claim in stated_in_tables(document) if claim.metric not in MODEL_SETTINGS)


@once_per_document
def stated_in_tables(document: Document) -> Iterator[Claim]:
    """Every number that a table ties to a metric, settings of the model among them."""
    rules = tuple(by_rules(document))
    every = read_tables(DocumentContext(document, is_paper=False, earlier=rules))
    reads = tuple(read for read in every if not _is_settled(read.context.table, document))
    learned = [claim for read in reads for claim in claims_of_table(read, READ_BY)]
    claims = beside_rules(learned, rules, reads)
    data = {table.label for table in document.tables if lists_data(_header(table))}
    settings = {table.label for table in document.tables if lists_settings(_header(table))}
    no_scores = {spot(cell.place) for table in document.tables for cell in _beside_no_score(table)}
    texts = {table.label for table in document.tables if counts_words(_header(table))}
    for claim in _without_many_sizes(claims, document):
        unknown = claim.metric not in metrics()
        of_data = (claim.kind == "size" or unknown) and claim.place.table in data
        of_data = of_data or (claim.metric == "model_size" and claim.place.table in texts)
        of_part = is_label_of_part(claim.metric_as_written, claim.metric)
        of_training = claim.metric == "context_length" and claim.place.table in settings
        if not of_data and not of_training and spot(claim.place) not in no_scores:
            yield on_labelled_data(_by_its_label(claim) if of_part else claim)


def _without_many_sizes(claims: Iterable[Claim], document: Document) -> Iterator[Claim]:
    """The claims but for columns in which one file would have several sizes, though no row names a format or precision."""
    builds = {
        table.label for table in document.tables if any(_BUILD.search(cell.text) for cell in table.cells)
    }
    sizes = {table.label: Counter(cell.column for cell in table.cells if _BYTES.search(cell.text)) for table in document.tables}  # fmt: skip
    names = own_names_of(document)
    named = {(table.label, cell.row) for table in document.tables for cell in table.cells if names.is_own(cell.text)}  # fmt: skip
    for claim in claims:
        table, column = claim.place.table or "", claim.place.column or 0
        several = claim.own and claim.metric == "model_size" and sizes.get(table, Counter())[column] > 1
        if not (several and table not in builds and (table, claim.place.row) not in named):
            yield claim


def _by_its_label(claim: Claim) -> Claim:
    """The size of a part, called as it is printed, so that nobody takes it for the model's."""
    name = claim.metric_as_written[:120]
    return claim.model_copy(update={"metric": name, "id": claim_id(claim.place, name, claim.stated)})


def _is_settled(table: Table, document: Document) -> bool:
    """Whether nothing is left to the learned reading: a table is a classification report or the log of a training run,
    or its columns are values of a setting, such as k, and nothing names a metric.
    """
    rows = grid_of(table)
    if rows is None:
        return False
    sheet = CardTable(rows, Context(document))
    return (
        is_report(turned(rows))
        or sheet.is_log
        or (sheet.unknown_are == "setting" and sheet.around_metric is None)
    )


def _beside_no_score(table: Table) -> Iterator[Cell]:
    """The cells of the rows and columns whose label names a threshold or the like, or a part of an error rate."""
    rows = {cell.row for cell in table.cells if cell.column == 0 and names_no_score(cell.text)}
    columns = {cell.column for cell in table.cells if cell.row == 0 and names_no_score(cell.text)}
    columns |= parts_of_errors(_header(table))
    yield from (cell for cell in table.cells if cell.row in rows or cell.column in columns)


def _header(table: Table) -> list[str]:
    return [cell.text for cell in table.cells if cell.row == 0]
