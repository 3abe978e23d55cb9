"""Sizes and lengths of a sentence that are not the model's: of data, of a device, of a part, of others, or on a condition."""

import re

from claims.quantities.quantity import Found
from extractors.language.devices import devices_in

_CLAUSE = re.compile(r"[,;:()]|\.\s|\b(?:and|but|while|which|where|plus)\b")
_PART = re.compile(
    r"(?i)\b(?:each|every|per|heads?|experts?|rotary|rope|ffn|feed-?forward|intermediate|inner|projection|latent|kv|mlp|bottleneck"
    r"|adapters?|lora|rank|patch(?:es)?|kernels?|pixels?|image|mel|filter|codebook|spatial|temporal|channels?|dataset|features?)\b"
)
_PART_IN_LABEL = re.compile(
    r"(?i)\b(?:each|per|experts?|shared|active|activated|vision|visual|projector|adapters?|lora|draft|trainable|frozen|trained|corpus|corpora|data ?sets?|training|generator|discriminator|teacher)\b"
)
"""What a label adds to a size that is then of a part of the model, or of its data."""
_BUILD = frozenset(
    {"params", "embedding_dimension", "layers", "attention_heads", "vocabulary_size", "model_size"}
)
"""Properties of how a model is built."""
_OTHER_NOUN = re.compile(
    r"(?i)^[- ]?(?:\w+[- ]){0,1}?(?:languages?|characters?|chars|words?|sentences?|images?|frames?|seconds?|steps?|documents?"
    r"|examples?|samples?|pairs?|classes|labels?|domains?|tasks?|experts?|heads?|layers?|gpus?|tpus?|parameters?|dialects|countries)\b"
)
_CONDITION_BEFORE = re.compile(
    r"(?i)\b(?:extend(?:s|ed|able|ing)?|extension|extrapolat\w+|interpolat\w+|scal(?:e|es|ed|able|ing)|expand(?:s|ed|able|ing)?|stretch\w*|generali[sz]\w+)\b[^.;]{0,60}$"
)
_CONDITION_AFTER = re.compile(
    r"(?i)^[^.;,]{0,30}\b(?:with|using|via|through|by|when)\b[^.;]{0,30}\b(?:yarn|rope|ntk|scaling|interpolation|self-?extend|longlora|alibi|sliding)\b"
)
_TRAINED_WITH = re.compile(
    r"(?i)\bsteps\b|\bbatch(?:es)?\b|\btarget (?:seq|length)|\bwarm-?up\b|\boptimi[sz]er\b|\blearning[ -]rate\b|\brate of \d|\blength (?:was|is|were) (?:set|limited|fixed)\b|predictions per sequence|\bdata ?sets? with\b|\bfits?\b[^.;]{0,30}\bgpus?\b|\btarget sequence|\bfine-?tun\w*|\btruncat\w*|\bpadd\w*|\bchunks?\b"
)
_DATA = re.compile(
    r"(?i)\b(?:corpus|corpora|data ?sets?|(?:training|pre-?training|text|raw|web|crawled)[ -](?:set|data|texts?|corpus)|(?:of|the|this) (?:data|text)s?\b"
    r"|texts? files?|documents|collected|crawl\w*|sentences|words|wikipedia|common ?crawl|oscar|books?|articles|dumps?|gb of|gib of|tb of)\b"
)
_FILE = re.compile(
    r"(?i)\b(?:models?|checkpoints?|weights?|gguf|onnx|download|quanti[sz]ed|safetensors|binary|executable|\.bin|tflite)\b"
)
_DEVICE = re.compile(
    r"(?i)\b(?:gpus?|cpus?|vcpus?|ram|processors?|nodes?|machines?|servers?|instances?|equipped|xeon|epyc|ryzen|disk space)\b"
)
_IN_TRAINING = re.compile(r"(?i)\b(?:pre-?|fine-?)?(?:train|tun)(?:ing|ed|e)\b|\breproduce\b")
"""Words of a sentence that tells what training takes."""
_OF_ANOTHER = re.compile(
    r"(?i)(?:\bnot (?:the|a|an|to be confused with)\b[^.;]{0,40}|\balso (?:have|offer|release|provide)\b[^.;]{0,30})$"
)
"""What stands before a count of parameters that another model has."""
_OF_PART = re.compile(
    r"(?i)[^.;]{0,22}\b(?:of (?:them|which|these|those)|in (?:the|its) [\w ]{0,20}(?:embeddings?|layers?|head))\b"
)
"""What stands behind a count of parameters that only a part has."""
_NEEDED = re.compile(
    r"(?i)\b(?:requir\w*|needs?|needed|us(?:es|ed|age|ing)|fits?|peak|footprint|consum\w+|takes?|occup\w+|load\w*|runs? (?:in|on|with)|sav\w+|reduc\w+|less|more|only)\b"
)
_BOUNDED = re.compile(
    r"(?i)\b(?:models|llms|systems|baselines|competitors|counterparts|alternatives) (?:\w+ ){0,4}?(?:with|of|having|up to|below|under|above|over|at|larger|smaller|than|around|in the)\b[^.;,]{0,40}$"
    r"|\b(?:outperform\w*|surpass\w*|exceed\w*|beat\w*|rival\w*|compar\w+ (?:to|with)|competitive with|on par with|than|against|versus|vs\.?)\b[^.;]{0,60}$"
)


