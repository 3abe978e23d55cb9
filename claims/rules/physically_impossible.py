"""A speed, a utilisation, a training run or a memory that the named device does not have."""

import re
from collections.abc import Iterator, Sequence

from claims import catalog
from claims.catalog.word_lists import pattern
from claims.physics import limits
from claims.physics.limits import Impossible, Setting
from claims.physics.roofline import precision_in, roof
from claims.physics.throughput_statements import SpeedStatement, impossible_rates
from claims.quantities import quantity, units
from claims.records import Claim, Finding, HardwareMention, OpenCase, Quantity, Verdict
from claims.rules import rule

SURE = 1.5
"""Times the roof from which on a figure is serious; between, an unlisted variant of the device may explain it."""
_TOKENS = re.compile(r"(?i)\btok(?:en)?s?\b|\btok/s|\btps\b|\bt/s\b")
_FROZEN = re.compile(r"(?i)\b(?:q?lora|adapter|peft|frozen|prefix|prompt[- ]tuning)\b")
_GENERATED = re.compile(r"(?i)\bgenerat\w*|\bdecod\w*|\boutput tokens?\b")
_READ = re.compile(r"(?i)\bprompt\b|\bprefill\w*|\bprocessing\b|\bcontext (?:encoding|evaluation)\b")
_SIZES = re.compile(r"(?<![\w.])\d{2,4}(?:\s?[x×]\s?\d{2,4})?(?![\w.%])")
PER_SAMPLE = ("throughput", "fps", "latency", "tpot")
"""Metrics of speed that count images, sequences or answers."""


