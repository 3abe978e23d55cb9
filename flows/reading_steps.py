"""Steps that read a document, in children forked from a process that has imported what reading needs."""

from claims.errors import VerifyError
from extractors.pipeline.reading import Reading, ReadOrder
from flows.reading_child import READ, preload
from flows.sandbox import Limits
from flows.step_runner import StepRunner

READING = Limits(seconds=60, memory_mb=2048)


def read(runner: StepRunner, number: int = 0) -> Reading:
    """Read a document and its claims, with people's earlier corrections applied."""
    fetched = runner.request.documents[number]
    body = runner.run(
        "read beside" if number else "read",
        READ,
        ReadOrder(root=fetched.root, files=fetched.paths, source=fetched.source),
        inputs_digest=fetched.identity,
        read=[fetched.root],
        limits=READING,
        preload=preload(fetched.paths, paper=fetched.paper),
    )
    reading = Reading.from_bytes(body)
    if not runner.request.corrections:
        return reading
    from claims.corrections import corrected

    return reading.model_copy(update={"claims": corrected(reading.claims, runner.request.corrections)})


def read_beside(runner: StepRunner) -> Reading | None:
    """Read the companion document (paper or card), if there is one; a failure becomes a warning."""
    if len(runner.request.documents) < 2:
        return None
    try:
        return read(runner, 1)
    except VerifyError as error:
        name = runner.request.documents[1].source.name
        return Reading(warnings=(f"{name} could not be read beside it: {error}",))
