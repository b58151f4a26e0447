"""``read``: one ``run`` or ``create`` as docker's Config, HostConfig and NetworkingConfig."""

from __future__ import annotations

import os

from hostbridge.errors import Unsupported, UsageError
from hostbridge.value import value
from hostbridge_kernel.options import (
    defaults,
    environment,
    networks,
    ports,
    resources,
    table,
    volumes,
)
from hostbridge_kernel.options.checking import check
from hostbridge_kernel.options.image import with_image
from hostbridge_kernel.options.quantities import invalid, switch
from hostbridge_kernel.options.refused import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge.catalogue import Call


@value
class Asked:
    """What a user asked for.

    config, host, networking: docker's Config, HostConfig, NetworkingConfig. name is "" where one is to
    be made up. reference: the image as written. pull: ``always``, ``missing`` or ``never``. detach_keys
    is None where they are the default ones. warnings are to be shown before the container starts.
    """

    config: dict[str, Any]
    host: dict[str, Any]
    networking: dict[str, Any]
    name: str
    reference: str
    pull: str = "missing"
    platform: str = ""
    quiet: bool = False
    detach: bool = False
    sig_proxy: bool = True
    detach_keys: str | None = None
    warnings: tuple[str, ...] = ()


def read(
    call: Call, image: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None
) -> Asked:
    """Read a call. image: the image's configuration document, merged in as docker does; None where it
    is not known yet. env: the caller's environment (default: this process's).

    Raises UsageError for what makes no sense, Unsupported for what is left out, NotFound for a file.
    """
    _refuse(call)
    operands = [word.value or "" for word in call.operands()]
    if not operands:
        raise UsageError(f'"{call.command.name}" requires at least 1 argument.', exit_code=1)
    config, host = defaults.config(), defaults.host()
    for word in call.words:
        text = word.value or ""
        if word.kind != "option" or (text == "" and word.name not in table.SWITCHES):
            continue
        if word.name in table.CONFIG:
            field, reader = table.CONFIG[word.name]
            config[field] = reader(word.spelled, text)
        elif word.name in table.HOST:
            field, reader = table.HOST[word.name]
            host[field] = reader(word.spelled, text)
        elif word.name in table.SWITCHES:
            host[table.SWITCHES[word.name]] = switch(word.spelled, word.value)
        elif word.name in table.LISTS:
            field, make = table.LISTS[word.name]
            host[field] = [*(host[field] or []), make(text)]
    _command(call, config, operands)
    _streams(call, config)
    _mounts(call, config, host)
    config["Env"] = environment.variables(
        call.values("--env"), call.values("--env-file"), os.environ if env is None else env
    )
    config["Labels"] = environment.labels(call.values("--label"), call.values("--label-file"))
    config["ExposedPorts"] = ports.exposed(call.values("--expose"))
    host["PortBindings"] = ports.published(call.values("--publish"))
    config["ExposedPorts"].update((port, {}) for port in host["PortBindings"])
    _health(call, config)
    _host(call, host)
    networking = _networks(call, config, host)
    warnings = check(config, host)
    with_image(config, dict(image or {}))
    pull = call.value("--pull") or "missing"
    if pull not in ("always", "missing", "never"):
        raise invalid("--pull", pull, "must be one of always, missing or never")
    return Asked(
        config, host, networking, call.value("--name") or "", operands[0], pull,
        call.value("--platform") or "", call.has("--quiet"), call.has("--detach"),
        call.value("--sig-proxy") is None or switch("--sig-proxy", call.value("--sig-proxy")),
        call.value("--detach-keys"), tuple(warnings),
    )  # fmt: skip


def _refuse(call: Call) -> None:
    """Raise for the first option that is left out; values of them that mean the default are fine."""
    taken = {
        "--isolation": ("default",), "--runtime": ("runc", defaults.RUNTIME), "--volume-driver": ("local",),
        "--log-driver": ("json-file", "local", "none"), "--disable-content-trust": (None, "true"),
    }  # fmt: skip
    for word in call.words:
        if word.kind != "option" or word.name in table.KNOWN:
            continue
        if word.option is None:
            raise UsageError(f"unknown flag: {word.name}", "", f"see: {call.command.name} --help")
        if word.value in taken.get(word.name, ()):
            continue
        raise Unsupported(f"{word.name}: the kernel engine does not have it", reason(word.name))


def _command(call: Call, config: dict[str, Any], operands: list[str]) -> None:
    words = [*operands[1:], *(word.value or "" for word in call.rest())]
    config["Image"] = operands[0]
    config["Cmd"] = words or None
    entrypoint = call.value("--entrypoint")
    if entrypoint is not None:
        config["Entrypoint"] = [entrypoint]


