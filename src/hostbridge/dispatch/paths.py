"""Host paths inside words: resolved against the caller's directory, and cut out of ``-v`` and
``--mount``. Pure functions on ``str``; both kinds of absolute path, POSIX and Windows, are known.
"""

from __future__ import annotations

import os

from hostbridge.host.system import SYSTEM


def absolute(path: str, cwd: str) -> str:
    """An absolute, normal path; links are not resolved (docker mounts what the name says)."""
    if is_windows(path):
        return path
    joined = path if path.startswith("/") else f"{cwd}/{path}"
    return os.path.normpath(joined).replace("//", "/", 1)


def is_windows(path: str) -> bool:
    r"""``C:\x``, ``C:/x`` or ``\\server\share``."""
    # ``c:/x`` is a container and a path everywhere but on Windows.
    separators = "\\/" if SYSTEM == "windows" else "\\"
    drive = len(path) > 2 and path[0].isalpha() and path[1] == ":" and path[2] in separators
    return drive or path.startswith("\\\\")


def is_path(source: str) -> bool:
    """Whether the source of ``-v`` is a host path; otherwise it is a volume's name.

    docker and podman: what begins with ``/`` or ``.`` is a path; ``~`` is the shell's to expand.
    """
    return source[:1] in ("/", ".") or is_windows(source)


def split_volume(text: str) -> tuple[str, str, str]:
    r"""``SRC:DST:opts`` in its three parts; SRC is empty for an anonymous volume (``/data``).

    A drive letter's colon does not divide, so ``C:\x:/y:ro`` has the source ``C:\x``.
    """
    head = text[:2] if is_windows(text) else ""
    parts = text[len(head) :].split(":", 2)
    if len(parts) == 1:
        return "", text, ""
    return head + parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def join_volume(source: str, target: str, options: str) -> str:
    """The opposite of split_volume."""
    return f"{source}:{target}:{options}" if options else f"{source}:{target}"


def split_csv(text: str) -> list[str]:
    """The fields of ``type=bind,"source=/a,b",target=/c``: CSV with double quotes, one record."""
    fields: list[str] = []
    field: list[str] = []
    quoted = False
    index = 0
    while index < len(text):
        char = text[index]
        if quoted and char == '"' and text[index + 1 : index + 2] == '"':
            field.append('"')
            index += 1
        elif char == '"' and (quoted or not field):
            quoted = not quoted
        elif char == "," and not quoted:
            fields.append("".join(field))
            field = []
        else:
            field.append(char)
        index += 1
    fields.append("".join(field))
    return fields


def join_csv(fields: list[str]) -> str:
    """The opposite of split_csv: a field with a comma, a quote or a line break is quoted."""
    return ",".join(
        '"' + field.replace('"', '""') + '"' if any(c in field for c in ',"\n\r') else field
        for field in fields
    )


def is_remote_context(context: str) -> bool:
    """Whether a build context is fetched by the engine: a URL, a git reference, or standard input.

    docker's rules: ``http(s)://``, ``git://``, ``git@``, ``ssh://``, ``github.com/…``.
    """
    starts = ("http://", "https://", "git://", "git@", "ssh://", "github.com/")
    return context == "-" or context.startswith(starts)


def split_copy(operand: str) -> tuple[str, str]:
    """``CONTAINER:PATH`` of ``cp``; the container is empty for a host path.

    docker: an operand that is absolute, or begins with ``.``, is a host path whatever it holds.
    """
    if operand.startswith(("/", ".")) or is_windows(operand) or ":" not in operand:
        return "", operand
    container, _, path = operand.partition(":")
    return container, path
