"""What a label of a table's header or row names: a metric, a data set, a split, a unit, or none of these."""

import functools
import re
from dataclasses import dataclass, replace

from claims import catalog
from claims.catalog.datasets import find_dataset
from claims.catalog.metrics import Metric
from claims.catalog.usual_metrics import is_benchmark
from claims.catalog.word_lists import words
from claims.quantities import units
from extractors.language.datasets import split_in
from extractors.language.detection_ap import detection_ap
from extractors.language.plain_label import plain_label
from extractors.language.unit_metric import metric_of_unit
from extractors.tables.card.labels import label

_METRICS = {
    "p": "precision", "r": "recall", "f": "f1", "prec": "precision", "rec": "recall", "accu": "accuracy", "acc": "accuracy",
    "mparams": "params", "map": "map", "ap": "average_precision", "rank-1": "rank_1", "rank1": "rank_1", "r-1": "rouge_1", "cost": "cost",
    "runtime": "latency", "speed": "throughput", "time": "latency", "memory": "vram", "b@4": "bleu_4", "b4": "bleu_4",
    "bleu4": "bleu_4", "training time": "training_time", "inference time": "latency", "test time": "latency",
    "top1": "top_1_accuracy", "top5": "top_5_accuracy", "success": "success_rate", "sr": "success_rate",
    "corr": "correlation", "corr.": "correlation",
}  # fmt: skip
"""Short names that mean one thing where a column of results stands under them."""
_ANY = re.compile("")
_AS_WRITTEN = {
    "per": re.compile("PER"),
    "per_region_overlap": re.compile(r"(?i:region)|(?<![\w\[(-])(?:AU-?)?PRO(?![\w-])"),
}
"""How metrics with the names of common words are written, which "per" and "Flux [pro]" are not."""
_UNITS = frozenset({"ms", "s", "h", "min", "gb", "mb"})
"""Units that in capitals are something else."""
_DIFFICULTIES = frozenset({"easy", "hard", "medium", "mod", "moderate", "large", "small"})
_PRF = frozenset({"p", "r", "f"})
_TAIL = re.compile(r"(?i)\s?(?:@\s?\d{1,4}(?:\.\d{1,3})?|-\s?\d{1,2})$")
_SHAPED = re.compile(
    r"(?i)(?<![\w@])(?P<name>[A-Za-z][A-Za-z0-9-]{0,12}"
    r"\s?@\s?(?:k|K|\d+(?:\.\d+)?(?::\.?\d+)*%?|AUC|\d+%?)|(?:Rank|Top|CMC)[\s=-]{1,2}\d{1,3}|R(?:5|10|20|50|100)|Hits?\s\d{1,2}|BLEU[\s-]?\d)(?![\w.])"
)
_MEASURES = re.compile(
    r"(?:^|[\s_a-z-])(?:[Aa]cc(?:uracy|uracies)?|[Ee]rr(?:or)?s?|[Ss]cores?|[Rr]ate|[Dd]istance|[Ss]imilarity|[Pp]recision|[Rr]ecall|F1|IoU|IOU|PSNR|SSIM|MSE|MAE|FID|BLEU|ROUGE|AUC|AP|EM|PPL|WER)\.?$"
)
"""The last word of a measure that no list knows: "picAcc", "fMSE", "B-T Score"."""
_DELTA = re.compile(
    r"(?i)^[Δ∆δ]|\bgains?\b|\bimprov|\bdiff(?:erence)?\b|\bdrop\b|\brelative\b|\breduction\b|\bincrease\b|\bdelta\b"
)
_SETTING = re.compile(
    r"(?i)^(?:#\s?(?:layers?|l|h|a|heads?|epochs?|steps?|train\w*|val|test|class\w*|samples?|images?|sentences?|words?|tokens?|frames?|shots?"
    r"|views?|gpus?|iter\w*|examples?|users?|news|nodes?|edges?|instances?|corr\.?|queries|neg\w*|blocks?|channels?|clips?|scales?|points?)"
    r"|n|m|k|l|t|h|d|s|b|c|α|β|γ|λ|τ|σ|ε|η|μ|θ|[a-zελσ]_\S{1,8}|layers?|depth|width|heads?|hidden(?: size| dim\w*)?|dim(?:ension)?s?|embedding size|epochs?|(?:train(?:ing)? )?steps?"
    r"|iter(?:ation)?s?|iters?|lr|learning rate|batch(?: size)?|bs|bsz|seeds?|shots?|year\b.*|date|ranks?|resolution|input(?: size| res\w*)?|image size|img(?:\.| size)?|res\.?|crop(?: size)?|frames?|views?|crops?|clips?"
    r"|window(?: size)?|kernel(?: size)?|stride|dropout|weight decay|temperature|beam(?: size)?|vocab(?:ulary)?(?: size)?|group size|bits?|w bits?|a bits?|#|no\.?|id|idx|index|rank|stage|support"
    r"|warm-?up.*|optimi[sz]er|scale|patch(?: size)?|ratio|size|sizes?|model size|#size|tokens|samples|train(?:ing)? (?:size|samples|examples|data size)|pretrain.*|length|max(?:imum)? length|avg\.? len.*|classes|domains?"
    r"|d\s?model|dmodel|dff|dk|dv|pdrop|ϵls|εls|nodes|edges|features|labels|threshold|iou(?: thresh.*)?|schedule|sched\.?|lr schd|aug\.?|top-?k|prompt length|context(?: length| size| window)?)$"
)
_PLAIN_WORDS = re.compile(
    r"(?i)^(?:\([^()]*\)|(?:generali[sz]ed |inductive |transductive )*(?:zero|few|one|many)-?shot(?: (?:learning|setting|classification|recognition|transfer))?|labell?ed|full|rare|non-?rare|default|known objects?|seen|unseen|all|overall|easy|moderate|mod\.?|medium|hard|small|large|base|novel|avg\.?|average|mean|total|in-?domain|out-?of-?domain|in-?samples?|out-?of-?samples?|normal|abnormal"
    r"|performance|results?|scores?|metrics?|(?:data ?)?sets?|datasets?|benchmarks?|corp(?:us|ora)|tasks?|measures?|accuracy|methods?|models?|test|test set|private test set|val(?:idation)?(?: set)?|dev(?: set)?|test results?|[a-z]\d?|[a-z]\s?=\s?[\d.]+[kmb]?|\(?\d+(?:\s?[,/x×-]\s?\d+)*\)?%?|\d+\s?-?way.*|.*\d-?\s?shots?|\d+%.*|labell?ed|detected|single query|other|others|male|female|day|night|single|multi|joint|supervised|unsupervised|zero-?shot|few-?shot|one-?shot|det\.?|loc\.?|seg\.?|cls\.?|detection|locali[sz]ation|segmentation|classification|\d+-shot|\d+-way|clean|noisy|std|ens\.?|scenario \d|set \d|hm|s|u|h|sum|final|best|last|in|out|top)$"
)
_BUILT = frozenset(
    {"layers", "attention_heads", "embedding_dimension", "vocabulary_size", "context_length", "max_output_length", "epochs"}
)  # fmt: skip
"""What the catalog knows as properties and a table of results as settings."""
_RAISED = re.compile(r"^([A-Za-z][\w-]{0,8})\^\{?\$?([A-Za-z]{3,5})\$?\}?(_\{?\w{1,4}\}?)?$")
_OF_PART = re.compile(r"(?i)^(m?AP)[\s_^-]?(b?box|mask|segm?|kpts?|pose)(?![a-z])((?:\s?@?\s?[\d.:-]+)?)$")
"""An average precision with what is detected: "mAPbox 50-95"."""
_P_VALUE = re.compile(r"p|[pP][- ]val(?:ue|\.)?s?")
"""The probability under no difference; a small p beside r and F is found to be precision by its neighbours."""
_LOWERED = re.compile(r"^(\w{1,9}\^\w{1,5})\s(\d{2}|[SMLsml])$")
"""A raised and a lowered sign whose sentence shows them one after the other: "AP^val 50"."""
_BY_PARTS = re.compile(r"(?i)(?<=\S)\s(?:by|across|for each)\s\S.{0,40}$")
"""By what a measure is split up: "delay (ms) by load"."""
_BESIDE_CJK = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{1,8}\s?(?P<after>[A-Za-z][\w@.-]{1,14})"
    r"|(?P<before>[A-Za-z][\w@.-]{1,14})\s?[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{1,8}"
)
"""A metric's name in Latin letters joined to Chinese, Japanese or Korean words: "平均WER"."""
_COUNTED = re.compile(
    r"(?i)^\s?(?:#|no\. of|number of|num\.? |total number|num\.?$|avg\.? (?:len|doc|#)|% (?:errorful|of)|percentage of)|\s#$|\b(?:corpus|vocab\w*|text size|training data|data size)\b"
)


