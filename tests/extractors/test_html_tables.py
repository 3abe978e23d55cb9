"""HTML tables in Markdown."""

from tests.extractors.cards import reading_of


def test_an_html_table_with_blank_lines_between_its_rows_is_one_table() -> None:
    rows = "".join(
        f"<tr>\n    <td>{name}</td>\n\n    <td>{top}</td>\n</tr>\n\n"
        for name, top in (("Tern-7B", "61.2"), ("Heron-8B", "55.0"))
    )
    card = f"# Tern 7B\n## Evaluation\n<table>\n  <tr>\n    <th>Model</th>\n    <th>MMLU</th>\n  </tr>\n\n{rows}</table>\n"
    told = [(claim.subject, claim.dataset, str(claim.stated.value)) for claim in reading_of(card).claims]
    assert [value for _, _, value in told] == ["61.2", "55.0"]
    assert all(dataset == "MMLU" for _, dataset, _ in told)


def test_markdown_tables_inside_an_html_table_of_layout_stay_tables() -> None:
    inner = "| Model | MMLU |\n|---|---|\n| Tern-7B | 61.2 |\n"
    card = f"# Tern 7B\n<table>\n<tr><td>\n\n{inner}\n</td></tr>\n</table>\n"
    assert [str(claim.stated.value) for claim in reading_of(card).claims] == ["61.2"]
