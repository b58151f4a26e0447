"""The hidden entrance: ``__complete WORD… LAST``. Quick, quiet, and never an error."""

from __future__ import annotations

import os
import sys

from hostbridge.cli.completion import host_words
from hostbridge.cli.completion.asking import Asking
from hostbridge.cli.completion.candidates import (
    FAILED,
    NO_FILES,
    Answer,
    commands,
    engines_words,
    globals_of,
)
from hostbridge.cli.options import Options
from hostbridge.cli.report import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.contract.engine import Dialect

COMMANDS = ("__complete", "__completeNoDesc")


def complete(words: Sequence[str], named: Dialect | None) -> int:
    """Answer for a command line; its first word is one of COMMANDS, its last the one at the cursor."""
    described = words[0] == COMMANDS[0]
    *front, last = words[1:] or [""]
    try:
        answer = answer_for(front, last, named, os.environ)
    except Exception:  # a mistake of ours must not fill the user's line with a traceback
        answer = Answer((), FAILED)
    lines = [
        f"{word}\t{text}" if text and described else word
        for word, text in answer.words
        if word.startswith(last) and clean(word) == word
    ]
    text = "\n".join([*lines, f":{answer.directive}", ""])
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
    return 0


def answer_for(
    front: Sequence[str], last: str, named: Dialect | None, env: Mapping[str, str]
) -> Answer:
    """What may stand at ``last`` behind the words of ``front``."""
    cwd = _directory(env)
    given: dict[str, str] = {}
    index = 0
    while index < len(front):
        name, joined, text = front[index].partition("=")
        if name in host_words.TAKES:
            if not joined:
                index += 1
                if index >= len(front):
                    return _own_value(name, "", env, cwd)
                text = front[index]
            given[name.lstrip("-").replace("-", "_")] = text
        elif name not in host_words.OPTIONS and name not in ("-v", "-vv"):
            break
        index += 1
    rest = list(front[index:])
    name, joined, _ = last.partition("=")
    if not rest and joined and name in host_words.TAKES:
        return _own_value(name, f"{name}=", env, cwd)
    if rest and named is None and rest[0] in host_words.COMMANDS:
        found, files = host_words.behind(rest, last, env, cwd)
        return Answer(tuple((word, "") for word in found), 0 if files else NO_FILES)
    if rest[:1] == ["help"]:
        return Answer(tuple(commands(rest[1:])))
    dialect: Dialect = named or (
        "podman" if env.get("HOSTBRIDGE_DIALECT") == "podman" else "docker"
    )
    options = Options(given.get("backend", ""), given.get("machine", ""), given.get("engine", ""))
    asking = Asking(options, env, cwd, dialect, globals_of(rest, dialect))
    if "compose" in rest:
        passed = _plugin(rest, last, asking)
        if passed is not None:
            return passed
    answer = engines_words(rest, last, dialect, asking)
    if rest:
        return answer
    own = host_words.OPTIONS.items() if last.startswith("-") else _host_commands(named).items()
    return Answer((*answer.words, *own), answer.directive)


def _own_value(name: str, start: str, env: Mapping[str, str], cwd: str) -> Answer:
    if name in host_words.FILES:
        return Answer((), 0)
    told = host_words.option_values(name, env, cwd)
    return Answer(tuple((start + word, "") for word in told))


def _host_commands(named: Dialect | None) -> dict[str, str]:
    from hostbridge.cli.help import HOST

    return {} if named else {**dict(HOST), "help": "help for a command"}


def _plugin(rest: Sequence[str], last: str, asking: Asking) -> Answer | None:
    """What the compose plug-in answers by itself, behind the entrance's own options."""
    lines = asking.lines(["__complete", *rest, last])
    if not lines or lines[-1][:1] != ":" or not lines[-1][1:].isdigit():
        return None
    words = [line.partition("\t") for line in lines[:-1]]
    return Answer(tuple((word, text) for word, _, text in words), int(lines[-1][1:]))


def _directory(env: Mapping[str, str]) -> str:
    try:
        return os.getcwd()
    except OSError:
        return env.get("PWD") or "/"
