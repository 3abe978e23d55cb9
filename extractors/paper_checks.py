"""The reproducibility checklist of a paper, each question answered from what it says."""

import re
from collections.abc import Iterator

from claims import catalog
from claims.arithmetic.numeric_table import NumericTable, numeric_tables
from claims.catalog.word_lists import pattern
from claims.comparisons.compared_systems import compared, is_result
from claims.comparisons.own_system import OwnSystem
from claims.comparisons.sections import part_of
from claims.records import Block, Check, Document, Place
from extractors import extractor
from extractors.language.devices import devices_in

_RUNS = r"(?:runs?|seeds?|trials?|restarts|repetitions|initiali[sz]ations|times)"
_VARIED = re.compile(
    rf"(?i)±|\\pm\b|\bstandard (?:deviations?|errors?)\b|\bconfidence intervals?\b|\berror bars?\b|\bstatistical(?:ly)? significan\w+"
    rf"|\b(?:averag\w+|median|mean|repeat\w*)\b[^.]{{0,60}}\b(?:over|of|across|from|with)?\b[^.]{{0,25}}\b(?:random|different|independent|\d{{1,2}}|"
    rf"two|three|four|five|ten) (?:\w+ )?{_RUNS}\b|\bp ?[<=] ?0?\.0\d"
)
_TIME = r"(?:\d{1,6}(?:[.,]\d{1,3})?|one|two|three|four|five|six|ten|twelve|a few|several|half an?|an?)[ -](?:GPU[- ]|TPU[- ]|V100[- ]|A100[- ])?(?:hours?|days?|weeks?|minutes?)"
_COST = re.compile(
    rf"(?i)\b(?:train\w*|pre-?train\w*|fine-?tun\w*|quanti[sz]\w+|calibrat\w+|optimi[sz]\w+|experiments?|runs?|takes?|took|runtime)\b[^.]{{0,90}}\b{_TIME}\b"
    rf"|\b{_TIME}\b[^.]{{0,60}}\b(?:train\w*|fine-?tun\w*|on (?:\w+ ){{0,3}}(?:GPU|TPU)s?)\b|\btraining (?:cost|time|speed|FLOPs)\b|\b[GT]PU[- ](?:hours|days)\b"
    r"|\b(?:runtime|time) (?:measured )?in (?:minutes|hours)\b"
)
_ABLATION = re.compile(
    r"(?i)\bablat\w+|^(?:[A-Z\d.]{1,6}\s)?(?:effects?|influences?|impacts?) of\b|\bmodel variations?\b"
    r"|\bafter each (?:training )?(?:stage|step|component)\b|^(?:Table \d+[.:] )?varying\b"
)
_CODE = re.compile(
    r"(?i)\b(?:code|implementation|models?|weights|checkpoints?|scripts?|repository)\b[^.]{0,120}(?:https?://|github\.com|huggingface\.co|\b(?:is|are|will be)"
    r" (?:made )?(?:publicly |freely |openly )?(?:available|released|open-?sourced))|\bhttps?://(?:www\.)?(?:github|gitlab)\.com/\S+"
    r"|\bwe (?:\w+ )?(?:release|open-?source|publish)\b[^.]{0,60}\b(?:code|models?|weights)\b"
)
_PROMISED = re.compile(
    r"(?i)\b(?:our|the) (?:source )?code\b|\bcode (?:is|and|will|can)\b|\b(?:made|is|are) (?:publicly )?available\b"
)
_SHARED_TASK = re.compile(
    r"[A-Z][A-Za-z]{2,12}[- ](?:20)?\d\d\b|[A-Z]{2}[-–→][A-Z]{2}\b|[A-Z][a-z]+-to-[A-Z][a-z]+"
)
_SETTINGS = (
    r"(?i)\blearning rate\b", r"(?i)\bbatch size\b|\bbatches? of\b|\bbatch containing\b", r"\bAdam\w*|\bSGD\b|(?i:\boptimi[sz]er\b)", r"(?i)\bepochs?\b|\btraining steps\b|\b\d[\dkK,]* steps\b",
    r"(?i)\bdropout\b", r"(?i)\bweight decay\b|\bwarm-?up\b|\bmomentum\b", r"(?i)\bhidden (?:size|dimension)\b",
)  # fmt: skip
_LIMITS = re.compile(
    r"(?i)\blimitations? of (?:our|this|the proposed|the present)\b|\bour (?:\w+ )?(?:work|method|approach|model|study) (?:has|is|also has) (?:\w+ ){0,2}limit\w+"
    r"|\bhowever, our (?:method|approach|model)\b[^.]{0,80}\b(?:not|cannot|fails?|limited|struggle\w*)\b|\bwe (?:did|do) not (?:evaluate|test|consider|study)\b"
    r"|\b(?:what|things?|ideas?) (?:that )?did(?: not|n.t) work\b|\bfailure cases?\b|\bdrawbacks? of our\b|\bone limitation\b|\bmain limitation\b|\bleave (?:it|this|that) (?:for|to|as) future\b"
)


