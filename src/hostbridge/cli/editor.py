"""Editing a settings file in the user's own editor: on a copy, which is put in place when it is valid."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from typing import TYPE_CHECKING

import click

from hostbridge.cli.report import report
from hostbridge.errors import HostbridgeError, NotFound
from hostbridge.host import SYSTEM
from hostbridge.process import start
from hostbridge.settings.broken import SettingsError
from hostbridge.settings.editing import lock, put
from hostbridge.settings.load import LIMIT, check, parse, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_EDITORS = {"windows": ("notepad",), "macos": ("nano", "vi")}
_OTHERS = ("sensible-editor", "editor", "nano", "vim", "vi")
_NEW = "# Settings of hostbridge: see `hostbridge settings list`.\n"


def edit_file(path: str, env: Mapping[str, str], *, project: bool) -> int:
    """Edit until the copy is valid or the user gives up; returns 0, or raises SettingsError.

    What was typed is never lost: a copy that cannot be put in place is kept, and the error names it.
    """
    before = _bytes(path)
    folder = tempfile.mkdtemp(prefix="hostbridge-settings-")
    copy = os.path.join(folder, os.path.basename(path))
    with open(copy, "wb") as file:
        file.write(_NEW.encode() if before is None else before)
    keep = False
    try:
        while True:
            _open(copy, env)
            after = _bytes(copy)
            if after in (before, None) or (before is None and after == _NEW.encode()):
                click.echo(f"not changed: {path}")
                return 0
            try:
                text = read_text(copy)
                check(parse(text, copy), text, copy, project=project)
                break
            except SettingsError as error:
                if not _again(error):
                    keep = True
                    raise SettingsError(
                        error.summary,
                        f"{path} is as it was; what you wrote is in {copy}",
                        error.remedy,
                    ) from error
        keep = True
        with lock(path, env):
            if _bytes(path) != before:
                raise SettingsError(
                    f"{path}: was changed meanwhile by somebody else",
                    f"what you wrote is in {copy}",
                    "hostbridge settings edit",
                )
            put(path, text, project=project)
        keep = False
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    click.echo(f"changed: {path}")
    return 0


def _bytes(path: str) -> bytes | None:
    """What a file holds, whatever it is; None where there is none. Raises SettingsError for no file."""
    try:
        read_text(path)
    except FileNotFoundError:
        return None
    except SettingsError:
        if not os.path.isfile(path):
            raise
    try:
        with open(path, "rb") as file:
            return file.read(LIMIT * 64)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error


def _open(copy: str, env: Mapping[str, str]) -> None:
    words = _editor(env)
    process = start([*words, copy])
    code = process.wait()
    if code:
        raise SettingsError(
            f"the editor ended with exit code {code}, so nothing was changed",
            shlex.join([*words, copy]),
            "set VISUAL or EDITOR to one that works",
        )


def _editor(env: Mapping[str, str]) -> list[str]:
    for name in ("VISUAL", "EDITOR"):
        told = env.get(name, "").strip()
        if told:
            try:
                words = (
                    [told] if SYSTEM == "windows" and os.path.exists(told) else shlex.split(told)
                )
            except ValueError as error:
                raise SettingsError(
                    f"{name}={told}: {error}", "", f"set {name} to a program"
                ) from None
            if shutil.which(words[0]) is None:
                raise NotFound(
                    f"{name}: {words[0]}: command not found", "", f"set {name} to an editor"
                )
            return words
    for program in _EDITORS.get(SYSTEM, _OTHERS):
        if shutil.which(program):
            return [program]
    raise NotFound("there is no editor", "", "set EDITOR to one")


def _again(error: HostbridgeError) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    report(error)
    return click.confirm("Edit it again?", default=True, err=True)
