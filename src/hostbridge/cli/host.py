"""``hostbridge host``: what this host is, what can be used, what is used, and why."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from hostbridge.choosing import engines_of
from hostbridge.cli.container import working_directory
from hostbridge.cli.facts import describe
from hostbridge.cli.report import clean
from hostbridge.doctor.places import directories
from hostbridge.errors import HostbridgeError
from hostbridge.host import gather, plain
from hostbridge.plugins import backends, load_backend
from hostbridge.select import machine_for, select
from hostbridge.settings.effective import effective
from hostbridge.value import as_dict

if TYPE_CHECKING:
    from hostbridge.cli.options import Options
    from hostbridge.select import Selection

_MARKS = {"usable": "✓", "unusable": "✗", "untested": "?"}


@click.command("host", help="What this host is, which backend and engine are used, and why.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--choose", is_flag=True, help="Forget the recorded choice and choose anew.")
@click.pass_obj
def host(options: Options | None, as_json: bool, choose: bool) -> int:
    """Print the facts, the availability of each backend and engine, and the choice."""
    told = facts(options, choose=choose)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(_text(told), nl=False)
    return 0 if told["choice"] else 1


def facts(options: Options | None, *, choose: bool = False) -> dict[str, Any]:
    """What is printed, as plain data: ``host``, ``backends``, ``engines``, ``choice`` or ``error``."""
    env = os.environ
    cwd = working_directory(env)
    about = gather(env, directories(env), ask=True)
    listed: list[dict[str, str]] = []
    for name in backends():
        try:
            found = load_backend(name).probe(about)
            listed.append({"name": name, **{k: str(v) for k, v in as_dict(found).items()}})
        except HostbridgeError as error:
            listed.append(
                {
                    "name": name,
                    "status": "unusable",
                    "why": f"{error.summary}: {error.detail}".removesuffix(": "),
                    "remedy": error.remedy,
                }
            )
    told: dict[str, Any] = {
        "host": plain(about),
        "backends": listed,
        "engines": [],
        "choice": None,
    }
    named = {n: getattr(options, n) for n in ("backend", "machine", "engine")} if options else {}
    try:
        chosen = select(env, cwd, choose=choose, **named)
        told["choice"] = {k: v for k, v in as_dict(chosen).items() if k != "passed_over"}
        told["engines"] = _engines(chosen, effective(env, cwd))
    except HostbridgeError as error:
        told["error"] = {"summary": error.summary, "detail": error.detail, "remedy": error.remedy}
    return told


def _engines(chosen: Selection, settings: Any) -> list[dict[str, str]]:
    machine = machine_for(chosen, settings)
    machine.ensure_ready()
    with machine.session() as session:
        return [
            {"name": name, **{k: str(v) for k, v in as_dict(answer).items()}}
            for name, answer in engines_of(chosen, session)
        ]


def _text(told: dict[str, Any]) -> str:
    lines = [*describe(told["host"])]
    for title in ("backends", "engines"):
        lines += ["", click.style(title, bold=True)]
        for item in told[title]:
            mark = _MARKS[item["status"]]
            colour = {"usable": "green", "unusable": "red"}.get(item["status"], "yellow")
            lines.append(f"  {click.style(mark, fg=colour)} {item['name']:<10}{clean(item['why'])}")
            if item["remedy"] and item["status"] != "usable":
                lines.append(f"      remedy: {clean(item['remedy'])}")
    chosen = told["choice"]
    lines += ["", click.style("used", bold=True)]
    if chosen:
        for name in ("backend", "machine", "engine"):
            lines.append(f"  {name:<10}{chosen[name]:<16}{chosen[name + '_why']}")
    else:
        error = told["error"]
        lines += [
            f"  nothing: {clean(error['summary'])}",
            *(f"    {clean(line)}" for line in error["detail"].splitlines()),
        ]
        lines.append(f"  remedy: {clean(error['remedy'])}")
    text = "\n".join(lines) + "\n"
    return text if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else click.unstyle(text)
