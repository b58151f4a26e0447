"""``docs/dialects.md`` from the tables that the code uses: ``python -m hostbridge.engine.document``."""

from __future__ import annotations

import sys

from hostbridge.engine.differences import commands, rows
from hostbridge.engine.differences import on_nerdctl as nerdctl
from hostbridge.engine.emulate import TABLE
from hostbridge.engine.emulate.pods import OF_INFRA
from hostbridge.engine.filters import OURS
from hostbridge.engine.values import rewriter
from hostbridge.engine.words.failures import ROWS as FAILURES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.engine.differences import Difference

_SAID = {
    "same": "the same",
    "drop": "left out",
    "rename": "`{to}`",
    "value": "rewritten: {how}",
    "global": "moved before the command",
    "refuse": "refused: {to}",
}


def document() -> str:
    """The page."""
    lines = [
        "# Dialects",
        "",
        "What hostbridge does where docker and podman differ. An option that an engine lacks and that",
        "stands in no row is refused with exit code 125. Made from the tables in `hostbridge.engine`",
        "(`python -m hostbridge.engine.document`); `hostbridge --plan` shows each change with its reason.",
    ]
    for engine in ("docker", "podman"):
        lines += [
            "",
            f"## Options on {engine}",
            "",
            "| command | option | on " + engine + " | because |",
            "| --- | --- | --- | --- |",
        ]
        for row in rows(engine):
            said = _SAID[row.action].format(to=row.to, how=_how(row))
            callers = f" (callers of {row.dialect})" if row.dialect else ""
            options = ", ".join(f"`{option}`" for option in row.options)
            lines.append(_row(", ".join(row.commands), f"{options}{callers}", said, row.reason))
    lines += [
        "",
        "## Commands that are emulated",
        "",
        "| engine | commands | with | because |",
        "| --- | --- | --- | --- |",
    ]
    lines += [_row(engine, named, _when(when), reason) for engine, named, when, _, reason in TABLE]
    lines += [
        "",
        "## Commands that are refused",
        "",
        "| engine | commands | because | instead |",
        "| --- | --- | --- | --- |",
    ]
    lines += [_row(*row) for row in (*commands.ROWS, *FORMS)]
    lines += [
        "",
        "## On nerdctl",
        "",
        "It is spoken to as docker is. What its command reference names as unimplemented:",
        "",
        "| command | option | on nerdctl | because |",
        "| --- | --- | --- | --- |",
    ]
    for names, given, action, remedy, reason in nerdctl.ROWS:
        options = ", ".join(f"`{option}`" for option in given.split())
        lines.append(_row(names, options, _SAID[action].format(to=remedy), reason))
    lines += [_row(names, "", f"refused: {do}", why) for names, why, do in nerdctl.COMMANDS]
    lines += [
        "",
        "## Filters that hostbridge applies itself",
        "",
        "| engine | of | filters |",
        "| --- | --- | --- |",
    ]
    lines += [_row(engine, kind, ", ".join(keys)) for (engine, kind), keys in _filters().items()]
    lines += [
        "",
        "## Words and exit codes",
        "",
        *WORDS.splitlines(),
        "",
        "| of | docker | podman |",
    ]
    lines += ["| --- | --- | --- |", *(_row(*row) for row in ENDINGS)]
    lines += [
        "",
        "Failures that are recognised on either engine and said in the caller's words:",
        "",
    ]
    lines += [f"{', '.join(row[0] for row in FAILURES)}."]
    lines += ["", "## Output", "", *OUTPUT.splitlines(), "", "| of | docker | podman |"]
    lines += ["| --- | --- | --- |", *(_row(*row) for row in OUTPUTS), ""]
    return "\n".join(lines)


FORMS = (
    (
        "docker",
        "pod create with what its containers share: the default `--infra`, `--share`, `--publish`, "
        + ", ".join(f"`{option}`" for option in OF_INFRA),
        "docker has no pods, and no container that lends its namespaces to a group; what is emulated is a group "
        "that starts and stops together",
        "`pod create --infra=false --share=`, then options and `--publish` on the containers, `--network container:NAME` to share",
    ),
)
"""Commands that are refused in some forms alone."""

