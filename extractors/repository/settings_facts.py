"""Facts of YAML and JSON files: settings, versions of data, pipelines, monitoring."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import yaml

from claims.catalog.word_lists import words
from extractors.repository.facts import Fact, words_of
from extractors.repository.python_facts import parse_python
from extractors.repository.yaml_nodes import line_of, parse_yaml, yaml_fields, yaml_values

_SETTINGS = re.compile(
    r"(?i)(?:^|/)(?:[a-z]+_)?(?:configs?|configurations?|confs?|hydra|hparams|params)(?:_[a-z]+)?/.+\.(?:ya?ml|json|jsonnet|toml)$"
    r"|(?:^|/)(?:params|parameters|hparams|hyperparameters)\.(?:ya?ml|toml|json)$|(?:^|/)(?:config|settings)\.(?:ya?ml|toml)$"
)
_NOT_OF_THE_MODEL = re.compile(r"(?i)grafana|prometheus|mkdocs|issue_template|docker|nginx|postgres|logging")
_RECORD_OF_A_RUN = re.compile(r"(?i)result|state|history|metric|log|index|vocab|token|package|manifest")
"""Names of files that a run or a tool writes."""
LARGEST_SETTINGS = 20_000
"""Characters of a JSON file that may hold settings."""
_KEYS = frozenset(("seed", "random_state", "random_seed", "versioned"))


def is_structured(path: str) -> bool:
    """Whether a file is YAML or JSON that may hold settings, a pipeline or a dashboard."""
    name = PurePosixPath(path).name
    return (
        bool(_SETTINGS.search(path)) or name in ("dvc.lock", "MLproject")
        or name.endswith((".dvc", ".yaml", ".yml", ".json", ".jsonnet"))
    )  # fmt: skip


def structured_facts(path: str, text: str) -> Iterator[Fact]:
    """The top keys of a file, and that it holds settings where its place says so."""
    if path.endswith((".json", ".jsonnet")):
        yield from _json_facts(path, text)
        return
    if path.endswith(".toml"):
        if re.search(r"(?m)^\s*\w+\s*=", text):
            yield Fact("settings", path, 1)
        return
    root = parse_yaml(text)
    fields = yaml_fields(root)
    yield from _keys(path, fields)
    yield from (
        Fact("yaml", f"dvc.yaml:artifact of type {value.value}", line_of(value))
        for keys, value in yaml_values(fields.get("artifacts"))
        if path.endswith("dvc.yaml") and keys[-1:] == ("type",)
    )
    if path.endswith(".dvc"):
        yield from (
            Fact("dvc-from", value.value, line_of(value))
            for keys, value in yaml_values(root)
            if keys[-1:] == ("url",)
        )
    if fields and _is_settings(path):
        yield Fact("settings", path, line_of(next(iter(fields.values()))))
        yield from (  # what Hydra makes when the settings are read
            Fact("use", value.value, line_of(value))
            for keys, value in yaml_values(root)
            if keys and keys[-1] in ("_target_", "target")
        )
        yield from (
            Fact("settings-key", keys[-1], line_of(value))
            for keys, value in yaml_values(root)
            if keys and keys[-1] in _KEYS and value.value not in ("", "null", "false")
        )


def python_settings(path: str, text: str) -> Fact | None:
    """A Python file in a folder of settings that only gives values to names."""
    if not re.search(r"(?i)(?:^|/)configs?/[^/]+\.py$", path):
        return None
    body = parse_python(text).body
    values = [part for part in body if isinstance(part, ast.Assign)]
    rest = [
        part for part in body if not isinstance(part, ast.Assign | ast.Expr | ast.Import | ast.ImportFrom)
    ]
    return Fact("settings", path, values[0].lineno) if values and not rest else None


def _keys(path: str, fields: dict[str, yaml.Node]) -> Iterator[Fact]:
    name = PurePosixPath(path).name
    for key, value in fields.items():
        written = " ".join(leaf.value for keys, leaf in yaml_values(value) if keys[-1:] == ("path",))
        empty = isinstance(value, yaml.ScalarNode) and value.value.lower() in ("", "false")
        if name.endswith(".dvc"):
            yield Fact("yaml", f"{name.removesuffix('.dvc')} {written}.dvc:{key}"[:300], line_of(value))
        elif not empty:
            yield Fact("yaml", f"{name}:{key}", line_of(value), words_of(name))
        if key == "kind" and isinstance(value, yaml.ScalarNode):
            yield Fact("yaml", f"kind:{value.value}", line_of(value))
        if key == "steps" and name in ("pipeline.yaml", "recipe.yaml"):
            for step, node in yaml_fields(value).items():
                yield Fact("yaml", f"{name}:steps.{step}", line_of(node))


def _is_settings(path: str) -> bool:
    return bool(_SETTINGS.search(path)) and not _NOT_OF_THE_MODEL.search(path)


def _json_facts(path: str, text: str) -> Iterator[Fact]:
    """That a JSON file holds a dashboard, or settings: its folder says so, or its keys are those of training."""
    body = _mapping(text)
    if body and "panels" in body and "grafana" in path.lower():
        line = next((number for number, row in enumerate(text.splitlines(), 1) if '"panels"' in row), 1)
        yield Fact("yaml", "grafana:panels", line)
    elif (body and _is_settings(path)) or _sets_training(path, text):
        yield Fact("settings", path, 1)


def _mapping(text: str) -> dict[str, object]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _sets_training(path: str, text: str) -> bool:
    """Whether the keys of a JSON or Jsonnet file are settings of training, not a record of a run that is over."""
    if len(text) > LARGEST_SETTINGS or not text.lstrip().startswith(("{", "local ")):
        return False
    keys = {key.lower() for key in re.findall(r"""["']?\b(\w{2,40})["']?\s*:""", text)}
    named = keys & words("repository_words", "training_settings")
    return len(named) > 1 and not _RECORD_OF_A_RUN.search(PurePosixPath(path).stem)
