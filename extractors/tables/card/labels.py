"""The words that name a number, in a header, a row label or a key: "MNLI acc (%)" is accuracy on MNLI in per cent."""

import functools
import re
from dataclasses import dataclass, replace

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.metrics import Metric
from claims.catalog.word_lists import meanings
from claims.quantities import units
from extractors.language.datasets import EvaluationData, evaluation_data, known_dataset, split_in
from extractors.language.unit_metric import metric_of_unit

LONGEST = 120
"""Characters: a longer text is no label."""
_DELTA = re.compile(
    r"(?:^|[\s_])(?:variation|gain|improvement|difference|diff|delta|drop|change|Δ)s?$|^[Δ∆]|^change\b", re.I
)
_WHOLE = frozenset({"hidden", "dimension", "dimensions", "time", "size", "disk", "inference"})
"""Words that name a metric only where they stand alone."""
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_BEHIND = re.compile(r"\w, ?([A-Za-z/µ]{1,8})$")
"""A unit behind a comma: "forward time, msec"."""
_THRESHOLD = re.compile(r"(?i)(?:^|[\W_])thresh(?:olds?)?$")
"""Where a score was cut, which is none: cosine_f1_threshold."""
_OF_RUN = re.compile(
    r"(?i)(?:(?:train|eval|test|predict|init|before_init|total)_)+(?:\w+_)?(?:runtime|samples|n_objs|flos|epochs?"
    r"|(?:samples|steps|tokens)_per_second|mem_\w+|gen_len)|epochs?|total_flos|(?:hasans_|noans_)?total"
)
"""The keys under which Transformers' Trainer logs how long a run took and how much it read."""
_TRAINING_LOSS = re.compile(r"[A-Z][A-Z0-9]+(?:_[A-Z0-9]+){0,3}_(?:LOSS|SCORE)")
"""What a component lost in training, summed up, and a score of no said metric: NER_LOSS, CATS_SCORE."""
_SIZED = re.compile(r"(?i)~?\d+(?:\.\d+)?\s?[bmk]\s?(?:params?|parameters)")
"""A model called by its size, which is no count under the label: "2B Params"."""
_SUMMED = frozenset({"precision", "recall", "f1"})
"""Scores that another metric's parts are called as."""
_SUFFIXED = re.compile(r"([A-Z]{2,12}(?:_[A-Z]{1,12}){0,3})_([PRF])")
"""The scores of one component in a pipeline, as spaCy names them: SENTS_F."""
_CUT = re.compile(r"(?i)^[a-z]+[_@ -]{0,2}(?:at[_ -]?|@ ?)\d{1,4}$")
"""A metric of ranking with its depth, such as ndcg_at_100: another depth is another metric."""
_NO_DATASET = re.compile(
    r"(?i)(?:^|[\s_/-])(?:with|without|w/?o?|m?lm|nsp|sop|no|shots?|avg\.?|average|mean|median|std|has ?ans|no ?ans|beam|greedy|raw|norm\w*"
    r"|strict|loose|top|best|final|overall|macro|micro|weighted|ours?|original|masked|next|eval|train\w*|dev|test|val\w*"
    r"|epoch|step|class|backbone|total|max|min|cpu|gpu|one|two|three|all|mini|batch|full|half|zero|few|single|multi\w*|human"
    r"|easy|medium|hard|small|large|base|absolute|relative|delta|text|image|word|char\w*|token|sentence|document|entity|span|box|mask|sample\w*)(?=$|[\s_/-])"
)
_SEVERAL = re.compile(r" ?/ ?| ?& ?")
_PROPER = re.compile(
    r"[A-Z][\w./+-]{1,30}(?: [A-Z0-9][\w./+-]{0,20}){0,3}|[a-z]+(?:_[a-z0-9]+){1,3}|[a-z]{2,12}\d{1,4}"
)


@dataclass(frozen=True)
class Label:
    """What a label says."""

    text: str
    """The label as printed, without marks."""
    metric: Metric | None = None
    """The metric, where the catalog knows it."""
    unit: str | None = None
    """The unit in its brackets."""
    where: EvaluationData = EvaluationData()  # noqa: RUF009  # frozen
    """The data set and split it names."""
    rest: str = ""
    """What else it says: "HasAns", "5-shot"."""
    maybe: str | None = None
    """What it says beside a metric of quality that has the form of a data set's name: "Lambada" in "Lambada PPL"."""
    delta: bool = False
    """Whether it names a difference of something rather than the thing."""

    @property
    def generic(self) -> bool:
        """Whether all that is known is that it is some score."""
        return self.metric is not None and self.metric.id == "score"


