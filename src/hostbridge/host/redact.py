"""Taking out of raw facts what is nobody else's business, before they are recorded.

Names of users, machines and registries, addresses, passwords, tokens, identifiers: gone or replaced
by the names that documentation uses (RFC 2606, RFC 5737). What facts are judged by stays.
Standard library alone, Python 3.9 and up.
"""

from __future__ import annotations

import json
import re

from hostbridge.host.endpoints import podman_files
from hostbridge.host.raw import Raw
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

USER, MACHINE, SERVER = "user", "machine", "host.example.com"
_PUBLIC = frozenset((
    "root", "user", "users", "admin", "runner", "docker", "podman", "vscode", "ubuntu", "debian", "linux", "local",
    "localhost", "home", "machine", "example", "default", "wsl", "windows", "macos",
))  # fmt: skip
"""Names that say nothing about anybody, and would damage the rest if they were replaced."""
_DROPPED = ("PATH", "USER", "LOGNAME", "DBUS_SESSION_BUS_ADDRESS", "JENKINS_URL", "CODESPACE_NAME",
            "KUBERNETES_SERVICE_HOST", "SSH_TTY")  # fmt: skip
"""Variables of which only counts that they are set."""
_ADDRESSES = (
    "http_proxy",
    "https_proxy",
    "ftp_proxy",
    "all_proxy",
    "DOCKER_HOST",
    "CONTAINER_HOST",
)
_URL = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/@\s'\"]*@)?(\[[^\]]*\]|[^/:\s'\";,]*)(:\d+)?([^\s'\";,]*)"
)
_LOCAL = re.compile(r"^(unix|npipe|file)$", re.I)
_TOKEN = re.compile(
    r"gh[a-z]_[A-Za-z0-9]{20,}|github_pat_\w+|glpat-[\w-]+|xox[a-z]-[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|AKIA[A-Z0-9]{12,}"
)
_SECRET = re.compile(
    r"((?:pass(?:word|wd)?|secret|token|api_?key)\w*[\"']?\s*[=:]\s*)(?!\s)[^\s,;]+", re.I
)
_IDENTIFIER = re.compile(r"[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_IPV4 = re.compile(r"(?<![\w.-])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\w.-])")
_MOUNTS = ("cgroup", "cgroup2")
_MEMORY = ("MemTotal:", "MemAvailable:", "SwapTotal:")


def redacted(raw: Raw, names: Sequence[str] = ()) -> Raw:
    """Raw facts that can be shown. names: the machine's own, and others that must not be shown."""
    sweep = _Sweep(raw, names)
    files = {path: _file(raw, path, text) for path, text in raw.files.items()}
    return replace(
        raw,
        release=sweep.text(raw.release),
        user=sweep.text(raw.user),
        home=sweep.text(raw.home),
        groups=tuple(group for group in raw.groups if group < 1000),
        env={name: sweep.text(_variable(name, told)) for name, told in raw.env.items()},
        files={sweep.text(path): sweep.text(text) for path, text in files.items()},
        lists={path: told for path, told in raw.lists.items() if path.startswith("/proc/")},
        access={sweep.text(path): rights for path, rights in raw.access.items()},
        values=_values(raw, sweep),
        programs={name: sweep.text(path) for name, path in raw.programs.items()},
        disks={purpose: (sweep.text(told[0]), *told[1:]) for purpose, told in raw.disks.items()},
        commands={line: sweep.output(told) for line, told in raw.commands.items()},
    )


def shown_text(raw: Raw, names: Sequence[str], text: str) -> str:
    """Any text about a host as it can be shown; raw and names as in ``redacted``."""
    return addressless(_Sweep(raw, names).text(text))


