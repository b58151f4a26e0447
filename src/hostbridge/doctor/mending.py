"""What a fix changes: shown before, done with the rights that it takes, written down, taken back."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from typing import TYPE_CHECKING, Any

from hostbridge.contract.check import Edit
from hostbridge.doctor import applying
from hostbridge.errors import HostbridgeError, NotFound
from hostbridge.process import run
from hostbridge.state.files import locked, read, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.contract.check import Command

_VERSION = 1


def shown(changes: Sequence[Edit | Command]) -> list[str]:
    """The exact changes as lines: commands to paste, and files as a difference."""
    lines: list[str] = []
    for change in changes:
        if isinstance(change, Edit):
            lines += _difference(change)
        else:
            lines.append(f"{'# ' if change.root else '$ '}{shlex.join(change.argv)}")
    return lines


def as_root(changes: Sequence[Edit | Command]) -> bool:
    """Whether a change takes rights that this process does not have."""
    return any(change.root for change in changes) and hasattr(os, "geteuid") and os.geteuid() != 0


def mend(
    changes: Sequence[Edit | Command], name: str, state: str, *, sudo: Sequence[str] = ()
) -> None:
    """Make the changes of one check (name: its id) and write down what takes them back.

    sudo: the words before a command that takes root's rights; used for those changes alone. Raises
    HostbridgeError for the first change that fails; those before it can still be taken back.
    """
    entry: dict[str, Any] = {"check": name, "when": time.time(), "undo": []}
    for change in changes:
        root = change.root and bool(sudo)
        try:
            back = _do(_plain(change), sudo if root else ())
        except applying.Failed as failed:
            raise HostbridgeError(
                f"{name}: could not be mended", str(failed), f"hostbridge doctor --explain {name}"
            ) from failed
        entry["undo"].insert(0, [root, back])
        # After each one, so that a fix that is killed can be taken back as far as it came; and not
        # before, since what is mended may be the very directory that this is written to.
        with locked(f"{state}/doctor.json"):
            others = [one for one in _journal(state) if one["when"] != entry["when"]]
            _write(state, [*others, entry])


def undo(state: str, *, sudo: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Take back the last fix; returns its check's id and what could not be taken back.

    Raises NotFound where nothing is left to take back, HostbridgeError when a step fails; what is
    done already is then not tried again.
    """
    with locked(f"{state}/doctor.json"):
        known = _journal(state)
        if not known:
            raise NotFound("nothing is left to take back", "", exit_code=1)
        last = known[-1]
        left: list[str] = []
        while last["undo"]:
            root, back = last["undo"][0]
            if back is None:
                left.append("a command that nothing takes back")
            else:
                try:
                    _do(back, sudo if root else ())
                except applying.Failed as failed:
                    _write(state, known)
                    raise HostbridgeError(f"{last['check']}: cannot be taken back", str(failed),
                                          "put it back by hand; the journal is kept") from failed  # fmt: skip
            last["undo"].pop(0)
        known.pop()
        _write(state, known)
        return str(last["check"]), left


def _do(change: dict[str, Any], sudo: Sequence[str]) -> dict[str, Any] | None:
    if not sudo:
        return applying.apply(change)
    argv = [*sudo, sys.executable, "-I", "-S", applying.__file__]
    done = run(argv, data=json.dumps([change]).encode())
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise applying.Failed(
            f"{sudo[0]}: {done.stderr.decode(errors='replace').strip()}"
        ) from None
    if told["error"]:
        raise applying.Failed(told["error"])
    back: dict[str, Any] | None = told["undo"][0]
    return back


def _plain(change: Edit | Command) -> dict[str, Any]:
    if isinstance(change, Edit):
        return {"kind": "edit", "path": change.path, "text": change.text, "mode": change.mode}
    return {"kind": "command", "argv": list(change.argv), "undo": list(change.undo)}


def _difference(change: Edit) -> list[str]:
    from difflib import unified_diff

    try:
        with open(change.path, encoding="utf-8", errors="surrogateescape") as file:
            before = file.read().splitlines()
    except OSError:
        before = []
    after = (change.text or "").splitlines()
    names = (
        change.path if before else "/dev/null",
        "/dev/null" if change.text is None else change.path,
    )
    return [
        line.rstrip("\n") for line in unified_diff(before, after, *names, lineterm="", n=2)
    ] or [f"{'rm' if change.text is None else 'touch'} {shlex.quote(change.path)}"]


def _journal(state: str) -> list[dict[str, Any]]:
    found: Mapping[str, Any] = read(f"{state}/doctor.json", version=_VERSION) or {}
    return list(found.get("fixes", ()))


def _write(state: str, known: list[dict[str, Any]]) -> None:
    write(f"{state}/doctor.json", {"fixes": known}, version=_VERSION)
