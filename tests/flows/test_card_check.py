"""`verify extract --check`: what cannot be right in a card, told by reading alone."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.flows.typed import type_verify_text

TABLE = """\
| system | A | B | avg |
|---|---|---|---|
| ours | 80.0 | 90.0 | {} |
| other | 70.0 | 80.0 | 75.0 |
| third | 60.0 | 80.0 | 70.0 |
| fourth | 60.0 | 70.0 | 65.0 |
"""
WRONG: dict[str, tuple[str, str]] = {
    "its arithmetic": (TABLE.format("95.0"), "/README.md:5: arithmetic: table at line 3, row “ours”: avg is printed as 95.0"),
    "the files beside it": ("The model has 24 layers.\n", "/README.md:3: card-mismatch: "),
    "what a score can be": ("Its accuracy is 191.2 %.\n", "/README.md:3: impossible-score: accuracy cannot be 191.2 %."),
    "its YAML": ("---\nlicense: [mit\n---\n# small\n", ": yaml: The YAML of README.md is not read: "),
}  # fmt: skip


def check(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/bin:/bin", "VERIFY_HOME": str(folder / "home"), "HOME": str(folder)}
    return type_verify_text("extract", *words, "--check", env=env)


def a_card(folder: Path, text: str) -> str:
    folder.mkdir()
    config = {
        "model_type": "llama",
        "architectures": ["LlamaForCausalLM"],
        "num_hidden_layers": 40,
        "hidden_size": 64,
    }
    (folder / "config.json").write_text(json.dumps(config))
    card = folder / "README.md"
    card.write_text(text if text.startswith("---") else f"# small\n\n{text}")
    return str(card)


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_right_is_a_line_and_the_exit_code_is_1(kind: str, tmp_path: Path) -> None:
    text, says = WRONG[kind]
    done = check(tmp_path, a_card(tmp_path / "card", text))
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(line.startswith(f"{tmp_path / 'card'}{says}") for line in done.stdout.splitlines()), (
        done.stdout
    )


def test_a_card_that_holds_passes(tmp_path: Path) -> None:
    done = check(tmp_path, a_card(tmp_path / "card", f"The model has 40 layers.\n\n{TABLE.format('85.0')}"))
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("Nothing that cannot be right in ")


def test_a_card_without_numbers_is_told_to_be_unchecked(tmp_path: Path) -> None:
    done = check(tmp_path, a_card(tmp_path / "card", "It sorts tickets.\n"))
    assert (done.returncode, done.stdout) == (0, "No number was read, so none was checked.\n")


def test_one_that_cannot_be_read_is_3_and_the_other_is_checked(tmp_path: Path) -> None:
    done = check(tmp_path, str(tmp_path / "none.md"), a_card(tmp_path / "card", TABLE.format("95.0")))
    assert done.returncode == 3
    assert "none.md" in done.stderr and "arithmetic" in done.stdout


def test_forms_for_programs_are_refused_beside_it(tmp_path: Path) -> None:
    done = check(tmp_path, a_card(tmp_path / "card", TABLE.format("85.0")), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("verify: --check prints lines of its own.")
