"""On which data a group of cells can be measured: what phrases, texts nearby and the document say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.catalog.name_index import squeeze
from claims.catalog.usual_metrics import benchmark_in
from claims.catalog.word_lists import pattern, words
from extractors.language.datasets import split_in
from extractors.tables.bare_names import bare_name
from extractors.tables.candidates import TYPE_OF_ENTITY, Candidate, Group, Phrase, depth
from extractors.tables.caption_names import caption_names
from extractors.tables.cell_numbers import stands_for_none
from extractors.tables.heading_data import heading_candidates
from extractors.tables.known_data import names_a_sort, names_known_data
from extractors.tables.label_meaning import is_plain, read_label
from extractors.tables.no_results import names_requirements
from extractors.tables.phrase_features import is_language, is_language_by_name
from extractors.tables.splits_and_runs import is_split_or_run

_TELLING = (
    "level:dataset",
    "level:model",
    "level:metric",
    "level:language",
    "level:plain",
    "level:n",
    "level:setting",
    "level:called",
)
"""What the phrases of a level can be that says whether they name data."""
LEAST_CHANCE = 0.03
"""How likely a phrase must at least name data, to be asked."""
_AVERAGE = re.compile(r"(?i)(?:mean|avg|average|overall|macro|micro|all|total|sum)\b|平均|总")
"""How a header of an average over data sets begins."""
_OF_TEXTS = (
    "from=caption",
    "from=lead",
    "from=behind",
    "from=section",
    "from=cited",
    "from=spoken",
    "from=only",
)
"""Where a text names data."""
_NUMBER = re.compile(r"(?:[A-Za-zα-ωΑ-Ω]{1,2}\s?[=<>≤≥]\s?)?[-+±]?[\d.,]+\s?%?")
"""A number, or a setting of one: "d=16"."""


def dataset_candidates(group: Group) -> list[Candidate]:
    """The data sets that a group of cells can be measured on, none among them."""
    out: dict[str, Candidate] = {}
    for candidate in _datasets(group):
        if candidate.name and _is_no_data(candidate.name, group):
            continue
        first = out.get(squeeze(candidate.name))
        if first:
            signs = (*first.signs, f"also:{candidate.signs[0]}")
            candidate = Candidate(first.name, first.printed, signs, split=first.split or candidate.split)
        out[squeeze(candidate.name)] = candidate
    return _labelled(out, group)


def _is_no_data(name: str, group: Group) -> bool:
    """Whether a name is that of a split, a run or a target, of the model itself, of what it is compared with, or stands for nothing."""
    other = pattern("table_words", "labels_of_others").fullmatch(name) and not names_known_data(name)
    empty = stands_for_none(name) or names_requirements(name) or bool(_NUMBER.fullmatch(name))
    return bool(other) or empty or is_split_or_run(name) or group.context.document.is_own_name(name)


def _labelled(candidates: dict[str, Candidate], group: Group) -> list[Candidate]:
    """The candidates; where a label is data that a text names too, without the others that only texts name."""
    labels = {squeeze(phrase.text) for phrase in group.phrases}
    of_texts = {key for key, candidate in candidates.items() if candidate.signs[0].startswith(_OF_TEXTS)}
    said_too = {key for key in labels & set(candidates) if any(sign.removeprefix("also:").startswith(_OF_TEXTS) for sign in candidates[key].signs)}  # fmt: skip
    rivals = of_texts - labels if said_too else set()
    return [candidate for key, candidate in candidates.items() if key not in rivals]


def _datasets(group: Group) -> Iterator[Candidate]:
    here = [phrase for phrase in group.phrases if _names_data(phrase) and not _names_no_data(phrase)]
    for phrase in here:
        yield from _of_phrase(phrase, here, group)
    for phrase in group.phrases:
        yield from _beside_its_metric(phrase)
    yield from (
        _otherwise_read(phrase, bool(here), group)
        for phrase in group.phrases
        if phrase not in here and _may_name(phrase, group)
    )
    plain = [phrase for phrase in group.of("dataset") if not names_a_sort(phrase.text)]
    yield from _joined(plain)
    yield from _of_languages(group)
    for corner in group.corners:
        label = read_label(corner)
        if label.dataset:
            yield Candidate(label.dataset, corner, ("from=corner",), split=label.split)
    yield from _nearby(group, [phrase for phrase in plain if not names_known_data(phrase.text)])
    yield from _of_texts_by_rules(group)
    yield Candidate("", "", ("from=nothing", f"n{min(len(plain), 2)}", f"nothing|{group.layout}"))


def _names_data(phrase: Phrase) -> bool:
    """Whether a phrase was read as data, is known as such, or stands under a header that says so."""
    return phrase.role == "dataset" or "level:called-dataset" in phrase.level or names_known_data(phrase.text)


def _may_name(phrase: Phrase, group: Group) -> bool:
    """Whether a phrase that was read as something else could name data."""
    shared = group.one_row or phrase.where.startswith("header") or phrase.may_name_data
    if phrase.role in ("system", "setting") and not shared:
        return False
    likely = phrase.likely.get("dataset", 0.0) > LEAST_CHANCE or is_language_by_name(phrase.text)
    return likely and bool(re.search(r"[^\W\d_]", phrase.text)) and not _names_no_data(phrase)


def _otherwise_read(phrase: Phrase, beside: bool, group: Group) -> Candidate:
    """A phrase that was read as something else."""
    place = f"{phrase.where[:5]}:{phrase.role}"
    use = (f"other:{sign}" for sign in group.usage(phrase.text) if sign[:3] == "use")
    signs = (f"from=other:{place}", f"other{phrase.chance('dataset')}:{phrase.role}", f"other:{beside}:{place}", f"other|{group.layout}",
             *use, *(f"other:{sign}" for sign in phrase.level if sign.startswith(_TELLING)), f"other:plain{is_plain(phrase.text)}", f"other:language{is_language(phrase.text)}")  # fmt: skip
    return Candidate(bare_name(phrase.text), phrase.text, signs)


def _beside_its_metric(phrase: Phrase) -> Iterator[Candidate]:
    """What a phrase says besides a metric: "test-clean" of "test-clean WER (%)"."""
    label = read_label(phrase.meaning or phrase.text)
    if not label.metric or label.metric.kind != "quality" or label.dataset:
        return
    rest = label.rest.strip()
    objective = rest.casefold() in words("table_words", "training_objectives")
    if (
        re.search(r"[^\W\d_]{2}", rest)
        and not (names_a_sort(rest) or objective)
        and squeeze(rest) != squeeze(phrase.text)
    ):
        signs = (f"from=beside-metric:{phrase.where[:5]}", f"beside-metric:{phrase.role}", f"beside-metric:split{split_in(rest) is not None}",
                 f"beside-metric:plain{is_plain(rest)}", f"beside-metric:{_shape(rest)}", *(f"beside-metric:{sign}" for sign in phrase.level if sign.startswith(_TELLING)))  # fmt: skip
        yield Candidate(rest, phrase.text, signs, split=label.split)


def _names_no_data(phrase: Phrase) -> bool:
    """Whether a phrase says of what sort its numbers are, names a type of entity, or a measure with its unit."""
    label = read_label(phrase.text)
    measure = bool(label.printed and label.unit and not label.dataset)
    return measure or names_a_sort(phrase.text) or phrase.meaning == TYPE_OF_ENTITY


def _of_phrase(phrase: Phrase, here: list[Phrase], group: Group) -> Iterator[Candidate]:
    """A phrase as a whole, and the benchmark in it."""
    whole = _of_label(phrase, here, group)
    yield whole
    part = benchmark_in(phrase.text)
    if part and squeeze(part) != squeeze(whole.name) and not is_language(part):
        more = f"benchmark-in:{min(len(phrase.text.split()) - len(part.split()), 5)}"
        metric = f"benchmark-in-metric{read_label(phrase.text).metric is not None}"
        yield replace(whole, name=part, signs=(*whole.signs, "from=benchmark-in", more, metric))


def _of_label(phrase: Phrase, here: list[Phrase], group: Group) -> Candidate:
    """A phrase over or beside the cells."""
    label = read_label(phrase.text)
    axis = "column" if phrase.where.startswith("header") else "row"
    beside = [
        other for other in here if other is not phrase and (other.where[0] == "h") == (phrase.where[0] == "h")
    ]
    better = sum(names_known_data(other.text) for other in beside)
    known, others = (
        names_known_data(phrase.text),
        any(names_known_data(other.text) for other in here if other is not phrase),
    )
    axes = len({other.where[0] == "h" for other in here})
    signs = (f"from={axis}:{depth(phrase, beside)}:{phrase.role}", f"sure{round(4 * phrase.sure)}:{phrase.role}", f"chance{phrase.chance('dataset')}:{axis}", f"known{known}:{axis}",
             f"rivals{min(better, 2)}:{known}", f"axes{axes}:{axis}:{known}:{phrase.role}",
             f"{axis}:{phrase.role}:{known}|{group.layout}", *(f"{sign}:{known}" for sign in group.usage(phrase.text) if sign[:3] == "use"),
             f"other-known{others}:{known}", f"shape:{_shape(phrase.text)}", "phrase", *(f"{axis}:{known}:{sign}" for sign in phrase.level if sign.startswith(_TELLING)), f"plain{is_plain(phrase.text)}:{axis}", f"language{is_language(phrase.text)}:{axis}", f"words{min(len(phrase.text.split()) // 3, 4)}")  # fmt: skip
    return Candidate(label.dataset or bare_name(phrase.text), phrase.text, signs, split=label.split)


def _shape(text: str) -> str:
    """What a phrase looks like: in brackets, an equation, without letters, in Latin letters or others."""
    if text[:1] in "([" and text[-1:] in ")]":
        return "bracketed"
    if "=" in text:
        return "equation"
    if _AVERAGE.match(text):
        return "average"
    letters = [c for c in text if c.isalpha()]
    return "none" if not letters else "latin" if all(c.isascii() for c in letters) else "other"


def _joined(plain: list[Phrase]) -> Iterator[Candidate]:
    """Two phrases together: a data set and a part of it."""
    for outer in plain:
        for inner in plain:
            if outer is not inner and outer.text not in inner.text:
                known = f"{names_known_data(outer.text)}{names_known_data(inner.text)}"
                order = f"both:{outer.where}+{inner.where}"
                tongue = f"both:language{is_language(inner.text)}:{names_known_data(outer.text)}"
                signs = (f"from=both:{known}", order, tongue, f"both:{known}:{min(len(inner.text) // 4, 4)}")
                yield Candidate(f"{outer.text} {inner.text}", inner.text, signs)


def _of_texts_by_rules(group: Group) -> Iterator[Candidate]:
    """The data that the rules for cards see in the text, or put together from labels."""
    labels = {squeeze(phrase.text) for phrase in group.phrases}
    for hint in group.hints:
        if hint.dataset and squeeze(hint.dataset) not in labels:
            yield Candidate(hint.dataset, hint.dataset, (f"from=hint-{hint.reader}",))


def _of_languages(group: Group) -> Iterator[Candidate]:
    """A known data set of a label or corner, and the language of another label: its part in that language."""
    named_data = [
        (phrase.text, read_label(phrase.text).dataset)
        for phrase in group.phrases
        if not is_language(phrase.text)
    ]
    corners = [(corner, read_label(corner).dataset) for corner in group.corners]
    languages = [
        phrase for phrase in group.phrases if is_language(phrase.text) and not is_split_or_run(phrase.text)
    ]
    for text, data in [*named_data, *corners]:
        yield from (_part(data, phrase, "label") for phrase in languages if data and phrase.text != text)


def _nearby(group: Group, parts: list[Phrase]) -> Iterator[Candidate]:
    """What caption, headings, citing sentences and the document name, alone or with a part of it."""
    for name, passage in group.context.tellings:
        datasets = _of_panel(group, passage.datasets) if name == "caption" else passage.datasets
        labels = [squeeze(phrase.text) for phrase in group.phrases]
        datasets = [
            dataset for dataset in datasets if squeeze(dataset) in labels
        ] or datasets  # of several, the labelled one
        several = "+" if len(datasets) > 1 else ""
        for n, dataset in enumerate(datasets[:3]):
            signs = (
                f"from={name}.{n}{several}",
                "near",
                f"near|{group.layout}",
                f"near:{min(len(parts), 2)}",
            )
            yield Candidate(dataset, dataset, signs, split=passage.split)
            yield from (_part(dataset, part, f"{name}{several}") for part in parts[:2])
    document = group.context.document
    if not document.is_paper and (only := document.fields.only_dataset(group.context.table.section)):
        yield Candidate(only, only, ("from=only",))
        yield from (_part(only, part, "only") for part in parts[:2])
    yield from heading_candidates(group)
    if document.is_paper:
        yield from caption_names(group)
    yield from _spoken(group)


def _spoken(group: Group) -> Iterator[Candidate]:
    """What the document speaks of, with whether the phrases here name data themselves."""
    document = group.context.document
    unnamed = not any(phrase.role == "dataset" for phrase in group.phrases)
    known = any(names_known_data(phrase.text) for phrase in group.phrases)
    best = max((phrase.chance("dataset") for phrase in group.phrases), default="0")
    captioned = {squeeze(name) for where, passage in group.context.tellings if where in ("caption", "lead") for name in passage.datasets}  # fmt: skip
    sort = "paper" if document.is_paper else "card"
    for n, spoken in enumerate(document.spoken):
        if document.is_paper or not document.fields.speaks_elsewhere(
            spoken.name, group.context.table.section
        ):
            rival = bool(captioned) and not any(name in squeeze(spoken.name) for name in captioned)
            signs = (f"from=spoken{n}", f"spoken-rival{rival}|{sort}", f"spoken-unnamed{unnamed}:{known}", f"spoken-best{best}", f"spoken|{sort}",
                     f"spoken{n}|{sort}", *(f"{sign}|{sort}" for sign in spoken.signs))  # fmt: skip
            yield Candidate(spoken.name, spoken.name, (*signs, *spoken.signs))


def _of_panel(group: Group, datasets: Sequence[str]) -> Sequence[str]:
    """The data sets of a caption; of tables side by side below it, the one at this table's place."""
    document = group.context.document
    panel = group.context.surroundings.panel if document.is_paper else None
    return datasets[panel[0] : panel[0] + 1] if panel and len(datasets) == panel[1] else datasets


def _part(whole: str, part: Phrase, source: str) -> Candidate:
    signs = ("from=part-of", f"part-of:{source}", f"partlen{min(len(part.text) // 4, 4)}")
    return Candidate(f"{whole} {part.text}", part.text, signs)
