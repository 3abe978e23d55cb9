"""What a card's text says a model is: layers, heads and vocabulary, its licence, and quantities with an acronym."""

import re
from collections.abc import Iterator

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.word_lists import pattern
from claims.records import Block, Document, Entry, Place
from claims.text.sentences import sentence_ends
from extractors import extractor
from extractors.card_prose import stated_in_prose
from extractors.card_tables import stated_in_tables
from extractors.language.make_claim import MODEL_SETTINGS
from extractors.language.source_text import TextByLine

_KEPT = (MODEL_SETTINGS | {"vocabulary_size"}) - {"epochs", "training_tokens"}
_LICENCES = (
    r"Apache(?: License)?(?:,? ?(?:Version )?2\.0|-2\.0)?|MIT|CC[ -]BY(?:[ -]NC)?(?:[ -](?:SA|ND))?(?:[ -]\d\.\d)?"
    r"|A?L?GPL(?:[ -]?v?\d(?:\.\d)?)?|BSD(?:[ -]\d-Clause)?|OpenRAIL(?:\+\+|-M)?|Llama[ -]?\d(?:\.\d)? Community|LLAMA 2 COMMUNITY|CC0"
)
_LICENSED = re.compile(
    rf"(?i)\b(?:licen[cs]ed? (?:under|is|:)?|under (?:the |an? )?(?:\w+ )?(?:licen[cs]e \()?|licen[cs]e:?)\W{{0,4}}(?:the |an? )?\W{{0,3}}(?P<after>{_LICENCES})(?![\w-])"
    rf"|(?<![\w-])(?P<before>{_LICENCES})\W{{0,3}} ?(?:licen[cs]e\b)"
)
_ACRONYM = r"[A-Z]{2,5}"
_DEFINED = re.compile(
    rf"\((?P<name>{_ACRONYM})\b[^()\n]{{0,140}}\) (?:of|is|was|=|:|set to) (?P<value>\d{{1,6}}(?:\.\d{{1,4}})?)(?![\w.]*[\w%])"
)
_SPELLED = re.compile(
    r"(?P<words>(?:[A-Z][a-z]+ ){1,3}[A-Za-z]{3,20}) (?:of|is|=|:) (?P<value>\d{1,6}(?:\.\d{1,4})?)(?![\w.]*[\w%])"
)
_COUNTED = re.compile(rf"(?<![\w.])(?P<value>\d{{1,6}}(?:\.\d{{1,4}})?) (?P<name>{_ACRONYM})(?![\w-])")
_KEYED = re.compile(rf"(?P<name>{_ACRONYM})(?: (?:size|degree|factor))?")


@extractor("card-settings", version=1, reads="card")
def card_settings(document: Document) -> Iterator[Entry]:
    """Reads the settings and the licence that the text gives the model, for comparison with its files and with itself."""
    for read in (stated_in_prose, stated_in_tables):
        for fact in read(document):
            if fact.own and fact.metric in _KEPT:
                yield Entry(path=f"card/{fact.metric}", value=fact.stated.as_written, place=fact.place)
    lines = TextByLine(document)
    for block in document.blocks:
        if block.kind not in ("code", "heading") and not re.search(
            r"(?i)citation|bibtex", " ".join(block.section[-1:])
        ):
            yield from _licences(block, lines)
            yield from _acronyms(block, lines)
    yield from _tabled(document)


def _licences(block: Block, lines: TextByLine) -> Iterator[Entry]:
    """Licences that a sentence gives to the model, not to code, data or another."""
    for start, text in _sentences(block):
        for match in _LICENSED.finditer(text):
            name = match["after"] or match["before"]
            around = text[max(0, match.start() - 60) : match.end() + 30]
            if not pattern("sentence_words", "other_licence_holders").search(around) and (
                place := _place(block, start + match.start(), name, lines)
            ):
                yield Entry(path="card/licence", value=name, place=place)


def _acronyms(block: Block, lines: TextByLine) -> Iterator[Entry]:
    """Quantities that are told by an acronym or by the words it stands for: "a PUE of 1.5", "1.8 PUE"."""
    text = block.text[:20_000]
    for shape in (_DEFINED, _SPELLED, _COUNTED):
        for match in shape.finditer(text):
            groups = match.groupdict()
            name = groups.get("name") or "".join(word[0] for word in groups["words"].split()).upper()
            if not _is_thing(name):
                continue
            if place := _place(block, match.start("value"), match["value"], lines):
                yield Entry(path=f"card/named/{name}", value=match["value"], place=place)


def _tabled(document: Document) -> Iterator[Entry]:
    """Settings in a table of two columns whose key is an acronym."""
    for table in document.tables:
        keys = {cell.row: cell for cell in table.cells if cell.column == 0}
        if max((cell.column for cell in table.cells), default=0) != 1:
            continue
        for cell in table.cells:
            key = (
                _KEYED.fullmatch(keys[cell.row].text.strip()[:30])
                if cell.column == 1 and cell.row in keys
                else None
            )
            if key and _is_thing(key["name"]) and re.fullmatch(r"\d{1,6}(?:\.\d{1,4})?", cell.text.strip()):
                yield Entry(path=f"card/named/{key['name']}", value=cell.text.strip(), place=cell.place)
    yield from _table_licences(document)


def _table_licences(document: Document) -> Iterator[Entry]:
    """The licence in a table of properties."""
    for table in document.tables:
        keys = {
            cell.row
            for cell in table.cells
            if cell.column == 0 and re.fullmatch(r"(?i)\W*licen[cs]e\W*", cell.text)
        }
        for cell in table.cells:
            if cell.column == 1 and cell.row in keys and re.search(_LICENCES, cell.text):
                yield Entry(path="card/licence", value=cell.text.strip()[:80], place=cell.place)


def _is_thing(name: str) -> bool:
    """Whether an acronym names a quantity of its own: no unit, no metric, no device."""
    return (
        catalog.metric(name) is None
        and catalog.dataset(name) is None
        and name not in word_lists.words("number_words", "no_quantities")
    )


def _sentences(block: Block) -> Iterator[tuple[int, str]]:
    start = 0
    for end in sentence_ends(block.text[:20_000]):
        yield start, block.text[start:end]
        start = end


def _place(block: Block, at: int, quote: str, lines: TextByLine) -> Place | None:
    line = (block.place.line or 1) + block.text[:at].count("\n")
    for number in (line, line + 1):
        if lines.holds(number, quote):
            return block.place.model_copy(update={"line": number, "quote": quote})
    return None
