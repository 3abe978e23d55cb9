"""Which numbers of tables are results on given leaderboards."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.leaderboards.learned.board_names import Taxonomy, Triple, measures
from extractors.leaderboards.learned.board_results import results_on_boards
from extractors.leaderboards.learned.model import trained_model
from extractors.leaderboards.learned.scales import Scale
from extractors.leaderboards.learned.tables import PlainCell, PlainPaper, PlainTable, printed

ROOT = Path(__file__).resolve().parents[2]
EM = Triple("question_answering", "SQuAD", "EM")
F1 = Triple("question_answering", "SQuAD", "F1")
NER = Triple("named_entity_recognition", "CoNLL 2003 (English)", "F1")
SHARED = ROOT.parent / "shared" / "bench" / "nlp_tdms"


def squad(ours: tuple[str, str] = ("81.4", "88.2")) -> PlainPaper:
    rows = {
        "Reader A ( Doe et al . , 2016 )": ("70.2", "78.9"),
        "Reader B ( Roe et al . , 2017 )": ("74.1", "82.5"),
    }
    rows["Our reader"] = ours
    cells = [
        PlainCell(number, name == "Our reader", (head,), (name,))
        for name, numbers in rows.items()
        for head, number in zip(("EM", "F1"), numbers, strict=True)
    ]
    caption = "Table 2: Comparison with previous work on the SQuAD test set for question answering. \n\n"
    return PlainPaper([PlainTable(caption, tuple(rows), ("EM", "F1"), tuple(cells))])


def test_own_best_of_each_leaderboard_is_told_and_no_other_data_set() -> None:
    results = results_on_boards(squad(), Taxonomy([EM, F1, NER]))
    assert {(result.triple, result.score) for result in results} == {(EM, "81.4"), (F1, "88.2")}


def test_what_is_told_is_printed_and_the_surest_comes_first() -> None:
    paper = squad()
    results = results_on_boards(paper, Taxonomy([EM, F1, NER]))
    assert {result.fit.number.digits for result in results} <= {number.digits for number in paper.numbers}
    assert [result.probability for result in results] == sorted(
        (result.probability for result in results), reverse=True
    )


def test_a_paper_about_something_else_tells_nothing() -> None:
    cells = tuple(PlainCell(str(n), False, ("Layers",), (f"Block {n}",)) for n in range(2, 8))
    paper = PlainPaper(
        [PlainTable("Table 1: Hyper-parameters of the robot arm. \n\n", (), ("Layers",), cells)]
    )
    assert results_on_boards(paper, Taxonomy([EM, F1, NER])) == []


@pytest.mark.parametrize(
    "tables",
    [[], [PlainTable("", (), (), ())], [PlainTable("Table 1", (), (), (PlainCell("n/a", False, (), ()),))]],
)
def test_no_numbers_no_results(tables: list[PlainTable]) -> None:
    assert results_on_boards(PlainPaper(tables), Taxonomy([EM])) == []


def test_of_a_cell_the_spread_and_the_gain_are_no_numbers() -> None:
    assert printed("88.67 ( 89.59 )") == ["88.67", "89.59"]
    assert printed("45.5 ± 0.7") == ["45.5"]
    assert printed("81.2 ( +1.4 )") == ["81.2"]


def test_a_share_is_told_on_the_scale_of_the_leaderboard() -> None:
    assert Scale("H@10", (48.0, 52.1)).leaderboard_score("0.524") == ("52.400", True, False)
    assert Scale("Error", (3.9, 4.2)).leaderboard_score("96.1") == ("3.9", True, True)
    assert Scale("H@10", ()).leaderboard_score("0.524") == ("0.524", False, False)
    assert Scale("Smatch", (0.6, 0.7)).leaderboard_score("0.69") == ("0.69", False, False)


@pytest.mark.parametrize("label", ["F 1", "F1", "F - score", "F1 ( % )"])
def test_a_metric_is_known_by_its_spellings(label: str) -> None:
    assert measures("F1", label)
    assert not measures("Accuracy", label)


def test_a_data_set_is_named_by_its_telling_words() -> None:
    taxonomy = Taxonomy([EM, NER])
    assert taxonomy.named("CoNLL 2003 (English)", "Results on CoNLL - 2003") > 0.6
    assert taxonomy.named("CoNLL 2003 (English)", "Results on CoNLL - 2000") == 0
    assert taxonomy.others("SQuAD", "Results on CoNLL - 2003 English", "")


def test_what_was_learnt_is_small_and_says_where_it_is_from() -> None:
    path = ROOT / "extractors" / "leaderboards" / "learned" / "learnt.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_size < 500_000
    assert "Apache-2.0" in data["source"]
    assert "nlp_tdms_train.py" in data["made_by"]
    assert 0 < trained_model().least < 0.5


def test_the_benchmark_reads_tables_and_writes_tuples(tmp_path: Path) -> None:
    cells = [
        {
            "number": digits,
            "isBolded": bold,
            "associatedRows": [row],
            "associatedColumns": ["F1"],
            "associatedMergedColumns": [],
        }
        for row, digits, bold in (
            ("Doe et al . ( 2016 )", "88.3", False),
            ("Tagger ( Roe , 2015 )", "87.0", False),
            ("Our tagger", "90.4", True),
        )
    ]
    caption = "Table 3: Named entity recognition F1 on the CoNLL 2003 English test set, compared with previous results. \n\n"
    table = {"caption": caption, "rows": [], "columns": ["F1"], "mergedAllColumns": [], "numberCells": cells}
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "1.2.json").write_text(json.dumps([table]))
    (tmp_path / "triples.json").write_text(json.dumps([vars(NER), vars(EM)]))
    command = [
        sys.executable,
        "benchmarks/nlp_tdms.py",
        "--tables",
        tmp_path / "tables",
        "--taxonomy",
        tmp_path / "triples.json",
    ]
    subprocess.run(
        [*map(str, command), "--out", str(tmp_path / "out.json")],
        cwd=ROOT,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert json.loads((tmp_path / "out.json").read_text()) == {"1.2": [{**vars(NER), "score": "90.4"}]}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder with NLP-TDMS is not beside the checkout")
def test_papers_learnt_from_are_told_by_what_others_teach() -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import nlp_tdms
    import nlp_tdms_train

    gold = nlp_tdms_train.gold(SHARED / "train.json")
    taxonomy, known = Taxonomy(t for rows in gold.values() for t in rows), trained_model()
    names = sorted(gold)[::24]
    results = {}
    for name in names:
        paper = nlp_tdms.paper(SHARED / "tables" / f"{name}.json")
        results[name] = [(t.triple, t.score) for t in results_on_boards(paper, taxonomy, known, name)]
    _, _, f1 = nlp_tdms_train.f1(results, {name: gold[name] for name in names})
    assert (
        f1 > 0.2
    )  # their lessons are left out; the weights have seen them, so this is no measure of new papers
