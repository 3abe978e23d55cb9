"""The redesign of a pipeline: tools by what is in use, service levels with reasons, a budget from stated ranges."""

from decimal import Decimal

import pytest

from claims.catalog.maturity import stages
from claims.catalog.pipeline import pipeline_stages, pipeline_tools
from claims.errors import UsageError
from claims.records.maturity import Maturity
from claims.records.pipeline import StatedFigure, ToolInUse
from claims.records.redesign import Redesign, ToolChoice
from claims.records.source import Place
from claims.redesign.assumptions import assumed_for_plan
from claims.redesign.schedules import days_between, in_words
from claims.redesign.tool_choice import choose_tools
from tests.claims.audits import README, a_stage, audited, in_use


def redesign_of(audit: Maturity) -> Redesign:
    assert audit.redesign is not None
    return audit.redesign


def chosen(*tools: ToolInUse) -> dict[str, ToolChoice]:
    pipeline = [a_stage(kind.name) for kind in pipeline_stages()]
    return {choice.stage: choice for choice in choose_tools(pipeline, tools)}


@pytest.mark.parametrize(
    ("used", "stage", "tool", "kept"),
    [
        ("MLflow", "tracking", "MLflow", True),
        ("Weights & Biases", "tracking", "Weights & Biases", True),
        ("Weights & Biases", "registry", "the registry of Weights & Biases", False),
        ("DVC", "orchestration", "DVC pipelines", False),
        ("DVC", "tracking", "DVCLive", False),
        ("Kubernetes", "orchestration", "Kubeflow Pipelines", False),
        ("Kubernetes", "serving", "KServe", False),
        ("Amazon SageMaker", "orchestration", "SageMaker Pipelines", False),
        ("Vertex AI", "monitoring", "Model Monitoring of Vertex AI", False),
        ("Azure Machine Learning", "tracking", "MLflow", False),
        ("Spark", "data-checks", "Great Expectations", False),
        ("pandas", "data-checks", "pandera", False),
        ("Transformers", "registry", "the Hugging Face Hub", False),
        ("Airflow", "orchestration", "Airflow", True),
    ],
)
def test_a_tool_is_chosen_by_what_is_in_use(used: str, stage: str, tool: str, kept: bool) -> None:
    choice = chosen(in_use(used))[stage]
    assert (choice.tool, choice.kept) == (tool, kept)
    assert choice.place == in_use(used).places[0] and "a.py:7" in choice.reason


def test_where_nothing_decides_the_smallest_is_chosen_and_no_line_is_named() -> None:
    choices = chosen()
    assert [choice.tool for choice in choices.values()] == [
        "DVC", "pandera", "MLflow", "scikit-learn's metrics", "the registry of MLflow", "FastAPI", "Evidently", "Prefect",
    ]  # fmt: skip
    assert all(choice.place is None and not choice.kept for choice in choices.values())


def test_use_beats_installation_and_a_second_tracker_is_told() -> None:
    choice = chosen(
        in_use("MLflow", "not shown"), in_use("Comet"), in_use("neptune.ai"), in_use("TensorBoard")
    )["tracking"]
    assert choice.tool == "Comet" and choice.replaces == ("neptune.ai beside it (a.py:7)",)
    assert "installed" in chosen(in_use("MLflow", "not shown"))["tracking"].reason


def test_an_orchestrator_replaces_what_a_person_starts() -> None:
    pipeline = {"training": a_stage("training", by="hand")}
    end_to_end = redesign_of(audited(pipeline=pipeline)).tools[-1]
    assert end_to_end.replaces == ("training started by hand (README.md:3)",)


def test_every_tool_has_its_documentation_and_names_others_that_there_are() -> None:
    tools = pipeline_tools()
    names = {tool.name for tool in tools}
    assert len(names) == len(tools)
    assert {near for tool in tools for near in tool.beside} <= names | {"anything"}
    served = {tool.serves for tool in tools}
    assert {kind.decides for kind in pipeline_stages()} | {"orchestration", "platform"} == served
    for tool in tools:
        assert tool.source.startswith("https://")
        assert tool.imports or tool.packages or tool.facts or tool.beside
        assert tool.because or tool.serves == "platform"
    for stage in served - {"platform"}:
        assert any("anything" in tool.beside for tool in tools if tool.serves == stage)


def test_a_schedule_makes_the_freshness_and_its_line_is_named() -> None:
    pipeline = {"training": a_stage("training", by="schedule", every="0 3 * * 1")}
    freshness, retraining = redesign_of(audited(pipeline=pipeline)).levels[:2]
    assert "14 days" in freshness.promise and freshness.place == README
    assert "every week" in retraining.promise


def test_without_a_schedule_the_assumption_is_named() -> None:
    pipeline = {"training": a_stage("training", by="hand"), "deployment": a_stage("deployment", "missing")}
    levels = redesign_of(audited(pipeline=pipeline, assume=("data-age=3..5",))).levels
    assert "3 to 5 days" in levels[0].promise and "A person starts training." in {
        level.reason for level in levels
    }
    assert not [level for level in levels if level.name == "service"]


