"""Commands that one engine lacks and nothing can stand in for: what is said instead.

A row is for every command that begins with one of its words and stands in no earlier row.
"""

from __future__ import annotations

from hostbridge.contract.engine import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.contract.engine import Dialect

ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("docker", "container checkpoint, container restore", "docker has it as an experiment, under another name", "checkpoint create, start --checkpoint"),
    ("docker", "container mount, container unmount, image mount, image unmount", "docker's daemon keeps file systems to itself", "cp, export or save"),
    ("docker", "container clone, pod clone", "docker does not copy containers", "commit, then run"),
    ("docker", "container runlabel", "docker does not run what an image's labels say", "inspect --format {{.Config.Labels}}"),
    ("docker", "image scp", "docker's client reaches one daemon", "save NAME | ssh HOST docker load"),
    ("docker", "image diff", "docker compares containers with their image alone", "diff CONTAINER"),
    ("docker", "image sign, image trust", "docker signs with its own trust", "trust sign, trust inspect"),
    ("docker", "manifest add, manifest exists", "docker's lists are made at once", "manifest create --amend, manifest inspect"),
    ("docker", "generate, generate-spec, generate-systemd, kube, quadlet", "docker knows neither Kubernetes' files nor systemd's", "up, or docker compose"),
    ("docker", "artifact", "docker keeps images alone", "oras(1), or a file"),
    ("docker", "auto-update", "docker does not update containers", "pull, then up"),
    ("docker", "farm", "docker builds on one daemon at a time", "buildx create --append"),
    ("docker", "network update", "docker's networks do not change", "network create, network connect"),
    ("docker", "pod stats", "docker measures containers", "stats"),
    ("docker", "secret exists", "docker keeps secrets in a swarm", "secret inspect"),
    ("docker", "system connection", "docker has contexts", "context create, context use, context rm"),
    ("docker", "system migrate, system renumber, system check", "docker's daemon looks after its own state", "restart the daemon"),
    ("docker", "system reset", "docker does not remove its own state", "system prune --all --volumes"),
    ("docker", "system service", "docker's daemon listens already", "DOCKER_HOST"),
    ("docker", "machine", "machines are hostbridge's own", "hostbridge --machine ssh://user@host"),
    ("docker", "unshare", "docker's daemon has no user namespace to enter", "run -u root"),
    ("podman", "checkpoint", "podman has it under another name", "container checkpoint, container restore"),
    ("podman", "context", "podman has connections", "system connection add, system connection default"),
    ("podman", "plugin", "podman's plug-ins are files of its own", "containers.conf(5): network_plugin_dirs, volume_plugins"),
    ("podman", "trust", "podman trusts by a policy", "image trust"),
    ("podman", "swarm, node, service, stack, config", "podman has no swarm", "up, docker compose, or kube play"),
    ("podman", "volume update", "podman's volumes belong to no cluster", "volume rm, volume create"),
    ("podman", "buildx", "podman has one builder, without instances", "build, manifest create"),
)  # fmt: skip


def refusal(command: str, engine: Dialect, owner: Dialect) -> Refusal:
    """What is said of a command of ``owner``'s that the engine lacks."""
    found = row_for(command, engine)
    reason, remedy = found if found else (f"it is {owner}'s", "")
    also = f"use --engine {owner}, if it is installed"
    return Refusal(
        f"{engine} has no command {command!r}", reason, f"{remedy}; or {also}" if remedy else also
    )


def row_for(command: str, engine: str) -> tuple[str, str] | None:
    """The reason and the remedy; None where no row is of the command."""
    for row_engine, commands, reason, remedy in ROWS:
        if row_engine == engine:
            for name in commands.split(", "):
                if command == name or command.startswith(f"{name} "):
                    return reason, remedy
    return None
