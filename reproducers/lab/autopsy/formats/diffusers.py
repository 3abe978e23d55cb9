"""A folder of diffusers: several models side by side, as model_index.json lists them."""

from collections.abc import Sequence

from claims.errors import ReadError
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget


@model_format("diffusers folder", version=1, fits=lambda target: target.has("model_index.json"), rank=3)
def diffusers(target: ModelTarget) -> Contents:
    """Each part with weights as a model of its own; schedulers and tokenizers by name."""
    from reproducers.lab.autopsy.formats.folder import hub_folder

    index = target.table("model_index.json")
    contents = Contents(f"diffusers folder ({str(index.get('_class_name', 'no class'))[:60]})", metadata={})
    others: list[str] = []
    for name, value in index.items():
        if name.startswith("_") or not isinstance(value, list) or len(value) != 2 or value[1] is None:
            continue
        inner = target.folder(name)
        try:
            part = hub_folder(inner)
        except ReadError as error:
            if _weighty(value):
                contents.unknown.append(f"{name}: {error.says}")
            else:
                others.append(f"{name} ({value[1]})")
            continue
        part.config.setdefault("_class_name", str(value[1])[:60])
        contents.components.append((name, part))
    if not contents.components:
        raise ReadError(f"{target.name} lists models and holds none of their weights.", "Download it again.")
    if others:
        contents.lineage.append(f"Beside its models it has {', '.join(others[:8])}.")
    version = index.get("_diffusers_version")
    since = f" {version} or newer" if isinstance(version, str) else ""
    contents.needs.append(f"diffusers{since}, with its class {index.get('_class_name')}.")
    return contents


def _weighty(value: Sequence[object]) -> bool:
    """Whether a part is a model, which has weights, and no scheduler, tokenizer or extractor."""
    kind = str(value[1])
    return not any(word in kind for word in ("Scheduler", "Tokenizer", "Extractor", "Processor"))
