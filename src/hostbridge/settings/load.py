"""Reading one settings file: TOML, then the model, with errors that name the key and its line."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from hostbridge.errors import HostbridgeError
from hostbridge.settings.model import MachineModel, PortsModel, SettingsModel, ShareModel

if TYPE_CHECKING:
    from collections.abc import Sequence

_MODELS: dict[str, type[BaseModel]] = {
    "": SettingsModel, "machines": MachineModel, "ports": PortsModel, "shares": ShareModel,
}  # fmt: skip


def load(path: str) -> dict[str, Any]:
    """The checked content of a settings file as plain dicts, lists and strings.

    Raises HostbridgeError for what cannot be read, is not TOML in UTF-8, or does not fit the model.
    """
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _broken(path, f"is not UTF-8: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise _broken(path, f"cannot be read: {error.strerror}") from error
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _broken(path, f"is not TOML: {error}") from error
    try:
        return SettingsModel.model_validate(content).model_dump()
    except ValidationError as error:
        first = error.errors()[0]
        raise _invalid(path, text, first["loc"], first["type"], first["msg"]) from error


def _invalid(
    path: str, text: str, place: Sequence[int | str], kind: str, message: str
) -> HostbridgeError:
    key = str(place[-1])
    where = f"{path}:{_line(text, key)}"
    name = ".".join(str(part) for part in place)
    if kind != "extra_forbidden":
        return HostbridgeError(f"{where}: {name}: {message}", "", "mend the line")
    model = next(
        (_MODELS[str(part)] for part in reversed(place[:-1]) if str(part) in _MODELS), SettingsModel
    )
    near = get_close_matches(key, model.model_fields, n=1, cutoff=0.0)
    return HostbridgeError(
        f"{where}: there is no setting {name!r}", "", f"did you mean {near[0]!r}?"
    )


def _line(text: str, key: str) -> int:
    """The first line that sets or opens a key; 1 where it is not found."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().lstrip("[").lstrip()
        if bare.startswith((key, f'"{key}"', f"'{key}'")):
            return number
    return 1


def _broken(path: str, why: str) -> HostbridgeError:
    return HostbridgeError(f"{path}: {why}", "", "mend the file, or move it away")