WORDS = """\
What changes something prints what the caller's dialect prints, also on the other engine, and ends with its
exit code: `stop`, `start`, `restart`, `kill`, `pause`, `unpause`, `rm`, `rename`, `wait`, `update`, `tag`,
`rmi`, `commit`, `create`, `cp`, `build`, `pull`, `push`, `load`, `save`, `import`, `export`, every `prune`, and
`create`, `rm`, `connect` and `disconnect` of networks and volumes. For a caller of the other dialect `exec`
runs beside hostbridge, which lets all of it pass but the engine's own refusal; `logs`, `attach` and
`start -a` become the engine's client once it is sure that the container is there. `run` always does: a failure
before the container's own process is told in the engine's words."""

ENDINGS = (
    ("several names, one missing", "acts on the others", "`rm`, `stop`, … of containers do nothing"),
    ("a failure", "1", "125"),
    ("`rm`, `rmi`, `network rm`, `volume rm` of what is not there", "1", "1"),
    ("the same, of what is used", "1", "2"),
    ("an option that is none", "125", "125"),
    ("`run`: the engine failed; not executable; not found", "125; 126; 127", "125; 126; 127"),
    ("`exec`, `logs`, `attach`, `start -a` of what is not there", "1", "125"),
    ("`exec` in what does not run", "1", "255, 125 with `-d`"),
    ("`exec`: not executable, not found", "the engine's own code: 126 or 127", "the engine's own code: 126 or 127"),
    ("no name at all", "1", "125"),
    ("`exec -d`", "prints nothing", "prints an id; on docker, which tells none, nothing"),
    ("`run -w` of a directory that is missing", "makes it; on podman of this host as an anonymous volume", "refused, 126; made where the engine is docker"),
    ("`rm -f` of what is not there", "told, 0", "nothing, 0"),
    ("`rm -f`, a container that runs", "killed at once", "asked to end for ten seconds first"),
    ("`network rm -f`, `volume rm -f`", "content with what is not there", "removes the containers that use it"),
    ("`rmi -f`, used by a container", "takes the name away", "removes the container"),
    ("`volume create`, one that is there", "its name, 0", "refused, 125"),
    ("`network create`", "the id", "the name"),
    ("`commit`, `import`, `build -q`", "`sha256:…`", "bare digits"),
    ("`volume prune`", "anonymous ones; with `--all` every one", "every one that no container uses"),
    ("`… prune`", "`Deleted …:`, and the space", "a line for each thing"),
    ("`build`, a step that fails", "the builder's code", "the step's own code"),
)  # fmt: skip

OUTPUT = """\
`ps`, `images`, `version`, `info`, `history`, `stats`, `events`, `system df`, `port`, `top`, `diff`,
`search`, `network ls`, `volume ls`, what `prune` removed and every `inspect` are written in the caller's
dialect, as docker 28 and podman 5 do; the engine's own client writes them where it is of the same
dialect. A field that only the other dialect has is there too. Where a listing of the engine's does not
tell what is asked for, everything listed is inspected once."""

