"""Fits the two small models of `nlp_tdms_train.py`: a softmax over a paper's numbers, and boosted trees."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from extractors.leaderboards.learned.board_names import Triple
from extractors.leaderboards.learned.model import Linear, Tree, Trees

PENALTY = 8.0
DIGITS = 4
"""Decimals that weights keep, so that the file is alike on every machine."""
_UNUSED = frozenset({"said", "dev"})
"""Features that only others are made of."""
Group: TypeAlias = tuple[Sequence[Mapping[str, float]], Sequence[bool]]


def score_is(printed: str, score: str) -> bool:
    """Whether two printed scores are one number."""
    try:
        return Decimal(printed.replace(",", "")) == Decimal(score.replace(",", "").strip(" %"))
    except InvalidOperation:
        return False


def f1(
    listed: Mapping[str, Sequence[tuple[Triple, str]]], known: Mapping[str, Mapping[Triple, str]]
) -> tuple[float, float, float]:
    """Micro precision, recall and F1 of whole tuples."""
    count = sum(len(listed.get(name, ())) for name in known)
    hits = sum(
        triple in rows and score_is(score, rows[triple])
        for name, rows in known.items()
        for triple, score in listed.get(name, ())
    )
    total = sum(map(len, known.values()))
    return hits / max(1, count), hits / max(1, total), 2 * hits / max(1, count + total)


def conditional_logit(groups: Sequence[Group]) -> Linear:
    """Weights that make the right numbers of each group probable (softmax, ridge penalty on standardised features)."""
    from scipy.optimize import minimize

    names = sorted(set(groups[0][0][0]) - _UNUSED)
    rows = np.array([[row[n] for n in names] for g, _ in groups for row in g], dtype=np.float64)
    right = np.concatenate([np.array(r, dtype=np.float64) for _, r in groups])
    starts = np.cumsum([0, *(len(g) for g, _ in groups)])[:-1]
    of = np.repeat(np.arange(len(groups)), [len(g) for g, _ in groups])
    middle, spread = rows.mean(0), rows.std(0) + 1e-6
    rows = (rows - middle) / spread

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        total, good = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts) + 1e-300
        slope = powers / total[of] - powers * right / good[of]
        value = float((np.log(total) - np.log(good)).sum() + PENALTY / 2 * weights @ weights)
        return value, rows.T @ slope + PENALTY * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Linear({n: round(float(w), DIGITS) for n, w in zip(names, found.x / spread, strict=True)})


class Boosted:
    """Gradient-boosted trees over features by name."""

    def __init__(self, rows: Sequence[Mapping[str, float]], right: Sequence[bool]) -> None:
        from sklearn.ensemble import GradientBoostingClassifier

        self.names = sorted(rows[0])
        self._model: Any = GradientBoostingClassifier(
            n_estimators=120,
            learning_rate=0.06,
            max_leaf_nodes=5,
            min_samples_leaf=15,
            max_features=0.3,
            random_state=0,
        ).fit(self._matrix(rows), np.array(right))

    def _matrix(self, rows: Sequence[Mapping[str, float]]) -> NDArray[np.float32]:
        return np.array([[row[name] for name in self.names] for row in rows], dtype=np.float32)

    def __call__(self, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """The probability of each row."""
        return [float(p) for p in self._model.predict_proba(self._matrix(rows))[:, 1]] if rows else []

    def trees(self) -> Trees:
        """The trees as plain data."""
        rate, prior = self._model.learning_rate, self._model.init_.class_prior_[1]
        grown = [_tree(one[0].tree_, rate) for one in self._model.estimators_]
        return Trees(self.names, round(float(np.log(prior / (1 - prior))), DIGITS), grown)


def _tree(grown: Any, rate: float) -> Tree:
    leaf = [int(i) == -1 for i in grown.children_left]
    return Tree(
        [-1 if end else int(f) for f, end in zip(grown.feature, leaf, strict=True)],
        [0.0 if end else round(float(t), DIGITS + 2) for t, end in zip(grown.threshold, leaf, strict=True)],
        [int(i) for i in grown.children_left],
        [int(i) for i in grown.children_right],
        [
            round(float(v) * rate, DIGITS) if end else 0.0
            for v, end in zip(grown.value[:, 0, 0], leaf, strict=True)
        ],
    )
