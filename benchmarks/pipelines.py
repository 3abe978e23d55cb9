"""What `verify emit` writes, looked at by the compilers, runners and schemas of those who will read it.

    python -m benchmarks.pipelines                      # each tool in an environment of its own, removed afterwards
    python -m benchmarks.pipelines --environments DIR   # keeps them there, and uses those that are there (1.2 GB)

Kubeflow's local runner runs the pipeline as it was written, over a model whose numbers hold and over one with a number
that is refuted. Exit status: 1 where anything is not as it should be.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tests.reproducers.tiny import save_linear

TOOLS = {
    "kfp": ("pipelines_kfp.py", "kfp==2.17.3"),
    "vertex": ("pipelines_vertex.py", "google-cloud-aiplatform[pipelines]==2.7.0"),
    "sagemaker": ("pipelines_sagemaker.py", "sagemaker==2.257.7"),
    "argo-cron": ("pipelines_kubernetes.py", "hera==7.1.0", "kubernetes-validate==1.37.0", "pyyaml"),
}
"""For each form the script that looks at it, and what that script needs."""
STORAGE = {"vertex": "gs://bucket/folder", "sagemaker": "s3://bucket/folder"}
BIN = Path(sys.executable).parent
TABLE = "---\npipeline_tag: tabular-classification\n---\n# tiny\n\n| Metric | Value |\n|---|---|\n| Parameters | {} |\n"


def environment(folder: Path, packages: tuple[str, ...]) -> Path:
    """The Python of an environment with these packages, which is made where it is not there."""
    python = folder / "bin/python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


def emitted(form: str, folder: Path) -> Path:
    """The file that `verify emit` writes."""
    path = folder / f"{form}.out"
    command = [
        BIN / "verify",
        "emit",
        form,
        "org/model",
        "--image",
        "registry.example/assay:0.1",
        "--out",
        path,
    ]
    subprocess.run([*command, "--storage", STORAGE.get(form, "")], check=True)
    return path


def looked_at(form: str, folder: Path, environments: Path, targets: list[str]) -> bool:
    """Print what a form's script found; whether all of it is as it should be."""
    script, *packages = TOOLS[form]
    python = environment(environments / form, tuple(packages))
    environ = {**os.environ, "PATH": f"{python.parent}:{BIN}:{os.environ['PATH']}"}
    command = [python, Path(__file__).parent / script, emitted(form, folder), *targets]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    lines = [line.partition(" ") for line in done.stdout.splitlines() if line.startswith(("True ", "False "))]
    for so, _, what in lines:
        print("ok   " if so == "True" else "WRONG", what)
    if done.returncode != 0:
        print(f"WRONG {form}: {done.stderr.strip()[-2000:]}")
    return done.returncode == 0 and bool(lines) and all(so == "True" for so, _, _ in lines)


def target(folder: Path, parameters: int) -> str:
    """A model with six parameters, whose card states this many."""
    save_linear(folder)
    (folder / "README.md").write_text(TABLE.format(parameters))
    return str(folder)


def main() -> int:
    """Look at each form; 1 where something is not so."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--environments", type=Path, help="keep the environments of the tools in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environments = given.environments.absolute() if given.environments else folder / "environments"
        targets = [target(folder / "holds", 6), target(folder / "refuted", 12000)]
        results = [looked_at(form, folder, environments, targets if form == "kfp" else []) for form in TOOLS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
