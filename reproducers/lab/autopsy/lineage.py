"""What a model was made from: base models, quantisation, merging, the program that wrote the file."""

import re
from collections.abc import Iterator

from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.json_file import read_start

_BASE = re.compile(
    r"^base_model(?:_relation)?:[ \t]*[\"']?([\w./-]{2,120})|^base_model:\s*\n((?:[ \t]*- [^\n]{2,120}\n?)+)",
    re.MULTILINE,
)
_RELATION = re.compile(r"^base_model_relation:[ \t]*([a-z]{2,20})", re.MULTILINE)
_FRONT = 64 << 10
_RECIPE = "mergekit_config.yml"
_QUANTISED = {"int8", "uint8", "int4", "uint4", "float8", "float4"}


def lineage_of(target: ModelTarget, contents: Contents) -> tuple[str, ...]:
    """Each thing that is told of where the model comes from, in a sentence."""
    return tuple(
        dict.fromkeys(
            [
                *contents.lineage,
                *_of_card(target),
                *_of_merge(target),
                *_of_config(contents),
                *_of_metadata(contents),
                *_of_types(contents),
            ]
        )
    )


def _of_card(target: ModelTarget) -> Iterator[str]:
    if "README.md" not in target.files:
        return
    text = read_start(target.root / "README.md", _FRONT).decode("utf-8", "replace")
    front = text.split("\n---", 1)[0] if text.startswith("---") else ""
    match, relation = _BASE.search(front), _RELATION.search(front)
    if match:
        names = [match[1]] if match[1] else [line.strip(" -\"'") for line in match[2].splitlines()]
        relation_said = f" ({relation[1]})" if relation else ""
        yield f"The card names {', '.join(name for name in names if name)} as its base model{relation_said}."


def _of_merge(target: ModelTarget) -> Iterator[str]:
    """What mergekit writes beside a model that it merged from several."""
    if _RECIPE not in target.files:
        return
    recipe = read_start(target.root / _RECIPE, _FRONT).decode("utf-8", "replace")
    method = re.search(r"^merge_method:[ \t]*([\w-]{2,40})", recipe, re.MULTILINE)
    parts = list(
        dict.fromkeys(
            re.findall(r"^[ \t-]*(?:model|base_model):[ \t]*([\w./-]{2,120})", recipe, re.MULTILINE)
        )
    )
    by_method = f" by {method[1]}" if method else ""
    yield f"It was merged{by_method} from {', '.join(parts[:6]) or 'models that are not named'} ({_RECIPE})."


def _of_config(contents: Contents) -> Iterator[str]:
    origin = contents.config.get("_name_or_path")
    if isinstance(origin, str) and origin and not origin.startswith((".", "/")):
        yield f"config.json says that it was loaded from {origin[:120]} before it was saved."
    quantised = contents.config.get("quantization_config")
    if isinstance(quantised, dict):
        bits = quantised.get("bits") or quantised.get("w_bit") or ""
        method = str(quantised.get("quant_method", "an unnamed method"))[:40]
        yield f"It was quantised with {method}{f' to {bits} bits' if bits else ''}."
    version = contents.config.get("transformers_version")
    if isinstance(version, str):
        yield f"It was saved with transformers {version[:20]}."


def _of_metadata(contents: Contents) -> Iterator[str]:
    for key, value in contents.metadata.items():
        if re.search(r"base_model\.\d+\.(?:name|repo_url)|^general\.(?:basename|quantized_by)$", key):
            yield f"The file's metadata say {key}: {value[:120]}."
    producer = contents.metadata.get("producer")
    if producer:
        yield f"The file was written by {producer[:80]}."


def _of_types(contents: Contents) -> Iterator[str]:
    """Types that only quantisation makes."""
    kinds = sorted({tensor.dtype for tensor in contents.tensors if tensor.count > 64 and tensor.learnt})
    few = [kind for kind in kinds if kind in _QUANTISED or re.match(r"(?:I?Q\d|MXFP|TQ)", kind)]
    if few:
        yield f"Its weights are quantised ({', '.join(few)}); the model that it was quantised from is not in the file."
