"""A folder of sentence-transformers: a transformer, a pooling, perhaps further layers, as modules.json lists them."""

from claims.errors import ReadError
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.json_file import read_json


@model_format(
    "sentence-transformers folder", version=1, fits=lambda target: target.has("modules.json"), rank=3
)
def sentence_transformers(target: ModelTarget) -> Contents:
    """The modules in their order; those with weights are models of their own."""
    from reproducers.lab.autopsy.formats.folder import hub_folder

    listed = read_json(target.root / "modules.json")
    modules = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    contents = Contents("sentence-transformers folder")
    kinds: list[str] = []
    for row in modules:
        path, kind = str(row.get("path") or ""), str(row.get("type", "")).rpartition(".")[2]
        inner = target.folder(path) if path else target
        kinds.append(_in_words(kind, inner))
        if any(name.endswith((".safetensors", ".bin")) and "/" not in name for name in inner.files):
            part = hub_folder(inner)
            part.unknown = [line for line in part.unknown if "also holds" not in line]
            contents.components.append((path or kind, part))
    if not contents.components:
        raise ReadError(f"{target.name} lists modules and holds no weights.", "Download it again.")
    contents.lineage.append(f"sentence-transformers runs {' → '.join(kinds)}: one vector a text.")
    _longest(target, contents)
    contents.needs.append("sentence-transformers, or the same pooling by hand.")
    if len(contents.components) == 1:
        return _alone(contents)
    return contents


def _longest(target: ModelTarget, contents: Contents) -> None:
    """Where texts are cut off."""
    longest = target.table("sentence_bert_config.json").get("max_seq_length")
    if isinstance(longest, int) and longest > 0:
        contents.needs.append(f"Texts of at most {longest:,} tokens: what is longer is cut off.")


def _in_words(kind: str, inner: ModelTarget) -> str:
    """A module by its class and what matters of its settings."""
    if kind != "Pooling":
        return kind
    settings = inner.table("config.json")
    modes = [
        key.removeprefix("pooling_mode_")
        for key, on in settings.items()
        if key.startswith("pooling_mode_") and on is True
    ]
    return f"Pooling ({', '.join(modes).replace('_', ' ') or 'mode not told'})"


def _alone(contents: Contents) -> Contents:
    """The only model with weights, with what is told of the folder."""
    only = contents.components[0][1]
    only.format = f"{only.format} in a sentence-transformers folder"
    width = only.config.get("hidden_size")
    if isinstance(width, int):
        meaning = "one vector for each text; texts are compared by the cosine of theirs"
        only.outputs = [
            TensorPort(
                name="sentence_embedding", dtype="float32", shape=("batch", str(width)), meaning=meaning
            )
        ]
    only.lineage += contents.lineage
    only.needs += contents.needs
    return only