@functools.lru_cache(maxsize=4096)
def label(text: str, task: str | None = None) -> Label:
    """What a label says; nothing but its text where it says nothing that is known."""
    cleaned = clean(text)[:LONGEST]
    if not cleaned or len(text) > 4 * LONGEST or _SIZED.fullmatch(cleaned):
        return Label(cleaned)
    asides = (*_BRACKETS.findall(cleaned), *_BEHIND.findall(cleaned))
    inner = [part for aside in asides for part in _parts(aside, task)]
    bare = _BRACKETS.sub(" ", cleaned).strip() or cleaned
    unit = next(
        (spelling for part in inner for spelling in (part, part.lower()) if units.known(spelling)), None
    )
    known = replace(_named(bare, task), unit=unit, text=cleaned)
    if known.metric is None:
        known = next(
            (replace(_named(part, task), text=cleaned, unit=unit) for part in inner if metric_of(part, task)),
            known,
        )
        if known.metric is not None and not known.where.dataset:
            known = replace(known, where=evaluation_data(bare), maybe=_maybe(bare, known.metric))
    if known.metric is None and (spelled := catalog.metric(cleaned, task)):
        known = replace(known, metric=spelled)
    aside = " ".join(
        part for part in inner if part != unit and not units.known(part) and not metric_of(part, task)
    )
    return replace(
        known,
        metric=known.metric or metric_of_unit(unit or cleaned, bare),
        where=known.where.or_else(evaluation_data(aside)) if aside else known.where,
        rest=" ".join(filter(None, (known.rest, aside))),
        delta=bool(_DELTA.search(bare)) and known_dataset(bare) is None,
    )


def _parts(aside: str, task: str | None) -> list[str]:
    """What brackets hold, apart where one part alone is a metric: "5-shot, acc"."""
    parts = [part.strip().removeprefix("in ") for part in re.split(r"[,;]\s", aside)]
    return (
        parts
        if sum(metric_of(part, task) is not None for part in parts) == 1
        else [aside.strip().removeprefix("in ")]
    )


def labels(text: str, task: str | None = None) -> tuple[Label, ...]:
    """The labels of a header that stands over several numbers: "SQuAD 2.0 (F1/EM)", "MNLI-m/mm", "EM / F1"."""
    cleaned = clean(text)[:LONGEST]
    inner = next((part for part in _BRACKETS.findall(cleaned) if _SEVERAL.search(part)), None)
    bare = _BRACKETS.sub(" ", cleaned).strip()
    if inner:
        labels_of_parts = [label(f"{bare} {part}", task) for part in _SEVERAL.split(inner)]
        if all(part_label.metric for part_label in labels_of_parts):
            return tuple(
                replace(part_label, where=part_label.where.or_else(EvaluationData(known_dataset(bare))))
                for part_label in labels_of_parts
            )
    parts = _SEVERAL.split(bare)
    if len(parts) < 2:
        return ()
    labels_of_parts = [label(part, task) for part in parts]
    if all(part_label.metric for part_label in labels_of_parts[1:]):
        return tuple(
            replace(part_label, where=part_label.where.or_else(labels_of_parts[0].where))
            for part_label in labels_of_parts
        )
    joint = "-" if "-" in parts[0] else " "
    stem = parts[0].rpartition(joint)[0]
    names = [parts[0], *(part if known_dataset(part) else f"{stem}{joint}{part}" for part in parts[1:])]
    if stem and all(known_dataset(name) for name in names):
        return tuple(replace(label(text, task), where=EvaluationData(name)) for name in names)
    return ()


def clean(text: str) -> str:
    """A label without footnote marks, arrows and emphasis."""
    cleaned = re.sub(r"[↑↓⬆⬇🔺🔻*†‡§`¹²³⁴⁵⁶⁷⁸⁹:]|\\[a-z]{1,12}|&nbsp;", " ", text[: 4 * LONGEST])
    cleaned = re.sub(
        r"^\s*(?:#|№|no\.|num\.?|number of|max\.?)\s*(?=\w)",
        lambda m: "" if "#" in m[0] else m[0],
        cleaned,
        flags=re.I,
    )
    return " ".join(cleaned.split()).strip(" |.,;=")


def metric_of(text: str, task: str | None = None) -> Metric | None:
    """The metric of exactly these words."""
    known = catalog.metric(text, task)
    if known is not None and text.casefold() not in ("math", "avg", "average", "mean"):
        return known
    low = text.casefold().strip()
    own_id = meanings("metric_words", "header_spellings").get(low)
    own_id = own_id or meanings("metric_words", "translated_metrics").get(low)
    return catalog.metric(own_id) if own_id else None


