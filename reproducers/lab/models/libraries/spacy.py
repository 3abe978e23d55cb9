"""spaCy's pipelines, from their data: one head and the layers that it listens to, of spaCy's own parts only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue

from claims.errors import ModelUnavailable, ReadError
from claims.records import ModelFile, Pair
from reproducers.lab.bench import Bench
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.json_file import read_table
from reproducers.lab.models.libraries import LibraryModel, ModelFacts, model_library
from reproducers.lab.models.library_tables import ProbabilityModel, settings_of
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats

_HEADS = {"textcat": "text-classification", "ner": "token-classification", "tagger": "token-classification"}
"""A component that is measured to its task; of several the first of this list."""
_SHARED = "tok2vec"
_OWN = re.compile(r"spacy\.[A-Za-z0-9_-]{1,60}\.v\d{1,2}")
_KEPT = (
    "factory",
    "model",
    "threshold",
    "moves",
    "update_with_oracle_cut_size",
    "overwrite",
    "neg_prefix",
    "source",
)
_NAME = re.compile(r"\w{1,60}")


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The settings and description of a pipeline's folder, which is known by them."""
    names = {file.path: file for file in files}
    try:
        stated = "spacy_version" in read_table(root / "meta.json") if "meta.json" in names else False
    except ReadError:
        return ()
    return (tuple(file for file in files if "/" in file.path) or (names["meta.json"],)) if stated else ()


def read(root: Path, _files: tuple[ModelFile, ...]) -> ModelFacts:
    """The head that is measured and its labels, as meta.json lists them."""
    meta = read_table(root / "meta.json")
    parts, listed = meta.get("pipeline"), meta.get("labels")
    names = [str(part) for part in parts] if isinstance(parts, list) else []
    labels = listed if isinstance(listed, dict) else {}
    head = next((name for name in _HEADS if name in names), "")
    own = labels.get(head)
    known = tuple(map(str, own)) if isinstance(own, list) else ()
    if _written_by(meta).startswith("2"):
        says = f"The pipeline was made by spaCy 2, which spaCy 3 cannot read: {BRING_ANSWERS}"
        return ModelFacts(
            "token-classification", architecture="spaCy 2", refusal=Refusal("no_reproducer", says)
        )
    if not head or not known:
        says = f"Its parts ({', '.join(names[:8]) or 'none'}) are none of {', '.join(_HEADS)} with labels"
        refusal = Refusal("no_reproducer", f"{says}; {BRING_ANSWERS}")
        return ModelFacts("token-classification", architecture="spaCy", refusal=refusal)
    marked = ("O", *(f"{mark}-{label}" for label in known for mark in "BI")) if head == "ner" else known
    facts = ModelFacts(_HEADS[head], labels=marked, classes=len(marked), architecture=f"spaCy, {head}")
    if not (root / "config.cfg").is_file() or not (root / head).is_dir():
        says = "A spaCy pipeline is read whole from a folder: run hf download ORG/MODEL --local-dir pipeline"
        return facts._replace(refusal=Refusal("no_model", f"{says}, then verify pipeline."))
    return facts._replace(refusal=_refusal(root, head))


def _written_by(meta: dict[str, JsonValue]) -> str:
    """The lowest version of spaCy that the pipeline is for: "3.8.7" of ">=3.8.7,<3.9.0"."""
    match = re.search(r"\d[\d.]{0,20}", str(meta.get("spacy_version", "")))
    return match[0] if match else ""


def _refusal(root: Path, head: str) -> Refusal | None:
    """The refusal for a head with parts of somebody else than spaCy."""
    import spacy.util

    try:
        config = spacy.util.load_config(root / "config.cfg", interpolate=False)
        _components(config, head)
    except (ModelUnavailable, ReadError) as error:
        return Refusal("remote_code", f"{error.says} {error.hint}".strip())
    except Exception as error:  # its configuration raises many classes of errors
        return Refusal(
            "unsafe_weights", f"config.cfg is damaged: {first_line(error)[:120]}. Download it again."
        )
    return None


def _components(config: Any, head: str) -> dict[str, Any]:
    """The settings of the head and of the layers that it listens to; raises ModelUnavailable for foreign parts."""
    stated = config.get("components", {})
    kept = {name: stated[name] for name in (_SHARED, head) if name in stated}
    if head not in kept or config.get("nlp", {}).get("lang") is None:
        raise ReadError(f"config.cfg has no component {head}.", "Download it again.")
    made = {}
    for name, settings in kept.items():
        own = {key: value for key, value in settings.items() if key in _KEPT}
        foreign = [value for value in _functions(own) if not _OWN.fullmatch(value)]
        if own.get("factory") != name or foreign:
            says = f"{name} is made of {(foreign or [str(own.get('factory'))])[0][:60]!r}, which is no part of spaCy."
            raise ModelUnavailable(says, f"Foreign code is not run: {BRING_ANSWERS}")
        made[name] = own
    return made


def _functions(value: JsonValue) -> list[str]:
    """Every registered function that a part of the settings names."""
    if not isinstance(value, dict):
        return []
    own = [str(part) for key, part in value.items() if key.startswith("@")]
    return own + [name for part in value.values() for name in _functions(part)]


@dataclass(frozen=True)
class SpacyTagger:
    """A pipeline that tags words."""

    pipeline: Any
    entities: bool
    """Whether the tags mark whole entities, by B- and I-."""
    settings: tuple[Pair, ...]

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The tag of each word of sentences that are cut into words already."""
        from spacy.tokens import Doc

        docs = self.pipeline.pipe(Doc(self.pipeline.vocab, words=list(words)) for words in sentences)
        if not self.entities:
            return [[token.tag_ for token in doc] for doc in docs]
        return [[f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc] for doc in docs]


@model_library("spaCy", version=1, fits=fits, read=read, packages=("spacy",), extra="spacy", by_settings=True)
def open_spacy(bench: Bench) -> LibraryModel:
    """Build the head of spaCy's own parts, and fill it with the folder's numbers; nothing else of it is loaded."""
    import spacy
    import spacy.util

    root = bench.folder
    facts = read(root, fits(root, bench.model.files))
    head = facts.architecture.rpartition(", ")[2]
    stated = spacy.util.load_config(root / "config.cfg", interpolate=False)
    components = _components(stated, head)
    language = str(stated["nlp"]["lang"])
    if not _NAME.fullmatch(language):
        raise ModelUnavailable(f"config.cfg names a language {language[:40]!r}.", "Download it again.")
    config = {"nlp": {"lang": language, "pipeline": list(components)}, "components": components}
    try:
        pipeline = spacy.util.load_model_from_config(config, auto_fill=True, validate=True)
        others = [
            path.name for path in root.iterdir() if path.name not in (*components, "vocab", "tokenizer")
        ]
        pipeline.from_disk(root, exclude=[*others, "config.cfg", "meta.json"])
    except Exception as error:  # it raises many classes of errors
        raise ModelUnavailable(f"spaCy cannot open the pipeline: {first_line(error)}", "") from None
    written = str(read_table(root / "meta.json").get("spacy_version", ""))[:40]
    settings = settings_of(bench, "spacy", spacy.__version__, ("made for", f"spacy {written}"))
    if head != "textcat":
        return SpacyTagger(pipeline, head == "ner", settings)

    def shares(rows: Rows, positions: Sequence[int]) -> "Floats":
        import numpy as np

        docs = pipeline.pipe([rows.texts[i] for i in positions], batch_size=max(1, len(positions)))
        return np.array([[doc.cats[label] for label in facts.labels] for doc in docs], dtype=np.float64)

    return ProbabilityModel(shares, settings)
