"""Pipelines that run `verify` as a gate: golden bytes of each form, and words that arrive as they were typed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from reports.pipelines import GateJob, registry

ODD = ('it\'s "odd"; $(touch x)', "--data", "a b\n#: é.csv", "--fail-on", "refuted")
"""Words that a shell, YAML or JSON could take for something of theirs."""


def job(form: str, words: tuple[str, ...] = ("org/model", "--fail-on", "refuted")) -> GateJob:
    storage = {"vertex": "gs://bucket/folder", "sagemaker": "s3://bucket/folder"}.get(form, "")
    image, schedule = "registry.example/assay:0.1", "0 5 * * 1"
    return GateJob("verify-org-model", words, image, schedule, storage)


def content(form: str, words: tuple[str, ...]) -> Any:
    body = registry[form].call(job(form, words))
    return yaml.safe_load(body) if min(registry[form].traits) == ".yaml" else json.loads(body)


@pytest.mark.parametrize("form", [plugin.name for plugin in registry])
def test_the_bytes_are_those_of_the_golden_file(form: str, golden: Callable[[str, bytes], None]) -> None:
    golden(f"pipeline.{form}{min(registry[form].traits)}", registry[form].call(job(form)))


def test_odd_words_arrive_as_they_were_typed() -> None:
    kfp, vertex = content("kfp", ODD), content("vertex", ODD)
    assert kfp["root"]["inputDefinitions"]["parameters"]["words"]["defaultValue"] == [*ODD]
    assert vertex["runtimeConfig"]["parameterValues"]["words"] == [*ODD]
    assert vertex["pipelineSpec"] == kfp
    step = content("sagemaker", ODD)["Steps"][0]["Arguments"]["AppSpecification"]
    assert step["ContainerEntrypoint"][4:] == [*ODD]
    (template,) = content("argo-cron", ODD)["spec"]["workflowSpec"]["templates"]
    assert template["container"]["args"] == [*ODD]
