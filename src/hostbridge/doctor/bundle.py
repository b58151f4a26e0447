"""One archive for a report of a fault: facts and findings, without what is nobody else's business."""

from __future__ import annotations

import io
import json
import os
import platform
import socket
import tarfile
from typing import TYPE_CHECKING, Any

from hostbridge.errors import HostbridgeError
from hostbridge.host.gathering import raw_facts
from hostbridge.host.raw import to_record
from hostbridge.host.redact import redacted, shown_text
from hostbridge.version import version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.contract.check import Facts

_LOG_TAIL = 200_000


def contents(facts: Facts, told: Mapping[str, Any], log: str = "") -> dict[str, str]:
    """The files of a bundle by name, redacted. log: the path of a log file, or empty."""
    raw = raw_facts(facts.env, facts.places, ask=False)
    names = [socket.gethostname(), socket.getfqdn()] if raw.system != "windows" else []

    def clean(text: str) -> str:
        return shown_text(raw, names, text)

    about = {
        "hostbridge": version(),
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    files = {
        "about.json": _json(about),
        "doctor.json": clean(_json(told)),
        "host.json": _json(to_record(redacted(raw, names))),
        "trials.json": clean(_json(facts.trials)),
    }
    if log:
        try:
            with open(log, encoding="utf-8", errors="replace") as file:
                files["log.txt"] = clean(file.read()[-_LOG_TAIL:])
        except OSError as error:
            files["log.txt"] = f"cannot be read: {error.strerror}\n"
    return files


def write(path: str, files: Mapping[str, str]) -> None:
    """Write an archive (tar, gzip), for this user alone. Raises HostbridgeError."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in files.items():
            raw = text.encode("utf-8", "backslashreplace")
            member = tarfile.TarInfo(f"hostbridge-report/{name}")
            member.size, member.mode = len(raw), 0o644
            archive.addfile(member, io.BytesIO(raw))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data.getvalue())
    except OSError as error:
        raise HostbridgeError(
            f"{path}: cannot be written", error.strerror or "", "name another file"
        ) from error


def listing(files: Mapping[str, str]) -> Sequence[str]:
    """What is in it, a line for each file."""
    return [
        f"{name:<14}{len(text.encode('utf-8', 'replace')):>9} bytes" for name, text in files.items()
    ]


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n"
