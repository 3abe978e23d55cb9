"""Systems beside each other on the same rows: quality, latency, cost, and which to choose."""

from decimal import Decimal
from typing import Literal

from claims.records.measurement import Comparison
from claims.records.record import Record
from claims.records.slice import Machine, Pair

Origin = Literal["measured", "supplied", "stated", "assumed", "computed"]
"""Who says so: this machine, a supplier's file, a price list or option, an assumption, or a formula over these."""
Period = Literal["once", "month"]


class SystemFigure(Record):
    """One number of a system, with its interval and whose it is."""

    name: str
    """What it is: accuracy, latency p50, cost of 1,000 requests."""
    value: Decimal
    """The value: a share from 0 to 1, seconds, or money."""
    low: Decimal | None = None
    """Lower end of the 95 % interval."""
    high: Decimal | None = None
    """Upper end of it."""
    unit: Literal["share", "seconds", "money", "tokens", "points"]
    """What the value counts."""
    origin: Origin
    """Whose number it is: a supplier's is never called measured."""
    n: int | None = None
    """Rows, runs or draws behind it."""
    note: str = ""
    """What else to know: the machine, the price list."""

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """Both ends of the interval, which is the value alone where it has none."""
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )


class ComparedSystem(Record):
    """One of the systems, with what is known of it."""

    name: str
    """What it is called in the comparison."""
    kind: Literal["model", "answers"]
    """A model that was run here, or a file of answers that somebody supplied."""
    target: str
    """What was given for it."""
    run: str
    """The run that measured it, for `verify show`."""
    scores: tuple[SystemFigure, ...] = ()
    """Its quality on the rows."""
    latency: tuple[SystemFigure, ...] = ()
    """Its latencies: measured here for a model, the supplier's own for answers."""
    busy: SystemFigure | None = None
    """Seconds for which a request keeps a machine busy; none where somebody else hosts it."""
    price: SystemFigure | None = None
    """What a request costs where it is paid by the request."""
    tokens: tuple[SystemFigure, ...] = ()
    """Tokens of a request, where the file counts them."""
    doubts: tuple[str, ...] = ()
    """Why its answers settle nothing, each in a sentence."""
    notes: tuple[str, ...] = ()
    """What was found on the way: refused claims, licence, findings."""


class PartComparison(Record):
    """A part of the rows: how often each system is right on it, and the two of them that differ most."""

    what: str
    """The part in words: "language = de"."""
    n: int
    """Its rows, each input once."""
    right: tuple[int, ...]
    """Right answers of each system, in the order of the systems."""
    better: str
    """The system that is more often right, of the two that differ most."""
    worse: str
    """The other."""
    difference: Decimal
    """Its share of right answers less the other's."""
    low: Decimal
    """Lower end of the 95 % interval of the difference."""
    high: Decimal
    """Upper end of it."""
    p: float
    """Exact McNemar, adjusted by Holm over all parts and pairs that were tried."""


class CostAssumption(Record):
    """A cost that nobody measured: a range that whoever decides can edit."""

    name: str
    """By what it is edited: labelling, integration."""
    system: str | None = None
    """The one system that it is for; none: every system of its kind."""
    kinds: tuple[Literal["hosted", "bought"], ...] = ("hosted", "bought")
    """Systems that have it: those that one hosts oneself, those that are paid by the request."""
    low: Decimal
    """The least that it may be."""
    high: Decimal
    """The most."""
    per: Period
    """Paid once, or each month."""
    about: str
    """What it is."""
    source: str
    """Where the range comes from."""
    edited: bool = False
    """Whether somebody set it for this comparison."""


class SystemCost(Record):
    """What one system costs at the stated traffic."""

    system: str
    """Its name."""
    machines: int | None = None
    """Machines that it takes, where it is hosted; none where it is paid by the request."""
    running_per_thousand: SystemFigure
    """Cost of 1,000 requests by machines or price alone."""
    monthly: SystemFigure
    """All that is paid each month, assumptions included."""
    once: SystemFigure
    """All that is paid once."""
    total: SystemFigure
    """All of it over the months, with the Monte Carlo interval."""
    lines: tuple[Pair, ...] = ()
    """What it is made of, line by line."""


class CheaperOdds(Record):
    """How likely one system is the cheaper of two over all draws of the assumptions."""

    system: str
    """The one that is expected to be cheaper."""
    than: str
    """The other."""
    saves: SystemFigure
    """What it saves over the months, with the interval of the draws."""
    share: Decimal
    """By what share of the other's total it is cheaper."""
    draws: Decimal
    """Share of the draws in which it is the cheaper."""


