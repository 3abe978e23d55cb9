"""Audits of repositories as records, for the tests of what is made of them."""

from claims.catalog.maturity import stages
from claims.catalog.pipeline import pipeline_stages
from claims.records import Source
from claims.records.maturity import Maturity, StageFound
from claims.records.pipeline import PipelineStage, StageStart, Starter, State, StatedFigure, ToolInUse
from claims.records.source import Place
from claims.redesign.assumptions import assumed_for_plan
from claims.redesign.plan import redesigned

README = Place(file="README.md", line=3, quote="python train.py")


def a_stage(name: str, state: State = "found", by: Starter | None = None, every: str = "") -> PipelineStage:
    starts = (StageStart(by=by, place=README, every=every),) if by else ()
    evidence = (Place(file=f"{name}.py", line=1, quote=name),) if state == "found" else ()
    return PipelineStage(name=name, title=name.title(), state=state, evidence=evidence, starts=starts)


def audited(
    *, missing: frozenset[str] = frozenset(), pipeline: dict[str, PipelineStage] | None = None,
    tools: tuple[ToolInUse, ...] = (), figures: tuple[StatedFigure, ...] = (), assume: tuple[str, ...] = (),
    name: str = "made",
) -> Maturity:  # fmt: skip
    """An audit in which some stages are missing and the others found."""
    shown = tuple(
        StageFound(
            name=s.name, title=s.title, state="missing" if s.name in missing else "found", counts=s.counts
        )
        for s in stages()
    )
    mapped = tuple((pipeline or {}).get(kind.name, a_stage(kind.name)) for kind in pipeline_stages())
    maturity = Maturity(
        source=Source(kind="folder", name=name, revision="r", sha256="0" * 64),
        files=3, stages=shown, pipeline=mapped, tools=tools, figures=figures,
    )  # fmt: skip
    return redesigned(maturity, assumed_for_plan(assume))


def in_use(name: str, state: State = "found") -> ToolInUse:
    return ToolInUse(name=name, state=state, places=(Place(file="a.py", line=7, quote=name),))


def an_audit(name: str = "shop") -> Maturity:
    """A repository that trains by hand on rows that nothing explains, deploys on a change, and watches nothing."""
    rows = Place(file="train.py", line=4, quote=f"read('/home/bob/{name}.csv')")
    asked = Place(file="README.md", line=9, quote=f"Copy the rows of {name} by hand.")
    pipeline = {
        "data": a_stage("data").model_copy(update={"undocumented": (rows,), "by_hand": (asked,)}),
        "training": a_stage("training", by="hand").model_copy(update={"by_hand": (README,)}),
        "evaluation": a_stage("evaluation", "partial"),
        "deployment": a_stage("deployment", by="push"),
        "monitoring": a_stage("monitoring", "missing"),
    }
    audit = audited(
        missing=frozenset({"tests", "monitoring", "orchestration", "licence", "environment-lock"}),
        pipeline=pipeline, tools=(in_use("MLflow"), in_use("Kubernetes"), in_use("DVC", "not shown")),
        figures=(StatedFigure(metric="accuracy", value=0.9, place=Place(file="m.json", line=2, quote='"accuracy": 0.9')),),
        assume=("hourly=90",), name=name,
    )  # fmt: skip
    found = {
        "by_hand": (asked,),
        "undocumented": (rows,),
        "unsafe": (Place(file="net.pkl", quote="net.pkl"),),
    }
    return audit.model_copy(update={**found, "notes": (f"1 file of code could not be parsed: {name}.py.",)})