OUTPUTS = (
    ("`--format json`", "an object on each line", "one array"),
    ("`--format 'table …'`", "columns are what tabs divide", "spaces divide columns, too"),
    ("`{{.Labels}}`", "one string; `index .Labels \"x\"` works all the same", "a map; `.Label \"x\"` works all the same"),
    ("`ps`", "the newest first", "the oldest first"),
    ("`ps` without `--all`", "what runs and what is paused", "what runs"),
    ("`ps -n` with `-l`", "the number counts", "refused"),
    ("`ps -q --format …`", "ids, and a warning", "the format"),
    ("`--format table`", "the usual table", "a template like any other"),
    ("`--format raw`", "a line for each field", "a template like any other"),
    ("names, flags and values that the client refuses", "docker's usage lines; 1 for names, 125 for flags", "podman's line, 125"),
    ("`ps`, a paused container", "`Up 2 minutes (Paused)`", "`Paused`"),
    ("`ps`, a health check that has not run", "`(health: starting)`", "`(starting)`"),
    ("`ps`, a command", "20 characters, quoted", "17 characters and `...`"),
    ("`ps`, mounts", "volumes' names and sources", "paths in the container"),
    ("`ps`, the network of `--network host`", "`host`", "none"),
    ("`images`", "`busybox`, `1.98MB`", "`docker.io/library/busybox`, on docker `busybox`; `1.98 MB`"),
    ("`images` with a reference", "the names that match", "all names of an image that matches"),
    ("`images -q`", "an id for each name", "each id once"),
    ("`network ls -q`", "ids", "names"),
    ("`inspect`, a container", "`/name`, `sha256:…`", "`name`, bare digits"),
    ("`inspect`, a network", "`Name`, `IPAM.Config`", "`name`, `subnets`"),
    ("`inspect`, indentation", "4 spaces", "5 spaces"),
    ("`inspect` of what is not there", "exit code 1", "exit code 125"),
    ("`inspect`, a template that is none", "exit code 64", "exit code 125"),
    ("a template that fails", "exit code 1", "exit code 125"),
    ("a template that is none, of `info` and `version`", "exit code 64", "exit code 125"),
    ("a template that is none or fails, of `events`", "exit code 64", "exit code 125"),
    ("`info`", "its own lines", "YAML"),
    ("`info --format`", "`{{.ServerVersion}}`; `{{.Host.Arch}}` works all the same", "`{{.Host.Arch}}`; `{{.ServerVersion}}` works all the same"),
    ("`history --format json`", "an object on each line, sizes in words", "one array, sizes in bytes"),
    ("`stats`, memory", "`1.5MiB`, units of 1024", "`1.573MB`, units of 1000"),
    ("`stats`, time of the processors", "no column", "`--` where the engine is docker"),
    ("`stats`, a terminal", "cleared before each moment", "cleared, unless `--no-reset`"),
    ("`events`, a line", "`2026-01-01T10:00:00.000000000Z container die …`", "`2026-01-01 10:00:00 +0000 UTC container died …`"),
    ("`events`, words", "`die`, `destroy`, `delete`, `load`, `exec_start`, `exec_die`", "`died`, `remove`, `remove`, `loadfromarchive`, `exec`, `exec_died`"),
    ("`events`, what the other has no word for", "`init`, `cleanup`, `sync`, `refresh` are left out", "`top`, `resize`, `oom`, `exec_create`, a volume's `mount` are left out"),
    ("`events --until 5m`", "five minutes ago", "in five minutes"),
    ("`events --filter event=`", "docker's words", "podman's words"),
    ("`system df -v --format`", "one object of four lists", "refused, as podman does"),
    ("`system df`, sizes from docker", "as docker tells them", "made from docker's four digits"),
    ("`port` of a port that is not published", "exit code 1", "exit code 125"),
    ("`port --all`", "works all the same", "every container's, after its id"),
    ("`top`", "the machine's `ps -ef`, or the `ps` options given", "podman's descriptors, made of the machine's `ps` and `/proc`"),
    ("`diff --format json`", "works all the same", "lists of changed, added and deleted paths"),
    ("`search`", "stars and officials", "names with their registry; `--compatible` adds stars"),
    ("`container prune`, `image prune`, `network prune`, `volume prune`", "a title, what was removed, and how much room it made", "what was removed"),
    ("`volume prune` without `--all`", "volumes that nobody named", "every volume that is not used"),
    ("`--version`", "a docker client whose commands are provided", "a podman client whose commands are provided"),
    ("`version`", "the engine as the server's component", "the engine as the server"),
)  # fmt: skip


def _how(row: Difference) -> str:
    """The first sentence of the function that rewrites the value."""
    if row.action != "value":
        return ""
    text = str(rewriter(row.to).__doc__).strip().splitlines()[0]
    return text.rstrip(".").replace("``", "`")


def _when(when: object) -> str:
    return ", ".join(f"`{option}`" for option in when.split()) if isinstance(when, str) else ""


def _filters() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for engine, kind, key in OURS:
        found.setdefault((engine, kind), []).append(f"`{key}`")
    return found


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(document())
