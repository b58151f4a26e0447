"""``hostbridge settings``: what is set and where it came from, and changing it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click

from hostbridge.cli.container import working_directory
from hostbridge.cli.report import clean
from hostbridge.errors import HostbridgeError, UsageError
from hostbridge.plugins import backends, engines
from hostbridge.settings import keys
from hostbridge.settings.places import PROJECT_FILE, project_file, user_file
from hostbridge.settings.values import known_row, nearest, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hostbridge.cli.options import Options
    from hostbridge.settings.listing import Row

_NOT_SET = 1


@click.group(
    "settings",
    help="What is set, where it came from, and changing it.",
    invoke_without_command=True,
)
@click.pass_context
def settings(context: click.Context) -> None:
    """See docs/settings.md. Alone, it explains itself."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _which(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--project", "which", flag_value="project", help="The project's file.")(
        command
    )
    return click.option("--user", "which", flag_value="user", help="Your own file.")(command)


_json = click.option("--json", "as_json", is_flag=True, help="Data instead of text.")


@settings.command("list", help="Every setting with where it came from.")
@_which
@_json
@click.pass_obj
def list_settings(options: Options | None, which: str | None, as_json: bool) -> int:
    """Print a row for each setting."""
    found = _rows(options, which)
    if as_json:
        _print_json([_plain(row) for row in found])
        return 0
    width = max((len(row.key) for row in found), default=0)
    shown = [(row.key, _text(row.value) or "-", row.source) for row in found]
    wide = min(40, max((len(told) for _, told, _ in shown), default=0))
    for key, told, source in shown:
        click.echo(clean(f"{key:<{width}}  {told:<{wide}}  {source}"))
    return 0


_KEYS = f"Keys: {', '.join(key for key, _, _ in keys.KEYS)}. See docs/settings.md."


@settings.command("get", epilog=_KEYS, help="One setting's value. Exit code 1 where it is not set.")
@click.argument("key")
@_which
@_json
@click.pass_obj
def get(options: Options | None, key: str, which: str | None, as_json: bool) -> int:
    """Print a value, as text or as JSON with its source."""
    from hostbridge.settings.listing import DEFAULT, Row, default_of

    place = keys.split(key)
    known_row(place)
    name = keys.join(place)
    found = next((row for row in _rows(options, which) if row.key == name), None)
    if found is None:
        found = Row(name, default_of(place), DEFAULT)
    if as_json:
        _print_json(_plain(found))
    elif _text(found.value):
        click.echo(clean(_text(found.value)))
    return 0 if which is None or found.source != DEFAULT else _NOT_SET


@settings.command("set", epilog=_KEYS, help="Write one setting into your file, or the project's.")
@click.argument("key")
@click.argument("value")
@_which
@_json
def set_setting(key: str, value: str, which: str | None, as_json: bool) -> int:
    """Check the value and write it."""
    from hostbridge.settings.editing import set_value

    place = keys.split(key)
    row = known_row(place)
    names = {"backend": sorted(backends()), "engine": sorted(engines())}
    told = parsed(keys.join(place), row[1], value, names)
    path = _file(which or "user", make=True)
    set_value(path, place, told, os.environ, project=which == "project")
    return _done(as_json, path, keys.join(place), told, "set")


@settings.command("unset", epilog=_KEYS, help="Take a setting out of your file, or the project's.")
@click.argument("key")
@_which
@_json
def unset_setting(key: str, which: str | None, as_json: bool) -> int:
    """Take out a key, known or not; exit code 1 where it was not there."""
    from hostbridge.settings.editing import unset

    path = _file(which or "user")
    place = keys.split(key)
    found = unset(path, keys.readings(key), os.environ)
    if found is None:
        if keys.row(place) is None and len(place) == 1:
            near = nearest(key, [row[0] for row in keys.KEYS])
            raise UsageError(
                f"{path}: {keys.join(place)} is not set there",
                "",
                f"did you mean {near}?",
                exit_code=_NOT_SET,
            )
        raise UsageError(
            f"{path}: {keys.join(place)} is not set there", "", "see hostbridge settings list", exit_code=_NOT_SET
        )  # fmt: skip
    return _done(as_json, path, keys.join(found), None, "unset")


