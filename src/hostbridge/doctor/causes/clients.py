"""What the engines' clients are set to: docker's configuration, variables, what is on PATH."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from hostbridge.contract.check import Check, CheckResult, Command, Edit, fine, unneeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.contract.check import Facts

_EVERYWHERE = ("linux", "windows", "macos")
_UNIX = ("linux", "macos")


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


CHECKS = (
    Check("ANY-DOCKER-CONFIG", "clients", "docker's configuration can be read", "docker's client does not start", _configuration, _EVERYWHERE),
    Check("ANY-CREDHELPER", "clients", "The credential helpers are there", "log-ins and pulls fail", _helper, _EVERYWHERE,
          depends_on=("ANY-DOCKER-CONFIG",), source="runfinch.com/docs/managing-finch/macos/config"),
    Check("ANY-CLI-PLUGIN", "clients", "docker's plug-ins are there", "docker compose or buildx is not found", _plugins, _UNIX,
          source="docs.rancherdesktop.io/troubleshooting-tips"),
    Check("ANY-DOCKER-HOST", "clients", "Variables name an engine that is there", "every command fails", _endpoint, _EVERYWHERE,
          source="docs.rancherdesktop.io/troubleshooting-tips"),
    Check("LNX-MULTI-BIN", "clients", "One client of docker's", "another docker than expected is used", _several, _UNIX),
)  # fmt: skip
