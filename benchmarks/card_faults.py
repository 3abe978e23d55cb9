"""Faults of a card's reading that can be told from its text alone, by kind: what stands where the number was read."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from claims import catalog
from claims.records import Claim
from extractors.language.possible_values import possible

_REPORT = re.compile(r"(?im)^[^\S\n]*precision[^\S\n]+recall[^\S\n]+f1[-_ ]?score[^\S\n]+support[^\S\n]*$")
_DATA = re.compile(
    r"(?i)\b(?:corpus|corpora|data ?sets?|crawl\w*|documents|of (?:text|data)|wikipedia|oscar|common crawl|dump)\b"
)
_MODEL_FILE = re.compile(
    r"(?i)\b(?:model size|size\W{1,4} of the model|checkpoint|weights|on disk|download|gguf|onnx|quanti[sz]ed|file ?size|safetensors|vram|\.bin)\b"
)
_OTHER_NOUN = re.compile(
    r"(?i)^[+*_\s-]{0,3}(?:languages|characters|chars|words|images|sentences|documents|classes|hours|samples)\b"
)
_PART = re.compile(
    r"(?i)\b(?:per|each) (?:expert|head|layer)|\bexperts?\b.*\bdim|\bhead dim|\bintermediate\b"
)
_DEVICE = re.compile(r"(?i)\b(?:gpus?|[avh]100|rtx|t4|ram)\b")
_EXTENDED = re.compile(
    r"(?i)\b(?:extend(?:able|s|ed to|ing to)|extrapolat\w*|interpolat\w*)\b|\byarn\b|\brope scaling"
)
_MORE_THAN = re.compile(r"(?i)\b(?:greater|longer|larger|more) than\W{0,4}$")
_ADDRESS = re.compile(r"\w+://\S+|\]\([^)]*\)")
_TABULAR = re.compile(r"^\s*\|")
_BLEU_PARTS = re.compile(r"\b\d+\.\d+(?:/\d+\.\d+){3}\b")
_POWER = re.compile(r"(?i)\b10\s?(?:<sup>|\^|\*\*)\s?\{?(\d{1,2})")
_APOSTROPHE = re.compile(r"\b(\d{1,3})['’](\d{3})\b")
_ENTITIES = re.compile(r"\b(?:LOC|ORG|MISC)\b")
_STDERR = re.compile(r"(?i)\bstd\.? ?err\w*|\bstandard error")
_SETTINGS = re.compile(r"(?i)^(?:n[-_ ]?shots?|shots?|settings?|metrics?|values?|splits?|wert|valor|stderr)$")
_THRESHOLD = re.compile(r"(?i)thresh|_imp\b|importance")
_PARTS_OF_ERRORS = re.compile(r"(?i)^(?:snt|wrd|corr|sub|del|ins)$")
"""Heads of the tables that speech toolkits print: sentences, words, and what an error rate is made of."""


@dataclass(frozen=True)
class Seen:
    """A claim, the line that it was read from and the whole card."""

    claim: Claim
    line: str
    text: str


Fault = Callable[[Seen], bool]
"""Whether a claim has the fault."""


def _report_line(seen: Seen) -> bool:
    """Whether a claim was read from the body of a printed classification report."""
    for header in _REPORT.finditer(seen.text):
        first = seen.text.count("\n", 0, header.start()) + 1
        last = first
        for row in seen.text[header.end() + 1 :].split("\n")[:60]:
            if re.search(r"[A-Za-z]{3}", row) and not re.search(r"\d", row):
                break
            last += 1
        if first < (seen.claim.place.line or 0) <= last:
            return True
    return False


def _without_average(seen: Seen) -> bool:
    plain = seen.claim.metric in ("f1", "precision", "recall") and "class" not in (
        seen.claim.conditions or ""
    )
    return plain and bool(re.search(r"(?i)\bavg\b|average", seen.line)) and _report_line(seen)


def _accuracy_as_f1(seen: Seen) -> bool:
    begins = re.match(r"(?i)\W*accuracy\b", seen.line)
    return seen.claim.metric != "accuracy" and bool(begins) and _report_line(seen)


def _size_of_data(seen: Seen) -> bool:
    return (
        seen.claim.metric == "model_size"
        and bool(_DATA.search(seen.line))
        and not _MODEL_FILE.search(seen.line)
    )


def _size_of_device(seen: Seen) -> bool:
    return (
        seen.claim.metric == "model_size"
        and bool(_DEVICE.search(seen.line))
        and not _MODEL_FILE.search(seen.line)
    )


def _other_noun(seen: Seen) -> bool:
    behind = seen.line.partition(seen.claim.place.quote)[2]
    return seen.claim.metric in ("context_length", "vocabulary_size") and bool(_OTHER_NOUN.match(behind))


def _width_of_part(seen: Seen) -> bool:
    return seen.claim.metric == "embedding_dimension" and bool(_PART.search(seen.line[:400]))


def _extended(seen: Seen) -> bool:
    """Whether a length is reached on a condition, or is a bound from which something else holds."""
    if seen.claim.metric != "context_length" or _TABULAR.match(seen.line):
        return False
    plain = _ADDRESS.sub("", seen.line)
    before, _, after = plain.partition(seen.claim.place.quote)
    return bool(_MORE_THAN.search(before) or _EXTENDED.search(f"{before[-80:]} {after[:80]}"))


def _glued(seen: Seen) -> bool:
    """Whether the digits of a raised footnote or power were put behind the number's own."""
    digits = re.sub(r"\D", "", str(seen.claim.stated.value))
    for raised in re.finditer(
        r"([\d.,]+)\s?(?:<sup>|\\textsuperscript\{|\^\{?)\s?\W{0,2}(\d{1,2})", seen.line
    ):
        if digits == re.sub(r"\D", "", raised[1]) + raised[2]:
            return True
    return False


