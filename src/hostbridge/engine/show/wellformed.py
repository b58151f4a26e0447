"""Words that the dialect's own client refuses before it asks its engine, in its words and with its code.

The engine's client never sees the words of an output that hostbridge writes itself, so what it would
have said of too many names, an unknown flag or a value that is none is said here.
"""

from __future__ import annotations

from hostbridge.engine.show.output import FAILED, complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.catalogue.call import Word

_COUNTS: dict[str, tuple[int, int]] = {
    "images": (0, 1), "history": (1, 1), "search": (1, 1), "diff": (1, 1), "port": (1, 2),
    "inspect": (1, 0), "container inspect": (1, 0), "image inspect": (1, 0), "network inspect": (1, 0),
    "volume inspect": (1, 0), "top": (1, 0), "stats": (0, 0),
}  # fmt: skip
"""The least and the most names; a most of 0 is any number. Others take none."""
_DOCKER = {
    (0, -1): "accepts no arguments", (0, 1): "requires at most 1 argument", (1, 1): "requires 1 argument",
    (1, 2): "requires at least 1 and at most 2 arguments", (1, 0): "requires at least 1 argument",
}  # fmt: skip
_PODMAN_LACKS = {
    "port": "you must supply a running container name or id",
    "top": "you must provide the name or id of a running container",
    "diff": '"podman diff" requires a name, id, or the "--latest" flag',
    "volume inspect": "provide one or more volume names or use --all",
    "network inspect": "requires at least 1 arg(s), only received 0",
    "history": "accepts 1 arg(s), received 0",
    "search": "accepts 1 arg(s), received 0",
}
_BOOLEANS = frozenset(
    ("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False")
)
_SORTS = {
    "ps": ("command", "created", "id", "image", "names", "runningfor", "size", "status"),
    "images": ("size", "tag", "created", "id", "repository"),
}
"""What podman's ``--sort`` takes."""
_TYPES = {
    "docker": ("config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"),
    "podman": ("image", "container", "pod", "network", "volume", "all"),
}  # fmt: skip
"""What ``inspect --type`` takes."""
_FILTERS = {
    "ps": 'invalid filter "{0}"',
    "images": 'invalid image filter "{0}": must be in the format "filter=value or filter!=value"',
}
"""What podman says of a filter without a value; of others what follows."""
_FILTER = "filter input must be in the form of filter=value: {0} is invalid"


def refused(call: Call) -> int:
    """Say what is wrong with a call in its dialect; the exit code, or 0 where nothing is."""
    for word in call.words:
        if word.kind != "option":
            continue
        wrong = _option(call, word)
        if wrong:
            return _told(call, wrong, 125)
    wrong = _type(call)
    if wrong:
        complain(wrong)
        return FAILED[call.dialect]
    wrong = _together(call) if call.dialect == "podman" else ""
    if wrong:
        complain(f"Error: {wrong}")
        return 125
    return _names(call)


def _option(call: Call, word: Word) -> str:
    option, value = word.option, word.value
    if option is None:
        if word.spelled[:2] == "--":
            return f"unknown flag: {word.spelled.partition('=')[0]}"
        return f"unknown shorthand flag: {word.spelled[1:2]!r} in {word.spelled}"
    if value is None:
        return ""
    why = ""
    if option.kind == "bool" and value not in _BOOLEANS:
        why = f'strconv.ParseBool: parsing "{value}": invalid syntax'
    elif option.name == "--last" and not value.lstrip("+-").isdigit():
        why = f'strconv.ParseInt: parsing "{value}": invalid syntax'
    elif option.name == "--filter" and value and "=" not in value and call.dialect == "docker":
        why = "bad format of filter (expected name=value)"
    elif option.name == "--sort" and call.command.name == "ps" and call.dialect == "podman":
        known = _SORTS["ps"]
        if value not in known:
            why = f'"{value}" is not a valid value. Choose from: "{", ".join(known)}"'
    flag = f"{option.short}, {option.name}" if option.short else option.name
    return f'invalid argument "{value}" for "{flag}" flag: {why}' if why else ""


def _type(call: Call) -> str:
    value = call.value("--type")
    if not value or value in _TYPES["docker"] or value in _TYPES["podman"]:
        return ""
    *most, last = (f'"{name}"' for name in _TYPES[call.dialect])
    if call.dialect == "docker":
        return f'unknown type: "{value}": must be one of {", ".join(most)}, {last}'
    return f'Error: invalid type "{value}": must be {", ".join(most)}, or {last}'


def _together(call: Call) -> str:
    """What podman does not take together."""
    name = call.command.name
    if name == "ps" and call.has("--quiet") and (call.has("--size") or call.has("--namespace")):
        return "quiet conflicts with size and namespace"
    if name == "ps" and call.has("--last") and call.has("--latest"):
        return "last and latest are mutually exclusive"
    if name == "volume ls" and call.has("--quiet") and call.values("--format"):
        return "quiet and format flags cannot be used together"
    sort = call.value("--sort")
    if name == "images" and sort and sort not in _SORTS["images"]:
        known = ", ".join(_SORTS["images"])
        return f'"{sort}" is not a valid field for sorting. Choose from: {known}'
    for text in call.values("--filter"):
        if "=" not in text:
            return _FILTERS.get(name, _FILTER).format(text)
    return ""


def _names(call: Call) -> int:
    name, dialect = call.command.name, call.dialect
    least, most = _COUNTS.get(name, (0, -1))
    count = len(call.operands())
    if call.has("--latest") or call.has("--all"):
        least = 0
    if count >= least and (not most or count <= max(most, 0)):
        return 0
    if dialect == "docker":
        spelled = " ".join(call.spelling)
        return _told(call, f"docker: 'docker {spelled}' {_DOCKER[least, most]}", 1, see=not most)
    if count < least:
        said = _PODMAN_LACKS.get(name, "no names or ids specified")
    elif most < 0:
        said = f"`podman {' '.join(call.spelling)}` takes no arguments"
    elif name == "port":
        said = "`port` accepts at most 2 arguments"
    else:
        said = f"accepts {'at most ' if least != most else ''}{most} arg(s), received {count}"
    complain(f"Error: {said}")
    return 125


def _told(call: Call, said: str, code: int, *, see: bool = False) -> int:
    spelled = " ".join(call.spelling)
    if call.dialect == "podman":
        complain(f"Error: {said}\nSee 'podman {spelled} --help'")
        return code
    # The texts of --help: for an error alone.
    from hostbridge.catalogue.find import options_of
    from hostbridge.catalogue.texts import command_operands

    takes = any(row[2] and row[0] != "--help" for row in options_of(call.command))
    usage = " ".join(
        part
        for part in (
            spelled,
            "[OPTIONS]" if takes else "",
            command_operands(call.command.name),
        )
        if part
    )
    verb = "See" if see else "Run"
    complain(
        f"{said}\n\nUsage:  docker {usage}\n\n{verb} 'docker {spelled} --help' for more information"
    )
    return code
