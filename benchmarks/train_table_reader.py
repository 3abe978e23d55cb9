"""Learn the table reader's weights from annotated documents, and say how well it reads documents it has not seen.

    python -m benchmarks.train_table_reader [--bench ../shared/bench] [--also lessons.jsonl.gz] [--folds 5] [--write]

Every fit is convex and starts from nothing, so the same documents give the same weights, byte for byte. The documents
are cut into folds by name; what tells how sure a reading is comes from documents that were left out. Lessons from papers
with leaderboard entries (benchmarks.leaderboard_lessons) are learned from besides, with less weight. Where the folder of
the documents has a list unseen.txt, only the documents on it tell how sure a reading is: word lists were filled from the
others. Without --write the figures are only printed.
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.entered_lessons import Entered, entered
from benchmarks.table_fit import Choice, choice, fit_choices, fit_roles, fit_yes
from benchmarks.table_gold import ALIKE, Lesson, Truth, lessons, like, names_of, roles_of, sources, trusted
from benchmarks.table_weights import judged, sure_of, trust_of, write
from extractors.tables.candidates import Candidate, Group
from extractors.tables.dataset_candidates import dataset_candidates
from extractors.tables.groups import ReadTable
from extractors.tables.keeping import signs_of
from extractors.tables.metric_candidates import metric_candidates
from extractors.tables.model import ReaderWeights, pick
from extractors.tables.read import read
from extractors.tables.read import roles_of as likely_roles
from extractors.tables.reading import CARRIED, assignments, evidence_of, level_scores, whole_features
from extractors.tables.roles import ROLES
from extractors.tables.scored_metrics import datasets_for
from extractors.tables.subjects import subject_candidates

HERE = Path(__file__).resolve().parents[1]
BENCH = HERE.parent / "shared" / "bench"
PENALTY = 2.0
Shares = Mapping[tuple[int, str], Mapping[str, float]]


@dataclass(frozen=True)
class Known:
    """A lesson with what its phrases are."""

    lesson: Lesson
    roles: Shares
    carried: tuple[str | None, ...]
    """What each level carries, where the claims show it."""
    slots: Mapping[tuple[int, str], np.ndarray]


def fold_of(document: str, folds: int) -> int:
    """The fold of a document: cards of one publisher, whose names begin alike, are in one."""
    return int(hashlib.sha256(f"fold{document.partition('__')[0]}".encode()).hexdigest(), 16) % folds


def known(bench: Path, lesson: Lesson) -> Known:
    """A lesson with its phrases' roles and features."""
    roles = roles_of(bench, lesson)
    usage, levels = lesson.context.document.usage, lesson.table.levels
    at = {(n, text): lesson.table.slots(levels[n], text, usage) for n, text in roles}
    return Known(lesson, roles, tuple(_carried(lesson, roles, n) for n in range(len(levels))), at)


def _carried(lesson: Lesson, roles: Shares, n: int) -> str | None:
    count: Counter[str] = Counter()
    for text in lesson.table.levels[n].texts.values():
        for role, share in roles.get((n, text), {}).items():
            count["dataset" if role == "split" else role] += share  # type: ignore[assignment]
    ranked = [
        role for role, _ in count.most_common() if not (role == "none" and len(count) > 1 and lesson.truths)
    ]
    return ranked[0] if ranked else None


def role_weights(every: Sequence[Known], more: Entered) -> np.ndarray:
    """The weights of phrases' roles."""
    rows = [(one.slots[key], share) for one in every for key, share in one.roles.items()]
    weights = np.repeat([1.0, more.weight], [len(rows), len(more.roles)])
    rows += more.roles
    shares = np.array([[share.get(role, 0.0) for role in ROLES] for _, share in rows])
    return fit_roles([row for row, _ in rows], shares / shares.sum(1, keepdims=True), weights)


def within(every: Sequence[Known]) -> np.ndarray:
    """For what a level carries, how often its phrases have each role."""
    table = np.full((len(CARRIED), len(ROLES)), 0.5)
    for one in every:
        for n, level in enumerate(one.lesson.table.levels):
            for text in level.phrases:
                for role, share in one.roles.get((n, text), {}).items():
                    if one.carried[n] is not None:
                        table[CARRIED.index(str(one.carried[n])), ROLES.index(role)] += share
    return np.round(table / table.sum(1, keepdims=True), 5)


