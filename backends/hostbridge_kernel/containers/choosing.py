"""The filters of ``ps``, as docker's daemon applies them."""

from __future__ import annotations

from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hostbridge_kernel.containers.records import Container, Containers

    Test = Callable[[Container, dict[str, Any], str], bool]

_STATES = ("created", "restarting", "running", "removing", "paused", "exited", "dead")
_HEALTH = ("none", "starting", "healthy", "unhealthy")


class Filters:
    """Read from ``--filter`` words; those of one key are alternatives, except labels."""

    def __init__(self, containers: Containers, texts: list[str]) -> None:
        self._by_key: dict[str, list[str]] = {}
        for text in texts:
            key, sign, wanted = text.partition("=")
            key = key.strip().lower()
            if not sign or key not in _TESTS:
                raise UsageError(
                    f"invalid filter '{text if not sign else key}'", "",
                    f"known: {', '.join(sorted(_TESTS))}", exit_code=1,
                )  # fmt: skip
            _check(key, wanted)
            if key in ("before", "since"):
                wanted = str(containers.find(wanted).config["Created"])
            self._by_key.setdefault(key, []).append(wanted)

    @property
    def states(self) -> bool:
        """Whether a state is asked for, which shows containers that do not run, too."""
        return "status" in self._by_key

    def fit(self, container: Container, content: dict[str, Any]) -> bool:
        """Whether a container is to be shown."""
        for key, wanted in self._by_key.items():
            test = _TESTS[key]
            every = all if key in ("label", "before", "since") else any
            if not every(test(container, content, text) for text in wanted):
                return False
        return True


def _check(key: str, wanted: str) -> None:
    if key == "status" and wanted not in _STATES:
        raise UsageError(f"invalid filter 'status={wanted}'", exit_code=1)
    if key == "health" and wanted not in _HEALTH:
        raise UsageError(f"invalid filter 'health={wanted}'", exit_code=1)
    if key == "exited" and not wanted.lstrip("-").isdigit():
        raise UsageError(f"invalid filter 'exited={wanted}'", exit_code=1)


def _name(container: Container, _content: dict[str, Any], wanted: str) -> bool:
    import re

    try:
        return re.search(wanted, f"/{container.name}") is not None or bool(
            re.search(wanted, container.name)
        )
    except re.error:
        return False


def _label(container: Container, _content: dict[str, Any], wanted: str) -> bool:
    labels = container.config["Config"].get("Labels") or {}
    key, sign, text = wanted.partition("=")
    return key in labels and (not sign or labels[key] == text)


def _status(_container: Container, content: dict[str, Any], wanted: str) -> bool:
    return bool(content["State"]["Status"] == wanted)


def _exited(_container: Container, content: dict[str, Any], wanted: str) -> bool:
    told = content["State"]
    return not told["Running"] and told["Status"] != "created" and told["ExitCode"] == int(wanted)


def _health(_container: Container, content: dict[str, Any], wanted: str) -> bool:
    found = (content["State"].get("Health") or {}).get("Status") or "none"
    return bool(found == wanted)


def _ancestor(container: Container, _content: dict[str, Any], wanted: str) -> bool:
    image, said = (
        str(container.config.get("Image") or ""),
        str(container.config["Config"].get("Image") or ""),
    )
    plain = wanted[len("sha256:") :] if wanted.startswith("sha256:") else wanted
    by_id = len(plain) >= 12 and image[len("sha256:") :].startswith(plain)
    return by_id or said == wanted or said in (f"{wanted}:latest", wanted.partition(":latest")[0])


def _volume(container: Container, _content: dict[str, Any], wanted: str) -> bool:
    return any(
        wanted in (point.get("Name"), point.get("Destination"), point.get("Source"))
        for point in container.config.get("Mounts") or ()
    )


def _network(container: Container, content: dict[str, Any], wanted: str) -> bool:
    found = (content.get("NetworkSettings") or {}).get("Networks") or {}
    asked = (container.config.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
    mode = str(container.config["HostConfig"].get("NetworkMode") or "")
    names = {*found, *asked, "bridge" if mode in ("", "default") else mode}
    return wanted in names or any(row.get("NetworkID") == wanted for row in found.values())


def _port(key: str) -> Test:
    def test(container: Container, content: dict[str, Any], wanted: str) -> bool:
        span, _, protocol = wanted.partition("/")
        first, _, last = span.partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            raise UsageError(f"invalid filter '{key}={wanted}'", exit_code=1)
        numbers = range(int(first), int(last or first) + 1)
        if key == "expose":
            names = list(container.config["Config"].get("ExposedPorts") or {})
            shown = [name.partition("/") for name in names]
            return any(int(a) in numbers and b == (protocol or "tcp") for a, _, b in shown)
        bindings = (content.get("NetworkSettings") or {}).get("Ports") or container.config["HostConfig"].get("PortBindings") or {}  # fmt: skip
        for name, rows in bindings.items():
            number, _, has = name.partition("/")
            outer = [
                int(row["HostPort"])
                for row in rows or ()
                if str(row.get("HostPort") or "").isdigit()
            ]
            near = any(one in numbers for one in outer) or (bool(rows) and int(number) in numbers)
            if near and has == (protocol or "tcp"):
                return True
        return False

    return test


_TESTS: dict[str, Test] = {
    "id": lambda container, _content, wanted: container.id.startswith(wanted),
    "name": _name,
    "label": _label,
    "status": _status,
    "exited": _exited,
    "health": _health,
    "ancestor": _ancestor,
    "volume": _volume,
    "network": _network,
    "publish": _port("publish"),
    "expose": _port("expose"),
    "before": lambda container, _content, wanted: str(container.config["Created"]) < wanted,
    "since": lambda container, _content, wanted: str(container.config["Created"]) > wanted,
    "is-task": lambda _container, _content, wanted: wanted in ("false", "0"),
}