def test_a_score_on_file_becomes_a_limit_on_its_worse_side() -> None:
    place = Place(file="metrics.json", line=2, quote='"accuracy": 0.9')
    figures = (
        StatedFigure(metric="accuracy", value=0.9, place=place), StatedFigure(metric="wer", value=0.1, place=place),
    )  # fmt: skip
    levels = redesign_of(audited(figures=figures, assume=("quality-drop=2..10",))).levels
    promises = [level.promise for level in levels if level.place == place]
    assert "below 0.882;" in promises[0] and "below 0.81 " in promises[0]
    assert "above 0.102;" in promises[1] and "above 0.11 " in promises[1]


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ("0 3 * * 1", "week"), ("0 3 * * *", "day"), ("@daily", "day"), ("30 * * * *", "hour"), ("0 */6 * * *", "6 hours"),
        ("0 0 1 * *", "month"), ("0 0 * * 1-5", "day"), ("0 0 1 1 *", "year"), ("0 0 1,15 * *", "15 days"),
    ],
)  # fmt: skip
def test_a_schedule_is_read(every: str, words: str) -> None:
    days = days_between(every)
    assert days is not None and in_words(days) == words


def test_what_is_no_schedule_is_not_read() -> None:
    assert days_between("timedelta(days=1)") is None


FIXED = (
    "hourly=100", "day=8", "effort=1", "runs=2", "manual=3", "search=1", "failures=0.5", "failure-hours=10", "prevented=0.5",
    "upkeep=1", "hosting=50", "months=12",
)  # fmt: skip


def test_a_phase_costs_and_saves_what_one_can_work_out_by_hand() -> None:
    redesign = redesign_of(audited(missing=frozenset({"data-versions", "tests"}), assume=FIXED))
    first, second = redesign.phases
    assert first.hours.value == 16 and first.cost.value == 1600  # 2 days of 8 hours at 100
    months = 12 - 16 / (21 * 8)
    assert float(first.saves.value) == pytest.approx(months * 1 * 100, abs=1)
    assert second.hours.value == 24
    months -= 24 / (21 * 8)
    assert float(second.cost.value) == pytest.approx(2400 + months * 100, abs=1)  # an hour of upkeep a month
    preventing = sum(stage.saves == "failures" for stage in stages())
    assert float(second.saves.value) == pytest.approx(months * 0.5 * 10 * 0.5 / preventing * 100, abs=1)
    assert redesign.cost and redesign.saves and redesign.roi
    total = (float(redesign.saves.value) - float(redesign.cost.value)) / float(redesign.cost.value)
    assert float(redesign.roi.value) == pytest.approx(total, abs=0.01)


def test_work_by_hand_and_servers_count_where_the_pipeline_is_built() -> None:
    pipeline = {name: a_stage(name, by="hand") for name in ("training", "evaluation")}
    redesign = redesign_of(audited(missing=frozenset({"orchestration"}), pipeline=pipeline, assume=FIXED))
    months = 12 - 40 / (21 * 8)
    assert float(redesign.phases[0].cost.value) == pytest.approx(4000 + months * (100 + 50), abs=1)
    assert float(redesign.phases[0].saves.value) == pytest.approx(months * (1 + 2) / 2 * 3 * 2 * 100, abs=1)


def test_the_plan_pays_from_the_value_that_is_named() -> None:
    missing = frozenset({"data-versions"})
    driver = next(
        d for d in redesign_of(audited(missing=missing, assume=FIXED)).pays_from if d.name == "search"
    )
    others = (edit for edit in FIXED if not edit.startswith("search"))
    enough = (*others, f"search={driver.value * Decimal('1.05')}")
    paid = redesign_of(audited(missing=missing, assume=enough))
    assert paid.pays == 1 and not paid.pays_from


def test_ranges_make_a_range_and_the_same_one_each_time() -> None:
    first, second = (redesign_of(audited(missing=frozenset({"tests", "ci"}))) for _ in range(2))
    assert first == second and first.cost and first.cost.low < first.cost.value < first.cost.high


def test_where_nothing_is_missing_nothing_is_reckoned() -> None:
    redesign = redesign_of(audited())
    assert redesign.phases == () and redesign.cost is None and redesign.roi is None


def test_the_plan_names_the_tools_that_were_chosen() -> None:
    audit = audited(
        missing=frozenset({"orchestration", "retraining", "monitoring"}), tools=(in_use("Amazon SageMaker"),)
    )
    steps = {step.stage: step.tool for phase in audit.plan for step in phase.steps}
    assert steps["An orchestrated pipeline"] == "SageMaker Pipelines"
    assert steps["Fresh data and triggers to retrain"] == (
        "a schedule (SageMaker Pipelines) with a drift test (Model Monitor of SageMaker)"
    )


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("hourli=90", "There is no assumption 'hourli'. Did you mean hourly?"),
        ("hourly=much", "is no range of numbers"),
        ("hourly", "is no range of numbers"),
        ("runs=8..2", "ends below where it begins"),
        ("runs=2/month", "says how often, and runs is a month"),
        ("prevented=1.5", "is too much: prevented is at most 1"),
        ("months=0", "is too little"),
        ("months=6..12", "is no whole number of months"),
        ("hourly=9e99", "is no range of numbers"),
    ],
)
def test_an_assumption_that_means_nothing_is_refused_in_a_sentence(edit: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        assumed_for_plan((edit,))
    assert says in str(refused.value)


def test_an_edited_assumption_says_so() -> None:
    hourly = next(a for a in assumed_for_plan(("hourly=90",)) if a.name == "hourly")
    assert hourly.low == hourly.high == Decimal(90) and hourly.edited
