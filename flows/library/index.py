"""The shelf: every finished run by what it says, kept up as runs finish and people decide."""

import json
import math
from collections import Counter
from collections.abc import Iterable

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Row, delete, func, insert, select

from claims.errors import StoreError
from claims.records import Dossier
from claims.records.library import Across, Board, BoardName, Choices, Cited, Listing, Query, Shelved, Spine
from flows.library import cross_document, index_rows
from flows.library import schema as library_schema
from flows.store import Store
from flows.store import schema as stored
from flows.store.store import StoredRun
from reports.views import vocabulary
from reports.views.claim_rows import rows
from reports.views.safe_text import visible

PER_PAGE = 50
AT_ONCE = 100
"""Runs that are put up in one transaction."""
MOST = 200
"""Other versions and other documents that are shown beside a claim, and entries of a leaderboard."""


class Shelf:
    """All dossiers of a store, without opening any of them for a list."""

    def __init__(self, store: Store) -> None:
        """Make the tables where they are missing."""
        self._store = store
        self._choices: tuple[int, Choices] | None = None
        self._cited: tuple[int, tuple[Cited, ...]] | None = None
        with store.lease("library"), store.open() as connection:
            library_schema.metadata.create_all(connection)

    def left(self) -> int:
        """Runs that are finished and not on the shelf yet."""
        with self._store.open() as connection:
            every = connection.execute(select(func.count()).select_from(stored.runs)).scalar_one()
            here = select(func.count()).select_from(library_schema.spines)
            up = connection.execute(
                here.where(library_schema.spines.c.edition == index_rows.EDITION)
            ).scalar_one()
        return max(0, int(every) - int(up))

    def catch_up(self, most: int | None = None) -> int:
        """Put up runs that are not on the shelf, the latest first, `most` at most; how many were."""
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

    def renew(self, runs: Iterable[str]) -> None:
        """Make the rows of these runs anew, since somebody decided about them."""
        with self._store.open() as connection:
            asked = select(stored.runs).where(stored.runs.c.run.in_([*runs]))
            found = [*connection.execute(asked).all()]
        self._put(found)
        self._choices = self._cited = None

    def listing(self, query: Query) -> Listing:
        """The runs that a query finds, the latest first."""
        fits = _fits(query)
        with self._store.open() as connection:
            count = select(func.count()).select_from(library_schema.spines).where(*fits)
            total = int(connection.execute(count).scalar_one())
            pages = max(1, math.ceil(total / PER_PAGE))
            page = min(max(1, query.page), pages)
            asked = select(library_schema.spines).where(*fits).order_by(library_schema.spines.c.number.desc())
            found = connection.execute(asked.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
        now = query.model_copy(update={"page": page})
        return Listing(query=now, total=total, pages=pages, spines=tuple(map(_spine, found)))

    def choices(self) -> Choices:
        """What can be chosen from in a filter; kept until the shelf changes."""
        with self._store.open() as connection:
            newest = (
                connection.execute(select(func.max(library_schema.spines.c.number))).scalar_one_or_none() or 0
            )
            kept = self._choices
            if kept is None or kept[0] != newest:
                columns = ("model", "datasets", "metrics", "rules")
                found = connection.execute(select(*(library_schema.spines.c[name] for name in columns))).all()
                kept = self._choices = (int(newest), _choices(found))
        return kept[1]

    def boards(self) -> tuple[BoardName, ...]:
        """The leaderboards that there are, those with most entries first."""
        kept = library_schema.claims.c
        count = func.count().label("entries")
        asked = select(func.min(kept.metric), func.min(kept.dataset), count).where(kept.board != "")
        with self._store.open() as connection:
            found = connection.execute(asked.group_by(kept.board).order_by(count.desc()).limit(MOST)).all()
        return tuple(BoardName(metric=m, dataset=d, entries=n) for m, d, n in found)

    def board(self, metric: str, dataset: str) -> Board:
        """The measured numbers of one metric on one data set: the latest of each subject, the best first."""
        kept = library_schema.claims.c
        same = (
            select(kept.board)
            .where(kept.metric == metric, kept.dataset == dataset, kept.board != "")
            .limit(1)
        )
        asked = select(kept.record).where(kept.board == same.scalar_subquery()).order_by(kept.number.desc())
        with self._store.open() as connection:
            found = [Shelved.model_validate_json(one) for one in connection.execute(asked).scalars()]
        latest: dict[tuple[str, str], Shelved] = {}
        for one in found:
            latest.setdefault((one.subject, one.target), one)
        return Board(metric=metric, dataset=dataset, rows=_ranked(metric, [*latest.values()])[:MOST])

    def cited(self) -> tuple[Cited, ...]:
        """Figures that several documents give of the same system on the same data, differing ones first; kept."""
        with self._store.open() as connection:
            newest = (
                connection.execute(select(func.max(library_schema.spines.c.number))).scalar_one_or_none() or 0
            )
            if self._cited is None or self._cited[0] != newest:
                self._cited = (int(newest), cross_document.cited(connection))
        return self._cited[1]

    def across(self, run: str, claim: str) -> Across | None:
        """One claim beside the same statement elsewhere, or None where there is no such claim."""
        dossier = self._store.dossier(run)
        row = next((one for one in rows(dossier) if one.claim.id == claim), None) if dossier else None
        if dossier is None or row is None:
            return None
        kept = library_schema.claims.c
        with self._store.open() as connection:
            about = connection.execute(select(stored.runs).where(stored.runs.c.run == run)).one()
            asked = select(kept.record).where(
                kept.same == index_rows.same(row.claim), kept.number != about.number
            )
            asked = asked.order_by(kept.number.desc()).limit(MOST)
            found = [Shelved.model_validate_json(one) for one in connection.execute(asked).scalars()]
        target = visible(dossier.target)
        return Across(
            claim=index_rows.shelved(_stored(about), dossier, row),
            says=row.why,
            quote=vocabulary.quoted(row.claim.place),
            place=row.place,
            versions=tuple(one for one in found if one.target == target),
            elsewhere=tuple(one for one in found if one.target != target),
            decided=_decided(dossier, claim),
        )

    def _waiting(self, most: int) -> list[Row[tuple[object, ...]]]:
        up = select(library_schema.spines.c.number).where(
            library_schema.spines.c.edition == index_rows.EDITION
        )
        asked = select(stored.runs).where(stored.runs.c.number.not_in(up))
        with self._store.open() as connection:
            return [*connection.execute(asked.order_by(stored.runs.c.number.desc()).limit(most)).all()]

    def _put(self, found: list[Row[tuple[object, ...]]]) -> None:
        """The rows of these runs, in place of those that there were."""
        spines, claims, numbers = [], [], [one.number for one in found]
        for one in found:
            dossier = self.read(one.run)
            if dossier is None:
                spines.append(index_rows.unreadable(one.number, _stored(one)))
            else:
                spines.append(index_rows.spine(one.number, _stored(one), dossier))
                claims += index_rows.claims(one.number, _stored(one), dossier)
        with self._store.lease("library"), self._store.open() as connection:
            connection.execute(
                delete(library_schema.spines).where(library_schema.spines.c.number.in_(numbers))
            )
            connection.execute(
                delete(library_schema.claims).where(library_schema.claims.c.number.in_(numbers))
            )
            if spines:
                connection.execute(insert(library_schema.spines), spines)
            if claims:
                connection.execute(insert(library_schema.claims), claims)


def _stored(found: Row[tuple[object, ...]]) -> StoredRun:
    return StoredRun(found.run, found.target, found.finished_at)


def _fits(query: Query) -> list[ColumnElement[bool]]:
    """The conditions of a query; each word must occur, each choice must be one of the run's."""
    kept = library_schema.spines.c
    fits = [kept.words.contains(word, autoescape=True) for word in query.words.casefold().split()[:12]]
    fits += [kept.model == query.model] if query.model else []
    barred = ((kept.datasets, query.dataset), (kept.metrics, query.metric), (kept.outcomes, query.outcome))
    for column, asked in (*barred, (kept.rules, query.flag)):
        fits += [column.contains(f"|{asked.replace('|', ' ')}|", autoescape=True)] if asked else []
    return fits


def _spine(found: Row[tuple[object, ...]]) -> Spine:
    same = ("run", "target", "title", "model", "revision", "finished_at", "conclusion", "serious")
    return Spine(
        **{name: getattr(found, name) for name in same},
        tally=tuple((outcome, count) for outcome, count in json.loads(found.tally)),
        rules=tuple(part for part in found.rules.split("|") if part),
    )


def _choices(found: Iterable[Row[tuple[object, ...]]]) -> Choices:
    counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter(), Counter())
    for model, *lists in found:
        counts[0].update([str(model)] if model else [])
        for counter, text in zip(counts[1:], lists, strict=True):
            counter.update(part for part in str(text).split("|") if part)
    models, datasets, metrics, rules = (tuple(k for k, _ in c.most_common(MOST)) for c in counts)
    return Choices(models=models, datasets=datasets, metrics=metrics, rules=rules)


def _ranked(metric: str, found: list[Shelved]) -> tuple[Shelved, ...]:
    """The best first, by the metric's own direction."""
    from claims import catalog

    known = catalog.metric(metric)
    sign = 1 if known is not None and known.higher_is_better is False else -1
    return tuple(sorted(found, key=lambda one: sign * (one.value or 0)))


def _decided(dossier: Dossier, claim: str) -> tuple[str, ...]:
    told = [one for one in dossier.corrections if one.about == claim]
    return tuple(
        visible(f"Dismissed: {one.why}")
        if one.kind == "dismiss"
        else visible(f"{one.field} is {one.value or 'empty'}: {one.why}")
        for one in told
    )
