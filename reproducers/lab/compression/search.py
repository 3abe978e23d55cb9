"""The search: every variant on the choosing half, a shortlist on the judging half, then the recommendation."""

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
from reproducers.lab.compression.recipes import Recipe, Workshop, recipes
from reproducers.lab.compression.runners import OrtRunner, first_words, outputs_apart
from reproducers.lab.compression.sensitivity import PROBE, PROBED, PROBED_UNTIL, damages, without_worst
from reproducers.lab.compression.serving import BATCHED_ROWS, SINGLE_BATCHES, Serving, serving
from reproducers.lab.compression.time_budget import TimeBudget
from reproducers.lab.compression.timing import (
    Runnable,
    Trial,
    run_in_turns,
    speed_of,
)
from reproducers.lab.compression.tried import (
    NOT_TRIED,
    SearchResult,
    TriedRecipe,
    check_original,
    copying,
    half_result,
    served,
    size_of,
    widened,
)

if TYPE_CHECKING:
    from reproducers.lab.compression.subject import Subject

ORIGINAL = "original"
_VARIANT, _COMPARISON = "variant", "comparison"
"""What the making of a variant, and its comparison with the original, are called in the budget."""
_TWIN = "the original in a second session"
"""Runs beside the judged variants: by as much as it differs from the original, any two sessions may."""
_CALIBRATING = 48
"""Rows of the choosing half that ranges are taken from."""
_AT_ONCE, _ORIGINALS = 6, 2
"""Variants that run in turns with the original and its twin: more would only wait for each other."""
_SCREENING, _JUDGING = 0.3, 0.25
"""Shares of the time by which the rows of each half are counted."""
_MAKING, _SCREENED, _REFINED, _JUDGED_UNTIL = 0.4, 0.55, 0.8, 0.92
"""Shares of the time after which no variant is made, no more of the choosing half is run, none of those without
the worst nodes is tried, and no more of the judging half is run."""
_EXPECTED = 14
"""Variants that a search tries, about."""
_MOST_SCREENED, _MOST_JUDGED = 400, 2000
"""Rows of each half that are used."""
_FEWEST, _JUDGED = 24, 100
"""Rows of the choosing half and of the judging half that a variant answers, however slow all of it is."""
_LEARNING = 2
"""Variants that are run before the others, to learn how long it takes."""
_FIRST = 4
"""Variants that may be made for longer than the others, the most promising ones."""


