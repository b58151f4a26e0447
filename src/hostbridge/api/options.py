"""What methods take as keyword arguments, and the option that each is on the command line.

A TypedDict for people and type checkers, and beside it the table that makes the words; a test holds
them to one another and to the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from hostbridge.api.handle import Named

Path = str | PathLike[str]
Pairs = Mapping[str, str | int | None] | Sequence[str]
"""``{"NAME": "value"}`` or ``["NAME=value"]``. None, or a name alone, takes the caller's value."""
Command = str | Sequence[str]
"""A container's command: one word, or its words. Nothing is split, and no shell takes part."""


class CreateOptions(TypedDict, total=False):
    """Options of ``run`` and ``create``. Sizes: bytes as a number, or ``512m``. Durations: seconds as
    a number, or ``1m30s``.
    """

    name: str
    """The container's name."""
    hostname: str
    user: str | int
    """``name``, ``uid``, ``name:group`` or ``uid:gid`` of the container."""
    workdir: str
    env: Pairs
    """Environment; a value of None takes the caller's own."""
    env_file: Path | Sequence[Path]
    entrypoint: str
    labels: Pairs
    volumes: (
        Mapping[Path, str]
        | Sequence[str | tuple[Path | Named, str] | tuple[Path | Named, str, str]]
    )
    """``{source: target}``, ``["SRC:DST[:ro]"]`` or ``[(source, target, "ro")]``. A source is a host
    path (a ``Path``, or a text that begins with ``/`` or ``.``), a volume's name, or a ``Volume``.
    """
    mounts: Sequence[str]
    """``--mount`` as it is written: ``type=bind,source=…,target=…``."""
    tmpfs: Sequence[str]
    ports: Mapping[int | str, int | str] | Sequence[int | str]
    """``{host: container}``: ``{8080: 80}``, ``{"127.0.0.1:5353": "53/udp"}``; or a sequence of
    container ports, for which a free host port is taken, and of texts as ``-p`` takes them.
    """
    publish_all: bool
    network: str | Named
    network_aliases: Sequence[str]
    dns: Sequence[str]
    hosts: Mapping[str, str] | Sequence[str]
    """``{"name": "10.0.0.1"}``: more lines of ``/etc/hosts``."""
    memory: int | str
    memory_swap: int | str
    cpus: float | str
    cpuset_cpus: str
    pids_limit: int
    shm_size: int | str
    ulimits: Mapping[str, int | tuple[int, int]] | Sequence[str]
    """``{"nofile": 1024}`` or ``{"nofile": (soft, hard)}``."""
    devices: Sequence[str]
    gpus: str
    cap_add: Sequence[str]
    cap_drop: Sequence[str]
    security_opt: Sequence[str]
    group_add: Sequence[str]
    sysctls: Pairs
    privileged: bool
    read_only: bool
    init: bool
    userns: str
    pid: str
    ipc: str
    restart: str
    stop_signal: str
    stop_timeout: int
    platform: str
    pull: Literal["always", "missing", "never"]
    log_driver: str
    log_options: Pairs
    health_cmd: str
    health_interval: float | str
    health_timeout: float | str
    health_start_period: float | str
    health_retries: int
    no_healthcheck: bool
    interactive: bool
    """Standard input stays open."""
    tty: bool
    """The container's command has a terminal; both its outputs are then one."""
    remove: bool
    """Removed, with its anonymous volumes, when it has ended (``--rm``)."""
    extra: Sequence[str]
    """More words before the image, as the command line takes them."""


