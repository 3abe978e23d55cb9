"""Prints the example's report anew into docs/example-report: its first screen, the whole in three forms, and a picture.

    python benchmarks/example_report.py [--out docs/example-report]

Run it on a machine that does nothing else, since the example's speeds are measured; a load above --load ends it.
The picture is taken where Chromium is installed, and left as it was elsewhere.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
VERIFY = str(Path(sys.executable).with_name("verify"))
FORMS = {"terminal": "report.txt", "markdown": "report.md", "html": "report.html"}
PICTURE = (1200, 1100)


def draw(out: Path) -> None:
    """Verify the example in a home of its own and write what it gives."""
    with tempfile.TemporaryDirectory() as home:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        environ |= {"VERIFY_HOME": home, "COLUMNS": "80"}
        screen = _typed(environ, "example", "--fail-on", "none")
        (out / "first-screen.txt").write_text(screen, "utf-8")
        for form, name in FORMS.items():
            _typed(environ, "report", "last", "--as", form, "--out", str(out / name))
    photograph(out / "report.html", out / "first-screen.png")


def photograph(page: Path, picture: Path) -> bool:
    """Take a picture of the top of a page; False where there is no Chromium."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        return False
    size = ",".join(map(str, PICTURE))
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={size}"]
    subprocess.run(
        [chromium, *options, f"--screenshot={picture}", page.resolve().as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return True


def _typed(environ: dict[str, str], *words: str) -> str:
    done = subprocess.run([VERIFY, *words], env=environ, capture_output=True, text=True, check=True)
    return done.stdout


def main() -> int:
    """Draw, unless the machine is busy."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, default=HOUSE / "docs" / "example-report")
    ask.add_argument("--load", type=float, default=2.0, help="the greatest load of the last minute")
    args = ask.parse_args()
    if os.getloadavg()[0] > args.load:
        sys.exit(
            f"The load is {os.getloadavg()[0]:.1f}: the speeds would be those of a busy machine. Try later."
        )
    draw(args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
