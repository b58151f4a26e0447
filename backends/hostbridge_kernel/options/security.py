"""``--cap-add``, ``--cap-drop``, ``--security-opt`` and the modes of namespaces."""

from __future__ import annotations

from hostbridge.errors import NotFound, Unsupported, UsageError

_SWITCHES = ("no-new-privileges", "systempaths", "writable-cgroups")
_MODES = {
    "--pid": ("", "host", "container"),
    "--ipc": ("", "none", "private", "shareable", "host", "container"),
    "--uts": ("", "host"),
    "--userns": ("", "host"),
    "--cgroupns": ("", "host", "private"),
}


def mode(option: str, text: str) -> str:
    """The mode of a namespace, checked: ``host``, ``container:NAME`` …"""
    word, colon, name = text.partition(":")
    if word not in _MODES[option] or bool(colon) != (word == "container") or (colon and not name):
        raise UsageError(f"{option}: invalid {option.strip('-')} mode: {text}")
    return text


def capability(text: str) -> str:
    """``NET_ADMIN``, ``cap_net_admin``, ``ALL``: as docker writes it."""
    from hostbridge_kernel.confinement import CAPABILITIES

    name = text.upper()
    if name == "ALL":
        return name
    name = name if name.startswith("CAP_") else f"CAP_{name}"
    if name not in CAPABILITIES:
        raise UsageError(f'invalid capability: unknown capability: "{name}"')
    return name


def option(text: str) -> str:
    """One ``--security-opt``. The file of ``seccomp=`` is read: the record holds the profile itself."""
    for separator in ("=", ":"):
        key, found, value = text.partition(separator)
        if found:
            break
    if key == "no-new-privileges":
        if value.lower() not in ("", "true", "false"):
            raise UsageError(f"invalid --security-opt 2: {text!r}")
        return text
    if key == "systempaths" and value == "unconfined":
        return text
    if key == "label":
        return text if value == "disable" or found else _unknown(text)
    if key == "apparmor" and value:
        return text
    if key == "seccomp":
        return f"seccomp={_profile(value)}"
    return _unknown(text)


def _profile(value: str) -> str:
    if value in ("unconfined", "builtin", "default"):
        return value
    import json

    try:
        with open(value, encoding="utf-8") as file:
            content = json.load(file)
    except OSError as error:
        raise NotFound(
            f"opening seccomp profile ({value}) failed: open {value}: {(error.strerror or '').lower()}"
        ) from error
    except ValueError as error:
        raise UsageError(
            f"compacting json for seccomp profile ({value}) failed: {error}"
        ) from error
    return json.dumps(content, separators=(",", ":"))


def _unknown(text: str) -> str:
    raise UsageError(f"invalid --security-opt 1: {text!r}")


def sysctl(name: str, *, host_network: bool, host_ipc: bool, host_uts: bool) -> None:
    """Raise for a setting that is not the container's own (runc's rules)."""
    ipc = ("kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall",
           "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced")  # fmt: skip
    dotted = name.replace("/", ".")
    if dotted in ipc or dotted.startswith("fs.mqueue."):
        shared, kind = host_ipc, "ipc"
    elif dotted.startswith("net."):
        shared, kind = host_network, "network"
    elif dotted in ("kernel.domainname", "kernel.hostname"):
        shared, kind = host_uts, "uts"
    else:
        raise Unsupported(f'sysctl "{name}" is not in a separate kernel namespace')
    if shared:
        raise UsageError(f"sysctl '{name}' is not allowed in the host's {kind} namespace")