@dataclass(frozen=True)
class LabelMeaning:
    """What a label names."""

    text: str
    """The label, without marks."""
    metric: Metric | None = None
    printed: str = ""
    """The metric's name as printed."""
    dataset: str | None = None
    split: str | None = None
    unit: str | None = None
    rest: str = ""
    """What is neither."""
    delta: bool = False
    shaped: bool = False
    """Whether it is a metric at a cut-off, which its printed name alone tells."""
    setting: bool = False
    """Whether it names what was set rather than what came out."""

    @property
    def blank(self) -> bool:
        """Whether it says nothing that is known."""
        return not (self.metric or self.printed or self.dataset or self.split or self.setting)


@functools.lru_cache(maxsize=16384)
def read_label(text: str) -> LabelMeaning:
    """What a label names."""
    cleaned = plain_label(text)
    if not cleaned:
        return LabelMeaning("")
    cleaned = _LOWERED.sub(r"\1_\2", cleaned)
    bare = re.sub(r"\s?[(\[][^()\[\]]{0,40}[)\]]", "", cleaned).strip() or cleaned
    if _SETTING.match(bare) or _COUNTED.search(cleaned):
        known = label(cleaned)
        if not (known.metric and known.metric.id in ("params", "flops", "macs", "fps", "latency", "vram")):
            return LabelMeaning(cleaned, setting=True, rest=cleaned)
    if shaped := _SHAPED.search(bare):
        return _by_shape(cleaned, shaped, bare)
    if marked := _with_marks(cleaned, bare):
        return marked
    completed = _completed(_sure_metric(_first_reading(cleaned, bare), bare), bare)
    if completed.blank and "/" in cleaned and (pair := _pair(cleaned)):
        return pair
    if completed.blank and (parted := _BY_PARTS.search(cleaned)):
        inner = read_label(cleaned[: parted.start()])
        completed = (
            replace(inner, text=cleaned, rest=parted[0].strip())
            if inner.metric or inner.printed
            else completed
        )
    if completed.blank and (joined := _BESIDE_CJK.fullmatch(bare)):
        inner = read_label(joined["before"] or joined["after"])
        completed = replace(inner, text=cleaned) if inner.metric else completed
    return (
        LabelMeaning(cleaned, setting=True, rest=cleaned)
        if completed.metric and completed.metric.id in _BUILT
        else completed
    )


