"""Learns which numbers of tables are leaderboard results, and shows how well on papers held out.

`python benchmarks/nlp_tdms_train.py [FOLDER] --out extractors/leaderboards/learned/learnt.json` learns from FOLDER/tables/<paper>.json and
FOLDER/train.json (NLP-TDMS, Apache-2.0); the same folder gives the same bytes. `--folds 5` cross-validates instead: the
papers of a fold are seen neither by the lessons, nor by the models, nor by the threshold that its tuples are told with.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
from nlp_tdms import paper
from nlp_tdms_fit import Boosted, conditional_logit, f1, score_is

from extractors.leaderboards.learned.board_features import (
    CandidateFigure,
    FigureScoring,
    board_fit,
    likeliest_boards,
)
from extractors.leaderboards.learned.board_names import Taxonomy, Triple
from extractors.leaderboards.learned.board_results import BOARDS, Answer, compared, distinct
from extractors.leaderboards.learned.model import Json, Linear, TrainedModel, dump
from extractors.leaderboards.learned.number_features import Features, PaperFeatures, column
from extractors.leaderboards.learned.scales import Scale
from extractors.leaderboards.learned.tables import PlainPaper, TableNumber
from extractors.leaderboards.learned.training_examples import (
    PaperExample,
    Result,
    TrainingExamples,
    example_of,
)

NLP_TDMS = Path(__file__).resolve().parents[2] / "shared" / "bench" / "nlp_tdms"
INNER = 5
Gold: TypeAlias = dict[str, dict[Triple, str]]
Tuples: TypeAlias = dict[str, list[tuple[float, Triple, str]]]
Judge: TypeAlias = Callable[[Sequence[Features]], Iterable[float]]
Seen: TypeAlias = dict[str, list[tuple[Triple, Features, list[CandidateFigure]]]]
"""The leaderboards that are looked at for each paper, with all its numbers."""


def gold(path: Path) -> Gold:
    """The known results of each paper."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: {Triple(r["task"], r["dataset"], r["metric"]): r["score"] for r in rows}
        for name, rows in data.items()
    }


def fold(name: str, folds: int) -> int:
    """The fold of a paper, by its name alone."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def taught(seen: PlainPaper, known: dict[Triple, str]) -> PaperExample:
    """The lesson of one paper."""
    results = []
    for triple, score in known.items():
        hits = [number for number in seen.numbers if any(score_is(d, score) for d in _readings(number))]
        places = {column(hit) for hit in hits} if len(hits) <= 4 else set()
        peers = (o.value for o in seen.numbers if column(o) in places and o.figures >= 3)
        results.append(
            Result(
                triple,
                float(score),
                frozenset(w for hit in hits for w in hit.head_words),
                frozenset(w for hit in hits for w in hit.row_words),
                frozenset(w for hit in hits for w in seen.tables[hit.table].title_words),
                frozenset(peers),
            )
        )
    return example_of(seen, results)


def _readings(one: TableNumber) -> list[str]:
    return [one.digits, Scale("f1", (50.0, 60.0)).leaderboard_score(one.digits)[0]]


def looked(
    papers: dict[str, PlainPaper],
    names: Sequence[str],
    lessons: TrainingExamples,
    taxonomy: Taxonomy,
    known: Gold,
) -> Seen:
    """What is seen of each paper, its own lesson left out; known leaderboards that fit too little come last."""
    out: Seen = {}
    for name in names:
        if papers[name].numbers:
            looks = PaperFeatures(papers[name], lessons, name)
            listed = likeliest_boards(looks, taxonomy, BOARDS)
            missed = sorted(set(known.get(name, ())) - {triple for triple, _ in listed})
            listed += [(triple, board_fit(triple, looks, taxonomy)) for triple in missed]
            out[name] = [(t, w, FigureScoring(t, looks, taxonomy, w).all()) for t, w in listed]
    return out


def chooser(seen: Seen, known: Gold) -> Linear:
    """The model that chooses among a paper's numbers, learnt where a known result stands among them."""
    groups = []
    for name, all_ in seen.items():
        for triple, _, fits in all_:
            right = [triple in known[name] and score_is(f.score, known[name][triple]) for f in fits]
            if any(right):
                groups.append(([f.features for f in fits], right))
    return conditional_logit(groups)


def choices(seen: Seen, linear: Linear) -> dict[str, list[Answer]]:
    """The chosen numbers of each paper."""
    return {
        name: [Answer(t, w, f, [linear(one.features) for one in f]) for t, w, f in all_[:BOARDS]]
        for name, all_ in seen.items()
    }


def tuples_of_papers(chosen: dict[str, list[Answer]], belongs: Judge, least: float) -> Tuples:
    """The tuples of each paper."""
    out: Tuples = {}
    for name, all_ in chosen.items():
        odds = [p * c.probability() for p, c in zip(belongs(compared(all_)), all_, strict=True)]
        out[name] = [(t.probability, t.triple, t.score) for t in distinct(all_, odds, least)]
    return out


