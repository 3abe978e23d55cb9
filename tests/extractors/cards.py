"""Cards written for a test, and what is read in them."""

import tempfile
from pathlib import Path

from claims.records import Claim
from extractors.pipeline.read import Reading, ReadOrder, read
from extractors.sources import folder

NAME = "org/tern-7b"


def reading_of(text: str, name: str = NAME, **beside: str) -> Reading:
    """What a card of that text says; `beside` are other files of its folder, dots and slashes as double underscores."""
    with tempfile.TemporaryDirectory() as place:
        card = Path(place, "README.md")
        card.write_text(text, "utf-8")
        for file, body in beside.items():
            path = Path(place, file.replace("___", "/").replace("__", "."))
            path.parent.mkdir(exist_ok=True)
            path.write_text(body, "utf-8")
        source, root, files = folder.pin(Path(place), name)
        return read(ReadOrder(root=str(root), files=tuple(file.path for file in files), source=source))


def told(claim: Claim) -> str:
    """A claim in one line: subject | data set | split | metric = value unit."""
    subject = "own" if claim.own and claim.subject == NAME else claim.subject
    value = f"{claim.stated.value} {claim.stated.unit or ''}".strip()
    return f"{subject} | {claim.dataset} | {claim.split} | {claim.metric} = {value}"


def claims_of(text: str, name: str = NAME) -> list[str]:
    """The claims of a card, each in one line, in its order."""
    return [told(claim) for claim in reading_of(text, name).claims]
