"""Container engines: whether they answer, and what their clients are set to."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from hostbridge.contract.check import Check, CheckResult, Command, Edit, fine, unneeded
from hostbridge.doctor.trials import engines
from hostbridge.doctor.weight import answering

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.contract.check import Facts

_EVERYWHERE = ("linux", "windows", "macos")
_UNIX = ("linux", "macos")
_FORBIDDEN = "may not open the daemon's socket"


def _none(facts: Facts) -> CheckResult:
    told = facts.trial("engines", engines.answers)
    if told is None:
        return unneeded("was not tried")
    evidence = tuple((name, answer["why"]) for name, answer in told.items())
    if answering(facts):
        return fine("a container engine answers", *evidence)
    remedies = tuple(answer["remedy"] for answer in told.values() if answer["remedy"])
    return CheckResult("error", "no container engine answers on this host", evidence, remedies)


def _group(facts: Facts) -> CheckResult:
    answer = (facts.trial("engines", engines.answers) or {}).get("docker")
    if answer is None or facts.host.is_root:
        return unneeded("concerns ordinary users")
    evidence = ("docker", answer["why"])
    if _FORBIDDEN not in answer["why"]:
        return fine("this user may open docker's socket, or there is none", evidence)
    user = facts.host.ids.user
    others = answering(facts, "podman", "kernel", "nerdctl")
    return CheckResult(
        "warning" if others else "error", "this user may not open docker's socket", (evidence,),
        (f"$ sudo usermod -aG docker {user}", "log in again"),
        (Command(("gpasswd", "-a", user, "docker"), ("gpasswd", "-d", user, "docker"), root=True),),
    )  # fmt: skip


def _daemon(facts: Facts) -> CheckResult:
    answer = (facts.trial("engines", engines.answers) or {}).get("docker")
    if answer is None or answer["status"] == "usable" or facts.host.tool("dockerd") is None:
        return unneeded("docker answers, or its daemon is not installed")
    if "daemon" not in answer["why"] and "nothing answers" not in answer["why"]:
        return unneeded("something else is in docker's way")
    if _FORBIDDEN in answer["why"]:
        return unneeded("explained by LNX-DOCKGRP")
    systemd = facts.host.environment.systemd is True
    return CheckResult(
        "info" if answering(facts) or facts.host.tool("podman") else "error", "docker is installed, and its daemon does not answer",
        (("docker", answer["why"]),), (f"$ {answer['remedy'].partition(': ')[2] or 'sudo systemctl start docker'}",),
        (Command(("systemctl", "enable", "--now", "docker"), ("systemctl", "disable", "--now", "docker"), root=True),) if systemd else (),
    )  # fmt: skip


def _recorded(facts: Facts) -> CheckResult:
    chosen = facts.trial("chosen", engines.chosen)
    if chosen is None:
        return unneeded("was not read")
    if chosen["error"]:
        if chosen["error"] == "nothing is chosen yet":
            return unneeded(chosen["error"])
        evidence = (("settings", chosen["error"]),)
        return CheckResult("error", chosen["error"], evidence, (chosen["remedy"],))
    used = f"{chosen['backend']}/{chosen['machine']}, {chosen['engine']}"
    answer = (facts.trial("engines", engines.answers) or {}).get(chosen["engine"])
    if chosen["backend"] != "native" or answer is None or answer["status"] == "usable":
        return fine("what is chosen can be used", ("chosen", used))
    return CheckResult(
        "error", f"what was chosen no longer works: {answer['why']}", (("chosen", used), (chosen["engine"], answer["why"])),
        (answer["remedy"], "or choose anew: $ hostbridge host --choose"),
    )  # fmt: skip


def clients(facts: Facts) -> dict[str, Any]:
    """The configuration of docker's client as it is: the file's path and error, helpers, links that lead nowhere."""
    folder = facts.env.get("DOCKER_CONFIG") or f"{facts.env.get('HOME', '')}/.docker"
    told: dict[str, Any] = {
        "path": f"{folder}/config.json",
        "error": "",
        "helpers": [],
        "dangling": [],
    }
    try:
        with open(told["path"], "rb") as file:
            content = json.loads(file.read() or b"{}")
        if not isinstance(content, dict):
            raise ValueError("is no object")
        told["helpers"] = sorted(_helpers(content))
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        told["error"] = str(error)
    plugins = f"{folder}/cli-plugins"
    for name in sorted(os.listdir(plugins)) if os.path.isdir(plugins) else []:
        path = f"{plugins}/{name}"
        if os.path.islink(path) and not os.path.exists(path):
            told["dangling"].append([path, os.readlink(path)])
    told["found"] = {
        name: bool(_on_path(f"docker-credential-{name}", facts.env)) for name in told["helpers"]
    }
    told["docker"] = _all_on_path("docker", facts.env)
    return told


def _helpers(content: Mapping[str, Any]) -> set[str]:
    named = content.get("credHelpers")
    found = {str(one) for one in named.values()} if isinstance(named, dict) else set()
    store = content.get("credsStore")
    return found | {store} if isinstance(store, str) and store else found


def _configuration(facts: Facts) -> CheckResult:
    told = facts.trial("clients", clients)
    if told is None:
        return unneeded("was not read")
    evidence = (told["path"], told["error"] or "can be read")
    if not told["error"]:
        return fine("docker's configuration can be read", evidence)
    return CheckResult(
        "error", f"{told['path']} cannot be read: docker's client does not start", (evidence,),
        ("mend its JSON, or move it away:", f"$ mv {told['path']} {told['path']}.broken"), (Edit(told["path"], "{}\n"),),
    )  # fmt: skip


def _helper(facts: Facts) -> CheckResult:
    told = facts.trial("clients", clients)
    if told is None or not told["helpers"]:
        return unneeded("no credential helper is named")
    evidence = tuple(
        (f"docker-credential-{n}", "on PATH" if there else "not on PATH")
        for n, there in told["found"].items()
    )
    missing = [name for name, there in told["found"].items() if not there]
    if not missing:
        return fine("the credential helpers are there", *evidence)
    return CheckResult(
        "error", f"docker-credential-{missing[0]} is missing: log-ins and pulls fail", ((told["path"], f"names {missing[0]}"), *evidence),
        ("install it, or take its name out of the file:", f"edit {told['path']}: remove credsStore or the line of credHelpers"),
        _without_helpers(told["path"], missing),
    )  # fmt: skip


def _without_helpers(path: str, missing: list[str]) -> tuple[Edit, ...]:
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError):
        return ()
    if content.get("credsStore") in missing:
        del content["credsStore"]
    if isinstance(content.get("credHelpers"), dict):
        kept = {key: name for key, name in content["credHelpers"].items() if name not in missing}
        content["credHelpers"] = kept
    return (Edit(path, json.dumps(content, indent="\t", ensure_ascii=False) + "\n"),)


def _plugins(facts: Facts) -> CheckResult:
    told = facts.trial("clients", clients)
    if told is None:
        return unneeded("was not read")
    if not told["dangling"]:
        return fine("docker's plug-ins are there")
    evidence = tuple(
        (path, f"leads to {target}, which is gone") for path, target in told["dangling"]
    )
    return CheckResult(
        "warning", "plug-ins of docker's are links that lead nowhere, as after removing Docker Desktop", evidence,
        tuple(f"$ rm {path}" for path, _target in told["dangling"]),
        tuple(Command(("rm", path), ("ln", "-s", target, path)) for path, target in told["dangling"]),
    )  # fmt: skip


def _endpoint(facts: Facts) -> CheckResult:
    named = {
        name: facts.env[name]
        for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST")
        if facts.env.get(name)
    }
    if not named:
        return fine("no variable names an engine's address")
    evidence = list(named.items())
    missing = []
    for name, address in named.items():
        path = address.partition("://")[2] if address.startswith("unix://") else ""
        if path and not os.path.exists(path):
            evidence.append((path, "is not there"))
            missing.append(name)
    if not missing:
        return CheckResult(
            "info", f"{' and '.join(named)} decide which engine is used", tuple(evidence)
        )
    return CheckResult(
        "error", f"{missing[0]} names a socket that is not there", tuple(evidence),
        tuple(f"$ unset {name}" for name in missing),
    )  # fmt: skip


def _several(facts: Facts) -> CheckResult:
    told = facts.trial("clients", clients)
    if told is None:
        return unneeded("was not read")
    real = list(dict.fromkeys(os.path.realpath(path) for path in told["docker"]))
    evidence = tuple((path, os.path.realpath(path)) for path in told["docker"])
    if len(real) < 2:
        return (
            fine("one client of docker's is on PATH", *evidence)
            if evidence
            else unneeded("docker is not installed")
        )
    return CheckResult(
        "info", f"{len(real)} clients of docker's are on PATH; the first is used", evidence
    )


def _on_path(name: str, env: Mapping[str, str]) -> str:
    import shutil

    return shutil.which(name, path=env.get("PATH", os.defpath)) or ""


def _all_on_path(name: str, env: Mapping[str, str]) -> list[str]:
    from hostbridge.shims import is_ours

    folders = dict.fromkeys(env.get("PATH", os.defpath).split(os.pathsep))
    found = (os.path.join(folder, name) for folder in folders if os.path.isabs(folder))
    return [
        path
        for path in found
        if os.access(path, os.X_OK) and os.path.isfile(path) and not is_ours(path)
    ]


def _deep(facts: Facts) -> CheckResult:
    """A container from end to end, of an image that is here already."""
    tried = facts.trial("container", container)
    if tried is None:
        return unneeded("was not tried")
    if not tried["image"]:
        return unneeded("no image is here to start a container from")
    evidence = (tried["command"], tried["output"] or f"exit code {tried['code']}")
    if tried["code"] == 0:
        return fine("a container runs from end to end", evidence)
    return CheckResult(
        "error", "a container does not run", (evidence,), ("look at what the engine says above",)
    )


def container(facts: Facts) -> dict[str, Any]:
    """``run --rm IMAGE true`` with the first engine that answers, and an image that it has."""
    from hostbridge.process import pasteable, run

    name = next(iter(answering(facts)), "")
    told: dict[str, Any] = {"image": "", "command": "", "output": "", "code": -1}
    if name not in ("docker", "podman", "nerdctl"):
        return told
    listed = run([name, "images", "--format", "{{.Repository}}:{{.Tag}}"], timeout=10)
    images = [
        line for line in listed.stdout.decode(errors="replace").split() if "<none>" not in line
    ]
    preferred = sorted(
        images, key=lambda image: ("busybox" not in image, "alpine" not in image, image)
    )
    if not preferred:
        return told
    argv = [name, "run", "--rm", "--network", "none", "--entrypoint", "/bin/true", preferred[0]]
    done = run(argv, timeout=30)
    text = done.stderr.decode(errors="replace").strip()[-500:]
    return {
        "image": preferred[0],
        "command": pasteable(argv),
        "output": text,
        "code": done.returncode,
    }


_BEFORE = (
    "LNX-USERNS-MAX", "LNX-USERNS-SYSCTL", "LNX-USERNS-APPARMOR", "LNX-SECCOMP", "LNX-USERNS", "LNX-SUBID", "LNX-NEWUIDMAP", "LNX-IDMAP",
    "LNX-DOCKGRP", "ENG-DOCKER-DOWN", "ANY-DOCKER-CONFIG", "ANY-DOCKER-HOST", "LNX-NPROC", "LNX-NOFILE", "ANY-WRITE", "ANY-SPACE",
    "ANY-INODES", "LNX-IPTABLES", "LNX-XDG",
)  # fmt: skip
CHECKS = (
    Check("ANY-DOCKER-CONFIG", "engines", "docker's configuration can be read", "docker's client does not start", _configuration, _EVERYWHERE),
    Check("ANY-CREDHELPER", "engines", "The credential helpers are there", "log-ins and pulls fail", _helper, _EVERYWHERE,
          depends_on=("ANY-DOCKER-CONFIG",), source="runfinch.com/docs/managing-finch/macos/config"),
    Check("ANY-CLI-PLUGIN", "engines", "docker's plug-ins are there", "docker compose or buildx is not found", _plugins, _UNIX,
          source="docs.rancherdesktop.io/troubleshooting-tips"),
    Check("ANY-DOCKER-HOST", "engines", "Variables name an engine that is there", "every command fails", _endpoint, _EVERYWHERE,
          source="docs.rancherdesktop.io/troubleshooting-tips"),
    Check("LNX-MULTI-BIN", "engines", "One client of docker's", "another docker than expected is used", _several, _UNIX),
    Check("LNX-DOCKGRP", "engines", "This user may use docker", "docker fails: permission denied", _group, depends_on=("ANY-DOCKER-HOST", "ANY-DOCKER-CONFIG"), budget=8.0),
    Check("ENG-DOCKER-DOWN", "engines", "docker's daemon answers", "docker fails: cannot connect to the daemon", _daemon,
          depends_on=("ANY-DOCKER-HOST", "ANY-DOCKER-CONFIG", "LNX-DOCKGRP", "LNX-IPTABLES"), budget=8.0),
    Check("ENG-NONE", "engines", "A container engine answers", "no container can be started", _none, depends_on=_BEFORE, budget=8.0),
    Check("ENG-CHOSEN", "engines", "What was chosen works", "every command fails", _recorded, _EVERYWHERE,
          depends_on=(*_BEFORE, "ENG-NONE", "ANY-SETTINGS", "ANY-DAMAGED"), budget=8.0),
    Check("ENG-RUN", "engines", "A container runs", "no container can be started", _deep, depends_on=("ENG-NONE", "ENG-CHOSEN"), budget=45.0, deep=True),
)  # fmt: skip
