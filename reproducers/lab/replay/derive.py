"""The verdicts and findings of a bundle, derived anew, and where they are not what the dossier says."""

import functools
from collections.abc import Iterator
from pathlib import Path

from claims.records import Attempt, Case, Comparison, Dossier, Measurement, Record, Verdict
from claims.records.bundle import Replayed
from claims.rules import apply_rules, reads_text, registry
from claims.verdicts.judge import judge
from reproducers.lab.replay.opened import Bundle, opened
from reproducers.lab.replay.recompute import Values, close, recomputed, values_of
from reproducers.lab.scoring.paired import comparable, compared


class ReplayOrder(Record):
    """One bundle to be replayed."""

    path: str
    """Where it lies on this machine."""


def answer(request: bytes) -> bytes:
    """The replay that an order asks for; both are records as bytes. Raises ReadError."""
    return replay(Path(ReplayOrder.from_bytes(request).path).read_bytes()).to_bytes()


def replay(body: bytes) -> Replayed:
    """Derive everything that a bundle can derive, and say where it differs; raises ReadError."""
    bundle = opened(body)
    dossier = bundle.dossier
    attempts, again, said = _attempts(bundle)
    fields = {name: getattr(dossier, name) for name in Case.model_fields}
    pairs, unlike = _comparisons(bundle)
    case = Case(**(fields | {"attempts": attempts, "comparisons": pairs}))
    verdicts = judge(case)
    differs = [*bundle.differs, *_sealed(dossier), *said, *unlike, *_verdicts(dossier, verdicts)]
    measured = sum(isinstance(one, Measurement) for one in attempts)
    return Replayed(
        run=dossier.run,
        target=dossier.target,
        verdicts=len(verdicts),
        recomputed=again,
        taken=measured - again,
        differs=(*differs, *_findings(dossier, case, verdicts)),
        notes=(*_other_versions(dossier), *_read_in_the_text(dossier), *_lost(bundle)),
    )


def _attempts(bundle: Bundle) -> tuple[tuple[Attempt, ...], int, list[str]]:
    """The attempts, computed again where the values are kept; how many were; and what is not as it was.

    What agrees up to rounding stays as it is; what does not is judged as the values give it.
    """
    read: dict[str, Values] = {}
    attempts: list[Attempt] = []
    again, said = 0, []
    for one in bundle.dossier.attempts:
        body = bundle.raw.get(one.raw_sha256 or "") if isinstance(one, Measurement) else None
        if body is None or not isinstance(one, Measurement):
            attempts.append(one)
            continue
        name = one.raw_sha256 or ""
        try:
            if name not in read:
                read[name] = values_of(body)
            now = recomputed(bundle.dossier, one, read[name])
        except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
            said.append(f"raw/{name[:12]} cannot be computed with: {error}.")
            now = None
        again += now is not None
        if now is not None and not close(one, now):
            said.append(_otherwise(one, now))
            attempts.append(now)
        else:
            attempts.append(one)
    return tuple(attempts), again, said


def _otherwise(one: Measurement, now: Measurement) -> str:
    """Where a measurement is not what its values give, in a sentence."""
    if one.observed.value != now.observed.value:
        return f"{one.metric} of {one.subject} is {now.observed.value} from its values, not {one.observed.value}."
    beside = {each.metric: each.value for each in now.alternatives}
    for each in one.alternatives:
        if each.value != beside.get(each.metric):
            told = beside.get(each.metric, "not there")
            return f"{each.metric} beside {one.metric} of {one.subject} is {told} from its values, not {each.value}."
    return f"{one.metric} of {one.subject} has another interval or other neighbours from its values."


def _comparisons(bundle: Bundle) -> tuple[tuple[Comparison, ...], list[str]]:
    """The comparisons, made again where all the values are there; and what is not as it was."""
    before = bundle.dossier.comparisons
    digests = comparable(bundle.dossier.attempts)
    if not before or any(digest not in bundle.raw for digest in digests):
        return before, []
    first = before[0]
    try:
        bodies = [bundle.raw[digest] for digest in digests]
        now = compared(bodies, first.subject, slice_sha256=first.slice_sha256, seed=first.seed)
    except (ValueError, KeyError, TypeError) as error:
        return before, [f"The comparisons cannot be made again: {error}."]
    was = {(one.metric, one.against): one for one in before}
    told = [
        f"{one.metric} beside {one.against} differs by {one.difference} by the values, not as the dossier says."
        for one in now
        if was.get((one.metric, one.against)) != one
    ]
    return now, told


def _sealed(dossier: Dossier) -> Iterator[str]:
    if dossier.plan.seal().sealed != dossier.plan.sealed:
        yield "The plan is not the one that was sealed."


def _verdicts(dossier: Dossier, now: tuple[Verdict, ...]) -> Iterator[str]:
    before = {one.claim_id: one for one in dossier.verdicts}
    for verdict in now:
        was = before.pop(verdict.claim_id, None)
        if was is None:
            yield f"Claim {verdict.claim_id} is {verdict.outcome}; the dossier has no verdict on it."
        elif was.outcome != verdict.outcome:
            yield f"Claim {verdict.claim_id} is {verdict.outcome}, not {was.outcome}."
        elif was != verdict:
            yield f"Claim {verdict.claim_id} is {verdict.outcome}, with other figures than the dossier's."
    for key in before:
        yield f"The dossier has a verdict on {key}, which is no claim of it."


def _findings(dossier: Dossier, case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    """Where the rules that need no text find something else."""
    now = {one.id: one for one in apply_rules(case, verdicts) if one.rule not in _open_rules()}
    before = {one.id: one for one in dossier.findings if one.rule not in _open_rules()}
    for key in now.keys() - before.keys():
        yield f"A rule finds what the dossier does not tell: {now[key].rule}, {now[key].says}"
    for key in before.keys() - now.keys():
        yield f"No rule finds what the dossier tells: {before[key].rule}, {before[key].says}"


def _read_in_the_text(dossier: Dossier) -> Iterator[str]:
    taken = sum(one.rule in _open_rules() for one in dossier.findings)
    if taken:
        yield (
            f"{taken:,} of the findings come from rules that read the document, whose text is not here; "
            "they are taken as they stand."
        )


@functools.cache
def _open_rules() -> frozenset[str]:
    """The names under which rules that read the document tell what they find; a card's paper is told as its own."""
    return frozenset(one.name for one in registry if reads_text(one)) | {"card-mismatch"}


def _other_versions(dossier: Dossier) -> Iterator[str]:
    """Rules of another version than the run's, which may find something else."""
    then = {pair.name: pair.value for pair in dossier.versions}
    for rule in registry:
        if then.get(rule.name) != str(rule.version):
            was = f"version {then[rule.name]}" if rule.name in then else "not there"
            yield f"The rule {rule.name} has version {rule.version} here; in the run it was {was}."


def _lost(bundle: Bundle) -> Iterator[str]:
    for digest in bundle.manifest.lost:
        yield f"The values {digest[:12]} were no longer in the store; what rests on them is taken as it stands."