class BreakEven(Record):
    """The traffic from which another of two systems is the cheaper."""

    below: str
    """Cheaper below it."""
    above: str
    """Cheaper from there on."""
    requests: Decimal | None = None
    """Requests a month; none where the same system is the cheaper at any traffic."""
    low: Decimal | None = None
    """Lower end of the 95 % interval over the draws."""
    high: Decimal | None = None
    """Upper end of it."""
    note: str = ""
    """What else to know: that the order changes back and forth."""


class CostPoint(Record):
    """What each system costs a month at one traffic, in the middle of every range."""

    requests: Decimal
    """Requests a month."""
    monthly: tuple[Decimal, ...]
    """Costs in the order of `costs`."""


class PilotPlan(Record):
    """A test before anything is bought."""

    candidate: str
    """The system that would replace the other."""
    against: str
    """The system that it is held against."""
    criterion: str
    """What counts as a success, in a sentence."""
    points: Decimal
    """Points of accuracy that may be lost."""
    cheaper: Decimal | None = None
    """Per cent by which it must be cheaper."""
    rows: int
    """Labelled rows that both answer."""
    days: int
    """Days that it takes."""
    power: Decimal
    """Probability that it succeeds where the two are equally good."""
    false_pass: Decimal
    """Probability at most that it succeeds where the candidate is worse by all of the points."""
    stop: str
    """When to stop before the end."""
    labelling_hours: Decimal
    """Hours of a person who labels the rows."""
    basis: str
    """What the number of rows is computed from."""


class SystemAdvice(Record):
    """Which system to choose, why, and what would change it."""

    choice: str | None
    """The system; none where nothing decides."""
    rule: Literal["doubtful", "only", "quality", "cheaper", "dearer_better", "undecided", "no_costs"]
    """The rule that applied, of a fixed list."""
    says: str
    """The recommendation in a sentence."""
    because: str
    """The figures that say so."""
    between: tuple[str, ...] = ()
    """The two systems between which nothing decides, where none is chosen."""
    would_change: tuple[str, ...] = ()
    """What would change it, each in a sentence."""


class SystemComparison(Record):
    """A whole comparison; every form of it is a function of this record alone."""

    id: str = ""
    """Digest of what went in and what came out."""
    data: str
    """The rows' file."""
    rows: int
    """Rows, each input once."""
    copies: int = 0
    """Rows that repeat an earlier input and are left out."""
    margin: Decimal
    """Points of accuracy that a cheaper system may be worse by."""
    months: int
    """Months over which costs are added up."""
    currency: str = "$"
    """The currency of all costs."""
    traffic: Decimal | None = None
    """Requests a month; none where nobody stated it."""
    settings: tuple[Pair, ...] = ()
    """Everything else that was stated: price of an hour, peak, utilisation."""
    systems: tuple[ComparedSystem, ...]
    """The systems, in the order given."""
    pairs: tuple[Comparison, ...] = ()
    """Each two of them on the same rows; p adjusted by Holm over all pairs."""
    parts: tuple[PartComparison, ...] = ()
    """Parts of the rows on which they differ, the clearest first."""
    parts_tried: int = 0
    """Tests behind these, for which they are adjusted."""
    assumptions: tuple[CostAssumption, ...] = ()
    """Costs that nobody measured."""
    costs: tuple[SystemCost, ...] = ()
    """What each system costs."""
    cheaper: tuple[CheaperOdds, ...] = ()
    """Which is cheaper, pair by pair."""
    break_evens: tuple[BreakEven, ...] = ()
    """From which traffic on the order changes."""
    curve: tuple[CostPoint, ...] = ()
    """What each costs over a range of traffic around the stated one."""
    questions: tuple[str, ...] = ()
    """What to ask about lock-in and data before anything is signed."""
    advice: SystemAdvice
    """The recommendation."""
    pilot: PilotPlan | None = None
    """The test that would come first."""
    machine: Machine | None = None
    """The machine that measured."""
    notes: tuple[str, ...] = ()
    """What could not be compared, and why."""
    seed: int = 0
    """Seed of everything drawn."""

    def sealed(self) -> "SystemComparison":
        """The same comparison with its id: the digest of everything else."""
        bare = self.model_copy(update={"id": ""})
        return self.model_copy(update={"id": bare.digest[:12]})
