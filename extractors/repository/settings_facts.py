"""Facts of YAML and JSON files: settings, versions of data, pipelines, monitoring."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import yaml

from claims.catalog.metrics import metric
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
_FIGURE = re.compile(r'"([^"\n]{1,60})"\s*:\s*(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?)')
LARGEST_SETTINGS = 20_000
"""Characters of a JSON file that may hold settings."""
_DECLARED_STEPS = frozenset(
    (
        ("dvc.yaml", "stages"),
        ("MLproject", "entry_points"),
        ("recipe.yaml", "steps"),
        ("pipeline.yaml", "steps"),
    )
)
"""The files and keys under which the steps of a pipeline are declared by name."""
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
        if key == "$schema" and isinstance(value, yaml.ScalarNode):
            yield Fact("yaml", f"schema:{value.value.rpartition('/')[2]}", line_of(value))
        if key == "kind" and isinstance(value, yaml.ScalarNode):
            yield Fact("yaml", f"kind:{value.value}", line_of(value))
        if key == "steps" and name in ("pipeline.yaml", "recipe.yaml"):
            for step, node in yaml_fields(value).items():
                yield Fact("yaml", f"{name}:steps.{step}", line_of(node))
        if (name, key) in _DECLARED_STEPS or (
            key == "jobs" and "pipelineJob" in getattr(fields.get("$schema"), "value", "")
        ):
            yield from (Fact("step", step, line) for step, line in _key_lines(value))
            yield from (
                Fact("command", leaf.value.strip().splitlines()[0], line_of(leaf), frozenset({"step"}))
                for keys, leaf in yaml_values(value)
                if keys[-1:] in (("cmd",), ("command",)) and leaf.value.strip()
            )


def _key_lines(node: yaml.Node) -> Iterator[tuple[str, int]]:
    """The keys of a mapping, each with the line on which it stands itself."""
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, line_of(key)) for key, _ in node.value if isinstance(key, yaml.ScalarNode))


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
    if body and words_of(PurePosixPath(path).stem) & words("repository_words", "metric_files"):
        yield from _figures(text)


def _figures(text: str) -> Iterator[Fact]:
    """The scores in a file of metrics: known metrics of quality with a number."""
    for number, line in enumerate(text.splitlines(), 1):
        for name, value in _FIGURE.findall(line):
            known = metric(name)
            if known and known.kind == "quality" and known.higher_is_better is not None:
                yield Fact("figure", f"{known.id}={value}", number)


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
