"""Sizes and lengths of a sentence that are not the model's: of data, of a device, of a part, of others, or on a condition."""

import re

from claims.catalog.word_lists import pattern
from claims.quantities.quantity import NumberInText
from extractors.language.devices import devices_in

_CLAUSE = re.compile(r"[,;:()]|\.\s|\b(?:and|but|while|which|where|plus)\b")
_PART_IN_LABEL = re.compile(
    r"(?i)\b(?:each|per|experts?|shared|active|activated|vision|visual|projector|adapters?|lora|draft|trainable|frozen|trained|corpus|corpora|data ?sets?|training|generator|discriminator|teacher)\b"
)
"""What a label adds to a size that is then of a part of the model, or of its data."""
_BUILD = frozenset(
    {"params", "embedding_dimension", "layers", "attention_heads", "vocabulary_size", "model_size"}
)
"""Properties of how a model is built."""
_IN_TRAINING = re.compile(r"(?i)\b(?:pre-?|fine-?)?(?:train|tun)(?:ing|ed|e)\b|\breproduce\b")
"""Words of a sentence that tells what training takes."""
_TRAINED_ON = re.compile(r"(?i)\btrained on\b[^.;,]{0,70}$")
"""What stands before the size of what a model was trained on."""
_OF_ANOTHER = re.compile(
    r"(?i)(?:\bnot (?:the|a|an|to be confused with)\b[^.;]{0,40}|\busing an? |\balso (?:have|offer|release|provide)\b[^.;]{0,30})$"
)
"""What stands before a count of parameters that another model has."""
_OF_PART = re.compile(
    r"(?i)[^.;]{0,22}\b(?:of (?:them|which|these|those)(?! (?:\w+ ){0,3}\d)|in (?:the|its) [\w ]{0,20}(?:embeddings?|layers?|head))\b"
)
"""What stands behind a count of parameters that only a part has."""
_OUT_OF_ALL = re.compile(r"(?i)\bof (?:them|which|these|those),? (?:only |about |just |some |around )?$")
"""What stands before a count of parameters that only a part has."""
_BEYOND = re.compile(
    r"(?i)\b(?:great|long|larg|bigg)er than\W{0,4}$|\bmore than\W{0,4}$|\bexceed(?:s|ing)?\W{0,4}$"
)
"""What stands before a length from which something else holds."""
_BEATS = re.compile(
    r"(?i)\b(?:outperform\w*|surpass\w*|exceed\w*|beat\w*|rival\w*) (?:\w+ ){0,3}?(?:models|llms|systems|baselines|ones)\b[^.;,]{0,30}$"
)
"""What stands before the size of the models that a model beats, whoever it is."""
_NO_COUNT = re.compile(r"(?i)\bparameter\b\W{0,4}(?:to|at|=|is|as)\s*$")
"""A parameter that is set, before its value."""
_PART_NOUN = re.compile(
    r"(?i)[ -]?(?:\w+[ -]){0,2}?(?:backbone|trainable|(?:non-?)?embedding|additional|extra|adapter|lora|frozen|learnable|new)[ -](?:params|parameters|weights)\b"
)
"""A noun behind a count that says that it is of a part."""
_OF_LITERATURE = re.compile(
    r"(?i)\b(?:et al\b\.?|the (?:[\w-]+ )?(?:stud(?:y|ies)|papers?|authors?)|(?:earlier|prior|previous) works?)"
    r"[^,;]{0,20}\b(?:use[sd]?|train(?:ed)?|test(?:ed)?|scaled|had|report(?:s|ed)?|tried|studied)\b[^;]{0,50}$"
)
"""What stands before a count of parameters that others write of."""
_OF_ANY = re.compile(
    r"(?i)\b(?:quanti[sz]|compress|prun|run|serv|load|host|deploy|(?:pre-?|fine-?)?t(?:rain|un))\w*\s(?:an?|any)\s$"
)
"""What stands before the size of whatever model one has: "quantizing a 7B model"."""
_ARE_ACTIVE = re.compile(
    r"(?i) ?(?:parameters |params )?(?:are|is|being) (?:\w+ )?(?:activ(?:e|ated)|trainable|trained|updated|tuned)\b"
)
"""What stands behind a count of parameters of which others are idle or frozen."""
_OF_INDEX = re.compile(
    r"(?i)\b(?:index(?:es)?|indices|databases?|knowledge bases?|corpus|data ?sets?) (?:\w+ )?(?:require|need|take|occup|us)\w*\b[^.;]{0,30}$"
)
"""What stands before the memory that stored texts take."""
_STORED = re.compile(r"(?i) ?(?:of )?(?:nvme|ssds?|hdds?|disk space|storage|swap)\b")
"""What stands behind the size of a machine's disks."""
_IN_MACHINE = re.compile(
    r"(?i)\b(?:nodes?|machines?|servers?|instances?|workstations?|laptops?|hosts?) (?:each )?(?:with|having|of)\s$"
)
"""What stands before the memory of a machine, whatever it is used for."""
_BEFORE_ARROW = re.compile(r"\W{0,3}\s?(?:→|->|=>)\s?\W{0,3}\d")
"""What stands behind a size that became another: "4k->8k"."""
_OF_DATA_PREPARATION = re.compile(r"(?i)\b(?:target|training)\W{1,4}max(?:imum)?[_ ]?(?:len|seq)\w*\W*$")
"""What stands before the length to which texts were cut for training."""
_BOUNDED = re.compile(
    r"(?i)\b(?:models|llms|systems|baselines|competitors|counterparts|alternatives) (?:\w+ ){0,4}?(?:with|of|having|up to|below|under|above|over|at|larger|smaller|than|around|in the)\b[^.;,]{0,40}$"
    r"|\b(?:outperform\w*|surpass\w*|exceed\w*|beat\w*|rival\w*|compar\w+ (?:to|with)|competitive with|on par with|than|against|versus|vs\.?)\b[^.;]{0,60}$"
)