def learn(seen: Seen, lessons: TrainingExamples, known: Gold) -> TrainedModel:
    """Both models and the threshold; what the second learns from, the first has not seen."""
    parts = [{n for n in seen if fold(n + "inner", INNER) == i} for i in range(INNER)]
    chosen: dict[str, list[Answer]] = {}
    for part in parts:
        linear = chooser({n: s for n, s in seen.items() if n not in part}, known)
        chosen |= choices({n: seen[n] for n in seen if n in part}, linear)
    out: Tuples = {}
    for part in parts:
        rest = {n: c for n, c in chosen.items() if n not in part}
        out |= tuples_of_papers({n: c for n, c in chosen.items() if n in part}, belonging(rest, known), 0.02)
    return TrainedModel(
        lessons, chooser(seen, known), belonging(chosen, known).trees(), best_least(out, known)
    )


def belonging(chosen: dict[str, list[Answer]], known: Gold) -> Boosted:
    """The model that says whether a paper has a result on a leaderboard."""
    rows = [row for name in sorted(chosen) for row in compared(chosen[name])]
    right = [c.triple in known[name] for name in sorted(chosen) for c in chosen[name]]
    return Boosted(rows, right)


def best_least(out: Tuples, known: Gold) -> float:
    """The least probability that gives the best F1 on papers that neither model has seen, the mean of the best ten."""
    mine = {name: known[name] for name in out}
    every = [step / 100 for step in range(4, 50)]
    best = sorted(every, key=lambda least: -f1(kept(out, least), mine)[2])[:10]
    return round(float(np.mean(best)), 3)


def kept(out: Tuples, least: float) -> dict[str, list[tuple[Triple, str]]]:
    """The tuples that are probable enough."""
    return {name: [(t, s) for p, t, s in rows if p >= least] for name, rows in out.items()}


def validated(papers: dict[str, PlainPaper], known: Gold, folds: int) -> None:
    """Prints what is right on papers held out."""
    taxonomy = Taxonomy(t for rows in known.values() for t in rows)
    lessons = {name: taught(papers[name], known[name]) for name in sorted(known)}
    every: dict[str, list[tuple[Triple, str]]] = {}
    for index in range(folds):
        names = [n for n in sorted(known) if fold(n, folds) != index]
        held = [n for n in sorted(known) if fold(n, folds) == index]
        rest = TrainingExamples({n: lessons[n] for n in names})
        model = learn(looked(papers, names, rest, taxonomy, known), rest, known)
        chosen = choices(looked(papers, held, rest, taxonomy, {}), model.chooses)
        mine = kept(tuples_of_papers(chosen, partial(map, model.belongs), model.least), model.least)
        every |= mine
        shown(f"fold {index}", f1(mine, {n: known[n] for n in held}))
    shown("all", f1(every, known))


def shown(what: str, figures: tuple[float, float, float]) -> None:
    """Prints three figures."""
    print(what, "P {:.3f} R {:.3f} F1 {:.3f}".format(*figures), flush=True)


def data(model: TrainedModel, lessons: dict[str, PaperExample]) -> dict[str, Json]:
    """What was learnt, as a file holds it."""
    trees: list[Json] = [
        [[*t.feature], [*t.threshold], [*t.left], [*t.right], [*t.value]] for t in model.belongs.trees
    ]
    return {
        "about": "Words and numbers about known results, and two small models over them.",
        "source": "NLP-TDMS (github.com/IBM/science-result-extractor, IBM 2019), Apache-2.0: tables and train.json",
        "made_by": "python benchmarks/nlp_tdms_train.py --out extractors/leaderboards/learned/learnt.json",
        "least": model.least,
        "chooses": dict(model.chooses.weights),
        "belongs": {"names": [*model.belongs.names], "start": model.belongs.start, "trees": trees},
    } | dump(lessons)


def main() -> None:
    """Learns, or cross-validates."""
    parser = argparse.ArgumentParser(description="Learns which numbers are leaderboard results.")
    parser.add_argument("folder", type=Path, nargs="?", default=NLP_TDMS)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    options = parser.parse_args()
    known = gold(options.folder / "train.json")
    papers = {name: paper(options.folder / "tables" / f"{name}.json") for name in sorted(known)}
    if options.folds:
        validated(papers, known, options.folds)
    if options.out:
        lessons = {name: taught(papers[name], known[name]) for name in sorted(known)}
        taxonomy, all_ = Taxonomy(t for rows in known.values() for t in rows), TrainingExamples(lessons)
        model = learn(looked(papers, sorted(known), all_, taxonomy, known), all_, known)
        text = json.dumps(data(model, lessons), separators=(",", ":"), ensure_ascii=False)
        options.out.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
