"""LaTeX as a reader reads it: spans, macros, files read in, and the line that each number stands on."""

import time

import pytest

from claims.errors import OverLimit, ReadError
from claims.records import Document, Source, Table
from extractors.readers.latex.paper import read

SOURCE = Source(kind="folder", name="paper", revision="0", sha256="0")


def a_paper(body: str, **files: str) -> Document:
    main = r"\documentclass{article}" + "\n" + r"\begin{document}" + "\n" + body + "\n" + r"\end{document}"
    named = {f"{name}.tex": text.encode() for name, text in files.items()}
    return read({"main.tex": main.encode(), **named}, SOURCE)


def texts(table: Table) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return [rows[row] for row in sorted(rows)]


def test_a_cell_that_spans_stands_once_and_says_how_far() -> None:
    table = a_paper(
        r"""\begin{table}\caption{Scores.}\begin{tabular}{lcc}\toprule
        \multirow{2}{*}{Model} & \multicolumn{2}{c}{SST-2} \\ \cmidrule(lr){2-3}
         & Acc & F1 \\ \midrule
        Ours & \textbf{91.2} & \underline{90.1} \\ \bottomrule\end{tabular}\end{table}"""
    ).tables[0]
    spans = {cell.text: (cell.row, cell.column, cell.rows, cell.columns) for cell in table.cells}
    assert spans["Model"] == (0, 0, 2, 1)
    assert spans["SST-2"] == (0, 1, 1, 2)
    assert table.header_rows == 2
    assert table.label == "Table 1"
    marks = {cell.text: (cell.bold, cell.underline) for cell in table.cells}
    assert marks["91.2"] == (True, False)
    assert marks["90.1"] == (False, True)


def test_user_macros_are_expanded_where_they_are_used() -> None:
    document = a_paper(
        r"""\newcommand{\ours}{SuperNet}\newcommand{\res}[2]{$#1\pm#2$}\def\ds{CIFAR-10}
        \begin{tabular}{lc} Model & \ds \\ \hline \ours & \res{91.2}{0.3} \\ \end{tabular}"""
    )
    assert texts(document.tables[0]) == [["Model", "CIFAR-10"], ["SuperNet", "91.2±0.3"]]


def test_a_number_from_a_macro_points_at_where_it_was_written() -> None:
    document = a_paper(
        "\\newcommand{\\best}{84.1}\n\n\\begin{tabular}{lc} M & Acc \\\\ \\hline Ours & \\best \\\\ \\end{tabular}"
    )
    cell = next(cell for cell in document.tables[0].cells if cell.text == "84.1")
    assert (cell.place.line, cell.place.quote) == (3, "84.1")


def test_a_number_that_a_macro_marks_stands_where_it_is_written() -> None:
    body = "\\newcommand{\\best}[1]{\\underline{\\textbf{#1}}}\n\\newcommand{\\bb}{\\textbf}\n"
    rows = "Model & A & B \\\\\nm & \\best{91.3} & \\bb{88.9} \\\\\n"
    document = a_paper(
        f"{body}\\begin{{table}}\\begin{{tabular}}{{lcc}}\n{rows}\\end{{tabular}}\\end{{table}}"
    )
    places = {cell.text: cell.place.line for cell in document.tables[0].cells}
    assert places["91.3"] == places["88.9"] == places["m"]


def test_files_are_read_in_and_keep_their_own_lines() -> None:
    document = a_paper(
        "\\input{parts/results}",
        **{"parts/results": "\n\n\\begin{tabular}{lc} M & Acc \\\\ \\hline A & 12.5 \\\\ \\end{tabular}"},
    )
    place = next(cell.place for cell in document.tables[0].cells if cell.text == "12.5")
    assert (place.file, place.line) == ("parts/results.tex", 3)


def test_a_part_may_read_in_files_from_where_it_stands_itself() -> None:
    document = a_paper(
        "\\subfile{parts/results}",
        **{
            "parts/results": "\\input{../tables/main}",
            "tables/main": "\\begin{tabular}{lc} M & Acc \\\\ \\hline A & 12.5 \\\\ \\end{tabular}",
        },
    )
    assert [cell.place.file for cell in document.tables[0].cells if cell.text == "12.5"] == [
        "tables/main.tex"
    ]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "|ls", "~/.netrc", "none"])
def test_what_lies_outside_is_passed_over_and_said(name: str) -> None:
    document = a_paper(rf"\input{{{name}}} Text.")
    assert any("passed over" in warning for warning in document.warnings)
    assert not document.tables