def is_not_of_model(number: NumberInText, metric: str, text: str) -> bool:
    """Whether the words around a number say that it is no size or length of the model that the sentence speaks of."""
    before, after = text[: number.start], text[number.end :]
    near = text[max(0, number.start - 90) : number.end + 60]
    if _BEFORE_ARROW.match(after) and metric in (*_BUILD, "context_length", "max_output_length"):
        return True
    match metric:
        case "embedding_dimension":
            return bool(
                pattern("size_words", "parts_of_a_model").search(_clause(number, text))
                or re.match(r"(?i) dimensions? of (?:a|an|each|the|every)\b", after)
            )
        case "context_length" | "max_output_length":
            conditional = pattern("size_words", "extended_lengths").search(before) or pattern(
                "size_words", "means_of_extension"
            ).match(after)
            noun = number.quantity.unit in (None, "K", "k", "M") and pattern(
                "size_words", "counted_nouns"
            ).match(after)
            unsaid = metric == "max_output_length" and not re.search(
                r"(?i)\btokens?\b|length|characters", near
            )
            beyond = _BEYOND.search(before[-20:]) or _OF_DATA_PREPARATION.search(before[-40:])
            return bool(conditional or noun or unsaid or beyond or _of_run(number, text))
        case "vocabulary_size":
            return bool(pattern("size_words", "data").search(_clause(number, text)))
        case "model_size":
            of_model = pattern("size_words", "model_files").search(near)
            clause = _clause(number, text)
            passage = clause if pattern("size_words", "model_files").search(clause) else near
            of_data = bool(pattern("size_words", "data").search(passage) or _TRAINED_ON.search(before))
            return _of_device(number, text) or not of_model or of_data or _was_before(before, after)
        case "vram":
            machine = re.fullmatch(r"(?i)\W*(?:memory|ram)\W*", before)  # a list of what a machine has
            return (
                _of_device(number, text)
                or bool(machine)
                or bool(_OF_INDEX.search(before[-80:]))
                or (
                    bool(pattern("size_words", "machines").search(near))
                    and not pattern("size_words", "needed_memory").search(near)
                )
            )
        case "params":
            return _of_other_parameters(before, after)
        case _:
            return False


