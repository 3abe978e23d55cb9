"""Write the catalog's list of tasks: `python benchmarks/make_tasks.py --facts DIR`; DIR holds tasks.csv."""

import argparse
import csv
from pathlib import Path

OUT = Path(__file__).parents[1] / "claims" / "catalog" / "tasks.tsv"


def main() -> None:
    """Read the table and write the list."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--facts", type=Path, required=True)
    facts = ask.parse_args().facts
    lines = ["name\taliases\tusual_metrics\tsource"]
    for row in csv.DictReader((facts / "tasks.csv").open()):
        if row["name"] not in ("Other", "Parsing", "Conversational"):
            lines.append("\t".join((row["name"], row["aliases"], row["usual_metrics"], row["source"])))
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