def _with_marks(cleaned: str, bare: str) -> LabelMeaning | None:
    """A metric with a part or split raised, lowered or glued to its name: "AP^box_50", "F1^test"."""
    if detected := detection_ap(cleaned):
        return LabelMeaning(cleaned, detected.metric, cleaned, split=detected.split)
    if (part := _OF_PART.match(bare)) and (stem := read_label(part[1] + part[3])).metric:
        metric = catalog.metric("box AP") if stem.metric.id in ("average_precision", "map") else stem.metric
        return replace(stem, text=cleaned, printed=cleaned, metric=metric, rest=part[2])
    if (raised := _RAISED.match(bare)) and (stem := read_label(raised[1] + (raised[3] or ""))).metric:
        split = split_in(raised[2])
        return replace(stem, text=cleaned, printed=stem.printed if split else cleaned, split=split, rest="")
    return None


def _pair(cleaned: str) -> LabelMeaning | None:
    """A header over two numbers, each of which it names the metric of: "AP^test / AP^val"."""
    names = [name.strip() for name in re.split(r"\s?/\s?", cleaned)]
    pair = [read_label(name) for name in names if name] if 1 < len(names) <= 4 and all(names) else []
    if not pair or not all((part.metric or part.printed) and not part.dataset for part in pair):
        return None
    return LabelMeaning(cleaned, pair[0].metric, pair[0].printed)


def _first_reading(cleaned: str, bare: str) -> LabelMeaning:
    """What the words of a label say, short names of metrics included."""
    read = label(cleaned)
    reading = LabelMeaning(cleaned, read.metric, read.text if read.metric else "", read.where.dataset, read.where.split, read.unit, read.rest,
                  delta=read.delta or (bool(_DELTA.search(cleaned)) and not is_benchmark(re.split(r"\s?[(\[]", cleaned)[0])))  # fmt: skip
    if reading.metric and bare.isupper() and bare.casefold() in _UNITS:
        reading = replace(reading, metric=None, printed="", unit=None, rest=cleaned)
    if reading.metric is None and (known := _metric(bare)):
        reading = replace(reading, metric=known, printed=cleaned, rest="")
    return reading


def _sure_metric(reading: LabelMeaning, bare: str) -> LabelMeaning:
    """The same without a metric that is none here: a difficulty, a phrase that holds its name, a mere "score", a p-value."""
    if _P_VALUE.fullmatch(bare):
        return replace(reading, metric=None, printed="p-value", rest="")
    doubtful = reading.metric and (
        bare.casefold().rstrip(".") in _DIFFICULTIES
        or len(reading.rest.split()) > 3
        or reading.metric.id == "score"
        or not _AS_WRITTEN.get(reading.metric.id, _ANY).search(reading.text)
    )
    return replace(reading, metric=None, printed="", rest=reading.text) if doubtful else reading