@extractor("paper-checks", version=1, reads="paper")
def paper_checks(document: Document) -> Iterator[Check]:
    """Answers the questions of the checklist, with the place of each yes."""
    tables = list(numeric_tables(document.tables))
    hardware = _hardware(document)
    fast = _fast(document)
    answers = {
        "variance_reported": _spread(tables) or _says(document, _VARIED),
        "hardware_named": hardware,
        "training_cost_reported": _says(document, _COST)
        or _headed(document, r"(?i)training (?:cost|time)|GPU hours"),
        "ablation_present": _ablation(document),
        "two_or_more_datasets": _datasets(tables),
        "two_or_more_external_baselines": _baselines(document, tables),
        "code_or_weights_linked": _code(document),
        "hyperparameters_reported": _settings(document),
        "speed_claimed": fast,
        "limitations_discussed": _limits(document),
    }
    for question, place in answers.items():
        yield Check(question=question, answer="yes" if place else "no", place=place)
    needed = hardware if fast else None
    answer = "not applicable" if not fast else "yes" if needed else "no"
    yield Check.model_validate({"question": "speed_claim_has_hardware", "answer": answer, "place": needed})


def _speaking(document: Document) -> Iterator[Block]:
    """The blocks before the references, with captions."""
    for block in document.blocks:
        back = part_of(block) == "back" and not any("ppendix" in heading for heading in block.section)
        if block.kind not in ("code", "heading") and not back:
            yield block


def _says(document: Document, shape: re.Pattern[str]) -> Place | None:
    return next(
        (b.place for b in _speaking(document) if shape.search(b.text[:20_000].replace("\n", " "))), None
    )


def _headed(document: Document, shape: str) -> Place | None:
    """A cell of a table's header that says so."""
    return next(
        (
            c.place
            for t in document.tables
            for c in t.cells
            if c.row < max(1, t.header_rows) and re.search(shape, c.text)
        ),
        None,
    )


def _spread(tables: list[NumericTable]) -> Place | None:
    cells = (
        value.cell
        for table in tables
        for value in table.numbers.values()
        if value.quantity.spread is not None
    )
    return next((cell.place for cell in cells), None)


def _hardware(document: Document) -> Place | None:
    for block in _speaking(document):
        if next(iter(devices_in(block.text)), None) or re.search(r"\bCloud TPUs?\b", block.text):
            return block.place
    return next(
        (c.place for t in document.tables for c in t.cells if next(iter(devices_in(c.text)), None)), None
    )


def _ablation(document: Document) -> Place | None:
    for block in document.blocks:
        if (
            block.kind in ("heading", "caption")
            and part_of(block) != "related"
            and _ABLATION.search(block.text[:300])
        ):
            return block.place
    captioned = (
        t.place
        for t in document.tables
        if pattern("table_words", "ablation_captions").search((t.caption or "")[:300])
    )
    return next(captioned, None)


def _datasets(tables: list[NumericTable]) -> Place | None:
    """Two data sets among the headers, names and captions of the tables of results."""
    seen: set[str] = set()
    for table in (table for table in tables if is_result(table)):
        words = {
            *(w for c in table.columns for w in table.heads.get(c, ())),
            *(w for r in table.rows for w in table.names.get(r, ())),
        }
        names = {name for word in words if (name := _dataset(word))}
        caption = {
            name
            for word in re.findall(r"[A-Z][\w.-]+(?:[ -]\d{2,4})?", table.table.caption or "")
            if (name := _dataset(word))
        }
        seen |= names or caption
        if len(seen) >= 2:
            return table.table.place
    return None


def _dataset(words: str) -> str | None:
    """A data set that is spelled as one: a common word in small letters is none."""
    bare = re.sub(r"\s?[(\[].*$", "", words).strip()
    if _SHARED_TASK.fullmatch(bare):
        return bare
    return (
        catalog.dataset(bare)
        if len(bare) > 2 and re.search(r"[A-Z\d]", bare) and not catalog.metric(bare)
        else None
    )


def _baselines(document: Document, tables: list[NumericTable]) -> Place | None:
    """A table of results that sets two other systems beside the own one."""
    own_system = OwnSystem.of_paper(document)
    for table in tables:
        comparison = compared(table, own_system)
        if (
            comparison
            and not comparison.ablation
            and is_result(table)
            and len({other.name for other in comparison.others}) >= 2
        ):
            return table.table.place
    return None


def _code(document: Document) -> Place | None:
    answer = _says(document, _CODE)
    if answer is None:
        return None
    text = next((b.text for b in document.blocks if b.place == answer), "")
    alone = len(text.split()) < 5 and not re.search(r"(?i)\bcode\b|available|implementation", text)
    return answer if not alone or _says(document, _PROMISED) else None


def _settings(document: Document) -> Place | None:
    """Three of the usual settings, each beside a number."""
    places: list[Place] = []
    for shape in _SETTINGS:
        for block in _speaking(document):
            match = re.search(shape, block.text[:20_000])
            if match and re.search(r"\d", block.text[max(0, match.start() - 60) : match.end() + 60]):
                places.append(block.place)
                break
        else:
            cells = (c.place for t in document.tables for c in t.cells if re.search(shape, c.text))
            places += (
                [next(cells)]
                if any(re.search(shape, c.text) for t in document.tables for c in t.cells)
                else []
            )
    return places[0] if len(places) >= 3 else None


def _fast(document: Document) -> Place | None:
    """A claim of speed where a paper makes its claims: the abstract, the introduction, the conclusion, its tables."""
    for block in document.blocks:
        if block.kind == "heading":
            continue
        spoken = block.kind == "caption" or part_of(block) in ("abstract", "introduction", "conclusion")
        if spoken and pattern("sentence_words", "speed").search(block.text[:20_000].replace("\n", " ")):
            return block.place
    return _headed(document, pattern("sentence_words", "speed").pattern)


def _limits(document: Document) -> Place | None:
    heads = (
        b.place
        for b in document.blocks
        if b.kind == "heading" and re.search(r"(?i)limitation|broader impact", b.text)
    )
    return next(heads, None) or _says(document, _LIMITS)
