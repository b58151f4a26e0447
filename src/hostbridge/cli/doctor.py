"""``hostbridge doctor``: why it does not work here, and mending it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from hostbridge.cli.container import working_directory
from hostbridge.cli.doctor_text import Writer, explained, listed
from hostbridge.contract.check import Facts
from hostbridge.doctor.checks import all_checks, chosen, needed
from hostbridge.doctor.examine import examine, exit_code
from hostbridge.doctor.mending import as_root, mend, shown, undo
from hostbridge.doctor.places import directories
from hostbridge.doctor.telling import about, told
from hostbridge.errors import HostbridgeError, UsageError
from hostbridge.host import gather

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.cli.options import Options
    from hostbridge.contract.check import Check
    from hostbridge.doctor.examine import Finding

_INTERACTIVE = "hostbridge doctor --fix --yes"


@click.command("doctor", help="Why it does not work here, and mend it.")
@click.option("--fix", is_flag=True, help="Mend what can be mended; asks before each change.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the changes, make none.")
@click.option("--undo", "take_back", is_flag=True, help="Take the last fix back.")
@click.option("--only", multiple=True, metavar="ID|CATEGORY", help="These checks alone.")
@click.option("--explain", metavar="ID", help="One check: what it means, and what to do.")
@click.option("--list", "as_list", is_flag=True, help="All checks that there are.")
@click.option(
    "--backend",
    metavar="NAME",
    default="",
    help="The checks of this backend beside hostbridge's own.",
)
@click.option("--deep", is_flag=True, help="Also what is slow: a container from end to end.")
@click.option(
    "--budget", type=click.FloatRange(min=0.01), metavar="SECONDS",
    help="The time that each check has, instead of its own (most: 2).",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--bundle", metavar="FILE", help="Write an archive for a report of a fault.")
@click.option(
    "--all", "everything", is_flag=True, help="Show what is well, too, and what was skipped."
)
@click.pass_obj
def doctor(options: Options | None, /, **given: Any) -> int:
    """Examine this host; see ``--help``."""
    _consistent(given)
    env = os.environ
    places = directories(env)
    if given["take_back"]:
        return _take_back(places)
    host = gather(env, places)
    backend = given["backend"] or (options.backend if options else "")
    checks = all_checks(host, backend)
    if given["as_list"]:
        return _list(checks, as_json=given["as_json"])
    facts = Facts(host, env=env, places=places, folder=working_directory(env), deep=given["deep"])
    if given["explain"]:
        return _explain(
            checks, given["explain"], facts, as_json=given["as_json"], budget=given["budget"]
        )
    wanted = needed(checks, chosen(checks, given["only"])) if given["only"] else checks
    writer = (
        None if given["as_json"] else Writer(everything=given["everything"] or bool(given["only"]))
    )
    findings: list[Finding] = []
    for finding in examine(wanted, facts, given["budget"]):
        findings.append(finding)
        if writer is not None:
            writer.finding(finding)
    if writer is not None:
        writer.end(findings)
    if given["bundle"]:
        _bundle(given["bundle"], facts, findings, options)
    if given["fix"]:
        findings = _fix(
            findings,
            wanted,
            facts,
            places,
            ask=not given["yes"],
            dry=given["dry_run"],
            budget=given["budget"],
        )
    if given["as_json"]:
        click.echo(json.dumps(told(findings), ensure_ascii=False, indent=2))
    return exit_code(findings)


def _consistent(given: dict[str, Any]) -> None:
    if (given["yes"] or given["dry_run"]) and not given["fix"]:
        raise UsageError(
            "--yes and --dry-run belong to --fix",
            "",
            "hostbridge doctor --fix --dry-run",
            exit_code=2,
        )
    if given["fix"] and given["as_json"] and not (given["yes"] or given["dry_run"]):
        raise UsageError(
            "--json cannot ask", "", f"{_INTERACTIVE} --json, or --dry-run", exit_code=2
        )
    if sum(bool(given[name]) for name in ("take_back", "as_list", "explain", "fix")) > 1:
        raise UsageError("--fix, --undo, --list and --explain are one at a time", exit_code=2)


def _list(checks: Sequence[Check], *, as_json: bool) -> int:
    if as_json:
        click.echo(
            json.dumps({"checks": [about(check) for check in checks]}, ensure_ascii=False, indent=2)
        )
    else:
        click.echo(listed(checks), nl=False)
    return 0


def _explain(
    checks: Sequence[Check], name: str, facts: Facts, *, as_json: bool, budget: float | None
) -> int:
    (check, *more) = chosen(checks, [name])
    if more:
        raise UsageError(
            f"{name} is a category", "", f"hostbridge doctor --only {name}", exit_code=2
        )
    (finding,) = examine([check], facts, budget)
    if as_json:
        click.echo(json.dumps(told([finding]), ensure_ascii=False, indent=2))
    else:
        click.echo(explained(finding), nl=False)
    return exit_code([finding])


def _bundle(path: str, facts: Facts, findings: Sequence[Finding], options: Options | None) -> None:
    from hostbridge.doctor import bundle

    files = bundle.contents(facts, told(findings), (options.log_file if options else "") or "")
    bundle.write(path, files)
    click.echo(f"{path} holds, without names, addresses and secrets:", err=True)
    for line in bundle.listing(files):
        click.echo(f"  {line}", err=True)


def _fix(
    findings: Sequence[Finding],
    checks: Sequence[Check],
    facts: Facts,
    places: dict[str, str],
    *,
    ask: bool,
    dry: bool,
    budget: float | None,
) -> list[Finding]:
    """Mend what can be mended, then look at it again; returns the findings as they are now."""
    mendable = [
        one
        for one in findings
        if one.result.changes and one.result.status in ("error", "warning", "info")
    ]
    serious = [one for one in mendable if one.result.status != "info"] or (
        [] if not ask else mendable
    )
    if not serious:
        click.echo("There is nothing that can be mended.", err=True)
    mended: set[str] = set()
    failed: list[HostbridgeError] = []
    for one in serious:
        click.echo(f"\n{one.check.id}: {one.result.summary}", err=True)
        for line in shown(one.result.changes):
            click.echo(f"  {line}", err=True)
        if dry:
            continue
        sudo = _rights(one, ask=ask)
        if sudo is None:
            continue
        try:
            mend(one.result.changes, one.check.id, places.get("data", ""), sudo=sudo)
            mended.add(one.check.id)
        except HostbridgeError as error:
            failed.append(error)
            click.echo(f"  {error.summary}: {error.detail}", err=True)
    if not mended:
        return list(findings)
    again = Facts(
        gather(facts.env, facts.places),
        env=facts.env,
        places=facts.places,
        folder=facts.folder,
        deep=facts.deep,
    )
    after = list(examine(checks, again, budget))
    for one in after:
        if one.check.id in mended:
            done = one.result.status in ("ok", "skipped", "info")
            click.echo(
                f"{one.check.id}: {'mended' if done else 'is still so'}: {one.result.summary}",
                err=True,
            )
    click.echo("hostbridge doctor --undo takes the last one back.", err=True)
    return after


def _rights(one: Finding, *, ask: bool) -> tuple[str, ...] | None:
    """The words before commands that need root; None where the user does it himself, or does not want it."""
    root = as_root(one.result.changes)
    if not ask:
        if not root:
            return ()
        if shutil.which("sudo"):
            return ("sudo", "-n")
        click.echo("  takes root's rights: run the lines above as root", err=True)
        return None
    if not sys.stdin.isatty():
        click.echo(f"  not done: there is no terminal to ask on ({_INTERACTIVE})", err=True)
        return None
    if not root:
        return () if click.confirm("  Do it?", default=False, err=True) else None
    answers = "sudo/paste/no" if shutil.which("sudo") else "paste/no"
    answer = click.prompt(
        f"  Takes root's rights ({answers})", default="no", show_default=False, err=True
    )
    if answer.strip().lower() in ("sudo", "s"):
        return ("sudo",)
    if answer.strip().lower() in ("paste", "p"):
        click.pause(
            "  Run the lines above as root in another terminal, then press a key.", err=True
        )
    return None


def _take_back(places: dict[str, str]) -> int:
    sudo = (
        ("sudo",) if hasattr(os, "geteuid") and os.geteuid() != 0 and shutil.which("sudo") else ()
    )
    name, left = undo(places.get("data", ""), sudo=sudo)
    for line in left:
        click.echo(f"{name}: {line}", err=True)
    click.echo(f"{name}: taken back")
    return 0
