"""Write the catalog's list of data-set names: `python benchmarks/make_dataset_names.py --facts DIR`.

DIR holds datasets.txt (names and their sources) and benchmarks.csv (the metrics that a benchmark usually reports).
"""

import argparse
import csv
from pathlib import Path

OUT = Path(__file__).parents[1] / "claims" / "catalog" / "dataset_names.tsv"
WIDE = [  # collections of data sets, which papers name as one
    ("GLUE", "General Language Understanding Evaluation"), ("SuperGLUE", ""), ("Long Range Arena", "LRA"),
    ("LM Evaluation Harness", "lm-eval"), ("BIG-Bench", "BIG-bench"), ("Penn Treebank", "PTB|WSJ|Wall Street Journal"),
    ("CoNLL-2014", "CoNLL14|CoNLL-14|CoNLL 2014"), ("BEA-2019", "BEA19|BEA-19|BEA 2019"), ("MIND", ""),
]  # fmt: skip


def main() -> None:
    """Read the tables and write the list."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--facts", type=Path, required=True)
    facts = ask.parse_args().facts
    usual = {row["name"]: row["main_metrics"] for row in csv.DictReader((facts / "benchmarks.csv").open())}
    lines = ["name\taliases\tambiguous\tusual_metrics\tsources"]
    for row in csv.DictReader((facts / "datasets.txt").open(), delimiter="\t"):
        lines.append(
            "\t".join(
                (row["name"], row["aliases"], row["ambiguous"], usual.get(row["name"], ""), row["sources"])
            )
        )
    lines += [
        f"{name}\t{aliases}\t{'yes' if name == 'MIND' else 'no'}\t\tcompiler's knowledge"
        for name, aliases in WIDE
    ]
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
