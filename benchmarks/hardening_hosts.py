"""Hosts that isolate less, have little memory, or whose clock jumps: all that is promised is what stands."""

import json
import os
import random
import resource
import shutil
from itertools import combinations
from pathlib import Path

from benchmarks.hardening_cases import Tally, environment, fault_of_output, time_is_up, write_model
from benchmarks.hardening_syscalls import ISOLATING, can_watch, watched

COMMANDS = (("doctor", "--json"), ("model", "--quiet"), ("model", "--quiet", "--require-isolation", "full"))
YEARS = 365 * 86_400.0


def try_hosts(folder: Path, most: int, seed: int) -> Tally:
    """Type commands where user namespaces, Landlock or seccomp are refused, alone and together."""
    tally = Tally("hosts without namespaces, Landlock or seccomp", "python benchmarks/hardening.py hosts")
    tally.skipped = can_watch()
    if tally.skipped:
        return tally
    write_model(folder / "model")
    sets = [lacking for size in (1, 2, 3) for lacking in combinations(sorted(ISOLATING), size)]
    cases = [(lacking, words) for lacking in sets for words in COMMANDS]
    for lacking, words in random.Random(seed).sample(cases, min(most, len(cases))):
        if time_is_up():
            break
        tally.note(f"without {', '.join(lacking)}: {' '.join(words)}", _fault_without(lacking, words, folder))
    return tally


def _fault_without(lacking: tuple[str, ...], words: tuple[str, ...], folder: Path) -> str | None:
    """What is wrong with a command on a host that lacks these."""
    errors = {call: error for name in lacking for call, error in ISOLATING[name].items()}
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    try:
        done = watched(words, environment(home), folder, errors, lambda call, _: errors.get(call))
    except TimeoutError:
        return "hangs"
    if wrong := fault_of_output(done.code, done.out, done.err):
        return wrong
    if words[0] == "doctor" and json.loads(done.out)["isolation"] == "full":
        return "full isolation is claimed"
    if "--require-isolation" in words and done.code != 3:
        return f"it runs all the same: exit code {done.code}"
    return None


def try_memory(folder: Path, most: int, seed: int) -> Tally:
    """Type commands with ever less memory that they may map."""
    tally = Tally("too little memory", "python benchmarks/hardening.py memory")
    write_model(folder / "model")
    chance = random.Random(seed)
    for case in range(most):
        if time_is_up():
            break
        megabytes = chance.randrange(8, 400)
        words = COMMANDS[case % 2]
        wrong = _with_limit(words, environment(folder / f"home{case}"), folder, megabytes)
        tally.note(f"{megabytes} MB more than at the start: {' '.join(words)}", wrong)
        shutil.rmtree(folder / f"home{case}", ignore_errors=True)
    return tally


def _with_limit(words: tuple[str, ...], environ: dict[str, str], cwd: Path, megabytes: int) -> str | None:
    """Type a command in a fork of this process that may map so much more than it has."""
    from benchmarks.hardening_forks import typed_in_fork

    def limit() -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + (megabytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    return typed_in_fork(words, environ, cwd, limit)


def try_clocks(folder: Path, most: int, seed: int) -> Tally:
    """Let the clock jump by years in the middle of a run: the same verdicts, and nothing hangs."""
    tally = Tally("the clock jumps in mid-run", "python benchmarks/hardening.py clocks")
    write_model(folder / "model")
    chance = random.Random(seed)
    for case in range(most):
        if time_is_up():
            break
        home, after, years = folder / f"home{case}", chance.randrange(12), chance.choice((-30, -1, 1, 10))
        wrong = _with_jump(environment(home), folder, after, years * YEARS)
        tally.note(f"{years} years after {after} looks", wrong)
        shutil.rmtree(home, ignore_errors=True)
    return tally


def _with_jump(environ: dict[str, str], cwd: Path, after: int, jump: float) -> str | None:
    """Type a run whose clock jumps after so many looks at it."""
    from benchmarks.hardening_forks import typed_in_fork

    def set_clock() -> None:
        import time

        usual, looks = time.time, iter(range(1 << 60))
        time.time = lambda: usual() + (jump if next(looks) >= after else 0.0)

    return typed_in_fork(("model", "--quiet"), environ, cwd, set_clock, says=b"3 unchecked")