class _Sweep:
    """What is done to every text: names, tokens and identifiers are replaced."""

    def __init__(self, raw: Raw, names: Sequence[str]) -> None:
        own = [raw.user, raw.home.replace("\\", "/").rpartition("/")[2]]
        others = [part for name in names for part in (name, name.partition(".")[0])]
        self._words = [
            (re.compile(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", re.I), instead)
            for words, instead in ((others, MACHINE), (own, USER))
            for word in sorted(
                {w for w in words if w and w.lower() not in _PUBLIC}, key=len, reverse=True
            )
        ]

    def text(self, told: str) -> str:
        told = _TOKEN.sub("***", told)
        told = _SECRET.sub(r"\1***", told)
        for word, instead in self._words:
            told = word.sub(instead, told)
        return _IDENTIFIER.sub(lambda found: "0" * len(found[0]), told)

    def output(self, told: bytes) -> bytes:
        from hostbridge.host.encoding import encoding_of

        encoding = encoding_of(told)
        return addressless(self.text(told.decode(encoding, "replace"))).encode(encoding, "replace")


def addressless(text: str) -> str:
    """A text whose URLs name no server and no user of it, and without addresses but the loopback's."""
    return _IPV4.sub("192.0.2.1", _URL.sub(_url, text))


def _url(found: re.Match[str]) -> str:
    scheme, server, port, rest = found[1], found[2], found[3] or "", found[4]
    if _LOCAL.match(scheme):
        return f"{scheme}://{server}{port}{rest}"
    local = server in ("localhost", "127.0.0.1", "[::1]")
    path = rest if rest.endswith(".sock") else "/" if rest.startswith("/") else ""
    return f"{scheme}://{server if local else SERVER}{port}{path}"


def _variable(name: str, told: str) -> str:
    if name in _DROPPED:
        return "set"
    if name == "SSH_CONNECTION":
        return "192.0.2.1 50000 192.0.2.2 22"
    if name.lower() == "no_proxy":
        return _exceptions(told)
    if name in _ADDRESSES or name.lower() in _ADDRESSES:
        return addressless(told if "://" in told else f"http://{told}")
    if name in ("DOCKER_CONTEXT", "CONTAINER_CONNECTION"):
        return told
    return addressless(told)


def _exceptions(told: str) -> str:
    kept = [
        part
        for part in re.split(r"[,;\s]+", told)
        if part in ("localhost", "127.0.0.1", "::1", "<local>")
    ]
    return ",".join([*kept, ".example.com"])


def _file(raw: Raw, path: str, text: str) -> str:
    if path.endswith("/config.json"):
        told = _object(text)
        kept = {
            k: told[k] for k in ("currentContext", "credsStore") if isinstance(told.get(k), str)
        }
        return json.dumps(kept)
    if path.endswith(("/meta.json", "/podman-connections.json")):
        return json.dumps(_shown(_object(text)))
    if path in tuple(podman_files(raw.home, raw.env)):
        return "\n".join(
            addressless(line)
            for line in text.splitlines()
            if re.match(r"\s*(\[engine|active_service|uri)", line)
        )
    if path in ("/etc/subuid", "/etc/subgid"):
        own = {raw.user, str(raw.uid)}
        return "\n".join(line for line in text.splitlines() if line.partition(":")[0] in own)
    if path == "/etc/environment":
        lines = [line for line in text.splitlines() if "proxy" in line.lower().partition("=")[0]]
        return "\n".join(_assignment(line) for line in lines)
    if path == "/etc/wsl.conf":
        return "\n".join(
            line for line in text.splitlines() if not re.match(r"\s*(default|hostname)\b", line)
        )
    if path == "/proc/self/mountinfo":
        return _mounts(raw, text)
    if path == "/proc/cpuinfo":
        # One processor stands for all; a board's serial number is nobody's business.
        first = text.split("\n\n", 1)[0]
        return "\n".join(line for line in first.splitlines() if not line.startswith("Serial"))
    if path == "/proc/meminfo":
        return "\n".join(line for line in text.splitlines() if line.startswith(_MEMORY))
    if path == "/proc/self/status":
        wanted = ("Uid:", "Gid:", "Cap", "NoNewPrivs:", "Seccomp")
        return "\n".join(line for line in text.splitlines() if line.startswith(wanted))
    return text


def _assignment(line: str) -> str:
    name, equals, told = line.partition("=")
    return f"{name}{equals}{_variable(name.strip(), told.strip().strip(chr(34)))}"


def _mounts(raw: Raw, text: str) -> str:
    """The lines that facts are judged by: cgroups, and what is above hostbridge's directories."""
    places = [told[0] for told in raw.disks.values()] + ["/"]
    kept: list[str] = []
    for line in text.splitlines():
        head, _, tail = line.partition(" - ")
        words, kind = head.split(" "), tail.split(" ")
        if len(words) > 5 and len(kind) > 2:
            above = any(
                f"{place.rstrip('/')}/".startswith(f"{words[4].rstrip('/')}/") for place in places
            )
            if kind[0] in _MOUNTS or above:
                options = kind[2] if kind[0] in _MOUNTS else "rw"
                kept.append(
                    " ".join([*words[:3], "/", *words[4:6], "-", kind[0], "source", options])
                )
    return "\n".join(kept)


def _shown(told: Any) -> Any:
    """JSON of contexts and connections: names and addresses, no servers, no key files."""
    if isinstance(told, dict):
        return {
            key: _shown(part)
            for key, part in told.items()
            if key not in ("Identity", "Metadata", "TLSMaterial", "Storage", "TLSData")
        }
    if isinstance(told, list):
        return [_shown(part) for part in told]
    return addressless(told) if isinstance(told, str) else told


def _values(raw: Raw, sweep: _Sweep) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, told in raw.values.items():
        if "proxy" in name.lower() or "AutoConfigURL" in name:
            if name.endswith(("ProxyOverride", "proxy.no")):
                told = _exceptions(told)
            elif not name.endswith("ProxyEnable"):
                told = re.sub(
                    r"(?<![\w/])(?:[\w.-]+\.[A-Za-z]\w*|\d+(?:\.\d+){3})(?=:\d|$|;)",
                    SERVER,
                    addressless(told),
                )
        found[sweep.text(name)] = sweep.text(told)
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
