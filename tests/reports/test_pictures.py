"""What is drawn beside the claims: latencies run by run, the ablation matrix, the scores behind what is put forward."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from claims.records import Claim, Contribution, Dossier, Finding, Pair, Place, Quantity, claim_id
from flows.render import latency_times, render
from flows.settings import Settings
from flows.store import Store
from reports.html import page
from reports.views.ablations import ablation_matrices
from reports.views.histogram import WIDE, Histogram
from reports.views.strip_plot import StripPlot, latency_plots, score_strips
from tests.reports.dossiers import ACCURACY, measured, realistic

SECONDS = tuple(round(0.010 + 0.0001 * (i % 40) + (0.05 if i % 100 == 99 else 0), 9) for i in range(200))


def timed(digest: str) -> Dossier:
    """The realistic run with a latency whose times are kept under this digest."""
    one = measured("latency", "0.0119", "0.0118", "0.0121", unit="s", n=200)
    settings = (Pair(name="batch", value="1"), Pair(name="statistic", value="p50"))
    found = one.model_copy(update={"raw_sha256": digest, "settings": settings})
    return realistic().model_copy(update={"attempts": (found,)})


def kept(home: Path, body: bytes) -> tuple[Store, str]:
    store = Store(Settings(home=home, store=f"sqlite:///{home / 'store.db'}"))
    return store, store.keep_file(body)


def test_a_latency_is_drawn_run_by_run_from_the_kept_times(tmp_path: Path) -> None:
    lines = "".join(f'{{"batch": 1, "run": {i}, "seconds": {x}}}\n' for i, x in enumerate(SECONDS))
    other = "".join(f'{{"batch": 8, "run": {i}, "seconds": 9.0}}\n' for i in range(50))
    store, digest = kept(tmp_path, (lines + other).encode())
    (drawn,) = latency_plots(timed(digest), latency_times(timed(digest), store))
    assert isinstance(drawn, Histogram)
    assert "all 200 runs" in drawn.caption and "p50 12 ms" in drawn.caption
    assert "2 runs beyond the right edge" in drawn.caption
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDE for bar in drawn.bars)
    body = render("html", timed(digest), store).decode()
    assert len(re.findall('class="bin"', body)) == len(drawn.bars) > 10
    assert body == render("html", timed(digest), store).decode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"run": 0}',
        b'{"batch": 1, "run": 0, "seconds": NaN}',
        b"\xff\xfe",
        b'{"seconds": 1, "x": 2}\n' * 99,
    ],
)
def test_a_file_that_holds_no_times_draws_nothing_and_breaks_nothing(tmp_path: Path, body: bytes) -> None:
    store, digest = kept(tmp_path, body)
    assert latency_times(timed(digest), store) == {}
    assert latency_times(timed("0" * 64), store) == {}
    assert b'class="bin"' not in render("html", timed(digest), store)


def cell(
    row: int, column: int, value: str, subject: str, *, dataset: str = "MNLI", table: str = "Table 5"
) -> Claim:
    place = Place(file="paper.pdf", page=11, table=table, row=row, column=column, quote=value)
    stated = Quantity(value=Decimal(value), as_written=value)
    new = {
        "id": claim_id(place, "accuracy", stated),
        "place": place,
        "stated": stated,
        "subject": subject,
        "dataset": dataset,
    }
    return ACCURACY.model_copy(update={**new, "conditions": None, "split": None, "same_as": None})


TABLE = (
    cell(1, 1, "84.4", "BASE"), cell(1, 2, "88.4", "BASE", dataset="QNLI"),
    cell(2, 1, "83.9", "BASE / No NSP"), cell(2, 2, "84.9", "BASE / No NSP", dataset="QNLI"),
    cell(3, 1, "82.1", "LTR"),
)  # fmt: skip


def ablated(where: Place | None, claims: tuple[Claim, ...] = TABLE) -> Dossier:
    place = Place(file="paper.pdf", page=3, quote="NSP")
    contribution = Contribution(component="NSP", ablated=where is not None, where=where, place=place)
    return realistic().model_copy(
        update={"claims": claims, "contributions": (contribution,), "findings": (), "corrections": ()}
    )


def test_a_table_that_isolates_something_is_a_matrix_of_variants() -> None:
    (ablation_matrix,) = ablation_matrices(
        ablated(Place(file="paper.pdf", page=11, quote="Table 5: Ablation over the tasks"))
    )
    assert ablation_matrix.isolates == ("NSP",) and [one.name for one in ablation_matrix.rows] == [
        "BASE",
        "BASE · No NSP",
        "LTR",
    ]
    told = [[(c.stated, c.behind, c.best) if c else None for c in row.cells] for row in ablation_matrix.rows]
    assert told[0] == [("84.4", "", True), ("88.4", "", True)]
    assert told[1] == [("83.9", "−0.5", False), ("84.9", "−3.5", False)]
    assert told[2] == [("82.1", "−2.3", False), None]
    body = page(ablated(Place(file="paper.pdf", page=11, table="Table 5", quote="x"))).decode()
    assert "Table 5, which isolates NSP" in body and "<b>88.4</b>" in body


def test_a_caption_in_latex_leads_to_the_table_that_follows_it() -> None:
    here = tuple(
        one.model_copy(
            update={"place": one.place.model_copy(update={"file": "a.tex", "page": None, "line": 60 + i})}
        )
        for i, one in enumerate(TABLE)
    )
    (ablation_matrix,) = ablation_matrices(
        ablated(Place(file="a.tex", line=49, quote="Variations of the model"), here)
    )
    assert ablation_matrix.label == "Table 5"
    assert ablation_matrices(ablated(Place(file="a.tex", line=9, quote="Far away"), here)) == ()
    assert ablation_matrices(ablated(Place(file="b.tex", line=49, quote="Another file"), here)) == ()
    assert ablation_matrices(ablated(None)) == ()


def test_what_a_finding_points_at_is_marked_among_the_documents_own_scores() -> None:
    claims = tuple(cell(i, 1, f"{80 + i}.5", "Ours") for i in range(1, 8))
    place = claims[6].place
    flag = Finding(
        rule="hero-number", severity="warning", says="The best is told.", places=(place,), remedy="Tell all."
    )
    dossier = ablated(None, claims).model_copy(update={"findings": (flag,)})
    (strip,) = score_strips(dossier)
    assert isinstance(strip, StripPlot)
    assert [one.label for one in strip.highlighted] == ["87.5 %"] or [
        one.label for one in strip.highlighted
    ] == ["87.5"]
    assert len(strip.marks) == 7 and strip.highlighted[0].x == max(mark.x for mark in strip.marks)
    assert "own 7 scores run from 81.5" in strip.caption


def test_a_difference_that_is_told_as_a_score_is_not_put_among_them() -> None:
    claims = tuple(cell(i, 1, f"{80 + i}.5", "Ours") for i in range(1, 8))
    gain = cell(9, 9, "1.3", "Ours")
    prose = gain.model_copy(update={"place": Place(file="paper.pdf", page=1, quote="1.3")})
    assert score_strips(ablated(None, (*claims, prose))) == ()
    front = prose.model_copy(update={"stated": Quantity(value=Decimal("87.5"), as_written="87.5")})
    assert len(score_strips(ablated(None, (*claims, front)))) == 1
