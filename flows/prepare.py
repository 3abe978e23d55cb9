"""From what was typed to a pinned request: the target, its model or paper, and what people decided before."""

from claims.errors import SourceError, VerifyError
from claims.records import Link
from flows.fetched import Say, Stock, bring
from flows.paper_models import choose, rank, told
from flows.request import Options, Request, pinned
from flows.settings import Settings
from flows.step_runner import open_corridor
from flows.store import Store
from flows.targets import Target, target_of

Found = tuple[Stock | None, tuple[str, ...]]
"""A stock, if there is one, and what the report should say of it."""


def prepare(text: str, options: Options, store: Store, where: Settings, say: Say) -> Request:
    """Pin a target, find the model of a paper and the paper of a model, and recall what people put right.

    Raises UsageError, SourceError, ModelUnavailable or DataError with what to do.
    """
    target = target_of(text)
    first = bring(target, where, say)
    name = target.name if target.kind == "path" else first.source.name
    decided = tuple(one for one in store.corrections(name) if one.kind == "correct")
    if options.predictions is not None:
        return pinned(name, (first,), None, options, corrections=decided, notes=first.notes)
    if first.model:
        beside, notes = _paper_of(first, where, say)
    else:
        beside, notes = _model_of(target, pinned(name, (first,), None, options), store, where, say)
    return pinned(
        name,
        (first,) if beside is None else (first, beside),
        first if first.model else beside,
        options,
        corrections=decided,
        notes=(*first.notes, *notes),
    )


def alone(text: str, where: Settings, say: Say) -> Request:
    """Pin a target to be read by itself, with nothing looked up beside it."""
    target = target_of(text)
    first = bring(target, where, say)
    name = target.name if target.kind == "path" else first.source.name
    return pinned(name, (first,), None, Options(), notes=first.notes)


def _paper_of(model: Stock, where: Settings, say: Say) -> Found:
    """The paper that a model's tags name, where it is one; what cannot be had is said and is no error."""
    if not model.papers:
        return None, ()
    if len(model.papers) > 1:
        listed = ", ".join(model.papers[:5])
        return None, (
            f"The card names {len(model.papers)} papers ({listed}); none was read beside it. "
            f"`verify PAPER --model {model.source.name}` reads one.",
        )
    paper = model.papers[0]
    try:
        found = bring(Target("arxiv", paper), where, say)
    except SourceError as error:
        return None, (f"Its paper, arXiv:{paper}, could not be read beside it: {error.says}",)
    said = f"Its paper, arXiv:{paper}{found.source.revision}, was read beside the card."
    return found, (said, *found.notes)


def _model_of(target: Target, document: Request, store: Store, where: Settings, say: Say) -> Found:
    """The model of a document: the one that was named, else the one that the evidence singles out."""
    if document.options.model is not None:
        return bring(target_of(document.options.model), where, say), ()
    if target.kind != "arxiv":
        return None, ()
    from extractors.sources import hub

    paper = f"arXiv:{document.source.name}"
    links = _links(document, store, say)
    try:
        tagged = hub.models_of_paper(document.source.name)
    except VerifyError as error:
        return None, (f"The Hub could not be asked for the models of {paper}: {error.says}",)
    candidates = rank(tagged, links)
    chosen = choose(candidates)
    note = told(paper, candidates, chosen)
    if chosen is None:
        return None, (note,)
    try:
        model = bring(Target("hub", chosen.name), where, say)
    except VerifyError as error:
        return None, (note, f"It could not be had: {error.says} {error.hint}".rstrip())
    return model, (note, *model.notes)


def _links(document: Request, store: Store, say: Say) -> tuple[Link, ...]:
    """What the paper itself points at; the reading is remembered, so the run need not do it again."""
    from flows.document_steps import read

    say(f"Reading {document.target} …")
    return read(open_corridor(document, store)).links