def _named(bare: str, task: str | None) -> Label:
    """The longest run of words that is a metric; what is left names a data set, a split or a condition."""
    if whole := metric_of(bare, task):
        return Label(bare, whole, where=EvaluationData(None, split_in(bare)))
    if _CUT.match(bare) or names_no_score(bare):
        return Label(bare)
    if suffixed := _SUFFIXED.fullmatch(bare):
        metric = catalog.metric({"P": "precision", "R": "recall", "F": "f1"}[suffixed[2]])
        return Label(bare, metric, rest=suffixed[1])
    parted = [part for part in re.split(r"([\s_/]+|(?<=\w)-(?=[A-Z][a-z]))", bare)[:19] if part]
    words = [part for part in parted if re.search(r"[^\s_/-]", part)]
    free = word_lists.words("table_words", "free_words")
    if len(words) > 1 and known_dataset(bare) is None:
        for size in range(len(words) - 1, 0, -1):
            for start in range(len(words) - size, -1, -1):
                part = " ".join(words[start : start + size])
                telling = (
                    part.casefold() not in free | _WHOLE
                    and len(part) > 1
                    and not _parts_a_name(parted, len(words), start, size)
                    and not _is_grammar(part, words[start + size :])
                )
                known = metric_of(part, task) if telling else None
                if known and known.id in _SUMMED and (whole := _of_rouge(bare)):
                    return Label(bare, whole if known.id == "f1" else None)
                if known and known.id != "score" and not _is_other_word(part, known):
                    left = [*words[:start], *words[start + size :]]
                    return _with_rest(bare, known, [word for word in left if word.casefold() not in free])
    return Label(bare, None, where=evaluation_data(bare), rest="" if evaluation_data(bare).dataset else bare)


def _is_other_word(part: str, known: Metric) -> bool:
    """Whether a short word with one capital is only by chance the letters of a metric: "Pro" is not PRO."""
    part = part.strip("-_ ")
    if known.id.startswith("ap_") and part.casefold() in ("easy", "medium", "hard", "small", "large", "rare"):
        return True
    short = part.istitle() and part.isalpha() and len(part) <= 4
    return short and not any(
        name.casefold() == part.casefold() and not name.isupper()
        for name in (known.id, known.name, *known.aliases)
    )


def _of_rouge(bare: str) -> Metric | None:
    """The metric of a label that gives a part of it: "Rouge2 - mid - recall" is of ROUGE-2, and no plain recall."""
    match = re.search(r"(?i)\brouge[ _-]?(?:1|2|l(?:sum)?)(?![a-z\d])", bare)
    return metric_of(match[0]) if match else None


def _parts_a_name(parted: list[str], count: int, start: int, size: int) -> bool:
    """Whether a run of words begins within a joined name and goes on behind it: "bert F1" of "ha_bert F1"."""
    joints = ["", *(part for part in parted if not re.search(r"[^\s_/-]", part))]
    if len(joints) != count or start == 0 or joints[start].isspace():
        return False
    return any(joint.isspace() for joint in joints[start + 1 : start + size])


def names_no_score(text: str) -> bool:
    """Whether a label names a threshold, a loss summed up in training, how a run went, or a part of ROUGE."""
    bare = clean(text)
    part = re.search(r"(?i)(?:^|[\W_])(?:precision|recall)$", bare) and _of_rouge(bare)
    return bool(_THRESHOLD.search(bare) or _TRAINING_LOSS.fullmatch(bare) or _OF_RUN.fullmatch(bare) or part)


def _is_grammar(word: str, behind: list[str]) -> bool:
    """Whether a word that is also the short name of a metric is only grammar: "steps per second", "is larger"."""
    return word.casefold() in ("is", "per") and (not word.isupper() or bool(behind))


def _with_rest(bare: str, known: Metric, left: list[str]) -> Label:
    joined = " ".join(left)
    place = evaluation_data(joined)
    rest = "" if place.dataset or place.split == joined.casefold() else joined
    return Label(bare, known, where=place, rest=rest, maybe=_maybe(joined, known))


def is_condition(text: str) -> bool:
    """Whether a label speaks of how it was measured: with a language model, a split, an average."""
    return bool(_NO_DATASET.search(text[:LONGEST]))


def _maybe(words: str, known: Metric) -> str | None:
    """A proper name beside a metric of quality, which no condition or split explains."""
    if (
        known.kind != "quality"
        or not _PROPER.fullmatch(words)
        or _NO_DATASET.search(words)
        or metric_of(words)
    ):
        return None
    return words