CREATE = {
    "name": ("--name", "text"),
    "hostname": ("--hostname", "text"),
    "user": ("--user", "text"),
    "workdir": ("--workdir", "text"),
    "env": ("--env", "pairs"),
    "env_file": ("--env-file", "path"),
    "entrypoint": ("--entrypoint", "text"),
    "labels": ("--label", "pairs"),
    "volumes": ("--volume", "volumes"),
    "mounts": ("--mount", "each"),
    "tmpfs": ("--tmpfs", "each"),
    "ports": ("--publish", "ports"),
    "publish_all": ("--publish-all", "switch"),
    "network": ("--network", "text"),
    "network_aliases": ("--network-alias", "each"),
    "dns": ("--dns", "each"),
    "hosts": ("--add-host", "hosts"),
    "memory": ("--memory", "text"),
    "memory_swap": ("--memory-swap", "text"),
    "cpus": ("--cpus", "text"),
    "cpuset_cpus": ("--cpuset-cpus", "text"),
    "pids_limit": ("--pids-limit", "text"),
    "shm_size": ("--shm-size", "text"),
    "ulimits": ("--ulimit", "ulimits"),
    "devices": ("--device", "each"),
    "gpus": ("--gpus", "text"),
    "cap_add": ("--cap-add", "each"),
    "cap_drop": ("--cap-drop", "each"),
    "security_opt": ("--security-opt", "each"),
    "group_add": ("--group-add", "each"),
    "sysctls": ("--sysctl", "pairs"),
    "privileged": ("--privileged", "switch"),
    "read_only": ("--read-only", "switch"),
    "init": ("--init", "switch"),
    "userns": ("--userns", "text"),
    "pid": ("--pid", "text"),
    "ipc": ("--ipc", "text"),
    "restart": ("--restart", "text"),
    "stop_signal": ("--stop-signal", "text"),
    "stop_timeout": ("--stop-timeout", "text"),
    "platform": ("--platform", "text"),
    "pull": ("--pull", "text"),
    "log_driver": ("--log-driver", "text"),
    "log_options": ("--log-opt", "pairs"),
    "health_cmd": ("--health-cmd", "text"),
    "health_interval": ("--health-interval", "seconds"),
    "health_timeout": ("--health-timeout", "seconds"),
    "health_start_period": ("--health-start-period", "seconds"),
    "health_retries": ("--health-retries", "text"),
    "no_healthcheck": ("--no-healthcheck", "switch"),
    "interactive": ("--interactive", "switch"),
    "tty": ("--tty", "switch"),
    "remove": ("--rm", "switch"),
}
"""By keyword of CreateOptions: the option of ``run`` and ``create``, and the kind of its value."""


class ExecOptions(TypedDict, total=False):
    """Options of ``exec``."""

    user: str | int
    workdir: str
    env: Pairs
    env_file: Path | Sequence[Path]
    privileged: bool
    tty: bool
    interactive: bool


EXEC = {
    name: CREATE[name]
    for name in ("user", "workdir", "env", "env_file", "privileged", "tty", "interactive")
}


class BuildOptions(TypedDict, total=False):
    """Options of ``build``."""

    tags: str | Sequence[str]
    dockerfile: Path
    """Another Dockerfile than the context's own."""
    build_args: Pairs
    target: str
    """The stage to stop at."""
    labels: Pairs
    no_cache: bool
    pull: bool
    """Ask the registry for newer images than are here."""
    platform: str
    network: str | Named
    hosts: Mapping[str, str] | Sequence[str]
    secrets: Sequence[str]
    """``id=NAME,src=FILE`` or ``id=NAME,env=VARIABLE``."""
    ssh: Sequence[str]
    cache_from: Sequence[str]
    shm_size: int | str
    extra: Sequence[str]
    """More words before the context, as the command line takes them."""


BUILD = {
    "tags": ("--tag", "each"),
    "dockerfile": ("--file", "path"),
    "build_args": ("--build-arg", "pairs"),
    "target": ("--target", "text"),
    "labels": ("--label", "pairs"),
    "no_cache": ("--no-cache", "switch"),
    "pull": ("--pull", "switch"),
    "platform": ("--platform", "text"),
    "network": ("--network", "text"),
    "hosts": ("--add-host", "hosts"),
    "secrets": ("--secret", "each"),
    "ssh": ("--ssh", "each"),
    "cache_from": ("--cache-from", "each"),
    "shm_size": ("--shm-size", "text"),
}
