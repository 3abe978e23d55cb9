"""What is published beside a model: the Hub's own readers take it, and every number carries what it rests on."""

import pytest
import yaml
from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml
from huggingface_hub.repocard_data import model_index_to_eval_results

from claims.records import Dossier
from reports import registry
from tests.reports.dossiers import bare, realistic
from tests.reports.enemy import HOSTILE, hostile


def sampled() -> Dossier:
    """The realistic run on rows of a named data set."""
    base = realistic()
    (rows,) = base.slices
    named = rows.model_copy(update={"of_dataset": "stanfordnlp/sst2", "split": "validation"})
    return base.model_copy(update={"slices": (named,)})


def test_the_hub_reads_the_model_index_and_finds_n_interval_and_seed() -> None:
    told = yaml.safe_load(registry["model-index"].call(sampled()))
    name, results = model_index_to_eval_results(told["model-index"])
    assert name == "acme/sentiment-base"
    (accuracy,) = (result for result in results if result.metric_type == "accuracy")
    assert accuracy.metric_value == 0.914583 and accuracy.dataset_type == "stanfordnlp/sst2"
    assert accuracy.metric_args is not None
    assert {"n": 2400, "low": 0.90277, "high": 0.92513, "seed": 7}.items() <= accuracy.metric_args.items()
    assert "Example CPU" in accuracy.metric_args["hardware"]
    assert not any("frequent label" in str(result) for result in results), (
        "a baseline is no result of the model"
    )


def test_eval_results_are_what_the_hub_writes_itself() -> None:
    told = yaml.safe_load(registry["eval-results"].call(sampled()))
    ours = [
        EvalResultEntry(
            dataset_id=x["dataset"]["id"], task_id=x["dataset"]["task_id"], value=x["value"], notes=x["notes"]
        )
        for x in told
    ]
    assert eval_result_entries_to_yaml(ours) == told
    for part in ("n = 2400", "0.9028 to 0.9251", "seed 7", "Example CPU", "run 7c1e5b8fd2a94c60"):
        assert part in told[0]["notes"]


def test_scores_on_rows_of_ones_own_are_no_result_of_a_benchmark() -> None:
    assert yaml.safe_load(registry["eval-results"].call(realistic())) == []
    assert yaml.safe_load(registry["model-index"].call(bare()))["model-index"][0]["results"] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_stays_a_leaf(text: str) -> None:
    for form in ("model-index", "eval-results"):
        assert yaml.safe_load(registry[form].call(hostile(text))) is not None
