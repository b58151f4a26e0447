"""Log-ins for registries, from docker's and podman's files and from credential helpers."""

from __future__ import annotations

import base64
import binascii
import json
import os
import subprocess
from typing import Any, Mapping, NamedTuple

from hostbridge.errors import HostbridgeError

_HUB = "https://index.docker.io/v1/"
_HELPER_PATIENCE = 30
"""Seconds; a helper may ask its user to unlock a keychain."""
_NOT_FOUND = "credentials not found"


class Login(NamedTuple):
    """A user and password, or an identity token (user is empty then)."""

    user: str
    secret: str


def login(domain: str, env: Mapping[str, str]) -> Login | None:
    """The log-in for a registry; None where no file or helper has one.

    Raises HostbridgeError naming the file or helper that cannot be understood.
    """
    for path in files(env):
        found = _from_file(path, domain, env)
        if found is not None:
            return found
    return None


def files(env: Mapping[str, str]) -> list[str]:
    """The files that may hold log-ins, in the order in which they count (containers-auth.json(5))."""
    home = env.get("HOME", "")
    config = env.get("XDG_CONFIG_HOME") or (f"{home}/.config" if home else "")
    runtime = env.get("XDG_RUNTIME_DIR", "")
    named = env.get("REGISTRY_AUTH_FILE", "")
    docker = env.get("DOCKER_CONFIG") or (f"{home}/.docker" if home else "")
    found = [
        named,
        f"{runtime}/containers/auth.json" if runtime else "",
        f"{config}/containers/auth.json" if config else "",
        f"{docker}/config.json" if docker else "",
    ]
    return [path for path in found if path]


def _from_file(path: str, domain: str, env: Mapping[str, str]) -> Login | None:
    try:
        with open(path, "rb") as file:
            content = json.loads(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise HostbridgeError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise HostbridgeError(f"{path}: is not JSON", str(error), "mend or remove it") from error
    if not isinstance(content, dict):
        raise HostbridgeError(f"{path}: is no JSON object", "", "mend or remove it")
    key = _HUB if domain == "docker.io" else domain
    helpers = content.get("credHelpers")
    helper = helpers.get(key, helpers.get(domain)) if isinstance(helpers, dict) else None
    helper = helper or content.get("credsStore")
    if isinstance(helper, str) and helper:
        found = _ask(helper, key, env)
        if found is not None:
            return found
    auths = content.get("auths")
    return _entry(auths, key, domain, path) if isinstance(auths, dict) else None


def _entry(auths: dict[str, Any], key: str, domain: str, path: str) -> Login | None:
    for name, row in auths.items():
        host = name.split("://", 1)[-1].split("/", 1)[0]
        if not isinstance(row, dict) or (name != key and host != domain):
            continue
        token = row.get("identitytoken")
        if isinstance(token, str) and token:
            return Login("", token)
        if row.get("auth"):
            try:
                raw = base64.b64decode(row["auth"], validate=True).decode()
            except (binascii.Error, ValueError, TypeError):
                raw = ""
            user, colon, secret = raw.partition(":")
            if not colon:
                raise HostbridgeError(
                    f"{path}: the log-in for {name} cannot be read", "", f"log in again: {domain}"
                )
            return Login(user, secret.rstrip("\0"))
        if isinstance(row.get("username"), str) and isinstance(row.get("password"), str):
            return Login(row["username"], row["password"])
    return None


def _ask(helper: str, key: str, env: Mapping[str, str]) -> Login | None:
    program = f"docker-credential-{helper}"
    if os.sep in helper:
        raise HostbridgeError(f"{program}: is no name of a credential helper")
    try:
        done = subprocess.run(
            [program, "get"], input=key.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=_HELPER_PATIENCE, env=dict(env), check=False,
        )  # fmt: skip
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise HostbridgeError(
            f"{program}: did not answer within {_HELPER_PATIENCE} s", "", "unlock its keychain"
        ) from error
    except OSError as error:
        raise HostbridgeError(f"{program}: {error.strerror}") from error
    if done.returncode:
        if _NOT_FOUND in done.stdout.decode(errors="replace"):
            return None
        said = (done.stdout or done.stderr).decode(errors="replace").strip()[:500]
        raise HostbridgeError(f"{program}: failed", said, "log in again")
    try:
        answer = json.loads(done.stdout)
        user, secret = str(answer["Username"]), str(answer["Secret"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise HostbridgeError(f"{program}: its answer cannot be understood") from error
    if not user and not secret:
        return None
    return Login("" if user == "<token>" else user, secret)
