"""Every setting as a row: its key, kind and meaning. Cheap: the completion and the model read it.

``NAME`` in a key stands for any name (a machine's). Kinds are named in ``KINDS``. A test holds the
rows and the pydantic model together.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = {
    "backend": "the name of a backend",
    "machine": "the name of a machine",
    "engine": "the name of an engine",
    "dialect": "`docker` or `podman`",
    "file": "a path",
    "address": "an IP address",
    "image": "the name or path of an image",
    "count": "a whole number, 0 for the backend's own choice",
    "bytes": "a number of bytes, 0 for the backend's own choice; `settings set` also takes `4GiB`",
    "shares": "an array of tables, see below",
    "ports": "an array of port numbers",
    "hosts": "an array of host names",
    "text": "text",
}
KEYS = (
    ("backend", "backend", "The way to a Linux kernel: `native`, `ssh` or an installed plug-in."),
    ("machine", "machine", "The machine of the backend, such as `ssh://user@host`."),
    ("engine", "engine", "The container engine: `docker`, `podman` or `kernel`, the one that comes with hostbridge."),
    ("dialect", "dialect", "Whose words and output commands have: `docker` (the default) or `podman`."),
    ("log_file", "file", "A file that every command adds what it does to."),
    ("ports.bind", "address", "The address that engines of our own publish ports on."),
    ("machines.NAME.cpus", "count", "Processors of the machine."),
    ("machines.NAME.memory", "bytes", "Memory of the machine."),
    ("machines.NAME.disk", "bytes", "Size of the machine's disk."),
    ("machines.NAME.image", "image", "What the machine is made from."),
    ("machines.NAME.shares", "shares", "Host directories that the machine sees."),
    ("machines.NAME.options.OPTION", "text", "An option that only this machine's backend knows, such as ssh's `ssh_config`."),
    ("doctor.disk", "bytes", "Room that the project needs where hostbridge keeps its data, see [doctor.md](doctor.md)."),
    ("doctor.memory", "bytes", "Memory that the project needs."),
    ("doctor.ports", "ports", "Ports of this host that the project publishes: nothing else may listen there."),
    ("doctor.hosts", "hosts", "Host names that have to be known."),
    ("doctor.tools.OPTION", "text", "A program that has to be on PATH: the least version, or empty text for any."),
)  # fmt: skip
"""``(key, kind, what it is for)``, in the order in which people read them."""
SHARE_KEYS = (
    ("host", "file", "The host's directory; `~` is the home directory."),
    ("machine", "file", "Where the machine sees it."),
    ("read_only", "switch", "`true` where the machine must not write to it."),
)
DIALECTS = ("docker", "podman")
USER_ALONE = ("log_file", "machines.NAME.options.OPTION")
"""What a project file cannot set: they name files that are written, or read as configuration of
programs, and a project is often somebody else's."""


def about(key: str) -> str:
    """What a key is for; KeyError where it is none."""
    return next(text for name, _, text in (*KEYS, *SHARE_KEYS) if name == key)


def variable(key: str) -> str:
    """The environment variable that says the same; empty for what is said of machines and by projects."""
    return (
        ""
        if "NAME" in key or key.startswith("doctor.")
        else f"HOSTBRIDGE_{key.upper().replace('.', '_')}"
    )


def row(key: Sequence[str]) -> tuple[str, str, str] | None:
    """The row that a key's parts match, or None."""
    for found in KEYS:
        pattern = found[0].split(".")
        if len(pattern) == len(key) and all(
            part == word or part in ("NAME", "OPTION") for part, word in zip(pattern, key)
        ):
            return found
    return None


def split(text: str) -> tuple[str, ...]:
    """The parts of a key as people write it: ``machines."ssh://far".cpus``, quotes if they like.

    A machine's name may hold dots without quotes, since what follows it is known.
    """
    parts = _parts(text)
    if parts[:1] == ["machines"] and len(parts) > 3 and '"' not in text and "'" not in text:
        tail = 2 if parts[-2] == "options" else 1
        parts = ["machines", ".".join(parts[1:-tail]), *parts[-tail:]]
    return tuple(parts)


def readings(text: str) -> list[tuple[str, ...]]:
    """What a key may mean where it need not be known: as ``split``, or a whole machine with dots."""
    found = [split(text)]
    parts = _parts(text)
    if parts[:1] == ["machines"] and len(parts) > 2:
        found.append(("machines", ".".join(parts[1:])))
    return list(dict.fromkeys(found))


def _parts(text: str) -> list[str]:
    parts, word, quote = [], "", ""
    for char in text:
        if quote:
            if char == quote:
                quote = ""
            else:
                word += char
        elif char in "\"'":
            quote = char
        elif char == ".":
            parts.append(word.strip())
            word = ""
        else:
            word += char
    return [*parts, word.strip()]


def join(key: Sequence[str]) -> str:
    """A key's parts as one word, quoted as TOML wants it."""
    return ".".join(part if _bare(part) else _quoted(part) for part in key)


def _bare(part: str) -> bool:
    return bool(part) and all(c.isascii() and (c.isalnum() or c in "-_") for c in part)


def _quoted(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
