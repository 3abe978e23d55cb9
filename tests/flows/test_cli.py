"""The command: what it loads, what it says, how it ends."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import cli

VERIFY = Path(sys.executable).with_name("verify")


def verify(*words: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    nowhere = {
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "VERIFY_ARXIV_ENDPOINT": "http://127.0.0.1:9",
        "VERIFY_ARXIV_INTERVAL": "0.01",
    }
    env = {"PATH": "/usr/bin:/bin", "VERIFY_HOME": str(home), "HOME": str(home), **nowhere, **environ}
    return subprocess.run([VERIFY, *words], capture_output=True, text=True, env=env, timeout=300, check=False)


def test_the_list_of_commands_says_each_in_one_whole_line() -> None:
    answer = CliRunner().invoke(cli, ["--help"], terminal_width=80).output
    lines = answer.partition("Commands:\n")[2].splitlines()
    assert len(lines) == sum(not command.hidden for command in cli.commands.values())
    assert [line for line in lines if not line.endswith(".") or line.endswith("..")] == []


def test_help_loads_neither_the_engine_nor_torch() -> None:
    code = (
        "import sys; sys.argv = ['verify', '--help']\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('prefect', 'torch', 'pydantic', 'pandas', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")


def test_the_version_is_that_of_the_package_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['verify', '--version']\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('prefect', 'torch', 'pydantic', 'pandas', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"Assay {version('assay')}", "[]"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["./nothing-here"], 3, "There is no file or folder"),
        (["nothing"], 3, "org/model"),
        (["acme/nothing"], 3, "HF_ENDPOINT"),
        (["1706.03762"], 3, "127.0.0.1 cannot be reached"),
        (["ingest"], 2, "--category"),
        (["ingest", "--category", "cs.CL", "--since", "soon"], 2, "not a date"),
        (["ingest", "--category", "cs.CL", "--since", "2999-01-01"], 2, "no date between 1991 and now"),
        (["ingest", "--category", "cs.CL", "--since", "0001-01-01"], 2, "no date between 1991 and now"),
        (["ingest", "--category", "cs.CL", "--since", "0001-01-01T00:00:00+12:00"], 2, "not a date"),
        (["digest", "1", "--send", "--json"], 2, "no JSON"),
        (["ingest", "--category", "cs.CL", "--budget", "long"], 2, "90s"),
        (["example", "--wrong"], 2, "No such option"),
        (["dismiss", "3"], 2, "Missing option '--why'. `verify dismiss --help` shows what there is."),
        (["example", "--margin", "wide"], 2, "not a number"),
        (["example", "--margin", "-1"], 2, "above 0"),
        (["example", "--columns", "text"], 2, "--columns text=review"),
        (["example", "--fail-on", "sometimes"], 2, "--fail-on knows"),
        (["example", "--data", "/no/such.csv"], 3, "cannot be read"),
        (["show", "beef"], 2, "there is no run yet"),
        (["show", "last"], 2, "`verify example` makes one"),
        (["example", "--quiet", "--full"], 2, "give one of them"),
        (["dismiss", "beef", "--why", "x"], 2, "No run has"),
        (["report", "beef", "--as", "paper"], 2, "no report called"),
    ],
)
def test_an_error_is_one_sentence_with_the_next_step(
    words: list[str], code: int, says: str, tmp_path: Path
) -> None:
    done = verify(*words, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_empty_store_is_no_error(tmp_path: Path) -> None:
    done = verify("list", home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_store_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    done = verify("list", home=tmp_path / "home")
    assert done.returncode == 3
    assert "VERIFY_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_says_how_well_it_isolates(tmp_path: Path) -> None:
    done = verify("doctor", home=tmp_path / "home")
    assert done.returncode == 0
    assert done.stdout.startswith("isolation")
