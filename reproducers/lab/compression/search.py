"""The search: every variant on the choosing half, a shortlist on the judging half, then the recommendation."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import Pair
from claims.records.optimization import DropLimit, HalfResult, ModelVariant, NodeDamage
from claims.verdicts import variant_choice
from reproducers.lab.compression.export import MOST_APART
from reproducers.lab.compression.halves import Halves
from reproducers.lab.compression.peak import peak_bytes
from reproducers.lab.compression.prepared import OPSET, prepare
from reproducers.lab.compression.quality import Asked
from reproducers.lab.compression.quantize import Static
from reproducers.lab.compression.recipes import Recipe, Workshop, recipes, static
from reproducers.lab.compression.runners import OrtRunner, first_words, outputs_apart
from reproducers.lab.compression.sensitivity import PROBED, damages, worst_nodes
from reproducers.lab.compression.serving import Serving, serving
from reproducers.lab.compression.timing import (
    Runnable,
    Trial,
    median_milliseconds,
    processor_seconds,
    run_in_turns,
    speed_of,
)
from reproducers.lab.compression.tried import (
    SearchResult,
    TriedRecipe,
    check_original,
    copying,
    served,
    size_of,
    widened,
)

if TYPE_CHECKING:
    from reproducers.lab.compression.subject import Subject

ORIGINAL = "original"
_TWIN = "the original in a second session"
"""Runs beside the judged variants: by as much as it differs from the original, any two sessions may."""
_CALIBRATING = 48
"""Rows of the choosing half that ranges are taken from."""
_AT_ONCE = 6
"""Variants that run in turns with the original: more would only wait for each other."""
_LEFT_OUT = (0.5, 0.8, 0.95)
"""Shares of the damage whose nodes are left as they are, one variant each."""
_SCREENING, _JUDGING = 0.3, 0.25
"""Shares of the time by which the rows of each half are counted."""
_MAKING, _SCREENED, _PROBED_UNTIL, _REFINED = 0.4, 0.55, 0.7, 0.8
"""Shares of the time after which no variant is made, no more of the choosing half is run, no node is probed, and none
of the variants without the worst nodes is tried; the rest is for the judging half."""
_EXPECTED = 14
"""Variants that a search tries, about."""
_MOST_SCREENED, _MOST_JUDGED = 400, 2000
"""Rows of each half that are used."""
_FEWEST, _ALWAYS, _JUDGED = 25, 4, 100
"""Rows of a half, variants that are tried, and rows that judge, however slow all of it is."""


@dataclass
class Search:
    """A search over variants of one subject."""

    subject: "Subject"
    halves: Halves
    limit: DropLimit
    folder: Path
    """Where files of variants are written."""
    seconds: float
    seed: int
    threads: int
    candidates: Mapping[str, Path] = field(default_factory=dict)
    structures: Iterable[Recipe] = ()
    """Variants of another structure: smaller pictures, fewer layers."""
    own: bool = True
    """Whether variants of our own are made."""
    notes: list[str] = field(default_factory=list)
    tried: list[TriedRecipe] = field(default_factory=list)
    _started: float = 0.0
    _last_original: Trial = field(default_factory=Trial)
    """What the original answered last, beside some variants."""

    def run(self) -> SearchResult:
        """Do all of it; raises ModelUnavailable where the original itself fails."""
        self._started = time.monotonic()
        per_row = self._seconds_of_a_row()
        choosing = self.halves.choosing[: self._rows(per_row, _SCREENING, _EXPECTED + 3, _MOST_SCREENED)]
        self._add(self._given())
        self._add(self.structures)
        shop = self._workshop(choosing) if self.own else None
        if shop:
            self._add(recipes(shop))
        self._screen(choosing, _SCREENED)
        sensitivity: tuple[NodeDamage, ...] = ()
        if shop:
            sensitivity = self._refine(shop, choosing, self._until(_PROBED_UNTIL))
        judged = max(_JUDGED, self._rows(per_row, _JUDGING, variant_choice.MOST_JUDGED + 2, _MOST_JUDGED))
        return self._judge(self.halves.judging[:judged], sensitivity)

    def file_of(self, name: str) -> Path:
        """The file of a variant."""
        return next(tried.file for tried in self.tried if tried.recipe.name == name)

    def _seconds_of_a_row(self) -> float:
        runner, rows = OrtRunner(self.subject.file), self.halves.choosing[:5]
        given = [self.subject.feeds(row) for row in rows]
        runner.run(given[0])
        started = processor_seconds()
        for fed in given:
            runner.run(fed)
        return (processor_seconds() - started) / len(rows)

    def _until(self, share: float) -> float:
        """The moment at which so much of the time is gone."""
        return self._started + share * self.seconds

    def _rows(self, per_row: float, share: float, variants: int, most: int) -> int:
        """Rows that so many variants answer in a share of the time."""
        return int(max(_FEWEST, min(most, share * self.seconds / (1.3 * per_row * variants + 1e-4))))

    def _given(self) -> Iterator[Recipe]:
        """Variants that somebody made elsewhere."""
        for name, path in self.candidates.items():
            yield Recipe(name, (Pair(name="file", value=path.name),), copying(path))

    def _workshop(self, choosing: Sequence[int]) -> Workshop | None:
        try:
            prepared = prepare(self.subject.file, self.folder)
        except ModelUnavailable as error:
            self.notes.append(str(error))
            return None
        if (
            prepared.notes
            and (
                apart := outputs_apart(
                    self.subject.file, prepared.path, map(self.subject.feeds, choosing[:PROBED])
                )
            )
            > MOST_APART
        ):
            self.notes.append(
                f"{prepared.notes[0]} That changed its outputs by up to {apart:.2g}, so no variants were made of it. "
                f"Export the model again with opset {OPSET} or later."
            )
            return None
        self.notes += prepared.notes
        feeds = [self.subject.feeds(row) for row in choosing[:_CALIBRATING]]
        return Workshop(self.subject.file, prepared, feeds, self.subject.texts)

    def _add(self, wanted: Iterable[Recipe], share: float = _MAKING) -> None:
        """Write the file of each recipe, and measure the memory that it takes."""
        row = self.halves.choosing[0]
        for recipe in wanted:
            tried = TriedRecipe(recipe, self.folder / f"variant_{len(self.tried)}.onnx", self.subject)
            self.tried.append(tried)
            if len(self.tried) > _ALWAYS and time.monotonic() > self._until(share):
                tried.failed = "It was not tried: the time was up. Give it longer with --budget."
                continue
            try:
                tried.write()
                tried.peak = peak_bytes(lambda t=tried: t.opened().runner, tried.subject.feeds(row))  # type: ignore[misc]
            except Exception as error:  # tools of many parts, each with errors of its own
                tried.failed = f"It cannot be made: {first_words(error)}"

    def _screen(self, rows: Sequence[int], share: float) -> None:
        """Every variant that has no result yet on the choosing half, a few in turns with the original."""
        waiting = [tried for tried in self.tried if not tried.failed and tried.choosing is None]
        for start in range(0, len(waiting), _AT_ONCE):
            group = waiting[start : start + _AT_ONCE]
            done = (start + len(group)) / len(waiting)
            until = time.monotonic() + done * max(0.0, self._until(share) - time.monotonic())
            for tried, half in self._half(group, rows, 1 - variant_choice.ERROR, until):
                tried.choosing = half

    def _half(
        self,
        group: Sequence[TriedRecipe],
        rows: Sequence[int],
        confidence: float,
        until: float,
        enough: int = 24,
    ) -> Iterator[tuple[TriedRecipe, HalfResult]]:
        runnables = {ORIGINAL: self._opened_original(), _TWIN: self._opened_original()}
        for tried in group:
            try:
                runnables[tried.recipe.name] = tried.opened()
            except ModelUnavailable as error:
                tried.failed = error.says
        trials = run_in_turns(runnables, rows, until=until, enough=enough)
        self._last_original = original = trials[ORIGINAL]
        if original.failed:
            raise ModelUnavailable(original.failed, "The model itself fails on these rows.")
        check_original(self.subject.quality.value(original.answers, list(original.answers)))
        twin = speed_of(original.seconds, trials[_TWIN].seconds, confidence).ratio
        for tried in group:
            trial = trials.get(tried.recipe.name)
            if trial is None or trial.failed:
                tried.failed = tried.failed or (trial.failed if trial else "")
                continue
            half = self._result(original, trial, list(original.answers), confidence)
            yield tried, widened(half, twin)

    def _result(self, original: Trial, trial: Trial, rows: Sequence[int], confidence: float) -> HalfResult:
        quality = self.subject.quality
        compared = quality.compare(
            original.answers, trial.answers, rows, Asked(self.limit, confidence, self.seed)
        )
        speed = speed_of(original.seconds, trial.seconds, confidence)
        return HalfResult(
            rows=len(rows),
            value=compared.value,
            original=compared.original,
            low=compared.interval.low,
            high=compared.interval.high,
            method=compared.interval.method,
            reserve=compared.reserve,
            reserve_low=compared.reserve_low,
            confidence=confidence,
            agreement=quality.agreement(original.answers, trial.answers, rows),
            milliseconds=median_milliseconds(trial.seconds),
            original_milliseconds=median_milliseconds(original.seconds),
            speed=speed.ratio,
            speed_low=speed.low,
            speed_high=speed.high,
        )

    def _refine(self, shop: Workshop, choosing: Sequence[int], until: float) -> tuple[NodeDamage, ...]:
        """Find the nodes that damage most, and try the best static variant without them."""
        how = Static(operators=("Conv",) if "Conv" in shop.prepared.operators else ("MatMul", "Gemm"))
        if len(shop.prepared.names(*how.operators)) < 2:
            return ()
        seen = damages(shop, self.subject, how, choosing[:PROBED], until)
        if seen:
            self._add(self._without_worst(shop, how, seen), _REFINED)
            self._screen(choosing, _REFINED)
        return seen

    def _without_worst(self, shop: Workshop, how: Static, seen: Sequence[NodeDamage]) -> Iterator[Recipe]:
        done: set[tuple[str, ...]] = {()}
        for share in _LEFT_OUT:
            left = worst_nodes(seen, share)
            if left in done or len(left) == len(shop.prepared.names(*how.operators)):
                continue
            done.add(left)
            kept = f"{len(left)} worst node{'s' if len(left) != 1 else ''} left out"
            kind = "convolutions" if "Conv" in how.operators else "matrix products"
            yield static(shop, f"static INT8, {kind}, {kept}", Static(operators=how.operators, left_out=left))

    def _judge(self, rows: Sequence[int], sensitivity: tuple[NodeDamage, ...]) -> SearchResult:
        """The shortlist on the judging half, and what is recommended."""
        names = variant_choice.shortlist([tried.variant() for tried in self.tried])
        group = [tried for name in names for tried in self.tried if tried.recipe.name == name]
        for tried, half in self._half(
            group, rows, variant_choice.confidence_of(len(group)), self._until(1.0), _JUDGED
        ):
            tried.judging = half
        original, rows = self._last_original, list(self._last_original.answers)
        interval = self.subject.quality.interval(original.answers, rows, self.seed)
        taken = self._serve(group, rows)
        variants = [tried.variant() for tried in self.tried]
        recommended = variant_choice.recommend(variants)
        return SearchResult(
            original=self._original(taken),
            variants=variant_choice.with_reasons(variants, recommended),
            recommended=recommended,
            value=self.subject.quality.value(original.answers, rows),
            low=interval.low,
            high=interval.high,
            choosing=max((v.choosing.rows for v in variants if v.choosing), default=0),
            judging=len(rows),
            sensitivity=sensitivity,
            notes=tuple(self.notes),
        )

    def _serve(self, group: Sequence[TriedRecipe], rows: Sequence[int]) -> Serving | None:
        """What the shortlist takes with all threads beside the original; the original's is given back."""
        runnables = {ORIGINAL: self._opened_original(self.threads)}
        runnables |= {tried.recipe.name: tried.opened(self.threads) for tried in group if not tried.failed}
        taken = serving(runnables, rows)
        for tried in group:
            tried.serving = taken.get(tried.recipe.name)
        return taken.get(ORIGINAL)

    def _opened_original(self, threads: int = 1) -> Runnable:
        return Runnable(OrtRunner(self.subject.file, threads), self.subject.feeds, self.subject.answer)

    def _original(self, taken: Serving | None) -> ModelVariant:
        file, row = self.subject.file, self.subject.feeds(self.halves.choosing[0])
        peak = peak_bytes(lambda: OrtRunner(file), row)
        return ModelVariant(name=ORIGINAL, size_bytes=size_of(file), peak_bytes=peak, **served(taken))
