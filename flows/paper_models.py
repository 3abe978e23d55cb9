"""From a paper to its model: candidates ranked by evidence, and chosen only where nothing is left to guess."""

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from claims.records import Link


class TaggedModel(Protocol):
    """A model that the Hub lists for a paper."""

    @property
    def name(self) -> str:
        """org/model."""
        ...

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        ...

    @property
    def downloads(self) -> int:
        """In the last thirty days."""
        ...


class PaperModel(NamedTuple):
    """A model that may be the paper's own, and why."""

    name: str
    linked: bool
    """Whether the paper links to it."""
    tagged: bool
    """Whether its card names the paper."""
    made_from: str | None
    """The model it was made from, if its card says so: then it is more likely somebody's use of the paper."""
    downloads: int

    @property
    def weight(self) -> tuple[int, int]:
        """What it is ranked by: evidence first, use second."""
        return 4 * self.linked + 2 * self.tagged - 3 * (self.made_from is not None), self.downloads

    def __str__(self) -> str:
        """The candidate and the reasons, as a report says them."""
        reasons = [
            "the paper links to it" if self.linked else "",
            "its card names the paper" if self.tagged else "",
            f"made from {self.made_from}" if self.made_from else "",
        ]
        return f"{self.name} ({', '.join(filter(None, reasons))})"


def rank_models(tagged: Sequence[TaggedModel], links: Sequence[Link]) -> tuple[PaperModel, ...]:
    """Candidates, the likeliest first: models that the paper links to, and models whose cards name it."""
    linked = {link.target for link in links if link.kind == "model"}
    known = {model.name: model for model in tagged}
    candidates = [
        PaperModel(
            name=name,
            linked=name in linked,
            tagged=name in known,
            made_from=_made_from(known[name].tags) if name in known else None,
            downloads=known[name].downloads if name in known else 0,
        )
        for name in sorted(linked | set(known))
    ]
    return tuple(
        sorted(candidates, key=lambda candidate: (-candidate.weight[0], -candidate.weight[1], candidate.name))
    )


def choose_model(candidates: Sequence[PaperModel]) -> PaperModel | None:
    """The one that the evidence singles out; None where two stand alike, or the best is only a use of the paper."""
    if not candidates or candidates[0].made_from is not None:
        return None
    best, rest = candidates[0], candidates[1:]
    return best if all(other.weight[0] < best.weight[0] for other in rest) else None


def explain_choice(paper: str, candidates: Sequence[PaperModel], chosen: PaperModel | None) -> str:
    """What the report says of the choice."""
    if not candidates:
        return f"No model of {paper} was found: neither does the paper link to one nor a card name it."
    if chosen is not None:
        others = f"; passed over: {', '.join(map(str, candidates[1:4]))}" if candidates[1:] else ""
        return f"{chosen} was taken for the model of {paper}{others}. --model ID chooses another."
    listed = ", ".join(map(str, candidates[:5]))
    more = f" and {len(candidates) - 5} more" if len(candidates) > 5 else ""
    return f"Which model is meant by {paper} is ambiguous: {listed}{more}. Choose one with --model ID."


def _made_from(tags: Sequence[str]) -> str | None:
    """The base model that a card's tags name: "base_model:finetune:org/model"."""
    for tag in tags:
        match = re.fullmatch(r"base_model:(?:[a-z]{1,20}:)?([\w.-]{1,96}(?:/[\w.-]{1,96})?)", tag[:250])
        if match:
            return match[1]
    return None
