"""How mature a repository is: its stages, each with the files and lines that show it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from claims.catalog.maturity import stages
from claims.catalog.word_lists import pattern, words
from claims.records.maturity import Maturity
from claims.records.record import Record
from claims.records.source import Place, Source
from extractors.repository.document_facts import is_denied, is_planned
from extractors.repository.facts import words_of
from extractors.repository.files import RepositoryFiles, Whose
from extractors.repository.pipeline_map import pipeline_map, tools_in_use, unexplained_files
from extractors.repository.reading import read_repository

_UNSAFE = re.compile(
    r"(?i)\.(?:pkl|pickle|pt|pth|ckpt|joblib|dill|npy|h5|keras)$|(^|/)pytorch_model[^/]*\.bin$"
)
_LOOSE = re.compile(
    r"[\"'](?:/home/|/Users/|/mnt/|/data/|/scratch/|C:\\\\|(?:s3|gs|hdfs)://(?![{$]))[^\"'<\n]{2,120}[\"']"
)
_ONLY_TELLS = re.compile(r"(?i)\b(?:if|when|whether|has been|have been|was|were|can|could|may|might)\b")
"""Words before a step by hand that say when it would be done or that it was, not that it is to be done."""
_SAYS_NOTHING = {True: ("<!--",), False: ("#",)}
"""How comments begin, in Markdown and elsewhere."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
MOST_PLACES = 5
"""Lines that are shown of each sort."""


class AuditOrder(Record):
    """The repository to survey."""

    root: str
    """The folder."""
    files: tuple[str, ...]
    """Paths inside it; what is not on this disk counts by its name alone."""
    source: Source
    """Where it comes from."""


def run_in_child(request: bytes) -> bytes:
    """`survey` in bytes: the JSON of a AuditOrder in, the JSON of a Maturity out."""
    return survey(AuditOrder.from_bytes(request)).to_bytes()


def survey(order: AuditOrder) -> Maturity:
    """Every stage of a repository and of its pipeline, the tools in use, what is left to hands and what is unsafe."""
    files = RepositoryFiles(Path(order.root), order.files)
    reading = read_repository(files)
    stages_found = tuple(
        reading.evidence.stage(stage.name, stage.title).model_copy(update={"counts": stage.counts})
        for stage in stages()
    )
    tools = tools_in_use(reading.evidence)
    by_hand = tuple(_left_to_hands(files))
    no_data = words("repository_words", "models") | words("repository_words", "metric_files")
    places = _lines_with(files, _LOOSE, (".py", ".sh", ".yaml", ".yml"), ("own",))
    loose = tuple(place for place in places if not words_of(place.quote) & no_data)
    has_source = next(stage.state for stage in stages_found if stage.name == "data-source") in (
        "found",
        "partial",
    )
    unexplained = () if has_source else unexplained_files(files)
    return Maturity(
        source=order.source,
        files=len(order.files),
        stages=stages_found,
        by_hand=by_hand,
        unsafe=tuple(
            Place(file=name, quote=name)
            for name in order.files
            if _UNSAFE.search(name) and files.whose(name) not in ("foreign", "test")
        )[:MOST_PLACES],
        undocumented=loose,
        pipeline=pipeline_map(stages_found, tools, reading.starts, by_hand, (*loose, *unexplained)),
        tools=tools,
        figures=reading.figures,
        notes=tuple(_notes(reading.refused)),
    )


def _notes(refused: Sequence[str]) -> Iterator[str]:
    if refused:
        several = len(refused) > 1
        yield (
            f"{len(refused)} file{'s' if several else ''} of code could not be parsed and show{'' if several else 's'} "
            f"nothing here: {', '.join(refused[:5])}{' …' if len(refused) > 5 else ''}."
        )


def _left_to_hands(files: RepositoryFiles) -> Iterator[Place]:
    """Lines of documents that ask a person to do a step, none that deny it or plan it."""
    asks = pattern("repository_words", "by_hand")
    for place in _lines_with(files, asks, (".md", ".rst", ".txt"), ("own", "example")):
        line = files.lines(place.file)[(place.line or 1) - 1].strip()
        for asked in re.split(_SENTENCE_END, line):
            request = asks.search(asked)
            clause = re.split(r"[,;:(]", asked[: request.start()])[-1] if request else ""
            if request and not is_planned(asked) and not is_denied(clause) and not _ONLY_TELLS.search(clause):
                yield place.model_copy(update={"quote": asked[:200]})
                break


def _lines_with(
    files: RepositoryFiles, shape: re.Pattern[str], endings: tuple[str, ...], whose: tuple[Whose, ...]
) -> Iterator[Place]:
    """The first lines of the repository's own such files in which a pattern stands."""
    count = 0
    for name in files.names:
        if not name.endswith(endings) or files.whose(name) not in whose:
            continue
        if not shape.search(files.text(name)):
            continue
        for number, line in enumerate(files.lines(name), 1):
            if shape.search(line) and not line.lstrip().startswith(_SAYS_NOTHING[name.endswith(".md")]):
                yield Place(file=name, line=number, quote=line.strip()[:200])
                count += 1
                if count >= MOST_PLACES:
                    return
