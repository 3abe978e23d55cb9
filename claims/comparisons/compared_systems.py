"""The systems that a table of results compares, own and other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims import catalog
from claims.arithmetic.numeric_table import NumericCell, NumericTable, plain
from claims.comparisons.own_system import is_own

_SETTING = re.compile(
    r"(?i)^(?:[-–−+]\s?\w|w/o?\b|without\b|with\b|no\b|only\b|\(?[a-h]\)|base(?:line)?$|large$|small$|full\b|all\b|stage\b|iteration\b|layer|fp(?:16|32)\b|full[- ]precision|original\b|unquantized"
    r"|avg|average|mean|total|Δ|improvement|gain|human|random|chance|majority|oracle|upper bound|[#%\d.]+$)"
)
_RESULT = re.compile(
    r"(?i)\b(?:acc\w*|f1|f-?0?\.?5|bleu|rouge|r-?[12l]|em|map|ap\d{0,2}|miou|auc|mrr|ndcg\S*|ppl|perplexity|wer|score|avg|average|top-?[15]|psnr|ssim|fid|"
    r"error|precision|recall|mae|mse|rmse|dev|test|pass@\d+|hits?@\d+|r@\d+)\b"
)
ABLATES = re.compile(
    r"(?i)\bablat\w+|\beffects? of\b|\beffectiveness of\b|\bimpacts? of\b|\binfluences? of\b|\bvari(?:ations?|ants?) (?:of|on)\b|\bvarying\b"
    r"|\bcontributions? of\b|\bcomponents?\b|\bhyper-?param|\bafter each\b|\bdifferent (?:loss|calibration|encoders?|choices)\b|\bsensitivity\b"
)


@dataclass(frozen=True)
class System:
    """A row of a table, or a column where columns are systems."""

    name: str
    own: bool
    at: int
    numbers: dict[int, NumericCell]


@dataclass(frozen=True)
class Compared:
    """A table of results with its systems."""

    table: NumericTable
    own: tuple[System, ...]
    others: tuple[System, ...]
    ablation: bool


def compared(table: NumericTable, names: Sequence[str]) -> Compared | None:
    """The systems of a table, by rows or by columns; None for a table that compares none."""
    caption = table.table.caption or " ".join(table.table.section[-1:])
    if re.search(r"(?i)\b(?:statistics|hyper-?parameters?|complexity|notation)\b", caption[:200]):
        return None
    for side in (table, table.transposed()):
        systems = _systems(side, names)
        own = tuple(one for one in systems if one.own)
        others = tuple(one for one in systems if not one.own)
        if own and (side is table or others):
            return Compared(
                side, own, others, bool(ABLATES.search(re.split(r"(?<=[a-z)])\. ", caption)[0][:200]))
            )
    return None


def _systems(table: NumericTable, names: Sequence[str]) -> list[System]:
    found = []
    for row in table.rows:
        label = table.name(row)
        if not label:
            continue
        own = is_own(label, names)
        if own or _is_system(label):
            found.append(System(label, own, row, table.row(row)))
    return found


def _is_system(label: str) -> bool:
    """Whether a label names a system: a proper name that is no data set, setting or metric."""
    bare = plain(label)
    first = bare.split(" ")[0] if bare else ""
    if not re.search(r"[A-Z]", bare) or _SETTING.match(bare) or len(bare) > 90:
        return False
    return not catalog.dataset(bare) and not catalog.dataset(first) and catalog.metric(bare) is None


def is_result(table: NumericTable) -> bool:
    """Whether a table holds scores: a metric stands in its caption or above a column."""
    heads = " ".join(table.head(column) for column in table.columns)
    names = " ".join(table.name(row) for row in table.rows[:30])
    return bool(_RESULT.search(f"{table.table.caption or ''} {heads} {names}"))
