"""A price sheet beside a card: each price with item, unit and currency; other tables are none, and bad ones are told."""

import re
from pathlib import Path

import pytest

from claims.records import ListedPrice, Source
from extractors.pipeline.read import Reading, ReadOrder, read

SOURCE = Source(kind="folder", name="vendor", revision="1", sha256="0" * 64)
CARD = "# Lantern Router\n\nLantern Router sorts messages.\n"


def reading_of(folder: Path, name: str, body: bytes) -> Reading:
    (folder / "README.md").write_text(CARD)
    (folder / name).write_bytes(body)
    return read(ReadOrder(root=str(folder), files=("README.md", name), source=SOURCE))


def cells(price: ListedPrice) -> tuple[str, str, str | None, str, int | None]:
    return price.item, str(price.value), price.currency, price.unit, price.per.count if price.per else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Product,Unit,Price (USD)\nRouter,"1,000 requests",2.10\nOnboarding,once,"$4,500"\n',
            [("Router", "2.10", "$", "1,000 requests", 1000), ("Onboarding", "4500", "$", "once", None)],
        ),
        ("sku;unit price;per\nrouter;€ 1,90;1k calls\n", [("router", "1.90", "€", "1k calls", 1000)]),
        ("Model\tPrice per 1M input tokens ($)\nrouter\t0.60\n", [("router", "0.60", "$", "1M input tokens", 10**6)]),
        ("Offer of May\n\nService,Rate\nrouter,\"$2.00 per 1,000 pages\"\nother,on request\n",
         [("router", "2.00", "$", "1,000 pages", 1000)]),
        ("name,amount,currency,unit\nrouter,3,EUR,request\n", [("router", "3", "€", "request", 1)]),
    ],
)  # fmt: skip
def test_each_price_is_read_with_item_unit_and_currency(
    text: str, expected: list[tuple[str, str, str | None, str, int | None]], tmp_path: Path
) -> None:
    reading = reading_of(tmp_path, "prices.csv", text.encode())
    assert [cells(price) for price in reading.prices] == expected
    lines = text.split("\n")
    assert all(
        price.place.quote in lines[(price.place.line or 0) - 1].replace('""', '"') for price in reading.prices
    )


def test_an_excel_file_is_read_like_a_csv(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="Excel files need the extra `office`")
    book = openpyxl.Workbook()
    for row in (
        ["Offer"],
        [],
        ["Item", "Per", "Price", "Currency"],
        ["Router", "1,000 requests", 1.9, "EUR"],
    ):
        book.active.append(row)
    book.save(tmp_path / "pricing.xlsx")
    reading = reading_of(tmp_path, "pricing.xlsx", (tmp_path / "pricing.xlsx").read_bytes())
    assert [cells(price) for price in reading.prices] == [("Router", "1.9", "€", "1,000 requests", 1000)]
    assert reading.prices[0].place.line == 4


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("prices.csv", b"a,b\n1,2\n", "no column of it is headed as a price"),
        ("prices.csv", b"", "no column of it is headed as a price"),
        ("rates.csv", b"date,rate\n2024,1.5\n", "no column of it is headed as a price"),
        (
            "prices.csv",
            b"item,unit,price\nrouter,1,000 requests,2.10\n",
            "no column of it is headed as a price",
        ),
        ("price_list.xlsx", b"no archive", "(?:it is no Excel file|need the extra)"),
        ("prices.csv", b"item,price\n" + b"x" * (1 << 20), "larger than 1 MiB"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_told_in_a_sentence(
    name: str, body: bytes, why: str, tmp_path: Path
) -> None:
    reading = reading_of(tmp_path, name, body)
    assert reading.prices == ()
    (warning,) = [warning for warning in reading.warnings if "price sheet" in warning]
    assert warning.startswith(name) and re.search(why, warning)


def test_a_table_of_another_name_is_no_price_sheet(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "houses.csv", b"item,price,unit\nhouse,3,request\n")
    assert (reading.prices, [w for w in reading.warnings if "price sheet" in w]) == ((), [])
