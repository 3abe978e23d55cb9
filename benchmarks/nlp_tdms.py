"""Leaderboard tuples from tables that another parser saw (NLP-TDMS), within a given taxonomy.

`python benchmarks/nlp_tdms.py --tables DIR --taxonomy FILE --out FILE` reads DIR/<paper>.json, writes {paper: tuples}.
FILE of the taxonomy is a list of {task, dataset, metric}, or {paper: tuples} as the gold, of which only the triples are
taken. Nothing is asked of a language model; what was learnt (`benchmarks/nlp_tdms_train.py`) lies in extractors/leaderboards/learned.
A paper that was learnt from is told apart by its words and left out of what is known, so that none is told by heart.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractors.leaderboards.learned.board_names import Taxonomy, Triple
from extractors.leaderboards.learned.board_results import as_rows, results_on_boards
from extractors.leaderboards.learned.model import read, trained_model
from extractors.leaderboards.learned.tables import PlainCell, PlainPaper, PlainTable


def paper(path: Path) -> PlainPaper:
    """A paper's tables, as the other parser saw them."""
    return PlainPaper([_table(table) for table in json.loads(path.read_text(encoding="utf-8"))])


def _table(table: dict[str, Any]) -> PlainTable:
    cells = tuple(
        PlainCell(
            str(cell["number"]),
            bool(cell["isBolded"]),
            (*cell.get("associatedColumns", ()), *cell.get("associatedMergedColumns", ())),
            tuple(cell.get("associatedRows", ())),
        )
        for cell in table.get("numberCells", ())
    )
    heads, labels = tuple(table.get("columns", ())), tuple(table.get("rows", ()))
    return PlainTable(table.get("caption", ""), labels, heads, cells)


def triples(path: Path) -> Iterator[Triple]:
    """The triples of a taxonomy's file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    for row in [row for rows in data.values() for row in rows] if isinstance(data, dict) else data:
        yield Triple(*((row["task"], row["dataset"], row["metric"]) if isinstance(row, dict) else row[:3]))


def main() -> None:
    """Reads the tables and writes the tuples."""
    parser = argparse.ArgumentParser(description="Leaderboard tuples from the tables of NLP-TDMS.")
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--taxonomy", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--learnt", type=Path, help="what was learnt, if not what ships")
    options = parser.parse_args()
    taxonomy = Taxonomy(triples(options.taxonomy))
    known = read(options.learnt) if options.learnt else trained_model()
    out = {}
    for path in sorted(options.tables.glob("*.json")):
        seen = paper(path)
        out[path.stem] = as_rows(results_on_boards(seen, taxonomy, known, known.lessons.same(seen.words)))
    options.out.write_text(json.dumps(out, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
