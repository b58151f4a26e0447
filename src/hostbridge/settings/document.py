"""The JSON schema of a settings file, and ``docs/settings.md``: both made from the model.

``python -m hostbridge.settings.document DIRECTORY`` writes them; a test holds them current.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from hostbridge.settings import keys
from hostbridge.settings.model import SettingsModel
from hostbridge.settings.places import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_FILE = "settings.schema.json"
PAGE_FILE = "settings.md"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a settings file, for editors."""
    made = SettingsModel.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of hostbridge",
        **{name: part for name, part in made.items() if name != "title"},
    }


def schema_text() -> str:
    """The schema as a file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def page() -> str:
    """``docs/settings.md``."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield _INTRODUCTION.format(deepest=DEEPEST)
    yield "## Keys"
    yield ""
    yield "| key | value | variable | what it is for |"
    yield "| --- | --- | --- | --- |"
    for key, kind, text in keys.KEYS:
        name = keys.variable(key)
        yield f"| `{key}` | {keys.KINDS[kind]} | {f'`{name}`' if name else ''} | {text} |"
    yield ""
    yield "A share of a machine is a table with:"
    yield ""
    yield "| key | default | what it is for |"
    yield "| --- | --- | --- |"
    share = schema()["$defs"]["ShareModel"]
    for key, told in share["properties"].items():
        default = "" if key in share["required"] else f"`{json.dumps(told.get('default'))}`"
        yield f"| `{key}` | {default or 'has to be given'} | {told['description']} |"
    yield ""
    yield "A project file cannot set " + " and ".join(f"`{key}`" for key in keys.USER_ALONE) + ":"
    yield "they name files of yours, and a project may be somebody else's."
    yield _END


_INTRODUCTION = """\
# Settings

<!-- Made by `python -m hostbridge.settings.document docs`; a test holds it current. -->

What counts, the first that says something: an option of the command line (`--engine podman`), a
variable (`HOSTBRIDGE_ENGINE`), the project's `hostbridge.toml`, your own `config.toml`, the default.
Both files are TOML in UTF-8. What is said about one machine is taken whole from the first file that
names it.

- Yours is `config.toml` in `HOSTBRIDGE_CONFIG_DIR`, else in the system's place for configuration
  (`~/.config/hostbridge` on Linux); `hostbridge settings path` tells both.
- The project's is the nearest `hostbridge.toml` from the current directory upwards: not above your
  home directory when the search began below it, and at most {deepest} directories. In a directory that
  everybody may write to, such as `/tmp`, one that is another user's is passed over.

## Commands

| command | does |
| --- | --- |
| `hostbridge settings list` | every setting with where it came from |
| `hostbridge settings get KEY` | one value |
| `hostbridge settings set KEY VALUE` | writes it into your file; comments and order stay |
| `hostbridge settings unset KEY` | takes it out again |
| `hostbridge settings edit` | opens `$VISUAL` or `$EDITOR` on a copy, which replaces the file when it is valid |
| `hostbridge settings path` | the files, and what is wrong with them |
| `hostbridge settings schema` | a JSON schema for editors |

`--project` means the project's file, `--user` yours; `--json` prints data. Names with dots in them need no
quotes: `hostbridge settings set machines.ssh://far.cpus 4`. Exit codes: 0; 1 where `unset`, `get --user`,
`get --project` or `path --project` find nothing there; 125 for an error.
"""
_END = """
## What is wrong with a file

A key that does not exist, a value of the wrong kind, a syntax error, another encoding than UTF-8, a
directory or FIFO in the file's place, a link that leads to itself or to nothing, a file that may not be
read or is larger than 1 MiB: every command that needs settings ends with exit code 125 and names the
file, the line and the next step. `settings path`, `settings edit` and `settings unset` work nevertheless.
Settings are only written when the whole file is valid afterwards; the file is replaced at once, under a lock.

## In an editor

    hostbridge settings schema > settings.schema.json

and, as the first line of a settings file, for editors that use Taplo: `#:schema ./settings.schema.json`.
The schema is also in `docs/settings.schema.json`."""


def write(folder: str) -> None:
    """Write both into a directory."""
    for name, text in ((SCHEMA_FILE, schema_text()), (PAGE_FILE, page())):
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    write(sys.argv[1])
