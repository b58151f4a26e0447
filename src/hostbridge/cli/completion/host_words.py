"""hostbridge's own words: its options, and those of its own commands, without asking click for them.

A test holds the tables against the click commands.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OPTIONS = {
    "--backend": "which backend", "--machine": "which machine", "--engine": "which engine",
    "--log-file": "where to write what is done", "--plan": "show what would happen",
    "--plan=json": "the same as JSON", "--verbose": "tell what is done", "--version": "hostbridge's version",
    "--help": "what there is",
}  # fmt: skip
TAKES = ("--backend", "--machine", "--engine", "--log-file")

_WHICH = ("--project", "--user")
COMMANDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "alias": (("docker", "podman"), ("--dir", "--remove", "--json", "--help")),
    "completion": (
        ("bash", "zsh", "fish", "powershell"),
        ("--no-descriptions", "--no-desc", "--file", "-f", "--help"),
    ),
    "doctor": (
        (),
        (
            "--fix",
            "--yes",
            "--dry-run",
            "--undo",
            "--only",
            "--explain",
            "--list",
            "--backend",
            "--deep",
            "--budget",
            "--json",
            "--bundle",
            "--all",
            "--help",
        ),
    ),
    "host": ((), ("--json", "--choose", "--help")),
    "settings": (("list", "get", "set", "unset", "path", "edit", "schema"), ("--help",)),
    "settings list": ((), (*_WHICH, "--json", "--help")),
    "settings get": ((), (*_WHICH, "--json", "--help")),
    "settings set": ((), (*_WHICH, "--json", "--help")),
    "settings unset": ((), (*_WHICH, "--json", "--help")),
    "settings path": ((), (*_WHICH, "--json", "--help")),
    "settings edit": ((), (*_WHICH, "--help")),
    "settings schema": ((), ("--help",)),
}
"""For each host command and each below one: what its first operand may be, and its options."""

FILES = ("--bundle", "--dir", "--file", "--log-file")
"""Options of ours whose value is a path."""


def option_values(name: str, env: Mapping[str, str], cwd: str) -> list[str]:
    """What may follow ``--backend``, ``--machine`` or ``--engine``."""
    if name == "--engine":
        from hostbridge.plugins import engines

        return sorted(engines())
    if name == "--backend":
        from hostbridge.plugins import backends

        return sorted(backends())
    return machines(env, cwd)


def machines(env: Mapping[str, str], cwd: str) -> list[str]:
    """The machines that settings name, and those that a choice was recorded for."""
    from hostbridge.errors import HostbridgeError
    from hostbridge.selection import recorded
    from hostbridge.settings.effective import effective

    try:
        told = list(effective(env, cwd).machines())
        kept = [key.partition("/")[2] for key in recorded(env).get("engines", {})]
    except HostbridgeError:
        return []
    return list(dict.fromkeys([*told, *kept]))


def behind(
    words: Sequence[str], last: str, env: Mapping[str, str], cwd: str
) -> tuple[list[str], bool]:
    """Candidates behind a host command, and whether a path may stand there as well."""
    name = " ".join(words[:2]) if " ".join(words[:2]) in COMMANDS else words[0]
    operands, options = COMMANDS[name]
    if words[-1] in FILES or (words[0] == "completion" and words[-1] == "-f"):
        return [], True
    if words[-1] in ("--only", "--explain"):
        from hostbridge.doctor.causes import CATEGORIES, own_checks

        known = [check.id for check in own_checks()]
        return [*known, *(CATEGORIES if words[-1] == "--only" else ())], False
    if last.startswith("-"):
        return list(options), False
    given = [word for word in words[1 + name.count(" ") :] if not word.startswith("-")]
    if name in ("settings get", "settings set", "settings unset"):
        return _settings(given, env, cwd), False
    return (list(operands) if not given else []), False


def _settings(given: Sequence[str], env: Mapping[str, str], cwd: str) -> list[str]:
    """A setting's key, then its value where that is one of a few."""
    from hostbridge.settings import keys

    if not given:
        names: list[str] = []
        for key, _, _ in keys.KEYS:
            if "NAME" not in key:
                names.append(key)
            elif "OPTION" not in key:
                names += [
                    keys.join([machine if part == "NAME" else part for part in key.split(".")])
                    for machine in machines(env, cwd)
                ]
        return names
    row = keys.row(keys.split(given[0])) if len(given) == 1 else None
    if row is None:
        return []
    if row[1] == "dialect":
        return list(keys.DIALECTS)
    return (
        option_values(f"--{row[1]}", env, cwd) if row[1] in ("backend", "machine", "engine") else []
    )
