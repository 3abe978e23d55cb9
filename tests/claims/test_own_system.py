"""Which labels mean a document's own system, and why."""

import pytest

from claims.comparisons.own_system import OwnSystem, name_words
from claims.records import Block, Document, Place, Source

PAPER = OwnSystem(("HeronNet",))
CARD = OwnSystem(("acme/heron-base-uncased",), variants=False)


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("HeronNet (ours)", "marked"),
        ("Ours", "marked"),
        ("Proposed method", "marked"),
        ("Full model", "marked"),
        ("heron-net large", "variant"),
        ("Tern", None),
        ("", None),
    ],
)
def test_in_a_paper_marks_names_and_variants_are_its_own(label: str, reason: str | None) -> None:
    assert PAPER.reason(label) == reason
    assert PAPER.owns(label) is (reason is not None)


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Heron base", "named"),
        ("acme/heron-base", "named"),
        ("this model", "marked"),
        ("Tern (ours)", "marked"),
        ("Heron large", None),
        ("Full fine-tuning", None),
        ("", None),
    ],
)
def test_on_a_card_a_sibling_is_not_its_own(label: str, reason: str | None) -> None:
    assert CARD.reason(label) == reason


@pytest.mark.parametrize(
    ("label", "groups", "caption", "cited", "own"),
    [
        ("Ours", (), "", True, True),
        ("Large", ("Ours",), "", False, True),
        ("Heron net, large", (), "", False, True),
        ("HeronNet, large", (), "", True, True),
        ("Human", ("HeronNet",), "", False, False),
        ("Random", (), "Ablation of HeronNet", False, False),
        ("without the head", (), "Ablation of the encoder", False, True),
        ("without the head [12]", (), "Ablation of the encoder", False, False),
        ("without the head", (), "Ablation of the encoder", True, False),
        ("HN-L", (), "", False, True),
        ("HN-L", (), "", True, False),
        ("Heron, large", (), "Results", False, False),
    ],
)
def test_a_row_is_own_by_its_marks_its_name_the_text_or_its_ablation(
    label: str, groups: tuple[str, ...], caption: str, cited: bool, own: bool
) -> None:
    paper = OwnSystem(("HeronNet",), called=lambda name: name == "HN-L")
    assert paper.owns_row(label, groups, caption, cited=cited) is own


def test_a_paper_is_called_what_its_title_and_its_sentences_say() -> None:
    place = Place(file="p.tex", quote="")
    block = Block(
        kind="paragraph",
        text="In this work we propose HeronNet, which sees. We use BERT.",
        place=place,
        section=("Abstract",),
    )
    document = Document(
        source=Source(kind="arxiv", name="p", revision="1", sha256="0" * 64),
        title="HeronNet: seeing birds",
        blocks=(block,),
    )
    assert OwnSystem.of_paper(document).names == ("HeronNet",)


def test_a_name_is_its_telling_words() -> None:
    assert name_words("acme/BERT-base-uncased") == name_words("Base BERT model") == ("base", "bert")
