"""Changing a settings file: comments and order stay, what would not be valid is never written.

A change is made under a lock in the data directory, so that fifty at once lose nothing, and the file
is replaced whole. A link is followed: the file that it leads to is replaced.
"""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from hostbridge.errors import StateError
from hostbridge.settings.broken import SettingsError, mend
from hostbridge.settings.load import check, parse, read_text
from hostbridge.state.files import locked, replace_whole
from hostbridge.state.places import data_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from tomlkit import TOMLDocument


def set_value(
    path: str, key: Sequence[str], value: Any, env: Mapping[str, str], *, project: bool
) -> None:
    """Write one value into a file, which is made if it is not there.

    Raises SettingsError where the file is broken (another key's mistake too) or would be; StateError
    where it cannot be locked or written. Nothing has changed then.
    """

    def change(document: TOMLDocument) -> None:
        table: Any = document
        for part in key[:-1]:
            if part not in table:
                table[part] = tomlkit.table(is_super_table=part != key[-2])
            table = table[part]
        table[key[-1]] = _item(value)

    def wanted(content: dict[str, Any]) -> dict[str, Any]:
        table: Any = content
        for part in key[:-1]:
            table = table.setdefault(part, {})
            if not isinstance(table, dict):
                raise SettingsError(f"{path}: {part} is no table", "", mend(path))
        table[key[-1]] = value
        return content

    with lock(path, env):
        text = _existing(path)
        new = _changed(path, text, change, wanted)
        check(parse(new, path), new, path, project=project)
        put(path, new, project=project)


def unset(
    path: str, readings: Sequence[Sequence[str]], env: Mapping[str, str]
) -> Sequence[str] | None:
    """Take one key (a value, or a table with all in it) out of a file; None where it was not there.

    readings: what the key may mean; the first one that is there is taken out and returned.

    The rest need not be valid, so that a wrong key can be taken out by this. Raises as set_value.
    """
    with lock(path, env):
        text = _existing(path)
        content = parse(text, path)
        key = next((found for found in readings if _holds(content, found)), None)
        if key is None:
            return None
        there = key

        def change(document: TOMLDocument) -> None:
            _take(document, there)

        def wanted(content: dict[str, Any]) -> dict[str, Any]:
            _take(content, there)
            return content

        put(path, _changed(path, text, change, wanted), project=True)
    return key


def put(path: str, text: str, *, project: bool) -> None:
    """Write a file whole; the caller holds its lock. A project's is for everybody to read."""
    try:
        replace_whole(os.path.realpath(path), text.encode(), mode=0o644 if project else 0o600)
    except StateError as error:
        raise SettingsError(
            error.summary, error.detail, "make room there, or give this user the right to write it"
        ) from error


def lock(path: str, env: Mapping[str, str]) -> AbstractContextManager[None]:
    """Hold the lock of a settings file. It lies in the data directory, not beside a project's file."""
    from hashlib import sha256

    digest = sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:16]
    return locked(f"{data_dir(env)}/locks/settings-{digest}")


def _existing(path: str) -> str:
    try:
        return read_text(path)
    except FileNotFoundError:
        return ""


def _changed(
    path: str,
    text: str,
    change: Callable[[TOMLDocument], None],
    wanted: Callable[[dict[str, Any]], dict[str, Any]],
) -> str:
    """The text with a change, which is held against what the change should have done."""
    expected = wanted(parse(text, path))
    try:
        document = tomlkit.parse(text)
        change(document)
        new = tomlkit.dumps(document)
        if tomllib.loads(new) == expected:
            return new
        why = "the change would alter something else"
    except (TOMLKitError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = str(error) or type(error).__name__
    raise SettingsError(f"{path}: cannot be changed here", why, mend(path))


def _item(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        rows = tomlkit.array()
        for row in value:
            inline = tomlkit.inline_table()
            inline.update(row)
            rows.append(inline)
        return rows.multiline(multiline=len(value) > 1)
    return value


def _take(table: Any, key: Sequence[str]) -> None:
    """Remove a key, and the tables that are empty then."""
    if len(key) > 1:
        _take(table[key[0]], key[1:])
        if len(table[key[0]]):
            return
    del table[key[0]]


def _holds(content: Mapping[str, Any], key: Sequence[str]) -> bool:
    found: Any = content
    for part in key:
        if not isinstance(found, dict) or part not in found:
            return False
        found = found[part]
    return True
