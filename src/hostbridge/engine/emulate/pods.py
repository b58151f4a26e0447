"""podman's pods on docker: a named group of containers, kept by a label.

What a pod shares (``--share``) cannot be had; a pod that asks for a shared namespace is refused.
The pod itself is in the machine's state, its members carry the label ``hostbridge.pod``.
"""

from __future__ import annotations

import json
import os
import time

from hostbridge.contract.engine import Emulation, Refusal
from hostbridge.engine.emulate.doing import ask, complain, exit_of, lines, say
from hostbridge.engine.values import POD_LABEL
from hostbridge.state.files import read, update

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

VERSION = 1
_FAILED = 125


OF_INFRA = ("--infra-image", "--infra-command", "--infra-name", "--network", "--hostname", "--volume",
           "--add-host", "--dns", "--ip", "--mac-address", "--userns", "--pid", "--uts", "--device",
           "--cpus", "--memory", "--security-opt", "--sysctl", "--shm-size", "--restart")  # fmt: skip
"""Options of ``pod create`` that are of the container which a pod shares things through."""


def create(call: Call, engine: Dialect, reason: str) -> Emulation | Refusal:
    """``pod create``: prints the pod's id. Refused for a pod whose containers share something."""
    del engine
    operands = [word.value or "" for word in call.operands()]
    name = call.value("--name") or (operands[0] if operands else f"pod_{os.urandom(4).hex()}")
    infra = call.has("--infra") or not call.option_words("--infra")
    if infra and call.value("--share") not in ("", "none"):
        return Refusal(
            "docker: a pod whose containers share namespaces",
            f"{reason}; what is emulated is a group that starts and stops together",
            "use pod create --infra=false --share= (docs/dialects.md), or --engine podman",
        )
    if call.values("--publish"):
        return Refusal(
            "docker: ports of a pod", reason, "publish them on its containers, or --engine podman"
        )
    given = [option for option in OF_INFRA if call.option_words(option)]
    if given:
        return Refusal(f"docker: {given[0]} of a pod", reason, "give it to its containers")
    pairs = [label.partition("=") for label in call.values("--label")]
    labels = {key: text for key, _, text in pairs}

    def perform(site: Site) -> int:
        made = os.urandom(32).hex()

        def add(content: dict[str, Any] | None) -> dict[str, Any]:
            pods = (content or {}).get("pods", {})
            if name in pods and not call.has("--replace"):
                raise _Taken
            pods[name] = {"Id": made, "Name": name, "Created": time.time(), "Labels": labels}
            return {"pods": pods}

        try:
            update(_file(site), add, version=VERSION)
        except _Taken:
            complain(site, f"Error: name {name!r} is in use: pod already exists")
            return _FAILED
        say(site, made)
        return 0

    return Emulation("pod create", reason, perform)


