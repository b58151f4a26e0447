"""Doing changes and taking them back; also a program that sudo starts: ``applying.py`` with JSON on
its input. Standard library alone.

A change is a dict: ``{"kind": "edit", "path", "text" (null: removed), "mode"}`` or
``{"kind": "command", "argv", "undo"}``. What is returned for it is what takes it back, of the same
shape, with ``"expected"``: the digest that an edited file has to have, so that nobody's later work is
lost; or None where nothing takes it back.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Failed(Exception):
    """A change that could not be made: what, and why."""


def apply(change: dict[str, Any]) -> dict[str, Any] | None:
    """Make one change; returns what takes it back. Raises Failed, with nothing changed."""
    return _edit(change) if change["kind"] == "edit" else _command(change)


def digest(path: str) -> str:
    """The SHA-256 of a file; empty where there is none."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ""


def _edit(change: dict[str, Any]) -> dict[str, Any]:
    path, text = change["path"], change["text"]
    try:
        if "expected" in change and digest(path) != change["expected"]:
            raise Failed(f"{path}: was changed since; not touched")
        before, mode, owner = None, change.get("mode"), None
        if os.path.lexists(path):
            found = os.lstat(path)
            if not stat.S_ISREG(found.st_mode):
                raise Failed(f"{path}: is no regular file; not touched")
            with open(path, "rb") as file:
                before = file.read()
            owner = (found.st_uid, found.st_gid)
            mode = mode if mode is not None else stat.S_IMODE(found.st_mode)
        made: list[str] = []
        if text is None:
            if before is not None:
                os.unlink(path)
        else:
            made = _directories(os.path.dirname(path))
            _write(path, _bytes(text), 0o644 if mode is None else mode, owner)
    except OSError as error:
        raise Failed(f"{path}: {error.strerror}") from error
    back: dict[str, Any] = {"kind": "edit", "path": path, "mode": mode, "expected": digest(path)}
    back["text"] = None if before is None else _text(before)
    if made:
        back["empty"] = made
    for folder in change.get("empty", ()):
        try:
            os.rmdir(folder)
        except OSError:
            pass
    return back


def _command(change: dict[str, Any]) -> dict[str, Any] | None:
    try:
        done = subprocess.run(
            change["argv"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise Failed(f"{change['argv'][0]}: {error.strerror}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise Failed(f"{' '.join(change['argv'])}: exit code {done.returncode}: {' '.join(said)}")
    if not change.get("undo"):
        return None
    return {"kind": "command", "argv": change["undo"], "undo": change["argv"]}


def _directories(path: str) -> list[str]:
    """Make the directories that are missing; returns them, the innermost first."""
    missing: list[str] = []
    while path and not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path)
    for folder in reversed(missing):
        os.mkdir(folder, 0o755)
    return missing


def _write(path: str, data: bytes, mode: int, owner: tuple[int, int] | None) -> None:
    beside = f"{path}.{os.getpid()}"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if owner is not None and hasattr(os, "chown"):
            os.chown(beside, *owner)
        os.chmod(beside, mode)
        os.replace(beside, path)
    except OSError:
        os.unlink(beside)
        raise


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def main() -> int:
    """Make the changes that come as JSON; print what takes them back, and the error that ended it."""
    backs: list[dict[str, Any] | None] = []
    error = ""
    for change in json.load(sys.stdin):
        try:
            backs.append(apply(change))
        except Failed as failed:
            error = str(failed)
            break
    json.dump({"undo": backs, "error": error}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