@settings.command("path", help="The settings files, and what is wrong with them.")
@_which
@_json
def path_of(which: str | None, as_json: bool) -> int:
    """Print the paths, the nearest first; with --json also whether each exists and is valid."""
    told = [_state(kind, path) for kind, path in _files() if which in (None, kind)]
    if as_json:
        _print_json(told)
        return 0
    for item in told:
        click.echo(clean(item["path"]))
        if item["error"]:
            click.echo(f"  {clean(item['error'])}", err=True)
    if not told:
        raise UsageError(f"there is no {PROJECT_FILE} here or above", "", "settings set --project makes one", exit_code=_NOT_SET)  # fmt: skip
    return 0


@settings.command("edit", help="Open your file, or the project's, in $VISUAL or $EDITOR.")
@_which
def edit(which: str | None) -> int:
    """Edit a copy, which replaces the file when it is valid."""
    from hostbridge.cli.editor import edit_file

    path = _file(which or "user", make=True)
    return edit_file(path, os.environ, project=which == "project")


@settings.command("schema", help="A JSON schema of settings files, for editors.")
def schema() -> int:
    """Print the schema."""
    from hostbridge.settings.document import schema_text

    click.echo(schema_text(), nl=False)
    return 0


def _files() -> list[tuple[str, str]]:
    project = project_file(working_directory(os.environ), os.environ)
    return [*([("project", project)] if project else []), ("user", user_file(os.environ))]


def _file(which: str, *, make: bool = False) -> str:
    for kind, path in _files():
        if kind == which:
            return path
    if make:
        folder = working_directory(os.environ)
        if not os.path.isdir(folder):
            raise UsageError(f"{folder}: the current directory is gone", "", "go to another one")
        return os.path.join(folder, PROJECT_FILE)
    raise UsageError(f"there is no {PROJECT_FILE} here or above", "", "leave --project out, or make one", exit_code=_NOT_SET)  # fmt: skip


def _rows(options: Options | None, which: str | None) -> list[Row]:
    from hostbridge.settings.listing import all_rows, file_rows

    if which is not None:
        return [row for _, row in file_rows(_file(which), project=which == "project")]
    given = {name: getattr(options, name) for name in ("backend", "machine", "engine", "log_file")} if options else {}  # fmt: skip
    return all_rows(given, os.environ, [(path, kind == "project") for kind, path in _files()])


def _state(kind: str, path: str) -> dict[str, Any]:
    from hostbridge.settings.load import load

    error = ""
    there = os.path.lexists(path)
    if there:
        try:
            load(path, project=kind == "project")
        except HostbridgeError as found:
            error = found.summary
        except FileNotFoundError:
            there = False
    return {"kind": kind, "path": path, "exists": there, "error": error}


def _done(as_json: bool, path: str, key: str, told: Any, what: str) -> int:
    """Say what was done, and what keeps it from counting."""
    name = keys.variable(key) if keys.row(key.split(".")) else ""
    hidden = os.environ.get(name, "") if name else ""
    if as_json:
        _print_json({"key": key, "value": told, "path": path})
    else:
        click.echo(clean(f"{what} {key} in {path}"))
    if hidden:
        click.echo(clean(f"hostbridge: {name}={hidden} comes before it"), err=True)
    return 0


def _plain(row: Row) -> Mapping[str, Any]:
    return {"key": row.key, "value": row.value, "source": row.source}


def _text(told: Any) -> str:
    if isinstance(told, list):
        return json.dumps(told, ensure_ascii=False) if told else ""
    return str(told).lower() if isinstance(told, bool) else str(told)


def _print_json(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