def _streams(call: Call, config: dict[str, Any]) -> None:
    interactive, detached = call.has("--interactive"), call.has("--detach")
    given = [text.lower() for text in call.values("--attach")]
    for text in given:
        if text not in ("stdin", "stdout", "stderr"):
            raise UsageError(f"invalid argument {text!r} for \"-a, --attach\" flag: valid streams are STDIN, STDOUT and STDERR")  # fmt: skip
    if detached and given:
        raise UsageError("Conflicting options: -a and -d")
    attached = given or ([] if detached else ["stdout", "stderr", *(["stdin"] * interactive)])
    config["AttachStdin"] = "stdin" in attached
    config["AttachStdout"] = "stdout" in attached
    config["AttachStderr"] = "stderr" in attached
    config["Tty"] = call.has("--tty")
    config["OpenStdin"] = interactive
    config["StdinOnce"] = interactive and "stdin" in attached


def _mounts(call: Call, config: dict[str, Any], host: dict[str, Any]) -> None:
    binds: list[str] = []
    anonymous: dict[str, Any] = {}
    for text in call.values("--volume"):
        source, target, modes = volumes.bind(text)
        if source:
            binds.append(":".join(part for part in (source, target, modes) if part))
        else:
            anonymous[target] = {}
    host["Binds"] = binds or None
    config["Volumes"] = anonymous
    tmpfs = dict(volumes.tmpfs(text) for text in call.values("--tmpfs"))
    if tmpfs:
        host["Tmpfs"] = tmpfs
    mounts = [volumes.mount(text) for text in call.values("--mount")]
    if mounts:
        host["Mounts"] = mounts
    targets = [bind.split(":")[1] for bind in binds]
    targets += [*anonymous, *tmpfs, *(one["Target"] for one in mounts)]
    for target in targets:
        if targets.count(target) > 1:
            raise UsageError(f"Duplicate mount point: {target}")


def _health(call: Call, config: dict[str, Any]) -> None:
    given = {name: call.value(name) for name in table.HEALTH if call.value(name)}
    command = call.value("--health-cmd")
    if call.has("--no-healthcheck"):
        if given or command is not None:
            raise UsageError("--no-healthcheck conflicts with --health-* options")
        config["Healthcheck"] = {"Test": ["NONE"]}
        return
    made: dict[str, Any] = {"Test": ["CMD-SHELL", command]} if command else {}
    for name, text in given.items():
        field, reader = table.HEALTH[name]
        made[field] = reader(name, text or "")
    if made:
        config["Healthcheck"] = made


def _host(call: Call, host: dict[str, Any]) -> None:
    """The fields that several options make together."""
    driver = call.value("--log-driver") or "json-file"
    options = environment.pairs("--log-opt", call.values("--log-opt"))
    kind = "json-file" if driver == "local" else driver
    host["LogConfig"] = {"Type": driver, "Config": resources.log_options(kind, options)}
    host["RestartPolicy"] = resources.restart(call.value("--restart") or "no")
    sysctls = environment.pairs("--sysctl", call.values("--sysctl"))
    if sysctls:
        host["Sysctls"] = sysctls
    annotations = environment.pairs("--annotation", call.values("--annotation"))
    if annotations:
        host["Annotations"] = annotations


def _networks(call: Call, config: dict[str, Any], host: dict[str, Any]) -> dict[str, Any]:
    given = [networks.network(text) for text in call.values("--network")] or [
        networks.Network("default")
    ]
    first = given[0]
    host["NetworkMode"] = first.name
    first.aliases += call.values("--network-alias")
    for option, name in (("--ip", "ip"), ("--ip6", "ip6")):
        text = call.value(option)
        if text:
            first.single[name] = networks.address(name, text)
    if call.values("--link-local-ip"):
        first.single["link-local-ip"] = ",".join(call.values("--link-local-ip"))
    if config.get("MacAddress"):
        first.single["mac-address"] = config["MacAddress"]
    modes = [one.name for one in given]
    if len(given) > 1 and not all(one.own or one.name in ("bridge", "default") for one in given):
        raise UsageError(f"conflicting options: cannot attach both user-defined and non-user-defined network-modes: {', '.join(modes)}")  # fmt: skip
    if len(set(modes)) != len(modes):
        raise UsageError(f"network {modes[0]} is specified multiple times", ", ".join(modes))
    if not first.own and first.aliases:
        raise UsageError(
            "network-scoped alias is supported only for containers in user defined networks"
        )
    if not first.own and (first.single.get("ip") or first.single.get("ip6")):
        raise UsageError("user specified IP address is supported on user defined networks only")
    endpoints = {
        one.name: one.endpoint() for one in given if one.own or one.endpoint() or len(given) > 1
    }
    if first.own and host["Links"]:
        endpoints[first.name]["Links"] = host["Links"]
        host["Links"] = None
    return {"EndpointsConfig": endpoints}