def is_not_of_model(found: Found, metric: str, text: str) -> bool:
    """Whether the words around a number say that it is no size or length of the model that the sentence speaks of."""
    before, after = text[: found.start], text[found.end :]
    near = text[max(0, found.start - 90) : found.end + 60]
    match metric:
        case "embedding_dimension":
            return bool(
                _PART.search(_clause(found, text))
                or re.match(r"(?i) dimensions? of (?:a|an|each|the|every)\b", after)
            )
        case "context_length" | "max_output_length":
            conditional = _CONDITION_BEFORE.search(before) or _CONDITION_AFTER.match(after)
            noun = found.quantity.unit in (None, "K", "k", "M") and _OTHER_NOUN.match(after)
            unsaid = metric == "max_output_length" and not re.search(
                r"(?i)\btokens?\b|length|characters", near
            )
            of_run = bool(_TRAINED_WITH.search(near)) or _was_before(before, after)
            trained = "sequence length" in near.casefold() and bool(_IN_TRAINING.search(text))
            return bool(conditional or noun or unsaid or of_run or trained)
        case "vocabulary_size":
            return bool(_DATA.search(_clause(found, text)))
        case "model_size":
            of_model = _FILE.search(near) and not _DATA.search(near) and not _was_before(before, after)
            return _of_device(found, text) or not of_model
        case "vram":
            device = bool(_DEVICE.search(near)) and not _NEEDED.search(near)
            machine = re.fullmatch(r"(?i)\W*(?:memory|ram)\W*", before)  # a list of what a machine has
            return _of_device(found, text) or device or bool(machine)
        case "params":
            if _OF_ANOTHER.search(before[-70:]) or _OF_PART.match(after) or _was_before(before, after):
                return True
            return bool(_BOUNDED.search(before[-90:])) and not _own_again(before)
        case _:
            return False


def is_of_training(found: Found, text: str) -> bool:
    """Whether a sentence says that what stands before a number belongs to training."""
    return bool(_IN_TRAINING.search(text[: found.start]))


def is_label_of_part(label: str, metric: str) -> bool:
    """Whether a label in a table says that a size is one of a part: "MoE Hidden Dimension (per Expert)"."""
    if metric not in _BUILD:
        return False
    return bool(_PART_IN_LABEL.search(label) or (metric == "embedding_dimension" and _PART.search(label)))


def _was_before(before: str, after: str) -> bool:
    """Whether a number is what was reduced to another: "from 1.1 GB to 246 MB"."""
    smaller = re.search(r"(?i)\b(?:reduc|shr[iu]nk|compress|prun|decreas|distil|smaller)\w*\b", before)
    return bool(
        smaller and re.search(r"(?i)\bfrom\s$", before) and re.match(r"(?i)[^.;,]{0,12}\sto\s", after)
    )


def _own_again(before: str) -> bool:
    """Whether a sentence comes back to its own model after a comparison."""
    return bool(re.search(r"(?i)\b(?:it|this model|our model|the model|we)\b[^.;]{0,40}$", before[-60:]))


def _of_device(found: Found, text: str) -> bool:
    """Whether a size is the memory of a device or a machine: "A100 40GB GPU", "each with 8 GB", "64 GB RAM"."""
    if any(start <= found.start < end for start, end, _ in devices_in(text)):
        return True
    before, after = text[max(0, found.start - 40) : found.start], text[found.end : found.end + 24]
    if re.match(
        r"(?i)\)? ?(?:[a-z]{1,8} ){0,1}(?:gpus?|ram|vram|cpus?|memory (?:each|gpus?)|cards?)\b", after
    ):
        return not _NEEDED.search(text[max(0, found.start - 60) : found.start])
    if re.search(r"(?i)\b(?:gpus?|cpus?|cards?|machine|laptop|server)\s?\($", before):
        return True
    return bool(
        re.search(r"(?i)\b(?:each (?:with|has|having)|equipped with|ram of|with)\s$", before)
        and _DEVICE.search(before)
    )


def _clause(found: Found, text: str) -> str:
    """The clause around a number."""
    start = max((match.end() for match in _CLAUSE.finditer(text[: found.start])), default=0)
    stop = _CLAUSE.search(text[found.end :])
    return text[start : found.end + (stop.start() if stop else len(text))]