@rule("physically-impossible", version=2)
def physically_impossible(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds figures above the roof of the hardware that they name, with the fewest changes that would allow them."""
    judged: set[str] = set()
    for claim in case.claims:
        if claim.kind not in ("speed", "compute", "size", "cost") or claim.stated.relation in ("<", "~"):
            continue
        device = claim.hardware or _only(case.hardware, claim)
        impossible = _judged(claim, device, case.claims)
        if impossible:
            judged.add(claim.stated.as_written.strip())
            yield _finding(claim, impossible)
    for finding in impossible_rates(case.document, _own_size(case.claims)) if case.document else ():
        if not any(
            finding.quote.startswith(impossible) or impossible.startswith(finding.quote)
            for impossible in judged
        ):
            yield _of_sentence(finding)


def _own_size(claims: Sequence[Claim]) -> float | None:
    """The one size that the document gives its model."""
    sizes = {_base(claim) for claim in claims if claim.metric == "params" and claim.own} - {None}
    return sizes.pop() if len(sizes) == 1 else None


def _of_sentence(statement: SpeedStatement) -> Finding:
    return Finding(
        rule="physically-impossible",
        severity="serious" if statement.impossible.factor >= 2 * SURE else "warning",
        says=f"{statement.quote} cannot be: {statement.impossible.says}.",
        places=(statement.block.place.model_copy(update={"quote": statement.quote}),),
        remedy=_possible(statement.impossible),
    )


def _judged(claim: Claim, device: HardwareMention | None, every: Sequence[Claim]) -> Impossible | None:
    value = _base(claim)
    if value is None:
        return None
    if claim.metric == "mfu":
        return limits.utilisation(value)
    setting = _setting(claim, device, every)
    if setting is None:
        return None
    if claim.metric in ("tokens_per_second", "throughput") and _is_tokens(claim):
        return limits.throughput(value, setting) or _weights(claim, setting, every)
    if claim.metric == "training_flops":
        hours = _device_hours(claim, every)
        return limits.compute(value, hours, setting) if hours else None
    if claim.metric == "flops_per_second":
        return limits.rate(value / 1e12 / _devices_of(claim, setting), setting)
    if claim.metric == "vram" and setting.count == 1 and claim.hardware and claim.hardware.memory_gb is None:
        return limits.memory(value / 1e9, setting)
    if claim.metric in ("training_time", "gpu_hours"):
        return _training(claim, value, setting, every)
    if claim.metric in PER_SAMPLE:
        return _per_sample(claim, value, setting, every) or _weights(claim, setting, every)
    return None


def _per_sample(claim: Claim, value: float, setting: Setting, every: Sequence[Claim]) -> Impossible | None:
    """Samples a second, or the time of one, against the operations that the document gives for a sample."""
    if not claim.hardware or (claim.hardware.count is None and setting.count > 1):
        return None
    flop = _operations(claim, every)
    if claim.metric in ("latency", "tpot"):
        longest = _base(claim, most=True)
        return limits.latency(longest, flop, setting) if longest else None
    return limits.samples(value, flop, setting) if flop else None


def _operations(claim: Claim, every: Sequence[Claim]) -> float | None:
    """Operations of one sample of the subject, where the document gives one figure, at no other input."""
    stated = [other for other in every if other.metric == "flops" and other.subject == claim.subject]
    if any(_input(other) and _input(claim) and _input(other) != _input(claim) for other in stated):
        return None
    values = [value for other in stated if (value := _base(other))]
    return min(values) if values and max(values) <= 1.3 * min(values) else None


def _input(claim: Claim) -> frozenset[str]:
    """The sizes of input that a claim is tied to: 224, 640x480."""
    return frozenset(_SIZES.findall(claim.conditions or ""))


def _weights(claim: Claim, setting: Setting, every: Sequence[Claim]) -> Impossible | None:
    """Whether what is said to run on the devices of a speed fits them at all."""
    text = f"{claim.subject} {claim.conditions or ''} {claim.place.quote}"
    parameters, _ = _parameters(claim, every)
    if (
        parameters is None
        or setting.task == "training"
        or pattern("speed_words", "smaller_weights").search(text)
        or not claim.hardware
    ):
        return None
    return limits.weights(parameters, setting)


def _training(claim: Claim, value: float, setting: Setting, every: Sequence[Claim]) -> Impossible | None:
    """Parameters, tokens and hours together, where the document gives each once."""
    tokens = {_base(other) for other in every if other.metric == "training_tokens" and other.own} - {None}
    whole = not re.search(r"(?i)fine-?tun|epoch|stage|step", claim.conditions or "")
    if setting.parameters is None or len(tokens) != 1 or not whole or claim.hardware is None:
        return None
    counted = claim.hardware.count
    if claim.metric == "training_time" and counted is None:
        return None
    hours = value if claim.metric == "gpu_hours" else value / 3600 * (counted or 1)
    seen = tokens.pop()
    return limits.training(setting.parameters, seen, hours, setting) if seen else None


def _device_hours(claim: Claim, every: Sequence[Claim]) -> float | None:
    """Hours of one device that the subject was trained for, where the document gives them once; the most they can be."""
    hours: set[float] = set()
    for other in every:
        value = _base(other, most=True) if other.subject == claim.subject else None
        if value and other.metric == "gpu_hours":
            hours.add(value / 3600)
        elif value and other.metric == "training_time" and other.hardware and other.hardware.count:
            hours.add(value / 3600 * other.hardware.count)
    return hours.pop() if len(hours) == 1 else None


def _base(claim: Claim, *, most: bool = False) -> float | None:
    """A claim's value in base units: the least that its digits and unit can mean, or the most."""
    metric = catalog.metric(claim.metric, claim.task)
    meanings = units.readings(claim.stated, metric.scale, metric=metric) if metric else ()
    if most:
        return float(max(meaning.value + meaning.half_step for meaning in meanings)) if meanings else None
    least = min((meaning.value - meaning.half_step for meaning in meanings), default=None)
    return float(least) if least is not None and least > 0 else None


def _is_tokens(claim: Claim) -> bool:
    text = f"{claim.metric_as_written} {claim.stated.unit or ''} {claim.stated.as_written} {claim.conditions or ''}"
    return claim.metric == "tokens_per_second" or bool(_TOKENS.search(text))


def _setting(claim: Claim, device: HardwareMention | None, every: Sequence[Claim]) -> Setting | None:
    memory = float(device.memory_gb) if device and device.memory_gb else None
    top = roof(device.name, memory) if device else None
    if device is None or top is None:
        return None
    text = f"{claim.conditions or ''} {claim.place.quote}"
    parameters, active = _parameters(claim, every)
    if active or pattern("model_words", "mixtures_of_experts").search(f"{claim.subject} {text}"):
        parameters = active
    training = device.role == "training" or bool(re.search(r"(?i)\btrain", text))
    large = bool(parameters and parameters >= 1e9)
    streams = re.search(r"(?i)\bbatch(?: ?size)?\W{0,3}1\b(?![\d.])|\bsingle[- ]stream\b", text)
    return Setting(
        roof=top,
        count=device.count or _most_in(text),
        precision=precision_in(text),
        parameters=parameters,
        task="training" if training else "inference",
        frozen=bool(_FROZEN.search(f"{claim.subject} {text}")),
        partial=not large or bool(pattern("model_words", "partly_used_models").search(claim.subject)),
        single_stream=bool(streams) and large and not training and _is_generation(f"{claim.subject} {text}"),
    )


def _is_generation(text: str) -> bool:
    """Whether tokens are made one after the other: a prompt is read in parallel, a draft checked so."""
    return (
        bool(_GENERATED.search(text))
        and not _READ.search(text)
        and not pattern("speed_words", "drafted_decoding").search(text)
    )


def _most_in(text: str) -> int:
    """Devices that the conditions name, where the mention gives none."""
    match = re.search(
        r"(?i)\b(\d{1,5})\s?(?:x|×)?\s?(?:gpus?|tpus?|devices|chips|cards)\b|\b[td]p ?= ?(\d{1,3})\b", text
    )
    return int(match[1] or match[2]) if match else 1


def _devices_of(claim: Claim, setting: Setting) -> int:
    """Over how many devices a rate is: one where it says so, all where it does not."""
    text = f"{claim.metric_as_written} {claim.stated.as_written} {claim.conditions or ''}"
    return 1 if re.search(r"(?i)\b(?:per|a|each|/) ?(?:gpu|device|chip|card)\b|/gpu", text) else setting.count


def _parameters(claim: Claim, every: Sequence[Claim]) -> tuple[float | None, float | None]:
    """Parameters of the subject, all and active: claimed for it, else in its name."""
    sizes: dict[str, float | None] = {}
    for metric in ("params", "active_params"):
        stated = [
            _base(other) for other in every if other.metric == metric and other.subject == claim.subject
        ]
        known = [other for other in stated if other]
        sizes[metric] = min(known) if known and max(known) <= 1.3 * min(known) else None
    return sizes["params"] or _named_size(claim.subject), sizes["active_params"]


def _named_size(name: str) -> float | None:
    sizes = re.findall(r"(?i)(?<![a-z\d.])(\d{1,4}(?:\.\d{1,2})?)([bm])(?![a-z\d])", name)
    if len(sizes) != 1:
        return None
    read = quantity.read("".join(sizes[0]).upper())
    return (
        float(read.value * (10**9 if sizes[0][1] in "bB" else 10**6)) if isinstance(read, Quantity) else None
    )


def _only(hardware: Sequence[HardwareMention], claim: Claim) -> HardwareMention | None:
    """The one device of a document, where it names one alone and says how many."""
    names = {mention.name for mention in hardware}
    counts = {mention.count for mention in hardware}
    alone = len(names) == 1 and len(counts) == 1 and None not in counts and claim.own
    return hardware[0] if alone else None


def _finding(claim: Claim, impossible: Impossible) -> Finding:
    return Finding(
        rule="physically-impossible",
        severity="serious" if _is_sure(claim, impossible) else "warning",
        says=f"{claim.metric_as_written} {claim.stated.as_written.strip()} cannot be: {impossible.says}.",
        claim_ids=(claim.id,),
        places=(claim.place,),
        remedy=_possible(impossible),
    )


def _is_sure(claim: Claim, impossible: Impossible) -> bool:
    """Whether no other reading is left; a sample's operations may have been counted at another input."""
    least = 2 * SURE if claim.metric in PER_SAMPLE else SURE
    return impossible.factor >= least and claim.hardware is not None and claim.metric != "vram"


def _possible(impossible: Impossible) -> str:
    """What would make a figure possible, in a sentence."""
    ways = ", or with ".join(impossible.ways)
    return f"It would be possible with {ways}; ask which holds." if ways else "Ask."
