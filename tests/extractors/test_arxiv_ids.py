"""What names a paper on arXiv, and what does not."""

import pytest

from extractors.sources.arxiv.ids import parse_id


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("1706.03762", "1706.03762"),
        (" 1706.03762v5\n", "1706.03762v5"),
        ("arxiv:1706.03762v5", "1706.03762v5"),
        ("arXiv:0704.0001", "0704.0001"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136v2", "math/0309136v2"),
        ("cond-mat.mes-hall/0211022", "cond-mat/0211022"),
        ("https://arxiv.org/abs/1706.03762", "1706.03762"),
        ("http://www.arxiv.org/pdf/1706.03762v2.pdf", "1706.03762v2"),
        ("https://export.arxiv.org/src/1706.03762v2", "1706.03762v2"),
        ("arxiv.org/html/1706.03762v7#S3.T1", "1706.03762v7"),
        ("https://arxiv.org/abs/hep-th/9901001v1?context=hep", "hep-th/9901001v1"),
        ("https://huggingface.co/papers/2402.17764", "2402.17764"),
        ("https://doi.org/10.48550/arXiv.1706.03762", "1706.03762"),
    ],
)
def test_what_names_a_paper(text: str, ref: str) -> None:
    paper_id = parse_id(text)
    assert paper_id is not None
    assert paper_id.ref == ref
    assert parse_id(paper_id.ref) == paper_id


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            "v5",
            "1706.0376",
            "1713.03762",
            "0703.0001",
            "2401.0001",
            "1206.12345",
            "1706.03762v0",
            "1706.03762v",
        ],
        *[
            "../../etc/passwd",
            "-rf",
            "\0",
            "a" * 5000,
            "1706.03762; rm -r .",
            "$(touch x)",
            "1706.03762\nX: y",
        ],
        *["１７０６.０３７６２", "org/model", "org/9901001", "org/model@refs/pr/1", "hep-th/99010011"],
        *["http://evil.example/abs/1706.03762", "https://arxiv.org.evil.example/abs/1706.03762"],
        *["https://arxiv.org@evil.example/abs/1706.03762", "https://arxiv.org/abs/../abs/1706.03762"],
        *["https://arxiv.org/abs/1706.03762/../../x", "file:///abs/1706.03762", "1706.03762v1000000000000"],
    ],
)
def test_what_names_none(text: str) -> None:
    assert parse_id(text) is None