def test_comments_and_switched_off_text_say_nothing() -> None:
    document = a_paper(
        "Accuracy is 91.2.% but once 99.9\n\\iffalse 88.8 \\fi\n\\begin{comment} 77.7 \\end{comment} Done."
    )
    said = " ".join(block.text for block in document.blocks)
    assert "91.2" in said
    assert not {"99.9", "88.8", "77.7"} & set(said.replace(".", " .").split())


@pytest.mark.parametrize(
    "body",
    [
        r"\def\a{\a\a}\a",
        r"\def\a{xxxxxxxxxx}\def\b{\a\a\a\a\a\a\a\a\a\a}\def\c{\b\b\b\b\b\b\b\b\b\b}\def\d{\c\c\c\c\c\c\c\c\c\c}"
        r"\def\e{\d\d\d\d\d\d\d\d\d\d}\def\f{\e\e\e\e\e\e\e\e\e\e}\def\g{\f\f\f\f\f\f\f\f\f\f}\g",
        r"\newcommand{\x}[1]{\x{#1#1}}\x{a}",
    ],
)
def test_macros_without_end_are_refused(body: str) -> None:
    with pytest.raises(OverLimit, match="expand beyond any limit"):
        a_paper(body)


def test_braces_within_braces_cost_no_more_than_their_number() -> None:
    start = time.process_time()
    a_paper("{" * 100_000 + "deep" + "}" * 100_000)
    assert time.process_time() - start < 20


def test_spans_larger_than_any_table_are_cut() -> None:
    document = a_paper(
        r"\begin{tabular}{cc}\multicolumn{99999999}{c}{x} & \multirow{99999999}{*}{y} \\ A & 91.2 \\ \end{tabular}"
    )
    assert max(cell.columns for cell in document.tables[0].cells) <= 200
    assert any("was cut" in warning for warning in document.warnings)


def test_tables_are_numbered_as_they_are_printed() -> None:
    one = (
        r"\begin{table}\begin{tabular}{cc} A & 1.5 \\ \end{tabular}\caption{First.}\label{tab:one}\end{table}"
    )
    star = r"\begin{table*}\caption{Second.}\begin{tabular}{cc} A & 2.5 \\ \end{tabular}\end{table*}"
    document = a_paper(f"{one}\n{star}\nSee Table~\\ref{{tab:one}}.")
    assert [table.label for table in document.tables] == ["Table 1", "Table 2"]
    assert [table.caption for table in document.tables] == ["First.", "Second."]
    assert "See Table 1." in document.blocks[-1].text


def test_two_tables_in_one_float_keep_their_own_captions() -> None:
    half = (
        r"\begin{minipage}{.5\linewidth}\caption{%s}\begin{tabular}{cc} A & %s \\ \end{tabular}\end{minipage}"
    )
    document = a_paper(rf"\begin{{table}}{half % ('Left.', '1.5')}{half % ('Right.', '2.5')}\end{{table}}")
    assert [(table.label, table.caption) for table in document.tables] == [
        ("Table 1", "Left."),
        ("Table 2", "Right."),
    ]


def test_maths_and_accents_are_read_as_they_are_printed() -> None:
    document = a_paper(
        r"\begin{tabular}{lc} Nystr\"{o}mformer & $1.0\cdot10^{20}$ \\ F$_{0.5}$ & 12\,345 \\ \end{tabular}"
    )
    assert texts(document.tables[0]) == [["Nyströmformer", "1.0·10^20"], ["F_0.5", "12 345"]]


def test_a_cell_keeps_its_line_breaks_together() -> None:
    document = a_paper(
        r"\begin{tabular}{lc} \makecell{Large\\Model} & \begin{tabular}{c}71.5\\ \end{tabular} \\ B & 2.0 \\ \end{tabular}"
    )
    assert texts(document.tables[0])[0] == ["Large Model", "71.5"]


def test_a_folder_without_latex_is_refused_in_a_sentence() -> None:
    with pytest.raises(ReadError, match="no LaTeX"):
        read({"notes.txt": b"hello"}, SOURCE)


def test_a_table_over_several_pages_is_counted_once_though_its_caption_is_repeated() -> None:
    document = a_paper(
        r"""\begin{longtable}{lc}\caption{Scores.}\\ Model & Acc \\ \endfirsthead
        \caption[]{Scores, continued.}\\ Model & Acc \\ \endhead
        Ours & 91.2 \\ \end{longtable}
        \begin{table}\caption{Sizes.}\begin{tabular}{lc}Model & Size\\ Ours & 7B\\\end{tabular}\end{table}"""
    )
    assert [(table.label, table.caption) for table in document.tables] == [
        ("Table 1", "Scores."),
        ("Table 2", "Sizes."),
    ]
