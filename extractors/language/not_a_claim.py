"""Numbers that fit a metric's unit but do not describe the model (server RAM, corpus size, clip length)."""

import re

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.word_lists import pattern
from claims.quantities.quantity import NumberInText
from extractors.language.not_the_model import is_not_of_model
from extractors.language.subject_of_number import is_part_of_name

_RECORDED = re.compile(r"(?i)\b(?:speech|audio|recordings?|videos?|transcri\w+|podcasts?)\b")
_TOOK = re.compile(
    r"(?i)\btrained (?:for|in|on \d)|\btook\b|\btakes\b|\btraining (?:took|time|for|ran)\b|\bgpus?\b|\btpus?\b"
)
_PIECE = re.compile(
    r"(?i)[ -](?:long )?(?:windows?|segments?|chunks?|clips?|excerpts?|of (?:audio|speech|sound|video|lookahead))\b"
)
"""What a length of sound or film is said of, which is no time that a model takes."""


_OF_RECORDINGS = re.compile(
    r"(?i)^(?:(?:\s?,\s?(?:and\s)?|\sand\s|\sor\s|\s?/\s?)\d[\d.,]*\s?(?:h|hours?|hrs?|min(?:ute)?s?))*"
    r"[\s)-]*(?:of )?(?:(?:fine-?tuning|training|labell?ed|transcribed|unlabell?ed|speech|audio|data)\s){0,3}"
    r"(?:subsets?|sets?|splits?|data(?:sets?)?|corpus|corpora|benchmarks?|speech|audio|recordings?|portion)\b"
)
"""What stands behind hours of recorded speech: "10h, 100h and 960h fine-tuning subsets"."""
_NAMED_DATA = re.compile(
    r"(?:\b[A-Z][\w-]*(?:\s(?:[A-Z\d][\w.-]*|v\d+))*|\b(?i:corpus|data ?sets?|data|speech|audio|benchmarks?))\s?\($"
)
"""A name or a word of data before a bracket: "LibriSpeech (960h)"."""


_REPETITIONS = re.compile(
    r"(?i)^[ -](?:[a-z]+ ){0,2}?(?:episodes?|runs?|seeds?|trials?|repetitions|folds?|annotators?|raters?|judges|games|epochs?)\b"
)
"""What stands behind the number of times that something was measured, which is no score: "Reward (10 episodes): 245"."""


_ARGUMENT = re.compile(r"[(,]\s?([a-z_]\w*)=$")
"""An argument's name before its value in a call: "sample(model, cfg="."""
_GRID = re.compile(r"(?i)(?:\s?(?:-?eq|e|equivalents?)\.?)?\s?(?:/|per)\s?[kM]?Wh\b")
"""What stands behind the emissions of electricity, which are none of a model: "0.4 kg CO2eq/kWh"."""
_COUNTED = re.compile(r"^ (?!points\b|pts\b|percents?\b)[a-z]{3,}s\b")
"""What stands behind a bound of a count: "(≥ 15 agents)"."""


def is_not_a_claim(number: NumberInText, metric: Metric, text: str) -> bool:
    """Whether the words around a number say that it describes something else than the model."""
    near = text[max(0, number.start - 90) : number.end + 60]
    before, after = text[: number.start], text[number.end :]
    if _is_setting_or_count(number, metric, before, after):
        return True
    version = pattern("number_words", "software_before_versions").search(before[-24:])
    licence = pattern("number_words", "licences_before_versions").search(before[-24:])
    if version or (licence and metric.kind == "cost"):
        return True
    if is_not_of_model(number, metric.id, text):
        return True
    match metric.id:
        case "params":
            return is_part_of_name(number, before)
        case "training_time":
            recorded = _OF_RECORDINGS.match(text[number.end :]) or _NAMED_DATA.search(before[-60:])
            return bool(recorded) or (bool(_RECORDED.search(near)) and not _TOOK.search(near))
        case "latency":
            return bool(_PIECE.match(text[number.end :]))
        case "co2":
            return bool(_GRID.match(after))
        case _:
            return False


def _is_setting_or_count(number: NumberInText, metric: Metric, before: str, after: str) -> bool:
    """Whether a number is an argument's value, how often something was measured, or a bound of a count of things."""
    stated = number.quantity
    argument = _ARGUMENT.search(before)
    if argument and re.match(r"\s?[,)]", after) and catalog.metric(argument[1]) is None:
        return True
    whole = stated.unit is None and stated.value == stated.value.to_integral_value()
    if metric.kind == "quality" and whole and _REPETITIONS.match(after):
        return True
    return whole and metric.scale == "share" and stated.relation in ("<", ">") and bool(_COUNTED.match(after))


def is_cited(number: NumberInText, text: str) -> bool:
    """Whether a number is no statement: of a citation, an equation, a footnote, a section."""
    before, after = text[max(0, number.start - 14) : number.start], text[number.end : number.end + 12]
    if re.search(
        r"(?i)(?:table|fig(?:ure|\.)?|sec(?:tion|\.)?|eq(?:uation|\.)?|appendix|step|stage|chapter|\[)\s?\(?$",
        before,
    ):
        return True
    return bool(
        re.match(r"\s?[\])]", after)
        and re.search(r"[\[(]\s?$", before)
        and not number.quantity.unit
        and "." not in number.quantity.as_written
    )
