"""Who measures what, decided before anything is."""

from decimal import Decimal

import pytest

from claims.records import Claim, Model, Pair, Place, Plan, Quantity, Slice, claim_id
from reproducers.lab.planning.plan import make_plan

MODEL = Model(name="tiny", format="safetensors", task="text-classification", labels=("a", "b"))
ROWS = Slice(name="rows.csv", sha256="0" * 64, rows=2400, columns=(Pair(name="label", value="label"),))


def claim(metric: str, value: str, unit: str | None = None, **more: object) -> Claim:
    place = Place(file="README.md", line=1, quote=value)
    stated = Quantity(value=Decimal(value), unit=unit, as_written=value)
    said = {
        "id": claim_id(place, metric, stated),
        "kind": "quality",
        "subject": "tiny",
        "own": True,
        "metric": metric,
        "metric_as_written": metric,
        "stated": stated,
        "place": place,
        "read_by": "test@1",
        "confidence": 1.0,
    }
    return Claim.model_validate({**said, **more})


def plan(*claims: Claim, model: Model | None = MODEL, rows: Slice | None = ROWS) -> Plan:
    return make_plan(claims, model, rows, margin=Decimal(2), seed=0)


def test_an_own_claim_is_given_to_the_reproducer_of_its_metric() -> None:
    step = plan(claim("accuracy", "95.78")).steps[0]
    assert step.reproducer == "text-classification@2"
    assert (step.n, step.reason) == (2400, None)


@pytest.mark.parametrize(
    ("value", "unit", "margin"), [("95.78", None, "2"), ("95.78", "%", "2"), ("0.9578", None, "0.02")]
)
def test_the_margin_stands_in_the_printed_unit(value: str, unit: str | None, margin: str) -> None:
    assert plan(claim("accuracy", value, unit)).steps[0].margin == Decimal(margin)


def test_what_is_no_score_has_five_per_cent() -> None:
    assert plan(claim("latency", "40", "ms", kind="speed")).steps[0].margin == Decimal(2)


def test_exact_counts_have_no_margin() -> None:
    step = plan(claim("params", "1.3", "M", kind="size")).steps[0]
    assert (step.reproducer, step.margin) == ("parameters@5", None)


def test_the_smallest_difference_shrinks_with_more_rows() -> None:
    few = (
        plan(claim("accuracy", "90"), rows=ROWS.model_copy(update={"rows": 200})).steps[0].smallest_difference
    )
    many = plan(claim("accuracy", "90")).steps[0].smallest_difference
    assert few is not None and many is not None
    assert 2 < many < few < 20


@pytest.mark.parametrize(
    ("changes", "model", "rows", "reason"),
    [
        ({"own": False}, MODEL, ROWS, "no_model"),
        ({}, None, ROWS, "no_model"),
        ({}, MODEL, None, "no_data"),
        ({"metric": "bleu"}, MODEL, ROWS, "no_reproducer"),
        ({"kind": "comparison"}, MODEL, ROWS, "no_reproducer"),
        ({"task": "token-classification"}, MODEL, ROWS, "no_reproducer"),
        ({}, MODEL.model_copy(update={"task": "fill-mask"}), ROWS, "no_reproducer"),
        (
            {},
            MODEL.model_copy(update={"refused": "unsafe_weights", "detail": "A pickle."}),
            ROWS,
            "unsafe_weights",
        ),
        ({}, MODEL, ROWS.model_copy(update={"columns": ()}), "no_data"),
    ],
)
def test_what_cannot_be_measured_has_a_reason(
    changes: dict[str, object], model: Model | None, rows: Slice | None, reason: str
) -> None:
    made = Claim.model_validate({**claim("accuracy", "90").model_dump(), **changes})
    step = plan(made, model=model, rows=rows).steps[0]
    assert (step.reproducer, step.reason) == (None, reason)
    assert step.detail


def test_claims_keep_their_order_and_each_has_one_step() -> None:
    claims = [claim("accuracy", "90"), claim("bleu", "30"), claim("f1_macro", "80")]
    assert [step.question.claim_id for step in plan(*claims).steps[:3]] == [c.id for c in claims]


def test_the_stated_value_is_not_told_to_who_measures() -> None:
    assert "95.78" not in plan(claim("accuracy", "95.78")).steps[0].question.model_dump_json()


def test_what_nobody_claims_is_measured_too() -> None:
    asked = {(step.question.subject, step.question.metric) for step in plan().steps}
    assert {
        ("tiny", "accuracy"),
        ("tiny", "params"),
        ("majority class", "accuracy"),
        ("tiny", "latency"),
    } <= asked


def test_a_file_of_answers_is_only_asked_for_what_it_has() -> None:
    model = Model(name="closed", format="predictions", labels=("a", "b"))
    columns = (Pair(name="label", value="label"), Pair(name="predictions.price", value="usd"))
    made = plan(model=model, rows=ROWS.model_copy(update={"columns": columns}))
    asked = {
        step.question.metric for step in made.steps if (step.reproducer or "").startswith("predictions@")
    }
    assert asked == {"accuracy", "f1_macro", "cost_per_request"}


def test_what_is_claimed_is_not_asked_twice() -> None:
    steps = plan(claim("accuracy", "90")).steps
    own = [s for s in steps if s.question.metric == "accuracy" and s.reproducer == "text-classification@2"]
    assert len(own) == 1


def test_rows_given_in_vain_are_told_why() -> None:
    refused = MODEL.model_copy(update={"refused": "remote_code", "detail": "It asks for code."})
    assert any(step.reason == "remote_code" for step in plan(model=refused).steps)


def test_the_seal_is_broken_by_any_change() -> None:
    made = plan(claim("accuracy", "90"))
    assert made.sealed == made.seal().sealed
    assert made.model_copy(update={"seed": 1}).seal().sealed != made.sealed


def test_equal_questions_give_equal_plans() -> None:
    assert plan(claim("accuracy", "90")).to_bytes() == plan(claim("accuracy", "90")).to_bytes()


def test_scores_of_a_class_and_the_memory_of_training_are_not_measured() -> None:
    of_class = claim("f1", "0.94", conditions="5-shot; class PER")
    training = claim("vram", "14", "GB", conditions="in training")
    steps = {step.question.claim_id: step for step in plan(of_class, training).steps}
    assert "one class" in (steps[of_class.id].detail or "")
    assert "training" in (steps[training.id].detail or "")
