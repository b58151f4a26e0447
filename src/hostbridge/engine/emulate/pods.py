"""podman's pods on docker: a named group of containers, kept by a label.

What a pod shares (``--share``) cannot be had; a pod that asks for a shared namespace is refused.
The pod itself is in the machine's state, its members carry the label ``hostbridge.pod``.
"""

from __future__ import annotations

import json
import os
import time

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, complain, exit_of, lines, say
from hostbridge.engine.values import POD_LABEL
from hostbridge.errors import Unsupported
from hostbridge.state.files import read, update

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

VERSION = 1
_FAILED = 125


def create(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``pod create``: prints the pod's id."""
    del engine
    operands = [word.value or "" for word in call.operands()]
    name = call.value("--name") or (operands[0] if operands else f"pod_{os.urandom(4).hex()}")
    if call.has("--infra") and call.value("--share") != "":
        raise Unsupported(
            "docker: a pod that shares namespaces", reason, "use --infra=false --share= or podman"
        )
    if call.values("--publish"):
        raise Unsupported("docker: ports of a pod", reason, "publish them on its containers")
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
        from hostbridge.engine.podlist import write_pods

        if call.command.name == "pod inspect":
            pods = [_find(site, word.value or "") for word in call.operands()]
            if None in pods:
                complain(site, "Error: no such pod")
                return _FAILED
        else:
            pods = list(_pods(site).values())
        rows = [{**pod, "Containers": _states(site, pod["Name"])} for pod in pods if pod]
        return write_pods(call, rows, site.stdout)

    return Emulation(call.command.name, reason, perform)


class _Taken(Exception):
    """The name is in use."""


def _each(site: Site, call: Call, one: Any) -> int:
    pods = list(_pods(site).values()) if call.has("--all") else []
    for word in call.operands():
        pod = _find(site, word.value or "")
        if pod is None and not call.has("--ignore"):
            complain(site, f"Error: no pod with name or ID {word.value} found: no such pod")
            return 1
        pods += [pod] if pod else []
    return exit_of([one(site, pod) for pod in pods])


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