@dataclass
class Search:
    """A search over variants of one subject."""

    subject: "Subject"
    halves: Halves
    limit: DropLimit
    folder: Path
    """Where files of variants are written."""
    budget: TimeBudget
    seed: int
    threads: int
    candidates: Mapping[str, Path] = field(default_factory=dict)
    structures: Iterable[Recipe] = ()
    """Variants of another structure: smaller pictures, fewer layers."""
    own: bool = True
    """Whether variants of our own are made."""
    notes: list[str] = field(default_factory=list)
    tried: list[TriedRecipe] = field(default_factory=list)
    _last_original: Trial = field(default_factory=Trial)
    """What the original answered last, beside some variants."""

    def run(self) -> SearchResult:
        """Do all of it; raises ModelUnavailable where the original itself fails."""
        self._time_a_row()
        rows = self.budget.rows(_SCREENING, _EXPECTED + 3, _MOST_SCREENED)
        choosing = self.halves.choosing[: max(_FEWEST, rows)]
        self._add(self._given())
        self._add(self.structures)
        shop = self._workshop(choosing) if self.own else None
        if shop:
            self._add(recipes(shop))
        self._screen(choosing, _SCREENED)
        sensitivity: tuple[NodeDamage, ...] = ()
        if shop:
            sensitivity = self._refine(shop, choosing)
        judged = self.budget.rows(_JUDGING, variant_choice.MOST_JUDGED + 2, _MOST_JUDGED)
        return self._judge(self.halves.judging[: max(_JUDGED, judged)], sensitivity)

    def file_of(self, name: str) -> Path:
        """The file of a variant."""
        return next(tried.file for tried in self.tried if tried.recipe.name == name)

    def _time_a_row(self) -> None:
        runner, rows = OrtRunner(self.subject.file), self.halves.choosing[:5]
        given = [self.subject.feeds(row) for row in rows]
        runner.run(given[0])
        begun = self.budget.clock()
        for fed in given:
            runner.run(fed)
        self.budget.answered(begun, len(rows))

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
            until = max(share, _SCREENED) if len(self.tried) <= _FIRST else share
            if len(self.tried) > 1 and not self.budget.allows(until, _VARIANT):
                tried.failed = NOT_TRIED
                self.budget.left_out.append(recipe.name)
                continue
            try:
                with self.budget.step(_VARIANT):
                    tried.write()
                    tried.peak = peak_bytes(lambda t=tried: t.opened().runner, tried.subject.feeds(row))  # type: ignore[misc]
            except Exception as error:  # tools of many parts, each with errors of its own
                tried.failed = f"It cannot be made: {first_words(error)}"

    def _screen(self, rows: Sequence[int], share: float) -> None:
        """Every variant that has no result yet on the choosing half, a few in turns with the original."""
        waiting = [tried for tried in self.tried if not tried.failed and tried.choosing is None]
        while waiting:
            room = min(_AT_ONCE, self.budget.files(_REFINED, _FEWEST, _COMPARISON) - _ORIGINALS)
            if not self._last_original.answers:  # none has been run: how long it takes is not known
                room = min(_LEARNING, max(1, room))
            if room < 1:
                break
            group = waiting[:room]
            until = self.budget.run_until(share, room / max(room, len(waiting)), len(group), _COMPARISON)
            for tried, half in self._half(group, rows, 1 - variant_choice.ERROR, until):
                tried.choosing = half
            waiting = waiting[len(group) :]
        for tried in waiting:
            tried.failed = NOT_TRIED
            self.budget.left_out.append(tried.recipe.name)

    def _half(
        self,
        group: Sequence[TriedRecipe],
        rows: Sequence[int],
        confidence: float,
        until: float,
        enough: int = _FEWEST,
    ) -> Iterator[tuple[TriedRecipe, HalfResult]]:
        runnables = {ORIGINAL: self._opened_original(), _TWIN: self._opened_original()}
        for tried in group:
            try:
                runnables[tried.recipe.name] = tried.opened()
            except ModelUnavailable as error:
                tried.failed = error.says
        begun = self.budget.clock()
        trials = run_in_turns(runnables, rows, until=until, enough=enough)
        self.budget.answered(begun, sum(len(trial.answers) for trial in trials.values()))
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
            asked = Asked(self.limit, confidence, self.seed)
            with self.budget.step(_COMPARISON):
                half = half_result(self.subject.quality, original, trial, asked)
            yield tried, widened(half, twin)

    def _refine(self, shop: Workshop, choosing: Sequence[int]) -> tuple[NodeDamage, ...]:
        """Find the nodes that damage most, and try the best static variant without them."""
        how = Static(operators=("Conv",) if "Conv" in shop.prepared.operators else ("MatMul", "Gemm"))
        nodes = shop.prepared.names(*how.operators)
        if len(nodes) < 2:
            return ()
        seen = damages(shop, self.subject, how, choosing[:PROBED], self.budget)
        probed = sum(len(damage.nodes) for damage in seen)
        if probed < len(nodes) and not self.budget.allows(PROBED_UNTIL, PROBE):
            self.notes.append(
                f"Of {len(nodes)} nodes {probed} were quantised alone: the time was too short for more."
            )
        if seen:
            self._add(without_worst(shop, how, seen), _REFINED)
            self._screen(choosing, _REFINED)
        return seen

    def _judge(self, rows: Sequence[int], sensitivity: tuple[NodeDamage, ...]) -> SearchResult:
        """The shortlist on the judging half, and what is recommended."""
        listed = variant_choice.shortlist([tried.variant() for tried in self.tried])
        room = max(1, self.budget.files(_JUDGED_UNTIL, _JUDGED, _COMPARISON) - _ORIGINALS)
        names = listed[:room]
        self.budget.left_out += [f"judging {name}" for name in listed[room:]]
        group = [tried for name in names for tried in self.tried if tried.recipe.name == name]
        until = self.budget.run_until(_JUDGED_UNTIL, 1.0, len(group), _COMPARISON)
        confidence = variant_choice.confidence_of(len(group))
        for tried, half in self._half(group, rows, confidence, until, _JUDGED):
            tried.judging = half
        original, rows = self._last_original, list(self._last_original.answers)
        interval = self.subject.quality.interval(original.answers, rows, self.seed)
        taken = self._serve(group, rows)
        variants = [tried.variant() for tried in self.tried]
        recommended = variant_choice.recommend(variants)
        choosing = max((v.choosing.rows for v in variants if v.choosing), default=0)
        self.notes += [
            *self.budget.rows_note("choosing", choosing, len(self.halves.choosing), _MOST_SCREENED),
            *self.budget.rows_note("judging", len(rows), len(self.halves.judging), _MOST_JUDGED),
            *self.budget.notes(),
        ]
        return SearchResult(
            original=self._original(taken),
            variants=variant_choice.with_reasons(variants, recommended),
            recommended=recommended,
            value=self.subject.quality.value(original.answers, rows),
            low=interval.low,
            high=interval.high,
            choosing=choosing,
            judging=len(rows),
            sensitivity=sensitivity,
            notes=tuple(self.notes),
        )

    def _serve(self, group: Sequence[TriedRecipe], rows: Sequence[int]) -> Serving | None:
        """What the shortlist takes with all threads beside the original; the original's is given back."""
        shown = [tried for tried in group if not tried.failed]
        batches = self.budget.files(1.0, BATCHED_ROWS * (len(shown) + 1)) - SINGLE_BATCHES
        if batches < 1:
            self.notes.append(
                "The time was too short for measuring with all threads; a longer --budget has it."
            )
            return None
        runnables = {ORIGINAL: self._opened_original(self.threads)}
        runnables |= {tried.recipe.name: tried.opened(self.threads) for tried in shown}
        taken = serving(runnables, rows, most=batches)
        for tried in group:
            tried.serving = taken.get(tried.recipe.name)
        return taken.get(ORIGINAL)

    def _opened_original(self, threads: int = 1) -> Runnable:
        return Runnable(OrtRunner(self.subject.file, threads), self.subject.feeds, self.subject.answer)

    def _original(self, taken: Serving | None) -> ModelVariant:
        file, row = self.subject.file, self.subject.feeds(self.halves.choosing[0])
        peak = peak_bytes(lambda: OrtRunner(file), row)
        return ModelVariant(name=ORIGINAL, size_bytes=size_of(file), peak_bytes=peak, **served(taken))
