"""The library's index: one row a run and one a claim, kept up to date as runs finish and people decide."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select

from claims.errors import StoreError
from claims.records import Dossier
from claims.records.library import (
    BoardName,
    Choices,
    ClaimHistory,
    IndexedClaim,
    IndexedRun,
    MeasuredBoard,
    Query,
    RepeatedFigure,
    RunListing,
)
from flows.library import cross_document, index_rows
from flows.library import schema as library_schema
from flows.store import Store
from flows.store import schema as stored
from flows.store.store import StoredRun
from flows.store.stored_records import readable
from reports.views import vocabulary
from reports.views.claim_rows import claim_rows
from reports.views.safe_text import visible

PER_PAGE = 50
AT_ONCE = 100
"""Runs that are put up in one transaction."""
MOST = 200
"""Other versions and other documents that are shown beside a claim, and entries of a leaderboard."""


class LibraryIndex:
    """The indexed runs and claims of a store; no dossier is opened for a list."""

    def __init__(self, store: Store) -> None:
        """Make the tables where they are missing."""
        self._store = store
        self._choices: tuple[int, Choices] | None = None
        self._repeated_figures: tuple[int, tuple[RepeatedFigure, ...]] | None = None
        with store.lease("library"), store.open() as connection:
            library_schema.metadata.create_all(connection)

    def waiting(self) -> int:
        """Runs that are finished and not indexed yet."""
        with self._store.open() as connection:
            every = connection.execute(select(func.count()).select_from(stored.runs)).scalar_one()
            here = select(func.count()).select_from(library_schema.run_rows)
            up = connection.execute(
                here.where(library_schema.run_rows.c.edition == index_rows.EDITION)
            ).scalar_one()
        return max(0, int(every) - int(up))

    def catch_up(self, most: int | None = None) -> int:
        """Index runs that are not indexed yet, the latest first, at most `most`; returns how many."""
        done = 0
        while most is None or done < most:
            room = AT_ONCE if most is None else min(AT_ONCE, most - done)
            waiting = self._waiting(room)
            if not waiting:
                break
            self._put(waiting)
            done += len(waiting)
        return done

    def read(self, run: str) -> Dossier | None:
        """The dossier, or None where it is damaged or of a form that is no longer read."""
        try:
            return self._store.dossier(run)
        except (StoreError, ValidationError):
            return None

    def refresh(self, runs: Iterable[str]) -> None:
        """Make the rows of these runs anew, since somebody decided about them."""
        with self._store.open() as connection:
            asked = select(stored.runs).where(stored.runs.c.run.in_([*runs]))
            stored_runs = [*connection.execute(asked).all()]
        self._put(stored_runs)
        self._choices = self._repeated_figures = None

    def forget(self, numbers: Sequence[int]) -> None:
        """Remove the rows of runs that are no longer in the store, by their numbers."""
        with self._store.lease("library"), self._store.open() as connection:
            for first in range(0, len(numbers), AT_ONCE):
                _delete(connection, numbers[first : first + AT_ONCE])
        self._choices = self._repeated_figures = None

    def listing(self, query: Query) -> RunListing:
        """The runs that a query finds, the latest first."""
        fits = _conditions(query)
        with self._store.open() as connection:
            count = select(func.count()).select_from(library_schema.run_rows).where(*fits)
            total = int(connection.execute(count).scalar_one())
            pages = max(1, math.ceil(total / PER_PAGE))
            page = min(max(1, query.page), pages)
            asked = (
                select(library_schema.run_rows).where(*fits).order_by(library_schema.run_rows.c.number.desc())
            )
            stored_rows = connection.execute(asked.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
        now = query.model_copy(update={"page": page})
        return RunListing(query=now, total=total, pages=pages, runs=tuple(map(_indexed_run, stored_rows)))

    def choices(self) -> Choices:
        """What can be chosen from in a filter; kept until the index changes."""
        with self._store.open() as connection:
            newest = (
                connection.execute(select(func.max(library_schema.run_rows.c.number))).scalar_one_or_none()
                or 0
            )
            kept = self._choices
            if kept is None or kept[0] != newest:
                columns = ("model", "datasets", "metrics", "rules")
                columns_of_runs = connection.execute(
                    select(*(library_schema.run_rows.c[name] for name in columns))
                ).all()
                kept = self._choices = (int(newest), _choices(columns_of_runs))
        return kept[1]

    def boards(self) -> tuple[BoardName, ...]:
        """The leaderboards that there are, those with most entries first."""
        kept = library_schema.claim_rows.c
        count = func.count().label("entries")
        asked = select(func.min(kept.metric), func.min(kept.dataset), count).where(kept.board != "")
        with self._store.open() as connection:
            groups = connection.execute(asked.group_by(kept.board).order_by(count.desc()).limit(MOST)).all()
        return tuple(BoardName(metric=m, dataset=d, entries=n) for m, d, n in groups)

    def board(self, metric: str, dataset: str) -> MeasuredBoard:
        """The measured numbers of one metric on one data set: the latest of each subject, the best first."""
        kept = library_schema.claim_rows.c
        same = (
            select(kept.board)
            .where(kept.metric == metric, kept.dataset == dataset, kept.board != "")
            .limit(1)
        )
        asked = select(kept.record).where(kept.board == same.scalar_subquery()).order_by(kept.number.desc())
        with self._store.open() as connection:
            claims = readable(IndexedClaim, connection.execute(asked).scalars())
        latest: dict[tuple[str, str], IndexedClaim] = {}
        for claim in claims:
            latest.setdefault((claim.subject, claim.target), claim)
        return MeasuredBoard(metric=metric, dataset=dataset, rows=_ranked(metric, [*latest.values()])[:MOST])

    def repeated_figures(self) -> tuple[RepeatedFigure, ...]:
        """Figures that several documents give of the same system on the same data, differing ones first; kept."""
        with self._store.open() as connection:
            newest = (
                connection.execute(select(func.max(library_schema.run_rows.c.number))).scalar_one_or_none()
                or 0
            )
            if self._repeated_figures is None or self._repeated_figures[0] != newest:
                self._repeated_figures = (int(newest), cross_document.repeated_figures(connection))
        return self._repeated_figures[1]

    def claim_history(self, run: str, claim: str) -> ClaimHistory | None:
        """One claim beside the same statement elsewhere, or None where there is no such claim."""
        dossier = self._store.dossier(run)
        row = (
            next((candidate for candidate in claim_rows(dossier) if candidate.claim.id == claim), None)
            if dossier
            else None
        )
        if dossier is None or row is None:
            return None
        kept = library_schema.claim_rows.c
        with self._store.open() as connection:
            stored_run = connection.execute(select(stored.runs).where(stored.runs.c.run == run)).one()
            asked = select(kept.record).where(
                kept.same == index_rows.statement_digest(row.claim), kept.number != stored_run.number
            )
            asked = asked.order_by(kept.number.desc()).limit(MOST)
            claims = readable(IndexedClaim, connection.execute(asked).scalars())
        target = visible(dossier.target)
        return ClaimHistory(
            claim=index_rows.indexed_claim(_stored(stored_run), dossier, row),
            says=row.why,
            quote=vocabulary.quoted(row.claim.place),
            place=row.place,
            versions=tuple(other for other in claims if other.target == target),
            elsewhere=tuple(other for other in claims if other.target != target),
            decided=_decided(dossier, claim),
        )

    def _waiting(self, most: int) -> list[Row[tuple[object, ...]]]:
        up = select(library_schema.run_rows.c.number).where(
            library_schema.run_rows.c.edition == index_rows.EDITION
        )
        asked = select(stored.runs).where(stored.runs.c.number.not_in(up))
        with self._store.open() as connection:
            return [*connection.execute(asked.order_by(stored.runs.c.number.desc()).limit(most)).all()]

    def _put(self, stored_runs: list[Row[tuple[object, ...]]]) -> None:
        """The rows of these runs, in place of those that there were."""
        runs, claims, numbers = [], [], [stored_run.number for stored_run in stored_runs]
        for stored_run in stored_runs:
            dossier = self.read(stored_run.run)
            if dossier is None:
                runs.append(index_rows.unreadable_run_row(stored_run.number, _stored(stored_run)))
            else:
                runs.append(index_rows.run_row(stored_run.number, _stored(stored_run), dossier))
                claims += index_rows.claim_index_rows(stored_run.number, _stored(stored_run), dossier)
        with self._store.lease("library"), self._store.open() as connection:
            _delete(connection, numbers)
            if runs:
                connection.execute(insert(library_schema.run_rows), runs)
            if claims:
                connection.execute(insert(library_schema.claim_rows), claims)


def _delete(connection: Connection, numbers: Sequence[int]) -> None:
    """Remove what is indexed of these runs."""
    for table in (library_schema.run_rows, library_schema.claim_rows):
        connection.execute(delete(table).where(table.c.number.in_(numbers)))


def _stored(row: Row[tuple[object, ...]]) -> StoredRun:
    return StoredRun(row.run, row.target, row.finished_at)


def _conditions(query: Query) -> list[ColumnElement[bool]]:
    """The conditions of a query; each word must occur, each choice must be one of the run's."""
    kept = library_schema.run_rows.c
    fits = [kept.words.contains(word, autoescape=True) for word in query.words.casefold().split()[:12]]
    fits += [kept.model == query.model] if query.model else []
    barred = ((kept.datasets, query.dataset), (kept.metrics, query.metric), (kept.outcomes, query.outcome))
    for column, asked in (*barred, (kept.rules, query.flag)):
        fits += [column.contains(f"|{asked.replace('|', ' ')}|", autoescape=True)] if asked else []
    return fits