def exists(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``pod exists``: exit code 0 or 1."""
    del engine
    names = [word.value or "" for word in call.operands()]
    return Emulation("pod exists", reason, lambda site: 0 if _find(site, names[0]) else 1)


def remove(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``pod rm [--force] [--ignore] [--all]``: its containers go first."""
    del engine
    force = call.has("--force")

    def one(site: Site, pod: dict[str, Any]) -> int:
        return _remove(site, pod, force=force)

    return Emulation("pod rm", reason, lambda site: _each(site, call, one))


def act(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``pod start|stop|restart|kill|pause|unpause``: the same on each of its containers."""
    del engine
    verb = call.command.name.split(" ")[1]
    flags = [f"-t={text}" for text in call.values("--time")] if verb in ("stop", "restart") else []
    flags += [f"-s={text}" for text in call.values("--signal")] if verb == "kill" else []

    def one(site: Site, pod: dict[str, Any]) -> int:
        members = _members(site, pod["Name"], all_of_them=verb in ("start", "restart"))
        if members:
            done = ask(site, verb, *flags, *members)
            if done.returncode:
                complain(site, done.stderr.decode(errors="replace").strip())
                return _FAILED
        say(site, pod["Id"])
        return 0

    return Emulation(call.command.name, reason, lambda site: _each(site, call, one))


def show(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``pod ps`` and ``pod inspect``, in podman's output."""
    del engine

    def perform(site: Site) -> int:
        from hostbridge.engine.show.pods import chosen, write_pods

        if call.command.name == "pod inspect":
            found = _named(site, call)
            if found is None:
                return _FAILED
        else:
            found = list(_pods(site).values())
        rows = [{**pod, "Containers": _states(site, pod["Name"])} for pod in found]
        return write_pods(call, chosen(rows, call), site.stdout)

    return Emulation(call.command.name, reason, perform)


def logs(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``pod logs``: of all containers, or of the one that ``--container`` names."""
    del engine
    flags = [
        f"--{name}={text}"
        for name in ("since", "tail", "until")
        for text in call.values(f"--{name}")
    ]
    flags += [f"--{name}" for name in ("follow", "timestamps") if call.has(f"--{name}")]

    def perform(site: Site) -> int:
        from hostbridge.engine.emulate.logs import follow_all

        found = _named(site, call)
        if found is None:
            return _FAILED
        members = [c for pod in found for c in _states(site, pod["Name"])]
        wanted = call.value("--container")
        names = [c["Names"] for c in members if wanted in (None, c["Names"], c["Id"])]
        if wanted and not names:
            complain(site, f"Error: container {wanted} is not in the pod")
            return _FAILED
        # podman names each line's container, unless it is the only one that was asked for.
        return follow_all(site, ["logs", *flags], names[::-1], named=not wanted)

    return Emulation("pod logs", reason, perform)


def top(call: Call, engine: Dialect, reason: str) -> Emulation | Refusal:
    """``pod top``: the processes of all running containers, in docker's columns."""
    del engine
    if len(call.operands()) > 1 or call.rest():
        return Refusal(
            "docker: columns of pod top", "docker's are those of ps(1)", "leave them out"
        )

    def perform(site: Site) -> int:
        found = _named(site, call)
        if found is None:
            return _FAILED
        shown: list[bytes] = []
        for pod in found:
            for member in _members(site, pod["Name"], all_of_them=False):
                heading, *rows = ask(site, "top", member).stdout.splitlines(keepends=True) or [b""]
                shown += rows if shown else [heading, *rows]
        site.stdout.write(b"".join(shown))
        site.stdout.flush()
        return 0

    return Emulation("pod top", reason, perform)


def prune(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``pod prune``: the pods of which no container runs; with ``--force`` all of them."""
    del engine

    def perform(site: Site) -> int:
        codes = []
        for pod in list(_pods(site).values()):
            running = _members(site, pod["Name"], all_of_them=False)
            if call.has("--force") or not running:
                codes.append(_remove(site, pod, force=call.has("--force")))
        return exit_of(codes)

    return Emulation("pod prune", reason, perform)


class _Taken(Exception):
    """The name is in use."""


def _remove(site: Site, pod: dict[str, Any], *, force: bool) -> int:
    members = _members(site, pod["Name"], all_of_them=True)
    if members:
        done = ask(site, "rm", *(["-f"] if force else []), *members)
        if done.returncode:
            complain(site, done.stderr.decode(errors="replace").strip())
            return _FAILED

    def drop(content: dict[str, Any] | None) -> dict[str, Any]:
        pods = (content or {}).get("pods", {})
        pods.pop(pod["Name"], None)
        return {"pods": pods}

    update(_file(site), drop, version=VERSION)
    say(site, pod["Id"])
    return 0


def _named(site: Site, call: Call) -> list[dict[str, Any]] | None:
    """The pods that a call names, or the latest; None, and said why, when one is not there."""
    if call.has("--latest"):
        return _latest(site)
    found: list[dict[str, Any]] = []
    for word in call.operands():
        pod = _find(site, word.value or "")
        if pod is None:
            complain(site, f"Error: no pod with name or ID {word.value} found: no such pod")
            return None
        found.append(pod)
    return found


def _latest(site: Site) -> list[dict[str, Any]]:
    return sorted(_pods(site).values(), key=lambda pod: float(pod["Created"]))[-1:]


def _each(site: Site, call: Call, one: Any) -> int:
    pods = list(_pods(site).values()) if call.has("--all") else []
    pods += _latest(site) if call.has("--latest") else []
    for word in call.operands():
        pod = _find(site, word.value or "")
        if pod is None and not call.has("--ignore"):
            complain(site, f"Error: no pod with name or ID {word.value} found: no such pod")
            return 1
        pods += [pod] if pod else []
    return exit_of([one(site, pod) for pod in pods])


def names(state: str) -> list[str]:
    """The names of the pods of a machine's state. Raises StateError for a file that is broken."""
    return list((read(f"{state}/pods.json", version=VERSION) or {}).get("pods", {}))


def _file(site: Site) -> str:
    return f"{site.state}/pods.json"


def _pods(site: Site) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = (read(_file(site), version=VERSION) or {}).get("pods", {})
    return found


def _find(site: Site, name: str) -> dict[str, Any] | None:
    pods = _pods(site)
    if name in pods:
        return pods[name]
    return next((pod for pod in pods.values() if name and pod["Id"].startswith(name)), None)


def _members(site: Site, pod: str, *, all_of_them: bool) -> list[str]:
    every = ["-a"] if all_of_them else []
    return lines(
        ask(site, "ps", "-q", "--no-trunc", *every, "--filter", f"label={POD_LABEL}={pod}")
    )


def _states(site: Site, pod: str) -> list[dict[str, str]]:
    done = ask(
        site,
        "ps",
        "-a",
        "--no-trunc",
        "--filter",
        f"label={POD_LABEL}={pod}",
        "--format",
        "{{json .}}",
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [{"Id": row["ID"], "Names": row["Names"], "Status": row["State"]} for row in rows]
