"""Words of headers and labels of a card's tables, and what they say of the table."""

import re
from collections.abc import Sequence

from claims.catalog.word_lists import words

CURVE = re.compile(
    r"(?i)^(?:epochs?|steps?|iterations?|iters?|training[ _]steps?|train[ _]loss|training[ _]loss)$"
)
"""Headers of what a training run logs."""
HYPER = re.compile(
    r"(?i)hyper-?parameters?|training arguments|configuration options|class labels|label mapping"
)
"""Words of tables of settings."""
RESULTS = re.compile(
    r"(?i)\bresults?\b|\bevaluat\w*|\beval\b|\bperform\w*|\bbenchmarks?\b|\bleaderboard\b|\baccurac\w*|\bscores?\b|\bmetrics?\b|\bcompar\w*"
)
"""Words of captions and headings over results."""
SETTING = re.compile(
    r"(?i)\bthreads?\b|\bbatch(?: ?size)?\b|\b(?:seq\w*|input) len\w*|\bshots?\b|\bbeams?\b|\btop[- ]?k\b"
)
"""Words over columns that are headed by a setting's values."""
AVERAGE = re.compile(
    r"(?i)^(?:avg|average|mean|overall|total|macro[ -]?avg|weighted[ -]?avg)\.?(?: ?\([^()]{1,20}\))?$"
)
"""Headers of an average over the columns beside it."""
_LISTS_DATA = re.compile(
    r"(?i)(?:(?:pre-?)?training |data |source |text )?(?:data ?sets?|corp(?:us|ora)|data sources?|sources?|data|splits?|subsets?)(?: names?)?"
)
_LANGUAGES = re.compile(r"(?i)\W*(?:languages?|lang\.?|domains?|genres?)\W*")
_COUNTS_OF_DATA = re.compile(
    r"(?i)\W*(?:number of |no\. of )?(?:tokens?|sentences?|documents?|words?|lines?|articles?|hours?|utterances?|sentence pairs|(?:data |text |corpus )?size)\W*(?:[(\[]?[kmgt]i?b[)\]]?)?\W*"
)
"""Headers of how much data there is of a language."""
_WORDS = re.compile(
    r"(?i)\W*(?:number of |no\. of )?(?:words?|sentences?|documents?|docs?|articles?|lines?|sentence pairs)\W*"
)
"""Headers of how much text there is."""
_PART_OF_ERRORS = re.compile(r"(?i)(?:# ?)?(?:snt|wrd|corr|sub|del|ins|s\.?err)")
"""Headers of the table that sclite prints: sentences, words, and what its error rate is made of."""
CLASSES = re.compile(r"(?i)(?:ner )?(?:entit(?:y|ies)|labels?|class(?:es)?|tags?)(?: types?| names?)?")
"""Headers of columns that name the class that a row's scores are of."""
NO_NAME = re.compile(r"(?i)\W{0,3}(?:with|without|w/o?)\b|[\d./-]{1,12}$")
"""What a row's label says that is no model's name: a condition of the same model, a date, a number."""
LINKS = re.compile(
    r"(?i)(?:model |hub |hf |checkpoint )?(?:links?|url|download|demo|paper|code|path|hub|checkpoint|card)s?"
)
"""Headers of columns of links and paths."""
NO_MODEL = re.compile(
    r"(?i)(?:int|fp|bf|float|bfloat)[ -]?\d{1,2}|[a-z]{2,3}[-–→>]{1,2}[a-z]{2,3}|(?:pytorch|onnx|openvino|ipex)? ?(?:int8|fp32|fp16|bf16)|dev|test|val(?:idation)?|valid|eval|train"
)
"""Headers of precisions and splits: they say how the model was measured, not which model."""
RIVAL = re.compile(
    r"(?:^|[,;:.] ?|\b(?:the|that|with) )(?!(?:It|This|We|The|Our|These|Model|Results?)\b)([A-Z][\w.-]{1,30}(?: ?\([\w.-]{2,60}\))?) "
    r"(?:was|were|is|gives?|gave|reach\w*|achiev\w*|obtain\w*|scor\w*|gets?|got|has|had|yield\w*|performs?)\b"
)
"""Another model that the words right above a table say its numbers are of."""
_GENERIC = re.compile(
    r"(?i)^(?:#\s*)?(?:values?|scores?|results?|performance|ours?|this model|details?|description)$"
)


def lists_data(header: Sequence[str]) -> bool:
    """Whether a table headed so lists corpora or data sets, and no models beside them."""
    models = any(re.search(r"(?i)\bmodels?\b|\bcheckpoint", text) for text in header)
    if not header or models:
        return False
    parts = bool(_LANGUAGES.fullmatch(header[0])) and any(map(_COUNTS_OF_DATA.fullmatch, header[1:]))
    return parts or bool(_LISTS_DATA.fullmatch(header[0].strip(" *_`:#")))


def parts_of_errors(header: Sequence[str]) -> frozenset[int]:
    """The columns of a table of sclite's that are no error rate of words; none in any other table."""
    parts = [at for at, text in enumerate(header) if _PART_OF_ERRORS.fullmatch(text.strip(" *`"))]
    return frozenset(parts) if len(parts) >= 4 else frozenset()


def counts_words(header: Sequence[str]) -> bool:
    """Whether a column counts words, sentences or documents, so that bytes beside it are those of texts."""
    return any(_WORDS.fullmatch(text) for text in header)


def lists_settings(header: Sequence[str]) -> bool:
    """Whether a table headed so says how a model was trained: by learning rates, batch sizes or steps."""
    settings = re.compile(
        r"(?i)\W*(?:learning[ _]rates?|lr|batch[ _]size|train(?:ing)?[ _]steps?|warm-?up.*)\W*"
    )
    return sum(bool(settings.fullmatch(text)) for text in header) > 1


def is_generic(header: str) -> bool:
    """Whether a header says only that numbers stand below, in whatever language: "Value", "Wert", "数值"."""
    return bool(_GENERIC.match(header or "value")) or header.casefold() in words(
        "metric_words", "value_headers"
    )
