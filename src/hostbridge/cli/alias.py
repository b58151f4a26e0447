"""``hostbridge alias``: let ``docker`` or ``podman`` mean hostbridge."""

from __future__ import annotations

import json
import os

import click

from hostbridge.cli.aliasing import Alias, look, make, remove
from hostbridge.shims import NAMES
from hostbridge.value import as_dict


@click.command("alias", help="Let docker or podman mean hostbridge, for scripts that name them.")
@click.argument("name", type=click.Choice(NAMES), required=False)
@click.option(
    "--dir", "folder", default=None, metavar="DIRECTORY", help="Where; else a directory on PATH."
)
@click.option("--remove", "removing", is_flag=True, help="Remove it again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def alias(name: str | None, folder: str | None, removing: bool, as_json: bool) -> int:
    """Make or remove the shim of a name; without a name, tell what there is."""
    if folder == "":
        raise click.UsageError("--dir is empty")
    folder = folder or ""
    if name is None:
        if removing:
            raise click.UsageError("name what to remove: docker or podman")
        told = [look(known, os.environ, folder) for known in NAMES]
    else:
        told = [(remove if removing else make)(name, os.environ, folder)]
    if as_json:
        facts = [{**as_dict(item), "effective": item.effective} for item in told]
        click.echo(json.dumps(facts if name is None else facts[0], ensure_ascii=False))
    else:
        click.echo("\n".join(line for item in told for line in _lines(item)))
    return 0


def _lines(item: Alias) -> list[str]:
    says = {
        "made": f"{item.name}: {item.path} is hostbridge now",
        "kept": f"{item.name}: {item.path} is hostbridge",
        "removed": f"{item.name}: {item.path} is removed",
        "absent": f"{item.name}: there is no alias",
    }
    lines = [says[item.done]]
    if item.done in ("made", "kept") and not item.effective:
        if item.first:
            lines.append(
                f"  but {item.first} comes earlier on PATH: put {os.path.dirname(item.path)} before it"
            )
        else:
            lines.append(f"  but {os.path.dirname(item.path)} is not on PATH: put it there")
    if item.client:
        lines.append(f"  the engine's own client: {item.client}")
    return lines
