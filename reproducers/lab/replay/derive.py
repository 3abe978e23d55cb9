"""The verdicts and findings of a bundle, derived anew, and where they are not what the dossier says."""

import functools
from collections.abc import Iterator
from pathlib import Path

from claims.records import Attempt, Case, Comparison, Dossier, Measurement, Record, Verdict
from claims.records.bundle import Replayed
from claims.rules import apply_rules, reads_text, registry
from claims.verdicts.judge import judge
from reproducers.lab.replay.bundle import Bundle, open_bundle
from reproducers.lab.replay.recompute import RawValues, agree, recomputed, values_of
from reproducers.lab.scoring.paired import comparable_digests, compare_systems


class ReplayOrder(Record):
    """One bundle to be replayed."""

    path: str
    """Where it lies on this machine."""


def run_in_child(request: bytes) -> bytes:
    """The replay that an order asks for; both are records as bytes. Raises ReadError."""
    return replay(Path(ReplayOrder.from_bytes(request).path).read_bytes()).to_bytes()


def replay(body: bytes) -> Replayed:
    """Derive everything that a bundle can derive, and say where it differs; raises ReadError."""
    bundle = open_bundle(body)
    dossier = bundle.dossier
    attempts, again, odd_values = _attempts(bundle)
    fields = {name: getattr(dossier, name) for name in Case.model_fields}
    pairs, unlike = _comparisons(bundle)
    case = Case(**(fields | {"attempts": attempts, "comparisons": pairs}))
    verdicts = judge(case)
    differs = [*bundle.differs, *_sealed(dossier), *odd_values, *unlike, *_verdicts(dossier, verdicts)]
    measured = sum(isinstance(attempt, Measurement) for attempt in attempts)
    return Replayed(
        run=dossier.run,
        target=dossier.target,
        verdicts=len(verdicts),
        recomputed=again,
        taken=measured - again,
        seal=bundle.seal,
        differs=(*differs, *_findings(dossier, case, verdicts)),
        notes=(*_other_versions(dossier), *_read_in_the_text(dossier), *_lost(bundle)),
    )


def _attempts(bundle: Bundle) -> tuple[tuple[Attempt, ...], int, list[str]]:
    """The attempts, computed again where the values are kept; how many were; and what is not as it was.

    What agrees up to rounding stays as it is; what does not is judged as the values give it.
    """
    read: dict[str, RawValues] = {}
    attempts: list[Attempt] = []
    again, differs = 0, []
    for attempt in bundle.dossier.attempts:
        body = bundle.raw.get(attempt.raw_sha256 or "") if isinstance(attempt, Measurement) else None
        if body is None or not isinstance(attempt, Measurement):
            attempts.append(attempt)
            continue
        name = attempt.raw_sha256 or ""
        try:
            if name not in read:
                read[name] = values_of(body)
            now = recomputed(bundle.dossier, attempt, read[name])
        except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
            differs.append(f"raw/{name[:12]} cannot be computed with: {error}.")
            now = None
        again += now is not None
        if now is not None and not agree(attempt, now):
            differs.append(_otherwise(attempt, now))
            attempts.append(now)
        else:
            attempts.append(attempt)
    return tuple(attempts), again, differs


def _otherwise(was: Measurement, now: Measurement) -> str:
    """Where a measurement is not what its values give, in a sentence."""
    if was.observed.value != now.observed.value:
        return f"{was.metric} of {was.subject} is {now.observed.value} from its values, not {was.observed.value}."
    beside = {alternative.metric: alternative.value for alternative in now.alternatives}
    for alternative in was.alternatives:
        if alternative.value != beside.get(alternative.metric):
            value = beside.get(alternative.metric, "not there")
            shown = f"{alternative.metric} beside {was.metric} of {was.subject}"
            return f"{shown} is {value} from its values, not {alternative.value}."
    return f"{was.metric} of {was.subject} has another interval or other neighbours from its values."


def _comparisons(bundle: Bundle) -> tuple[tuple[Comparison, ...], list[str]]:
    """The comparisons, made again where all the values are there; and what is not as it was."""
    before = bundle.dossier.comparisons
    digests = comparable_digests(bundle.dossier.attempts)
    if not before or any(digest not in bundle.raw for digest in digests):
        return before, []
    first = before[0]
    try:
        bodies = [bundle.raw[digest] for digest in digests]
        now = compare_systems(bodies, first.subject, slice_sha256=first.slice_sha256, seed=first.seed)
    except (ValueError, KeyError, TypeError) as error:
        return before, [f"The comparisons cannot be made again: {error}."]
    was = {(comparison.metric, comparison.against): comparison for comparison in before}
    differs = [
        f"{pair.metric} beside {pair.against} differs by {pair.difference} by the values, not as the dossier says."
        for pair in now
        if was.get((pair.metric, pair.against)) != pair
    ]
    return now, differs


def _sealed(dossier: Dossier) -> Iterator[str]:
    if dossier.plan.seal().sealed != dossier.plan.sealed:
        yield "The plan is not the one that was sealed."


def _verdicts(dossier: Dossier, now: tuple[Verdict, ...]) -> Iterator[str]:
    before = {verdict_before.claim_id: verdict_before for verdict_before in dossier.verdicts}
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
    now = {
        finding.id: finding for finding in apply_rules(case, verdicts) if finding.rule not in _open_rules()
    }
    before = {finding.id: finding for finding in dossier.findings if finding.rule not in _open_rules()}
    for key in now.keys() - before.keys():
        yield f"A rule finds what the dossier does not tell: {now[key].rule}, {now[key].says}"
    for key in before.keys() - now.keys():
        yield f"No rule finds what the dossier tells: {before[key].rule}, {before[key].says}"


def _read_in_the_text(dossier: Dossier) -> Iterator[str]:
    taken = sum(finding.rule in _open_rules() for finding in dossier.findings)
    if taken:
        yield (
            f"{taken:,} of the findings come from rules that read the document, whose text is not here; "
            "they are taken as they stand."
        )


@functools.cache
def _open_rules() -> frozenset[str]:
    """The names under which rules that read the document tell what they find; a card's paper is told as its own."""
    return frozenset(rule.name for rule in registry if reads_text(rule)) | {"card-mismatch"}


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
