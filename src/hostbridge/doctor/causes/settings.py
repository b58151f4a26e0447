"""hostbridge's own files: settings, the program on PATH, text encoding."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from hostbridge.contract.check import Check, CheckResult, Command, fine, unneeded
from hostbridge.errors import HostbridgeError
from hostbridge.settings.effective import effective

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_EVERYWHERE = ("linux", "windows", "macos")


def read(facts: Facts) -> dict[str, str]:
    """The error of reading the settings that count here; empty for none."""
    try:
        effective(facts.env, facts.folder)
    except HostbridgeError as error:
        return {"error": error.summary, "detail": error.detail, "remedy": error.remedy}
    return {"error": "", "detail": "", "remedy": ""}


def program(facts: Facts) -> dict[str, Any]:
    """Where the program that runs is, and which one PATH finds."""
    here = (
        os.path.abspath(sys.argv[0]) if os.path.isabs(sys.argv[0]) or os.sep in sys.argv[0] else ""
    )
    beside = os.path.join(os.path.dirname(sys.executable), "hostbridge")
    return {"here": here, "beside": beside if os.path.exists(beside) else "",
            "found": shutil.which("hostbridge", path=facts.env.get("PATH", os.defpath)) or ""}  # fmt: skip


def _settings(facts: Facts) -> CheckResult:
    told = facts.trial("settings", read)
    if told is None:
        return unneeded("was not read")
    if not told["error"]:
        return fine("the settings can be read")
    return CheckResult(
        "error",
        told["error"],
        (("settings", told["detail"] or told["error"]),),
        (told["remedy"],) if told["remedy"] else (),
    )


def _path(facts: Facts) -> CheckResult:
    told = facts.trial("program", program)
    if told is None:
        return unneeded("was not looked for")
    evidence = (
        ("PATH finds", told["found"] or "no hostbridge"),
        ("installed", told["beside"] or "?"),
    )
    if told["found"] and (
        not told["beside"] or os.path.realpath(told["found"]) == os.path.realpath(told["beside"])
    ):
        return fine("hostbridge is on PATH", *evidence)
    if not told["found"]:
        folder = os.path.dirname(told["beside"] or told["here"])
        return CheckResult(
            "info",
            "hostbridge is not on PATH",
            evidence,
            (f'$ export PATH="{folder}:$PATH"   (in the shell\'s start file)',),
        )
    return CheckResult(
        "info", "another hostbridge comes first on PATH", evidence, (f"$ {told['beside']} …",)
    )


def _encoding(facts: Facts) -> CheckResult:
    locale = facts.host.locale
    evidence = ("locale", f"{locale.name or 'none'} {locale.encoding}".strip())
    if locale.utf8 or not (locale.name or locale.encoding):
        return fine("text is UTF-8", evidence)
    return CheckResult(
        "info",
        "the locale is not UTF-8: names with other letters are shown as escapes",
        (evidence,),
        ("$ export LANG=C.UTF-8",),
    )


def _lines(facts: Facts) -> CheckResult:
    told = facts.trial("attributes", scripts)
    if not told:
        return unneeded("no script here has line ends of Windows")
    return CheckResult(
        "warning", "shell scripts of this folder have line ends of Windows: containers do not run them",
        tuple((path, "CR LF") for path in told), ("$ git config core.autocrlf input; write '*.sh text eol=lf' to .gitattributes", *(f"$ sed -i 's/\\r$//' {path}" for path in told)),
        tuple(Command(("sed", "-i", "s/\\r$//", path), ("sed", "-i", "s/$/\\r/", path)) for path in told),
    )  # fmt: skip


def scripts(facts: Facts) -> list[str]:
    """Scripts in the working directory (not below it) whose first line ends with CR LF."""
    found: list[str] = []
    try:
        names = sorted(os.listdir(facts.folder))[:500]
    except OSError:
        return found
    for name in names:
        path = os.path.join(facts.folder, name)
        if not (
            name.endswith(".sh") or name in ("entrypoint", "Dockerfile.sh")
        ) or not os.path.isfile(path):
            continue
        try:
            with open(path, "rb") as file:
                if file.readline(200).endswith(b"\r\n"):
                    found.append(path)
        except OSError:
            continue
    return found


CHECKS = (
    Check("ANY-SETTINGS", "settings", "The settings can be read", "every command fails", _settings, _EVERYWHERE, budget=5.0),
    Check("ANY-PATH", "settings", "hostbridge is on PATH", "hostbridge: command not found", _path, _EVERYWHERE, source="docs.rancherdesktop.io/ui/diagnostics"),
    Check("ANY-LOCALE", "settings", "Text is UTF-8", "names with other letters look odd", _encoding, _EVERYWHERE),
    Check("WIN-CRLF", "settings", "Scripts have line ends of Linux", "$'\\r': command not found", _lines, _EVERYWHERE, source="docs.docker.com/desktop/troubleshoot-and-support/troubleshoot/topics"),
)  # fmt: skip