def _of_other_parameters(before: str, after: str) -> bool:
    """Whether a count of parameters is of a part, of another model, of the literature, or is a setting's value."""
    if (
        _OUT_OF_ALL.search(before[-40:])
        or _ARE_ACTIVE.match(after)
        or _OF_LITERATURE.search(before[-110:])
        or _NO_COUNT.search(before[-24:])
        or _PART_NOUN.match(after)
        or _OF_ANOTHER.search(before[-70:])
        or _OF_PART.match(after)
        or _OF_ANY.search(before[-40:])
        or _was_before(before, after)
    ):
        return True
    bounded = _BOUNDED.search(before[-90:])
    return bool(bounded and (_BEATS.search(before[-90:]) or not _own_again(before)))


def _of_run(number: NumberInText, text: str) -> bool:
    """Whether a length is one of a training run, or what it was before it was reduced."""
    near = text[max(0, number.start - 90) : number.end + 60]
    trained = "sequence length" in near.casefold() and bool(_IN_TRAINING.search(text))
    of_run = pattern("size_words", "training_lengths").search(near)
    return trained or bool(of_run) or _was_before(text[: number.start], text[number.end :])


def is_of_training(number: NumberInText, text: str) -> bool:
    """Whether a sentence says that what stands before a number belongs to training."""
    return bool(_IN_TRAINING.search(text[: number.start]))


def is_label_of_part(label: str, metric: str) -> bool:
    """Whether a label in a table says that a size is one of a part: "MoE Hidden Dimension (per Expert)"."""
    if metric not in _BUILD:
        return False
    return bool(
        _PART_IN_LABEL.search(label)
        or (metric == "embedding_dimension" and pattern("size_words", "parts_of_a_model").search(label))
    )


def _was_before(before: str, after: str) -> bool:
    """Whether a number is what was reduced to another: "from 1.1 GB to 246 MB"."""
    smaller = re.search(r"(?i)\b(?:reduc|shr[iu]nk|compress|prun|decreas|distil|smaller)\w*\b", before)
    return bool(
        smaller and re.search(r"(?i)\bfrom\s$", before) and re.match(r"(?i)[^.;,]{0,12}\sto\s", after)
    )


def _own_again(before: str) -> bool:
    """Whether a sentence comes back to its own model after a comparison."""
    return bool(re.search(r"(?i)\b(?:it|this model|our model|the model|we)\b[^.;]{0,40}$", before[-60:]))


def _of_device(number: NumberInText, text: str) -> bool:
    """Whether a size is the memory of a device or a machine: "A100 40GB GPU", "each with 8 GB", "64 GB RAM"."""
    if any(start <= number.start < end for start, end, _ in devices_in(text)):
        return True
    before, after = text[max(0, number.start - 40) : number.start], text[number.end : number.end + 24]
    if _IN_MACHINE.search(before):
        return True
    if re.match(
        r"(?i)\)? ?(?:[a-z]{1,9} ){0,2}(?:gpus?|ram|vram|cpus?|memory (?:each|gpus?)|cards?)\b", after
    ):
        return not pattern("size_words", "needed_memory").search(
            text[max(0, number.start - 60) : number.start]
        )
    if re.search(r"(?i)\b(?:gpus?|cpus?|cards?|machine|laptop|server)\s?\($", before) or _STORED.match(after):
        return True
    return bool(
        re.search(r"(?i)\b(?:each (?:with|has|having)|equipped with|ram of|with)\s$", before)
        and pattern("size_words", "machines").search(before)
    )


def _clause(number: NumberInText, text: str) -> str:
    """The clause around a number."""
    start = max((match.end() for match in _CLAUSE.finditer(text[: number.start])), default=0)
    stop = _CLAUSE.search(text[number.end :])
    return text[start : number.end + (stop.start() if stop else len(text))]