def _completed(reading: LabelMeaning, bare: str) -> LabelMeaning:
    """The same with data set, split and unit, where the label says them."""
    if reading.metric and reading.dataset is None and reading.rest:
        reading = replace(reading, dataset=_dataset(reading.rest))
    if reading.metric is None and reading.dataset is None:
        reading = replace(reading, dataset=_dataset(bare), split=reading.split or split_in(reading.text))
    if reading.blank and _MEASURES.search(bare) and len(bare.split()) <= 4:
        reading = replace(reading, printed=bare, rest="")
    first, _, last = bare.rpartition(" ")
    if reading.blank and last in words("table_words", "trailing_units") and re.search(r"[^\W\d_]{2}", first):
        reading = replace(reading, printed=first, unit=last, rest="")
    if reading.blank and re.fullmatch(r"ms|msec|[µμ]s", last) and (timed := metric_of_unit(last, first)):
        reading = replace(reading, metric=timed, printed=bare, unit=last, rest=first)
    unit = reading.unit or _unit(reading.text)
    return replace(reading, unit=unit if unit and re.match(r"[A-Za-zµ%×]", unit) else None)


def _by_shape(cleaned: str, shaped: re.Match[str], bare: str) -> LabelMeaning:
    """A metric at a cut-off, such as "R@50" or "Rank-1": it is called as printed, since its number is part of it."""
    printed = shaped["name"].strip()
    left = " ".join((bare[: shaped.start("name")] + " " + bare[shaped.end("name") :]).split()).strip(" -,:()")
    left = re.sub(r"(?i)\b(?:acc(?:uracy)?|err(?:or)?|score)\b\.?", "", left).strip(" -,:()")
    known = label(printed).metric
    split = split_in(left) if left else None
    return LabelMeaning(cleaned, known, printed, dataset=_dataset(left) if left else None, split=split, unit=_unit(cleaned) or ("%" if "%" in cleaned else None),
                 rest="" if split and split == left.casefold() else left, shaped=True)  # fmt: skip


def without_citation(text: str) -> str:
    """A method's name without "(Vaswani et al. 2017)" where a name remains."""
    bare = re.sub(
        r"\s?[(\[](?:[^()\[\]]{0,80}\bet al\b[^()\[\]]{0,30}|[A-Z][^()\[\]]{1,60}?,? (?:19|20)\d\d[a-z]?(?:[;,][^()\[\]]{0,80})?)[)\]]",
        "",
        plain_label(text),
    ).strip()
    return bare if re.search(r"[^\W\d_]", bare) else plain_label(text)


def _metric(bare: str) -> Metric | None:
    low = bare.casefold().strip(" .%")
    return catalog.metric(_METRICS[low]) if low in _METRICS else None


def _dataset(text: str) -> str | None:
    """The text, without its split, where it is a data set's name."""
    bare = re.sub(
        r"(?i)\s?[(\[-]?\b(?:test|dev|val|validation|valid|eval|train)(?:[ -]?(?:set|split))?\b[)\]]?$",
        "",
        text.strip(),
    ).strip(" -_,:()")
    bare = bare.rstrip(".")
    if not 2 <= len(bare) <= 60 or _PLAIN_WORDS.match(bare):
        return None
    known = find_dataset(bare)
    if (
        known
        and (not known.ambiguous or (bare.isupper() and len(bare) > 2))
        and (len(bare) > 2 or bare.isupper())
    ):
        return bare
    return bare if catalog.benchmark(bare) or is_benchmark(bare) else None


def _unit(cleaned: str) -> str | None:
    """A unit that a header carries outside of brackets: "×10^6" is millions."""
    if re.search(r"[×x]\s?10\s?\^?\{?6\}?", cleaned):
        return "M"
    if re.search(r"[×x]\s?10\s?\^?\{?9\}?", cleaned):
        return "B"
    inner = re.search(r"[(\[]\s?([^()\[\]]{1,12})\s?[)\]]", cleaned)
    return inner[1].strip() if inner and units.known(inner[1].strip()) else None


def is_count(text: str) -> bool:
    """Whether a label says that things were counted: "# sentences", "token #"."""
    return bool(_COUNTED.search(plain_label(text))) and read_label(text).setting


def is_plain(text: str) -> bool:
    """Whether a header is a plain word or a setting ("Full", "Easy", "5-shot"), which names no data set by itself."""
    return bool(_PLAIN_WORDS.match(plain_label(text)))


__all__ = ["LabelMeaning", "is_plain", "read_label", "without_citation"]
