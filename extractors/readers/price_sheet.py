"""A vendor's price sheet beside a card or PDF, as CSV or XLSX: each price with its item, unit and currency."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from claims.catalog.word_lists import meanings, pattern
from claims.quantities.price_unit import currency_of, price_unit
from claims.records import ListedPrice, Place

LARGEST = 1 << 20
"""Bytes of a price sheet that is read."""
LARGEST_UNPACKED = 32 << 20
"""Bytes of an Excel file's parts in all."""
MOST_ROWS = 500
"""Rows that are read."""
_ENDINGS = (".csv", ".tsv", ".xlsx")
_AMOUNT = re.compile(
    r"\s*(US\$|[A-Za-z]{3}|[$€£])?\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s?([A-Za-z]{3}|[$€£])?\s*(.*)"
)
_UNIT = re.compile(r"(?i)^\s*(?:per\b|/)|\s*\([^)]{0,5}\)?\s*$")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
Rows = list[list[str]]


class PriceSheet(NamedTuple):
    """The prices of a folder's price sheets, and what of them could not be read."""

    prices: tuple[ListedPrice, ...] = ()
    warnings: tuple[str, ...] = ()


class _Heads(NamedTuple):
    """The columns of a sheet by what they hold, and the text of the price's head."""

    at: int
    columns: dict[str, int]
    price: str
    width: int
    """Cells of the row of heads: a row with more has commas that nobody quoted."""


def read(root: Path, files: Sequence[str]) -> PriceSheet:
    """The price sheets at the top of a folder on this disk, found by name."""
    prices: list[ListedPrice] = []
    warnings: list[str] = []
    for name in sorted(filter(_is_sheet, files)):
        rows = _rows(root / name)
        listed = [] if isinstance(rows, str) else list(_prices(rows, name))
        prices += listed
        if not listed:
            why = rows if isinstance(rows, str) else "no column of it is headed as a price, or holds one"
            warnings.append(f"{name} looks like a price sheet and was not read: {why}.")
    return PriceSheet(tuple(prices), tuple(warnings))


def _is_sheet(name: str) -> bool:
    stem, _, ending = name.rpartition(".")
    named = pattern("vendor_claims", "sheet_names").search(stem.replace("_", " "))
    return "/" not in name and f".{ending.lower()}" in _ENDINGS and named is not None


def _rows(path: Path) -> Rows | str:
    """The cells of a sheet as text, or why it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            return f"it is larger than {LARGEST >> 20} MiB"
        return (_of_excel if path.suffix.lower() == ".xlsx" else _of_csv)(path.read_bytes())
    except OSError as error:
        return f"{error.strerror}"


def _of_csv(body: bytes) -> Rows | str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    delimiter = next(
        (mark for mark in "\t;" if 2 * sum(mark in line for line in lines) >= len(lines) > 0), ","
    )
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row for _, row in zip(range(MOST_ROWS), rows, strict=False)]
    except csv.Error as error:
        return f"it is no CSV ({error})"


def _of_excel(body: bytes) -> Rows | str:
    try:
        from openpyxl import load_workbook
    except ImportError:
        return "Excel files need the extra `office`; install it, or save the sheet as CSV"
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
                return f"it unpacks to more than {LARGEST_UNPACKED >> 20} MiB"
        sheet = load_workbook(io.BytesIO(body), read_only=True, data_only=True).worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=50, values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    except Exception as error:  # the library lets through whatever its XML parser raises
        return f"it is no Excel file that can be opened ({type(error).__name__})"


def _prices(rows: Rows, name: str) -> Iterator[ListedPrice]:
    heads = next((heads for at, row in enumerate(rows[:10]) if (heads := _heads(at, row))), None)
    if heads is None:
        return
    for number, row in enumerate(rows[heads.at + 1 :], heads.at + 1):
        price = _price(row, number, heads, name)
        if price is not None:
            yield price


def _heads(at: int, row: Sequence[str]) -> _Heads | None:
    """The columns of a row of heads; None where no cell heads a price."""
    known, columns = meanings("vendor_claims", "sheet_columns"), dict[str, int]()
    for number, cell in enumerate(row):
        words = re.findall(r"[a-z]+", re.sub(r"\(.*", "", cell).replace("_", " ").casefold())
        if not words or re.search(r"\d", re.sub(r"\(.*|per .*", "", cell.casefold())):
            continue
        roles = [role for word in (*words, "".join(words)) if (role := known.get(word))]
        role = "price" if "price" in roles else roles[-1] if roles else None
        if role is not None:
            columns.setdefault(role, number)
    return _Heads(at, columns, row[columns["price"]], len(row)) if "price" in columns else None


def _price(row: Sequence[str], number: int, heads: _Heads, name: str) -> ListedPrice | None:
    cells = {role: row[column].strip() for role, column in heads.columns.items() if column < len(row)}
    amount = _AMOUNT.fullmatch(cells.get("price", ""))
    if amount is None or any(cell.strip() for cell in row[heads.width :]):
        return None
    before, digits, after, rest = amount.groups()
    head = heads.price.replace("_", " ")
    per_head = re.search(r"(?i)(?:\bper\b|/)[^)]*", head)
    unit = _UNIT.sub("", cells.get("unit") or rest or (per_head[0] if per_head else "")).strip()
    named = (before, after, cells.get("currency"), re.sub(r"[^A-Za-z$€£ ]", " ", head))
    currency = next((sign for text in named if text and (sign := currency_of(text))), None)
    if currency is None and not unit:
        return None  # a number under a head such as "rate" alone is no price
    written = digits if _THOUSANDS.fullmatch(digits) else digits.replace(",", ".")
    place = Place(
        file=name,
        line=number + 1,
        row=number,
        column=heads.columns["price"],
        quote=row[heads.columns["price"]],
    )
    return ListedPrice(
        item=cells.get("item") or row[0].strip(),
        value=Decimal(written.replace(",", "")),
        currency=currency,
        unit=unit,
        per=price_unit(f"per {unit}"),
        place=place,
    )