def _pair(seen: Seen) -> bool:
    digits = re.sub(r"\D", "", str(seen.claim.stated.value))
    pairs = re.finditer(r"[(\[]\s?(\d{2,5}),\s?(\d{2,5})\s?[)\]]", seen.line)
    return any(digits == pair[1] + pair[2] for pair in pairs)


def _part_of_bleu(seen: Seen) -> bool:
    """Whether one of the precisions of a sacreBLEU line was taken for a score of its own."""
    parts = {part for line in _BLEU_PARTS.findall(seen.line) for part in line.split("/")}
    return str(seen.claim.stated.value) in parts


def _power(seen: Seen) -> bool:
    digits = re.sub(r"\D", "", str(seen.claim.stated.value))
    return any(digits == f"10{power[1]}" for power in _POWER.finditer(seen.line))


def _cut_at_apostrophe(seen: Seen) -> bool:
    return any(str(seen.claim.stated.value) in cut.groups() for cut in _APOSTROPHE.finditer(seen.line))


def _word(seen: Seen) -> bool:
    printed = seen.claim.metric_as_written.strip()
    return seen.claim.metric in ("inception_score", "is", "per") and not re.search(
        r"\b(?:IS|PER)\b|(?i:inception|phone)", printed
    )


def _entity_type(seen: Seen) -> bool:
    at = seen.claim.place.line or 0
    near = "\n".join(seen.text.splitlines()[max(0, at - 7) : at + 6])
    return seen.claim.metric == "per" and bool(_ENTITIES.search(near))


def _ami(seen: Seen) -> bool:
    return seen.claim.metric == "ami" and bool(re.search(r"(?i)\bwer\b|speech", seen.text))


def _threshold(seen: Seen) -> bool:
    return seen.claim.kind == "quality" and bool(_THRESHOLD.search(seen.claim.metric_as_written))


def _setting_as_system(seen: Seen) -> bool:
    return bool(_SETTINGS.match(seen.claim.subject.strip()))


def _standard_error(seen: Seen) -> bool:
    """Whether a value stands, and stands only, in a column that the header of its table calls a standard error."""
    return _only_below(_STDERR, seen)


def _part_of_errors(seen: Seen) -> bool:
    """Whether a count of sentences or words, or one sort of errors, was taken for the error rate."""
    return seen.claim.metric in ("wer", "cer", "ter") and _only_below(_PARTS_OF_ERRORS, seen)


def _only_below(heads: re.Pattern[str], seen: Seen) -> bool:
    """Whether a value stands, and stands only, in columns of its table that have such a head."""
    if not _TABULAR.match(seen.line):
        return False
    above = seen.text.splitlines()[
        max(0, (seen.claim.place.line or 1) - 61) : (seen.claim.place.line or 1) - 1
    ]
    rows = (_cells(line) for line in reversed(above) if _TABULAR.match(line))
    header = next((cells for cells in rows if any(map(heads.search, cells))), [])
    same = [at for at, text in enumerate(_cells(seen.line)) if text == str(seen.claim.stated.value)]
    return bool(same) and all(at < len(header) and heads.search(header[at]) for at in same)


def _cells(line: str) -> list[str]:
    return [cell.strip(" ±*") for cell in line.strip().strip("|").split("|")]


def _impossible(seen: Seen) -> bool:
    metric = catalog.metrics().get(seen.claim.metric)
    return metric is not None and metric.scale == "share" and not possible(metric, [seen.claim.stated])


FAULTS: dict[str, Fault] = {
    "1 an average of a classification report without its way": _without_average,
    "1 the accuracy of a classification report as another score": _accuracy_as_f1,
    "2 a size of data as the model's": _size_of_data,
    "2 a device's memory as the model's size": _size_of_device,
    "2 a count of languages or words as a length": _other_noun,
    "2 the width of a part": _width_of_part,
    "2 a length on a condition": _extended,
    "8 a raised mark glued to its number": _glued,
    "8 a pair in brackets as one number": _pair,
    "8 a part of a BLEU line as a score": _part_of_bleu,
    "8 a power of ten as digits": _power,
    "8 thousands cut at their apostrophe": _cut_at_apostrophe,
    "9 a word of grammar as a metric": _word,
    "9 a type of entity as a metric": _entity_type,
    "9 a data set of speech as a metric": _ami,
    "9 a threshold or importance as a score": _threshold,
    "9 a header of settings as a system": _setting_as_system,
    "9 a standard error as a score": _standard_error,
    "9 a part of the errors as their rate": _part_of_errors,
    "a score beyond what its metric can be": _impossible,
}
"""Each kind with its number in the list of what users met, and how it is told."""


def faults_of(text: str, claims: Sequence[Claim]) -> Iterator[tuple[str, Claim]]:
    """The faults of a card's own claims."""
    lines = text.splitlines()
    for claim in claims:
        at = (claim.place.line or 0) - 1
        line = lines[at] if 0 <= at < len(lines) else ""
        for kind, is_so in FAULTS.items():
            own = claim.own or kind.endswith("system")
            if own and is_so(Seen(claim, line, text)):
                yield kind, claim
