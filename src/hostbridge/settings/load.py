"""Reading one settings file: TOML, then the model, with errors that name the key and its line."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from hostbridge.settings import keys
from hostbridge.settings.broken import SettingsError, malformed, mend, no_file, unreadable
from hostbridge.settings.lines import line_of
from hostbridge.settings.model import (
    DoctorModel,
    MachineModel,
    PortsModel,
    SettingsModel,
    ShareModel,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

LIMIT = 1 << 20
"""Bytes. Nobody writes a longer one by hand."""
_KINDS = (
    (stat.S_ISDIR, "a directory"), (stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
)  # fmt: skip
_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_WANTED = {
    "string_type": "text in quotes", "int_type": "a whole number", "bool_type": "true or false",
    "list_type": "an array", "dict_type": "a table", "model_type": "a table", "model_attributes_type": "a table",
    "greater_than_equal": "a number that is not negative", "less_than": "a smaller number",
}  # fmt: skip
_TYPES = {
    str: "text",
    int: "a number",
    float: "a number",
    bool: "a switch",
    list: "an array",
    dict: "a table",
}


def load(path: str, *, project: bool = False) -> dict[str, Any]:
    """The checked content of a settings file as plain dicts, lists and strings.

    project: it is a project's, which cannot set everything (``keys.USER_ALONE``). Raises
    SettingsError for what is no file, cannot be read, is not TOML in UTF-8, or does not fit the
    model. Never waits, whatever stands at the path.
    """
    text = read_text(path)
    return check(parse(text, path), text, path, project=project)


def read_text(path: str) -> str:
    """The text of a settings file; raises SettingsError, and FileNotFoundError where there is none."""
    # O_NONBLOCK: a FIFO would wait for its writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            # Not even opened: opening a device can do something.
            raise no_file(path, _kind(os.stat(path).st_mode))
        handle = os.open(path, flags)
    except FileNotFoundError:
        if os.path.islink(path):
            raise no_file(path, f"a link to {os.readlink(path)}, which does not exist") from None
        raise
    except OSError as error:
        raise unreadable(path, error) from error
    with os.fdopen(handle, "rb") as file:
        try:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise no_file(path, _kind(mode))
            raw = file.read(LIMIT + 1)
        except OSError as error:
            raise unreadable(path, error) from error
    if len(raw) > LIMIT:
        raise SettingsError(f"{path}: is larger than {LIMIT >> 20} MiB", "", "move it away")
    for mark, name in _MARKS:
        if raw.startswith(mark):
            raise malformed(path, f"is {name}, not UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise malformed(
            path, f"is not UTF-8: {error.reason} at byte {error.start}", line
        ) from error


def parse(text: str, path: str) -> dict[str, Any]:
    """A text as TOML; SettingsError names the line of a syntax error."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", str(error), re.S)
        line = int(told[2]) if told else text.count("\n") + 1
        raise malformed(path, f"is not TOML: {told[1] if told else error}", line) from error
    except (RecursionError, ValueError) as error:
        raise malformed(path, f"is not TOML: {error}") from error


def check(
    content: Mapping[str, Any], text: str, path: str, *, project: bool = False
) -> dict[str, Any]:
    """A parsed file against the model, as plain data; SettingsError names what does not fit."""
    try:
        model = SettingsModel.model_validate(content)
    except ValidationError as error:
        raise _invalid(path, text, error.errors()[0]) from error
    if project:
        for place in _user_alone(content):
            raise SettingsError(
                f"{path}:{line_of(text, place)}: {keys.join(place)} cannot be set by a project",
                "it names a file of yours, and a project may be somebody else's",
                f"set it for yourself: hostbridge settings set --user {keys.join(place)} VALUE",
            )
    return model.model_dump()


def _user_alone(content: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    if content.get("log_file"):
        yield ("log_file",)
    for name, machine in content.get("machines", {}).items():
        for option in machine.get("options", {}):
            yield ("machines", name, "options", option)


def _invalid(path: str, text: str, found: ErrorDetails) -> SettingsError:
    place = tuple(found["loc"])
    if found["type"] == "missing":
        line = line_of(text, place[:-1])
        return SettingsError(
            f"{path}:{line}: {_name(place[:-1])} needs {place[-1]}", "", f"add {place[-1]} to it"
        )
    where = f"{path}:{line_of(text, place)}"
    name = _name(place)
    if found["type"] == "extra_forbidden":
        near = get_close_matches(str(place[-1]), _fields(place[:-1]), n=1, cutoff=0.0)
        nearest = keys.join([*(str(p) for p in place[:-1]), *near])
        return SettingsError(
            f"{where}: there is no setting {name}", "", f"did you mean {nearest}?\n{mend(path)}"
        )
    given = found.get("input")
    if found["type"] == "literal_error":
        near = get_close_matches(str(given), keys.DIALECTS, n=1, cutoff=0.0)
        return SettingsError(
            f"{where}: {name} is {given!r}",
            "",
            f"{keys.KINDS['dialect'].replace('`', '')}; did you mean {near[0]}?",
        )
    wanted = _WANTED.get(found["type"], found["msg"])
    kind = _TYPES.get(type(given), "a date")
    shown = f"{kind}, {given!r}" if isinstance(given, (str, int, float)) else kind
    return SettingsError(f"{where}: {name} is {shown[:200]}", "", f"write {wanted}")


def _name(place: Sequence[str | int]) -> str:
    """A place as people write it: ``machines.x.shares[0].host``."""
    name = ""
    for part in place:
        word = f"[{part}]" if isinstance(part, int) else keys.join([part])
        name += word if isinstance(part, int) or not name else f".{word}"
    return name


def _fields(place: Sequence[str | int]) -> list[str]:
    """The keys that may stand at a place."""
    model: type[BaseModel] = SettingsModel
    if place[:1] == ("ports",):
        model = PortsModel
    elif place[:1] == ("doctor",):
        model = DoctorModel
    elif place[:1] == ("machines",):
        model = ShareModel if "shares" in place[2:] else MachineModel
    return list(model.model_fields)


def _kind(mode: int) -> str:
    return next((name for test, name in _KINDS if test(mode)), "something else")
