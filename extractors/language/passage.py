"""Metrics, data sets and split that a caption or citing paragraph gives to a whole table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.datasets import find_dataset
from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.catalog.usual_metrics import is_benchmark
from extractors.language.datasets import split_in
from extractors.language.metrics import MetricMention, metrics_in

_SPENT = re.compile(r"(?i)\b(?:\w+ )?(?:run-?time|running time|wall-clock time|time cost)\b")
_BITS = re.compile(
    r"(?i)(?:\b(?:bf|fp|tf|int|w)\d+\w*|\b(?:half|full|single|double|mixed|low|lower|numerical|reduced|same)|\bbits?)[\s-]$"
)
"""What makes a precision one of numbers: "bf16 precision"."""
_OTHERS = re.compile(
    r"(?i)\b(?:others?|(?:the )?(?:rest|remaining)|all other|other (?:tasks|datasets|data sets))\b"
)
_FOR = re.compile(r"(?i)^[\s\w()%-]{0,40}?\b(?:for|on|in|of)\b")
_WORD = re.compile(r"[^\W_][\w.+@&’'-]*(?:/[\w.+-]+)*")
_CALLED_SO = re.compile(
    r"\b(?:on|of|for|from|in|the)\s(?:the\s)?(?P<name>[a-z]?[A-Z\d][\w+/-]*(?:\.\d\w*)?(?:[\s-][A-Z\d][\w+/-]*(?:\.\d\w*)?){0,3})(?:\s?\[\d{1,3}\])?,?\s"
    r"(?:(?:private|public|official|hidden|full|clean)\s)?(?:data\s?sets?|benchmarks?|corpus|corpora|test|val|dev|validation|development|challenge|splits?)\b"
)
_IN_SMALL_LETTERS = re.compile(
    r"\bon\s(?:the\s)?(?P<name>[a-z][a-z\d-]{2,20})\s(?:data\s?set|benchmark|corpus|(?:test|val|validation|dev)\s(?:set|split))\b"
)
"""A known name in small letters: "on coco dataset"."""
_CALLED_SO_IN_CJK = re.compile(
    r"[A-Za-z][A-Za-z\d+-]*(?:[\s-][A-Z\d][A-Za-z\d+-]*){0,3}\s?[\u30a0-\u30ff\u4e00-\u9fff]{0,8}?(?:コーパス|データセット|ベンチマーク|数据集|語料庫|语料库|测试集|基准)"
)
"""The same in Chinese and Japanese."""
_TRAINED = re.compile(
    r"(?i)\b(?:pre-?)?train(?:ed|ing)?\s(?:\w+\s)?(?:on|with|from|using)\s(?:the\s|both\s)?$|\binitiali[sz]\w+\s(?:from|with|on)\s(?:the\s)?$|\bpre-?train\w*\s(?:the\s)?$"
)
_CAPITAL = re.compile(r"[A-Z\d]")
_COUNTS = re.compile(r"\s(?!acc|err|and\b|or\b|predict|classif|recall|precision)[a-z]{3}")
"""What follows "top 5" where it is no accuracy: "top 5 languages"."""
_BEST = re.compile(r"(?i)\b(?:higher|lower) is better\b|\bbest\b[^.]{0,60}\bbold\b[^.]{0,40}")


@dataclass(frozen=True)
class PassageFacts:
    """The metrics, data sets and split that a passage names."""

    metrics: tuple[tuple[Metric, str], ...] = ()
    """The quality, speed and size metrics that it names, as printed, in order."""
    by_dataset: tuple[tuple[str, Metric, str], ...] = ()
    """Data set (squeezed), its metric, and the metric as printed."""
    metric_of_others: tuple[Metric, str] | None = None
    """The metric of all others."""
    datasets: tuple[str, ...] = ()
    split: str | None = None

    def metric_for(self, dataset: str | None) -> tuple[Metric, str] | None:
        """The metric that the text gives to a data set: by name, for the others, or the only one."""
        bare = squeeze(dataset or "")
        for name, metric, printed in self.by_dataset:
            if bare and (bare == name or (len(name) > 2 and bare.startswith(name))):
                return metric, printed
        if self.metric_of_others and self.by_dataset:
            return self.metric_of_others
        quality = [metric for metric in self.metrics if metric[0].kind == "quality"] or list(self.metrics)
        ids = dict.fromkeys(metric.id for metric, _ in quality)
        return quality[0] if len(ids) == 1 else None


def read_passage(text: str, known: Sequence[str] = ()) -> PassageFacts:
    """The metrics, data sets and split of a caption or sentence; `known` are data sets that the document names."""
    cleaned = _on_one_line(text)
    spans = _metrics(cleaned)
    sets = sorted(
        {*datasets_named(cleaned, known), *_called_datasets(cleaned)}, key=lambda span: (span[0], -span[1])
    )
    sets = [dataset for dataset in sets if not _TRAINED.search(cleaned[max(0, dataset[0] - 40) : dataset[0]])]
    sets = [
        name for n, name in enumerate(sets) if not any(o[0] < name[1] and name[0] < o[1] for o in sets[:n])
    ]
    by_dataset: list[tuple[str, Metric, str]] = []
    others: tuple[Metric, str] | None = None
    for at, (_, end, metric, printed) in enumerate(spans):
        stop = spans[at + 1][0] if at + 1 < len(spans) else len(cleaned)
        stop = min([stop, *(m.start() + end for m in re.finditer(r"\.\s", cleaned[end:stop]))])
        if not _FOR.match(cleaned[end:stop]):
            continue
        by_dataset += [(squeeze(name), metric, printed) for start, _, name in sets if end <= start < stop]
        if _OTHERS.search(cleaned[end:stop]):
            others = (metric, printed)
    return PassageFacts(
        metrics=tuple((metric, printed) for _, _, metric, printed in spans),
        by_dataset=tuple(by_dataset),
        metric_of_others=others,
        datasets=tuple(dict.fromkeys(name for _, _, name in sets)),
        split=split_in(cleaned),
    )


def metrics_named(text: str) -> tuple[tuple[Metric, str], ...]:
    """The metrics alone that a text names, as printed; twice as fast as `read_passage`."""
    return tuple((metric, printed) for _, _, metric, printed in _metrics(_on_one_line(text)))


def _on_one_line(text: str) -> str:
    return _BEST.sub(" ", " ".join(text.split())[:3000])


def _metrics(cleaned: str) -> list[tuple[int, int, Metric, str]]:
    """Where a text names metrics: start, end, metric and print, left to right."""
    spans = [
        (mention.start, mention.end, mention.metric, mention.printed)
        for mention in metrics_in(cleaned)
        if mention.metric.id not in word_lists.words("metric_words", "not_in_captions")
        and _is_metric_name(mention)
        and not (
            mention.printed[:3].casefold() == "top" and _COUNTS.match(cleaned[mention.end : mention.end + 20])
        )
    ]
    spans = [
        span
        for span in spans
        if not (span[2].id == "precision" and _BITS.search(cleaned[max(0, span[0] - 20) : span[0]]))
    ]
    spans += _in_other_languages(cleaned)
    spent = catalog.metric("latency")
    spans += [(match.start(), match.end(), spent, match[0]) for match in _SPENT.finditer(cleaned) if spent]
    return sorted(spans, key=lambda span: span[0])


def _in_other_languages(cleaned: str) -> Iterator[tuple[int, int, Metric, str]]:
    """Metrics that a text in Chinese, Japanese or Korean names, whose words are not apart."""
    if cleaned.isascii():
        return
    known = word_lists.meanings("metric_words", "translated_metrics")
    for match in re.finditer(
        "|".join(sorted((name for name in known if not name.isascii()), key=len, reverse=True)),
        cleaned.casefold(),
    ):
        metric = catalog.metric(known[match[0]])
        if metric and metric.id != "score":
            yield match.start(), match.end(), metric, match[0]


def _is_metric_name(mention: MetricMention) -> bool:
    """Whether a mention is more than a plain word that some metric happens to be called."""
    word = mention.printed.casefold()
    if word in ("time", "speed", "size", "memory", "cost", "parameters", "throughput"):
        return False
    if not word.isalpha() or sum(c.isupper() for c in mention.printed) > 1:
        return True
    own = {mention.metric.name.casefold(), mention.metric.id, mention.metric.name.casefold().split()[-1]}
    return any(word.startswith(name[:-1]) for name in own if len(name) > 3)


def _called_datasets(text: str) -> Iterator[tuple[int, int, str]]:
    """Names that a text itself calls a data set: "on the <name> test set"."""
    for match in _CALLED_SO.finditer(text):
        name = match["name"]
        if (
            sum(c.isupper() or c.isdigit() for c in name) > 1
            and not name.isdigit()
            and name.casefold() not in word_lists.words("dataset_words", "no_dataset_names")
        ):
            yield match.start("name"), match.end("name"), name
    for match in _IN_SMALL_LETTERS.finditer(text):
        if catalog.dataset(match["name"]):
            yield match.start("name"), match.end("name"), match["name"]
    for match in _CALLED_SO_IN_CJK.finditer(text) if not text.isascii() else ():
        yield match.start(), match.end(), match[0]


def datasets_named(text: str, known: Sequence[str] = ()) -> Iterator[tuple[int, int, str]]:
    """Data sets that a text names, left to right, the longest name at each place."""
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    own = {squeeze(name) for name in known}
    at = 0
    while at < len(words):
        if not own and not _CAPITAL.search(
            text, *words[at]
        ):  # most words, told apart without a look at the lists
            at += 1
            continue
        for size in range(min(6, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + size - 1][1]
            name = text[start:end].rstrip(".,-’'")
            if "," not in name and ". " not in name and is_dataset_name(name, own, text[end : end + 20]):
                yield start, start + len(name), name
                at += size - 1
                break
        at += 1


def is_dataset_name(name: str, own: set[str], after: str) -> bool:
    """Whether words are the name of a data set: capitals in it, and known to the catalog, the list or the document."""
    if not _CAPITAL.search(name) or name.isdigit() or len(bare := squeeze(name)) < 2:
        return False
    if bare in own:
        return True
    if " " in name and not _CAPITAL.match(name):
        return False
    listed = find_dataset(name)
    sure = bool(re.match(r"(?i)\s?(?:data\s?set|benchmark|corpus|test|dev|val|task)", after))
    telling_case = sum(c.isupper() for c in name) > 1 or bool(re.search(r"\d", name))
    if catalog.benchmark(name):
        return telling_case or sure or len(bare) > 5
    if listed is None or len(bare) < 3:
        return len(bare) > 2 and is_benchmark(name) and (telling_case or sure)
    long = len(bare) > 6 and name[:1].isupper() and not listed.ambiguous and " " not in name
    return sure or long or (telling_case and (not listed.ambiguous or name.isupper()))
