"""Proxy variables of containers and builds, as the caller's dialect has them, on the other engine.

docker's client takes them from ``proxies`` of its ``config.json`` and none from its environment;
podman hands those of its environment on, unless ``--http-proxy=false`` or containers.conf say no.
A value with a password travels in the client's environment, never on an argv.

Sources: docker's "Use a proxy server with the Docker CLI"; podman-run(1), ``--http-proxy``.
"""

from __future__ import annotations

from hostbridge.clients.discover import podman_config, text_of
from hostbridge.clients.docker_files import read_config
from hostbridge.clients.logins import docker_file
from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.catalogue import Call
    from hostbridge.dispatch.make import Target

_DOCKERS = {
    "httpProxy": "HTTP_PROXY", "httpsProxy": "HTTPS_PROXY", "ftpProxy": "FTP_PROXY",
    "noProxy": "NO_PROXY", "allProxy": "ALL_PROXY",
}  # fmt: skip
_PODMANS = ("http_proxy", "https_proxy", "ftp_proxy", "no_proxy")
HANDED = "podman hands the caller's proxy variables on"
CONFIGURED = "docker hands on the proxies of its configuration"
ALONE = "docker hands no proxy variables of the caller's on"


def with_proxies(call: Call, target: Target) -> tuple[Call, dict[str, str]]:
    """The call, for an engine that does not do by itself what the caller's dialect would, and what
    its client needs in its environment.
    """
    if call.command.name not in ("run", "create", "build"):
        return call, {}
    if call.dialect == "podman":
        return _as_podman(call, target.env), {}
    return _as_docker(call, target)


def with_configured(call: Call, target: Target) -> tuple[Call, dict[str, str]]:
    """For docker's dialect on a machine elsewhere, whose client does not see this host's
    configuration: the call with names, and their values for the environment over there.
    """
    if call.command.name not in ("run", "create", "build"):
        return call, {}
    option = "--build-arg" if call.command.name == "build" else "--env"
    given = _given(call)
    told = configured(target.env, target.machine)
    told = {name: text for name, text in told.items() if name not in given}
    for name in told:
        call = call.with_option(option, name).noted("", f"{option} {name}", CONFIGURED)
    return call, told


def configured(env: Mapping[str, str], address: str = "") -> dict[str, str]:
    """The variables that docker's client sets by its configuration: of a daemon's address, else
    ``default``; in both spellings. A file that cannot be understood has none.
    """
    try:
        path = docker_file(env)
        proxies = dict(read_config(text_of(path), path).proxies)
    except (HostbridgeError, OSError):
        return {}
    told = dict(proxies.get(address) or proxies.get("default") or ())
    out: dict[str, str] = {}
    for key, name in _DOCKERS.items():
        if told.get(key):
            out |= {name: told[key], name.lower(): told[key]}
    return out


def _as_podman(call: Call, env: Mapping[str, str]) -> Call:
    if call.option_words("--http-proxy"):
        wanted = call.has("--http-proxy")
    else:
        wanted = podman_config(env)[0].http_proxy is not False
    names = [name for low in _PODMANS for name in (low, low.upper()) if env.get(name)]
    option = "--build-arg" if call.command.name == "build" else "--env"
    given = _given(call)
    for name in names if wanted else ():
        if name not in given:
            call = call.with_option(option, name).noted("", f"{option} {name}", HANDED)
    return call


def _as_docker(call: Call, target: Target) -> tuple[Call, dict[str, str]]:
    env: dict[str, str] = {}
    option = "--build-arg" if call.command.name == "build" else "--env"
    given = _given(call)
    for name, text in configured(target.env, target.env.get("DOCKER_HOST", "")).items():
        if name in given:
            continue
        if "@" in text:
            env[name] = text
        call = call.with_option(option, name if name in env else f"{name}={text}")
        call = call.noted("", f"{option} {name}", CONFIGURED)
    handed = any(target.env.get(name) for low in _PODMANS for name in (low, low.upper()))
    if handed and not call.option_words("--http-proxy"):
        call = call.with_option("--http-proxy", "false").noted("", "--http-proxy=false", ALONE)
    return call, env


def _given(call: Call) -> set[str]:
    words = [*call.values("--env"), *call.values("--build-arg")]
    return {word.partition("=")[0] for word in words}
