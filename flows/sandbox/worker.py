"""The innermost process: sets the last restrictions, runs one function, writes one answer."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import BinaryIO

from flows.sandbox import restrictions
from flows.sandbox.job import Job
from flows.sandbox.package_finder import PackageFinder

Header = dict[str, str]


def read_job(line: bytes) -> Job:
    """The job, as the parent wrote it."""
    job: Job = json.loads(line)
    return job


def report_status(file: int, status: Mapping[str, object]) -> None:
    """Tell the parent something, one line of JSON, through a file that the function never sees."""
    os.write(file, json.dumps(status).encode() + b"\n")


def run_job(job: Job, layers: list[str], *, source: BinaryIO, answer: int, status_file: int) -> int:
    """Set the restrictions, report those in force, run the function, write what it returned or raised."""
    os.chdir(job["scratch"])
    layers = restrictions.restrict_worker(job, layers)
    report_status(status_file, {"layers": layers})
    os.close(status_file)
    request = source.read()
    source.close()
    header, body = _outcome(job, layers, request)
    os.write(answer, json.dumps(header).encode() + b"\n")
    rest = memoryview(body)
    while rest:
        rest = rest[os.write(answer, rest) :]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return 0


def _outcome(job: Job, layers: list[str], request: bytes) -> tuple[Header, bytes]:
    """A header that says how it ended, and the answer if there is one; any error becomes a header."""
    absent = [need for need in job["need"] if not any(layer.startswith(need) for layer in layers)]
    if absent:
        return {
            "ends": "error",
            "name": "IsolationError",
            "says": f"These isolation layers could not be set in this run: {', '.join(absent)}.",
        }, b""
    try:
        body = _function(job)(request)
        if not isinstance(body, bytes):
            raise TypeError(f"{job['function']} returned {type(body).__name__}, not bytes")
        if len(body) > job["limits"]["answer_mb"] << 20:
            return {"ends": "crash", "name": "", "says": "its answer is larger than allowed"}, b""
        return {"ends": "answer"}, body
    except BaseException as error:  # the function's own exit is an error too
        return _error_header(error), b""


def _error_header(error: BaseException) -> Header:
    """The error as a header: by the name of its nearest class in claims.errors, else as a crash."""
    from claims.errors import VerifyError

    if isinstance(error, VerifyError):
        names = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == VerifyError.__module__]
        return {"ends": "error", "name": names[0], "says": error.says[:2000], "hint": error.hint[:2000]}
    try:
        import traceback

        traceback.print_exception(
            error, limit=-20
        )  # for the log; the parent keeps the tail and shows none of it
        says = str(error)[:2000]
    except BaseException:  # out of memory, or an exception that cannot be printed
        says = ""
    return {"ends": "crash", "name": type(error).__name__, "says": says}


def _function(job: Job) -> Callable[[bytes], bytes]:
    """Import the function, while only its own package and `claims` can be found."""
    folders = [f"{job['root']}/claims", *([job["package"]] if job["package"] else [])]
    sys.meta_path.insert(0, PackageFinder(folders))
    sys.path += job["code"]
    module, _, name = job["function"].partition(":")
    function: Callable[[bytes], bytes] = getattr(import_module(module), name)
    return function
