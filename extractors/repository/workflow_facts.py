"""Facts of continuous integration: what starts a workflow, and the commands and actions that it runs."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

import yaml

from claims.catalog.word_lists import words
from extractors.repository.facts import Fact, words_of
from extractors.repository.yaml_nodes import Keys, line_of, parse_yaml, yaml_fields, yaml_values

_WORKFLOW = re.compile(
    r"(?:^|\}\}/)(?:\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci/config\.ya?ml|\.travis\.ya?ml"
    r"|\.?azure-?pipelines?[^/]*\.ya?ml|\.(?:azure-?)?pipelines/.+\.ya?ml|\.buildkite/[^/]+\.ya?ml"
    r"|bitbucket-pipelines\.ya?ml|cloudbuild\.ya?ml)$|(?:^|/)(?:Jenkinsfile|buildspec[^/]*\.ya?ml)$"
)
CRON = "cron:"
"""What stands before the times at which a workflow starts, among the words of what starts it."""
_ACTIONS = frozenset(("uses", "task", "template"))
_SHELL_STEP = re.compile(r"\b(?:sh|bat)\s*\(?\s*(?:script\s*:\s*)?['\"]{1,3}(.+?)['\"]{1,3}")

_SAYS = re.compile(r"(?:echo|printf|export)\b|\w+=(?:\"[^\"]*\"|'[^']*'|\S*)$")
_NO_NAME = re.compile(r"=|://|[$\[\]<>{}]")
"""What stands in settings, addresses and what the reader is to fill in, none of which names what runs."""
_ASKS = re.compile(r"\[|\w+=[\"']?(?:\$\(|`)")
"""How a line begins that tests something, or keeps what a command prints."""
_COMMENT = re.compile(r"\s#")
_ENDING = re.compile(r"\.[a-z]\w{0,7}")
_PROGRAM = re.compile(r"[\w@][\w.@:+-]*$")
_HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?")
_JOINED = re.compile(r"&&|\|\|?|;")
_INSTALLS = re.compile(r"\binstall\b[^&;|]*$")


def is_workflow(path: str) -> bool:
    """Whether a path is where a system of continuous integration looks for its workflows."""
    return bool(_WORKFLOW.search(path))


def workflow_facts(path: str, text: str) -> Iterator[Fact]:
    """What a workflow runs and what starts it; a workflow without steps is listed as such."""
    if path.endswith("Jenkinsfile"):
        yield from _jenkins(text)
        return
    root = parse_yaml(text)
    starts = _starts(PurePosixPath(path), root)
    if not yaml_fields(root):
        return
    steps = [fact for keys, value in yaml_values(root) for fact in _step(keys, value, starts)]
    if not steps or any(step.kind == "command" for step in steps):
        yield Fact("ci", path, 1, starts)
    yield from steps


def command_facts(line: str, number: int, near: frozenset[str]) -> Iterator[Fact]:
    """A command, and whether it checks or builds the code."""
    bare = line.strip()
    if not bare or bare.startswith("#"):
        return
    if _SAYS.match(bare):
        return
    yield Fact("command", bare, number, near)
    if not _INSTALLS.search(bare) and _checks(bare, words("repository_words", "checks")):
        yield Fact("check", bare, number, near)


def outside_heredocs(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a script; empty in place of those that it hands to a program as text."""
    until = ""
    for line in lines:
        if until:
            until = "" if line.strip() == until else until
            yield ""
            continue
        heredoc = _HEREDOC.search(line)
        until = heredoc[1] if heredoc else ""
        yield line


def _checks(written: str, listed: frozenset[str]) -> bool:
    """Whether a list of checks holds a word of a command or action; a commit is one where it is pre-commit's."""
    named = words_of(written)
    return bool((named if "pre" in named else named - {"commit"}) & listed)


def running_words(command: str) -> frozenset[str]:
    """The words of what a command runs: its program, scripts and targets; not its options, nor files that it moves."""
    return frozenset(word for part in _JOINED.split(command) for word in _running_words(part))


def _running_words(command: str) -> frozenset[str]:
    command = _COMMENT.split(command.strip())[0]
    if _ASKS.match(command):
        return frozenset()
    before = words("repository_words", "before_programs")
    parts = [part for part in command.split() if part not in before and not _NO_NAME.search(part)]
    if len(parts) > 2 and parts[0].startswith("python") and parts[1] == "-m":
        parts = parts[2:]
    parts = [part for part in parts if not part.startswith("-")]
    program = parts[0].rpartition("/")[2] if parts else ""
    if {program, " ".join(parts[:2])} & words("repository_words", "not_running") or not _PROGRAM.match(
        program
    ):
        return frozenset()
    named = words_of(" ".join(part for part in parts if not part.startswith("/") and _says_what_runs(part)))
    return frozenset() if named & words("repository_words", "example_folders") else named


def _says_what_runs(part: str) -> bool:
    """Whether an argument names a script, its settings or a command, not a file that is read or written."""
    ending = PurePosixPath(part).suffix.lower()
    return not _ENDING.fullmatch(ending) or ending in words("repository_words", "run_endings")


def _step(keys: Keys, value: yaml.ScalarNode, starts: frozenset[str]) -> Iterator[Fact]:
    if not keys:
        return
    if keys[-1] in words("repository_words", "command_fields") or (keys[-1] == "inputs" and "script" in keys):
        block = 1 if value.style in ("|", ">") else 0
        for offset, line in enumerate(outside_heredocs(value.value.splitlines())):
            yield from command_facts(line, line_of(value) + block + offset, starts)
    elif keys[-1] in _ACTIONS:
        yield Fact("action", value.value, line_of(value), starts)
        if _checks(value.value, words("repository_words", "check_actions")) and "setup" not in words_of(
            value.value
        ):
            yield Fact("check", value.value, line_of(value), starts)


def _starts(path: PurePosixPath, root: yaml.Node | None) -> frozenset[str]:
    """What starts a workflow, as GitHub names it: push, schedule, workflow_dispatch, and so on."""
    fields = yaml_fields(root)
    if path.name in (".gitlab-ci.yml", ".gitlab-ci.yaml", ".travis.yml") or ".circleci" in path.parts:
        return frozenset({"push"})
    started: set[str] = set()
    trigger = fields.get("on") or fields.get("true")
    if isinstance(trigger, yaml.ScalarNode):
        started.add(trigger.value)
    elif isinstance(trigger, yaml.SequenceNode):
        started |= {item.value for item in trigger.value if isinstance(item, yaml.ScalarNode)}
    started |= set(yaml_fields(trigger))
    for key, means in (("trigger", "push"), ("pr", "pull_request"), ("schedules", "schedule")):
        if key in fields and getattr(fields[key], "value", "") != "none":
            started.add(means)
    if "pipelines" in yaml_fields(fields.get("resources")):
        started.add("pipelines")
    crons = (value.value for keys, value in yaml_values(root) if keys[-1:] == ("cron",))
    return frozenset(started) | {f"{CRON}{cron}" for cron in crons}


def _jenkins(text: str) -> Iterator[Fact]:
    starts = frozenset({"push"} | ({"schedule"} if re.search(r"\bcron\s*\(", text) else set()))
    yield Fact("ci", "Jenkinsfile", 1, starts)
    for number, line in enumerate(text.splitlines(), 1):
        step = None if line.strip().startswith("//") else _SHELL_STEP.search(line)
        if step:
            yield from command_facts(step[1], number, starts)
