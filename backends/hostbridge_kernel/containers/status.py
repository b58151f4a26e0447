"""A container as ``ps`` shows it: docker's columns, from its record and its state."""

from __future__ import annotations

import time

from hostbridge_kernel.commands import words
from hostbridge_kernel.containers import clock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.containers.records import Container

_COMMAND = 20
_SHORT = 12


def status(content: dict[str, Any], now: float) -> str:
    """``Up 3 minutes (healthy)``, ``Exited (0) 2 hours ago``, ``Created``."""
    told = content["State"]
    if told["Restarting"]:
        return f"Restarting ({told['ExitCode']}) {_since(told['FinishedAt'], now)}"
    if told["Running"]:
        up = f"Up {_since(told['StartedAt'], now)[: -len(' ago')]}"
        if told["Paused"]:
            return f"{up} (Paused)"
        health = (told.get("Health") or {}).get("Status")
        if health and health != "none":
            return f"{up} ({'health: starting' if health == 'starting' else health})"
        return up
    if told["Dead"]:
        return "Dead"
    if told["StartedAt"] == clock.ZERO:
        return "Created"
    return f"Exited ({told['ExitCode']}) {_since(told['FinishedAt'], now)}"


def _since(stamp: str, now: float) -> str:
    return words.ago(max(0.0, now - clock.nanoseconds(stamp) / 1e9))


def row(
    container: Container,
    content: dict[str, Any],
    *,
    full: bool,
    size: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """The fields of ``ps --format``. full: nothing is shortened. size: bytes written, and with the image."""
    record = container.config
    config = record["Config"]
    made = clock.nanoseconds(record["Created"]) / 1e9
    now = time.time()
    shown = status(content, now)
    image = str(config.get("Image") or "")
    if not full and image.startswith("sha256:"):
        image = image[len("sha256:") :][:_SHORT]
    labels = config.get("Labels") or {}
    points = [_mount(point, full=full) for point in record.get("Mounts") or ()]
    settings = content.get("NetworkSettings") or {}
    networks = sorted(settings.get("Networks") or _asked_networks(record))
    written = "0B"
    if size is not None:
        written = f"{words.size(size[0])} (virtual {words.size(size[1])})"
    return {
        "ID": container.id if full else container.id[:_SHORT],
        "Image": image,
        "Command": _quoted(command(record), full=full),
        "CreatedAt": words.local_stamp(made),
        "RunningFor": words.ago(now - made),
        "Status": shown,
        "State": content["State"]["Status"],
        "Ports": ports(settings.get("Ports") or {}) if content["State"]["Running"] else "",
        "Names": container.name,
        "Labels": ",".join(f"{key}={text}" for key, text in sorted(labels.items())),
        "Mounts": ",".join(points),
        "LocalVolumes": str(sum(point["Type"] == "volume" for point in record.get("Mounts") or ())),
        "Networks": ",".join(networks),
        "Size": written,
        "Platform": "linux",
    }


def _asked_networks(record: dict[str, Any]) -> list[str]:
    mode = str(record["HostConfig"].get("NetworkMode") or "default")
    asked = (record.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
    return list(asked) or ["bridge" if mode == "default" else mode]


def _mount(point: dict[str, Any], *, full: bool) -> str:
    name = str(point.get("Name") or point.get("Source") or "")
    return name if full or len(name) <= 15 else f"{name[:14]}…"


def command(record: dict[str, Any]) -> str:
    """The command in one line, words with spaces in quotes, as docker's daemon gives it."""
    told = [str(record.get("Path") or "")]
    told += [f"'{word}'" if " " in word else word for word in record.get("Args") or ()]
    return " ".join(told)


def _quoted(text: str, *, full: bool) -> str:
    if not full and len(text) > _COMMAND:
        text = f"{text[: _COMMAND - 1]}…"
    special = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    out = "".join(
        special.get(char) or (char if char.isprintable() else f"\\x{ord(char):02x}")
        for char in text
    )
    return f'"{out}"'


def ports(bindings: dict[str, Any]) -> str:
    """``0.0.0.0:8080->80/tcp, 81/tcp``: neighbours as a range, as docker's client writes them."""
    plain: list[tuple[int, str]] = []
    published: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for key, rows in bindings.items():
        number, _, protocol = key.partition("/")
        if not rows:
            plain.append((int(number), protocol))
        for bound in rows or ():
            address = str(bound.get("HostIp") or "0.0.0.0")  # noqa: S104 - what docker shows for all
            published.setdefault((address, protocol), []).append(
                (int(number), int(bound["HostPort"]))
            )
    out: list[tuple[int, int, str]] = []
    for protocol in sorted({one for _, one in plain}):
        inner = sorted(number for number, one in plain if one == protocol)
        for first, last in _runs([(number, number) for number in inner]):
            out.append((first[0], 0, f"{_span(first[0], last[0])}/{protocol}"))
    for (address, protocol), pairs in published.items():
        shown = f"[{address}]" if ":" in address else address
        for first, last in _runs(sorted(pairs)):
            outer, inner_span = _span(first[1], last[1]), _span(first[0], last[0])
            out.append((first[0], 1, f"{shown}:{outer}->{inner_span}/{protocol}"))
    return ", ".join(text for _, _, text in sorted(out))


def _runs(pairs: list[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """First and last of pairs that count up together."""
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for pair in pairs:
        if found and (found[-1][1][0] + 1, found[-1][1][1] + 1) == pair:
            found[-1] = (found[-1][0], pair)
        else:
            found.append((pair, pair))
    return found


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