def structure_choice(one: Known, weights: np.ndarray, table_within: np.ndarray) -> Choice | None:
    """All assignments of a table's levels, with those that the claims bear out."""
    table = one.lesson.table
    likely = likely_roles(table, one.lesson.context.document.usage, weights)
    scores = [
        level_scores(level, each, table_within) for level, each in zip(table.levels, likely, strict=True)
    ]
    every = assignments(scores)
    right = [all(g is None or g == c for g, c in zip(one.carried, row, strict=True)) for row in every]
    if not any(right) or all(right):
        return None
    evidence = evidence_of(table, one.lesson.context.document.usage)
    signs = []
    for row in every:
        fit = sum(float(score[CARRIED.index(c)]) for score, c in zip(scores, row, strict=True))
        signs.append({"fit": fit, **dict(whole_features(table, row, evidence))})
    return Choice(signs, right)


def _right(bench: Path, name: str, truths: Sequence[Truth], key: str) -> bool:
    return 2 * sum(like(bench, name, names_of(one, key)) >= ALIKE for one in truths[:20]) > len(truths[:20])


def _useful(candidates: Sequence[Candidate], right: Sequence[bool]) -> list[Choice]:
    return [choice(candidates, right)] if any(right) and not all(right) else []


@dataclass(frozen=True)
class Lot:
    """What there was to choose in one table, and what was right."""

    metric: Sequence[Choice]
    dataset: Sequence[Choice]
    subject: Sequence[Choice]
    groups: Sequence[tuple[Group, Sequence[Candidate], int, int]]
    """Each group with its candidates for the metric, how many cells it has, and how many of them are claims."""
    read: ReadTable
    covered: bool
    document: str


def lot(bench: Path, one: Known, found: ReadTable) -> Lot:
    """What there was to choose in one table."""
    by_group: dict[int, list[tuple[int, int]]] = {}
    for place, group in found.groups.items():
        by_group.setdefault(id(group), []).append(place)
    made = [_of_group(bench, one, found, places) for places in by_group.values()]
    metric, dataset = ([each for row in made for each in row[n]] for n in (0, 1))
    systems = _of_subjects(bench, one, found)
    return Lot(
        _weighed(metric),
        _weighed(dataset),
        _weighed(systems),
        [row[2] for row in made],
        found,
        one.lesson.covered,
        one.lesson.document,
    )


def _weighed(made: Sequence[Choice]) -> list[Choice]:
    """The choices of one table, which count less the more they are: they are alike."""
    return [replace(one, weight=len(made) ** -0.6) for one in made]


def _of_group(bench: Path, one: Known, found: ReadTable, places: Sequence[tuple[int, int]]) -> tuple[list[Choice], list[Choice], tuple[Group, Sequence[Candidate], int, int]]:  # fmt: skip
    group = found.groups[places[0]]
    truths = [truth for place in places if (truth := one.lesson.truths.get((*place, 0)))]
    metrics = metric_candidates(group, datasets_for(group))
    right = [_right(bench, each.name, truths, "metric") for each in metrics]
    if any(ok and each.name != "score" for ok, each in zip(right, metrics, strict=True)):
        right = [ok and each.name != "score" for ok, each in zip(right, metrics, strict=True)]
    placed = [truth for truth in truths if truth.get("dataset")]
    datasets = dataset_candidates(group) if placed else []
    where = _useful(datasets, [_right(bench, each.name, placed, "dataset") for each in datasets])
    return _useful(metrics, right), where, (group, metrics, len(places), len(truths))


def _of_subjects(bench: Path, one: Known, found: ReadTable) -> list[Choice]:
    seen, out = set(), []
    for (n, at, k), truth in one.lesson.truths.items():
        group = found.of_row(n, at)
        key = tuple((each.where, each.text) for each in group.phrases if each.role in ("system", "setting"))
        if k == 0 and truth.get("subject") and key not in seen:
            seen.add(key)
            systems = subject_candidates(group, found.parents[n])
            names = names_of(truth, "subject")
            out += _useful(systems, [like(bench, each.name, names) >= ALIKE for each in systems])
    return out


