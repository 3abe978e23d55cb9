"""Turns the command line into a pinned request: the target, its model or paper, and earlier corrections."""

import re
from typing import Protocol

from claims.errors import SourceError, VerifyError
from claims.records import Correction, Link
from flows.fetched import FetchedSource, fetch
from flows.paper_models import choose_model, explain_choice, rank_models
from flows.progress import Say
from flows.request import Options, Request, pin_request
from flows.settings import Settings
from flows.targets import Target, target_of

_ANSWERS = re.compile(
    r"(?i)^[^/]*(?<![a-z])(?:predictions?|outputs?|answers|responses)(?![a-z])[^/]*\.(?:csv|tsv|jsonl|parquet)$"
)
"""Names of files at the top of a folder under which people keep a model's answers."""
Companion = tuple[FetchedSource | None, tuple[str, ...]]
"""A fetched, if there is one, and what the report should say of it."""


class Decisions(Protocol):
    """Where people's earlier corrections of a target are kept."""

    def corrections(self, target: str | None = None) -> tuple[Correction, ...]:
        """All decisions, or those about one target."""
        ...


def prepare(text: str, options: Options, decisions: Decisions, where: Settings, say: Say) -> Request:
    """Pin a target, find a paper's model or a model's paper, and load people's earlier corrections.

    Raises UsageError, SourceError, ModelUnavailable or DataError with what to do.
    """
    target = target_of(text)
    first = fetch(target, where, say, with_rows=_compares_rows(options))
    name = target.name if target.kind == "path" else first.source.name
    decided = tuple(correction for correction in decisions.corrections(name) if correction.kind == "correct")
    beside, notes = _companion(target, first, options, where, say)
    return pin_request(
        name,
        (first,) if beside is None else (first, beside),
        None if options.predictions is not None else first if first.model else beside,
        options,
        corrections=decided,
        notes=(*first.notes, *notes, *_answers_beside(text, first, options)),
    )


def _compares_rows(options: Options) -> bool:
    """Whether the user's rows are compared with those that a model's repository ships."""
    return options.data is not None and options.predictions is None


def _answers_beside(text: str, first: FetchedSource, options: Options) -> tuple[str, ...]:
    """That a file of a folder seems to hold a model's answers, by its name alone, where none were given."""
    given = options.predictions is not None or options.model is not None
    if given or first.source.kind != "folder":
        return ()
    named = [path for path in first.paths if _ANSWERS.search(path)]
    where = f"{text.rstrip('/')}/{named[0]}" if named else ""
    return (f"{named[0]} may hold the model's answers: try --predictions {where}.",) if named else ()


def _companion(
    target: Target, first: FetchedSource, options: Options, where: Settings, say: Say
) -> Companion:
    """What is fetched beside the target: a folder's PDF, a model's paper, a paper's model; answers need no model."""
    beside, notes = _pdf_beside(first)
    if beside is not None or notes or options.predictions is not None:
        return beside, notes
    if first.model:
        return _paper_of(first, where, say)
    return _model_of(target, pin_request(target.name, (first,), None, options), where, say)


def prepare_document(text: str, where: Settings, say: Say) -> Request:
    """Pin a target to be read by itself, with nothing looked up beside it."""
    target = target_of(text)
    first = fetch(target, where, say)
    name = target.name if target.kind == "path" else first.source.name
    return pin_request(name, (first,), None, Options(), notes=first.notes, only_read=True)


def _pdf_beside(first: FetchedSource) -> Companion:
    """The PDF at the top of a folder that has a card too: it is read beside the card; of several, none is."""
    names = [path for path in first.paths if "/" not in path]
    pdfs = [path for path in names if path.lower().endswith(".pdf")]
    if first.source.kind != "folder" or "readme.md" not in {name.lower() for name in names} or not pdfs:
        return None, ()
    if len(pdfs) > 1:
        listed = ", ".join(pdfs[:5])
        return None, (
            f"The folder holds {len(pdfs)} PDF files ({listed}), and none was read: name one as TARGET.",
        )
    kept = tuple(file for file in first.files if file.path == pdfs[0])
    source = first.source.model_copy(update={"name": f"{first.source.name}/{pdfs[0]}"})
    paper = first.model_copy(
        update={"source": source, "files": kept, "missing": (), "model": False, "notes": ()}
    )
    return paper, (f"{pdfs[0]} was read beside the card.",)


def _paper_of(model: FetchedSource, where: Settings, say: Say) -> Companion:
    """The paper that a model's tags name, where it is one; one that cannot be fetched is noted and is no error."""
    if not model.papers:
        return None, ()
    if len(model.papers) > 1:
        listed = ", ".join(model.papers[:5])
        return None, (
            f"The card names {len(model.papers)} papers ({listed}), so none was read beside it. "
            f"`verify PAPER --model {model.source.name}` reads one.",
        )
    paper = model.papers[0]
    try:
        fetched = fetch(Target("arxiv", paper), where, say)
    except SourceError as error:
        return None, (f"Its paper, arXiv:{paper}, could not be read beside it: {error.says}",)
    note = f"Its paper, arXiv:{paper}{fetched.source.revision}, was read beside the card."
    return fetched, (note, *fetched.notes)


def _model_of(target: Target, document: Request, where: Settings, say: Say) -> Companion:
    """The model of a document: the one that was named, else the one that the evidence singles out."""
    if document.options.model is not None:
        named = target_of(document.options.model)
        return fetch(named, where, say, with_rows=_compares_rows(document.options)), ()
    if target.kind != "arxiv":
        return None, ()
    from extractors.sources import hub

    paper = f"arXiv:{document.source.name}"
    links = _links(document, where, say)
    try:
        tagged = hub.models_of_paper(document.source.name)
    except VerifyError as error:
        return None, (f"The Hub could not be asked for the models of {paper}: {error.says}",)
    candidates = rank_models(tagged, links)
    chosen = choose_model(candidates)
    note = explain_choice(paper, candidates, chosen)
    if chosen is None:
        return None, (note,)
    try:
        model = fetch(Target("hub", chosen.name), where, say, with_rows=_compares_rows(document.options))
    except VerifyError as error:
        return None, (note, f"It could not be fetched: {error.says} {error.hint}".rstrip())
    return model, (note, *model.notes)


def _links(document: Request, where: Settings, say: Say) -> tuple[Link, ...]:
    """What the paper itself points at; the reading is remembered, so the run need not do it again."""
    from flows.reading_steps import read
    from flows.step_runner import open_step_runner
    from flows.store import Store

    say(f"Reading {document.target} …")
    return read(open_step_runner(document, Store(where))).links