def _indexed_run(row: Row[tuple[object, ...]]) -> IndexedRun:
    same = ("run", "target", "title", "model", "revision", "finished_at", "conclusion", "serious")
    return IndexedRun(
        **{name: getattr(row, name) for name in same},
        tally=tuple((outcome, count) for outcome, count in json.loads(row.tally)),
        rules=tuple(part for part in row.rules.split("|") if part),
    )


def _choices(rows: Iterable[Row[tuple[object, ...]]]) -> Choices:
    counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter(), Counter())
    for model, *lists in rows:
        counts[0].update([str(model)] if model else [])
        for counter, text in zip(counts[1:], lists, strict=True):
            counter.update(part for part in str(text).split("|") if part)
    models, datasets, metrics, rules = (tuple(k for k, _ in c.most_common(MOST)) for c in counts)
    return Choices(models=models, datasets=datasets, metrics=metrics, rules=rules)


def _ranked(metric: str, claims: list[IndexedClaim]) -> tuple[IndexedClaim, ...]:
    """The best first, by the metric's own direction."""
    from claims import catalog

    known = catalog.metric(metric)
    sign = 1 if known is not None and known.higher_is_better is False else -1
    return tuple(sorted(claims, key=lambda claim: sign * (claim.value or 0)))


def _decided(dossier: Dossier, claim: str) -> tuple[str, ...]:
    decisions = [correction for correction in dossier.corrections if correction.about == claim]
    return tuple(
        visible(f"Dismissed: {decision.why}")
        if decision.kind == "dismiss"
        else visible(f"{decision.field} is {decision.value or 'empty'}: {decision.why}")
        for decision in decisions
    )