def structure_weights(every: Sequence[Known], halves: Mapping[int, np.ndarray], table_within: np.ndarray) -> dict[str, float]:  # fmt: skip
    """The weights of whole assignments, from what models without the document say of its phrases."""
    made = [
        structure_choice(one, halves[fold_of(one.lesson.document, len(halves))], table_within)
        for one in every
    ]
    return fit_choices([one for one in made if one], penalty=1.0, start={"fit": 1.0})


def chosen_by(lots: Sequence[Lot], more: Entered) -> dict[str, dict[str, float]]:
    """The weights of the choices of metric, data and system, and of what is a claim at all."""
    metric = fit_choices([*(each for one in lots for each in one.metric), *more.metric], penalty=PENALTY)
    signs, yes, weights, documents = [], [], [], []
    for one in lots:
        for group, candidates, count, right in one.groups if one.covered else ():
            signs.append(list(signs_of(one.read, group, pick(candidates, metric)[0])))
            yes.append(2 * right >= count)
            weights.append(min(count, 6) ** 0.5 * len(one.groups) ** -0.5)
            documents.append(one.document)
    return {
        "metric": metric,
        "dataset": fit_choices(
            [*(each for one in lots for each in one.dataset), *more.dataset], penalty=PENALTY
        ),
        "subject": fit_choices([each for one in lots for each in one.subject], penalty=PENALTY),
        "keep": fit_yes(signs, yes, weights, documents),
    }


NO_TABLE = [(0.0, 0.0), (1.0, 1.0)]
"""Says of a raw score that it is as it is."""


def learn(
    bench: Path, every: Sequence[Known], folds: int, more: Entered
) -> tuple[dict[int, ReaderWeights], ReaderWeights]:
    """For each fold a model that has not seen its documents, and one of all documents."""
    left = {k: [one for one in every if fold_of(one.lesson.document, folds) != k] for k in range(folds)}
    halves = {k: role_weights(rest, more) for k, rest in left.items()}
    tables = {k: within(rest) for k, rest in left.items()}
    wholes = {k: structure_weights(rest, halves, tables[k]) for k, rest in left.items()}
    blank: dict[str, dict[str, float]] = {"metric": {}, "dataset": {}, "subject": {}, "keep": {}, "trust": {}}
    bare = {k: ReaderWeights(halves[k], tables[k], wholes[k], **blank, sure=NO_TABLE) for k in range(folds)}
    lots = [
        (
            fold_of(one.lesson.document, folds),
            lot(
                bench,
                one,
                read(one.lesson.table, one.lesson.context, bare[fold_of(one.lesson.document, folds)]),
            ),
        )
        for one in every
    ]
    models = {
        k: ReaderWeights(
            halves[k],
            tables[k],
            wholes[k],
            **chosen_by([one for n, one in lots if n != k], more),
            trust={},
            sure=NO_TABLE,
        )
        for k in range(folds)
    }
    table = within(every)
    structure = structure_weights(every, halves, table)
    return models, ReaderWeights(
        role_weights(every, more),
        table,
        structure,
        **chosen_by([one for _, one in lots], more),
        trust={},
        sure=NO_TABLE,
    )


def main() -> None:
    """Learn, tell how well, and write."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ask.add_argument("--bench", type=Path, default=BENCH)
    ask.add_argument("--also", type=Path)
    ask.add_argument("--folds", type=int, default=5)
    ask.add_argument("--out", type=Path, default=HERE / "extractors" / "tables" / "weights")
    ask.add_argument("--write", action="store_true")
    args = ask.parse_args()
    if not args.bench.exists():
        raise SystemExit(
            "The annotated documents (../shared/bench) are not here; name their folder with --bench."
        )
    every = [known(args.bench, one) for part in sources(args.bench) for one in lessons(args.bench, *part)]
    more = entered(args.also)
    models, final = learn(args.bench, every, args.folds, more)
    results = [
        each
        for part in sources(args.bench)
        for one in lessons(args.bench, *part, as_used=True)
        if trusted(args.bench, one.document)
        for each in judged(args.bench, one, models[fold_of(one.document, args.folds)])
    ]
    right = sum(ok for _, ok, _ in results)
    print(f"documents left out: {right} of {len(results)} claims right in metric, data and system")
    if args.write:
        sure = sure_of(results, lambda document: fold_of(document, args.folds))
        write(replace(final, trust=trust_of(results), sure=sure), every, more, args.out)


if __name__ == "__main__":
    main()
