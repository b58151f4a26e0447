"""The differences between docker's and podman's options, as rows; ``docs/dialects.md`` is made of it.

An option that one engine lacks and no row names is refused: what a caller asked for is never lost
without a word. Commands without an engine's dialect are emulated (``emulate.COMMANDS``) or refused.
"""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from hostbridge.contract.engine import Dialect

    Action = Literal["drop", "rename", "value", "refuse", "global"]

RUN = ("run", "create")
ANY: tuple[str, ...] = ()


@value
class Difference:
    """One row: an option of these commands (empty: of any) on this engine.

    drop: left out, the reason says why nothing is lost. rename: another option, ``to``. value: a
    function of ``hostbridge.engine.values`` named ``to`` rewrites it. global: moved before the
    command. refuse: ``to`` is the remedy.
    """

    engine: Dialect
    commands: tuple[str, ...]
    option: str
    action: Action
    to: str
    reason: str
    dialect: str = ""
    """Only for callers of this dialect, where the option means something else in the other."""


ROWS = (
    # podman's words on docker
    Difference("docker", RUN, "--pod", "value", "pod_label", "pods are emulated: membership is a label"),
    Difference("docker", RUN, "--requires", "value", "requires_label", "kept as a label; start honours it"),
    Difference("docker", RUN, "--health-cmd", "value", "health_command", "podman takes a JSON list, docker a line for the shell", "podman"),
    Difference("docker", RUN, "--entrypoint", "value", "entrypoint", "podman takes a JSON list, docker one program", "podman"),
    Difference("docker", RUN, "--health-startup-interval", "drop", "", "docker before 25 has one interval"),
    Difference("docker", RUN, "--health-startup-cmd", "refuse", "use --health-cmd with --health-start-period", "docker has no start-up check"),
    Difference("docker", RUN, "--health-on-failure", "refuse", "use --restart", "docker leaves unhealthy containers alone"),
    Difference("docker", RUN, "--health-log-destination", "drop", "", "docker keeps health logs in the container's state"),
    Difference("docker", RUN, "--health-max-log-count", "drop", "", "docker keeps the last five"),
    Difference("docker", RUN, "--health-max-log-size", "drop", "", "docker keeps 4 KiB of each"),
    Difference("docker", RUN, "--network", "value", "network_of_podman", "podman joins a network's options with a colon", "podman"),
    Difference("docker", RUN, "--log-driver", "value", "log_driver_of_podman", "docker's driver of the same kind", "podman"),
    Difference("docker", RUN, "--volume", "value", "volume_of_podman", "docker knows no such volume option", "podman"),
    Difference("docker", RUN, "--mount", "value", "mount_of_podman", "docker knows no such mount option", "podman"),
    Difference("docker", RUN, "--pull", "value", "pull_of_podman", "docker's policies are always, missing and never"),
    Difference("docker", RUN, "--restart", "value", "restart_of_podman", "docker's spelling", "podman"),
    Difference("docker", RUN, "--ulimit", "value", "ulimit_of_podman", "docker has no limit named host", "podman"),
    Difference("docker", RUN, "--userns", "value", "userns_of_podman", "docker knows the host's alone", "podman"),
    Difference("docker", RUN, "--arch", "value", "architecture", "docker names a platform"),
    Difference("docker", RUN, "--os", "drop", "", "docker names a platform; its default is linux"),
    Difference("docker", RUN, "--tz", "value", "timezone", "docker takes the zone from TZ"),
    Difference("docker", RUN, "--no-hosts", "drop", "", "docker writes /etc/hosts and cannot be kept from it"),
    Difference("docker", RUN, "--no-hostname", "drop", "", "docker writes /etc/hostname and cannot be kept from it"),
    Difference("docker", RUN, "--http-proxy", "drop", "", "docker hands no proxy variables on unless configured"),
    Difference("docker", RUN, "--sdnotify", "drop", "", "docker has a daemon; systemd does not watch its containers"),
    Difference("docker", RUN, "--systemd", "drop", "", "docker prepares nothing for systemd"),
    Difference("docker", RUN, "--tls-verify", "drop", "", "docker's daemon decides about its registries"),
    Difference("docker", RUN, "--read-only-tmpfs", "drop", "", "docker mounts what --tmpfs names"),
    Difference("docker", RUN, "--image-volume", "drop", "", "docker makes volumes for the image's"),
    Difference("docker", RUN, "--passwd", "drop", "", "docker does not edit the container's users"),
    Difference("docker", RUN, "--cgroups", "drop", "", "docker always makes one"),
    Difference("docker", RUN, "--retry", "drop", "", "docker's daemon retries by itself"),
    Difference("docker", RUN, "--retry-delay", "drop", "", "docker's daemon retries by itself"),
    Difference("docker", RUN, "--seccomp-policy", "drop", "", "docker's default is the profile of --security-opt"),
    Difference("docker", RUN, "--group-entry", "drop", "", "docker does not edit the container's groups"),
    Difference("docker", RUN, "--hostuser", "refuse", "add the user in the image", "docker does not edit the container's users"),
    Difference("docker", RUN, "--annotation", "value", "annotation_label", "docker before 24 has no annotations; kept as a label"),
    Difference("docker", ("stop", "restart"), "--time", "rename", "-t", "the spelling that every docker has"),
    Difference("docker", ("stop", "restart"), "--timeout", "rename", "-t", "the spelling that every docker has"),
    Difference("docker", ("rm", "network rm", "volume rm", "pod rm", "pod stop"), "--time", "drop", "", "docker kills at once when it is forced to remove"),
    Difference("docker", ("rm",), "--depend", "drop", "", "docker removes a container that others depend on"),
    Difference("docker", ("inspect",), "--type", "value", "inspect_type", "docker has no type all"),
    Difference("docker", ("build",), "--pull", "value", "build_pull", "docker's is a switch"),
    Difference("docker", ("build",), "--format", "drop", "", "docker builds its own format"),
    Difference("docker", ("build",), "--layers", "drop", "", "docker keeps layers"),
    Difference("docker", ("build",), "--http-proxy", "drop", "", "docker hands proxy variables on as configured"),
    Difference("docker", ("build",), "--tls-verify", "drop", "", "docker's daemon decides about its registries"),
    Difference("docker", ("build",), "--jobs", "drop", "", "docker decides how many stages run at once"),
    Difference("docker", ("build",), "--squash-all", "refuse", "leave it out", "docker's builder cannot squash the base"),
    Difference("docker", ("build",), "--env", "refuse", "write ENV in the Dockerfile", "docker's builder sets no environment"),
    Difference("docker", ("build",), "--volume", "refuse", "use RUN --mount", "docker's builder mounts no volumes"),
    Difference("docker", ("pull", "push", "login", "logout", "search"), "--tls-verify", "drop", "", "docker's daemon decides about its registries"),
    Difference("docker", ("pull", "push"), "--creds", "refuse", "hostbridge login first", "docker keeps log-ins"),
    Difference("docker", ("pull",), "--policy", "value", "pull_policy", "docker always asks the registry"),
    Difference("docker", ("pull",), "--retry", "drop", "", "docker's daemon retries by itself"),
    Difference("docker", ("save",), "--format", "value", "save_format", "docker writes docker-archive alone"),
    Difference("docker", ("network create",), "--disable-dns", "refuse", "leave it out", "docker's networks always resolve names"),
    Difference("docker", ("network create",), "--interface-name", "value", "bridge_name", "docker takes the bridge's name as an option"),
    Difference("docker", ("ps", "images", "network ls", "volume ls", "version", "info"), "--format", "value", "json_format", "docker before 23 knows json as a template alone", "docker"),
    Difference("docker", ("ps",), "--external", "drop", "", "docker has no containers but its own"),
    Difference("docker", ("ps",), "--sync", "drop", "", "docker's daemon always knows the state"),
    Difference("docker", ("ps",), "--namespace", "refuse", "use inspect --format {{.State.Pid}}", "docker's lists have no namespaces"),
    Difference("docker", ("ps",), "--watch", "refuse", "use watch(1)", "docker lists once"),
    Difference("docker", ("logs",), "--names", "value", "logs_names", "docker's logs are of one container"),
    Difference("docker", ("logs",), "--color", "drop", "", "docker's logs are of one container"),
    Difference("docker", ("exec",), "--preserve-fds", "refuse", "use standard input", "docker's daemon cannot take descriptors"),
    Difference("docker", ("cp",), "--overwrite", "drop", "", "docker overwrites"),
    # docker's words on podman
    Difference("podman", RUN, "--network", "value", "network_of_docker", "docker writes name=…, podman a colon", "docker"),
    Difference("podman", RUN, "--log-driver", "value", "log_driver_of_docker", "podman's driver of the same kind", "docker"),
    Difference("podman", RUN, "--health-start-interval", "drop", "", "podman has one interval"),
    Difference("podman", RUN, "--runtime", "global", "", "podman names it before the command"),
    Difference("podman", RUN, "--storage-opt", "drop", "", "podman names storage options before the command"),
    Difference("podman", RUN, "--isolation", "drop", "", "only Windows has kinds of isolation"),
    Difference("podman", RUN, "--cpu-count", "drop", "", "only Windows has it"),
    Difference("podman", RUN, "--cpu-percent", "drop", "", "only Windows has it"),
    Difference("podman", RUN, "--io-maxbandwidth", "drop", "", "only Windows has it"),
    Difference("podman", RUN, "--io-maxiops", "drop", "", "only Windows has it"),
    Difference("podman", RUN, "--volume-driver", "refuse", "make the volume first: volume create --driver", "podman takes a driver when a volume is made"),
    Difference("podman", RUN, "--link", "refuse", "put both on a network: network create, run --network", "podman has no links"),
    Difference("podman", RUN, "--domainname", "refuse", "write it into --hostname", "podman has no domain name"),
    Difference("podman", ("stop", "restart"), "--timeout", "rename", "--time", "podman's name for it"),
    Difference("podman", ("stop", "restart"), "--signal", "refuse", "kill --signal, then stop", "podman stops with the container's own signal"),
    Difference("podman", ("rm",), "--link", "refuse", "leave it out", "podman has no links"),
    Difference("podman", ("build",), "--load", "drop", "", "podman's images are there at once"),
    Difference("podman", ("build",), "--progress", "drop", "", "podman has one kind of progress"),
    Difference("podman", ("build",), "--provenance", "drop", "", "podman attests nothing"),
    Difference("podman", ("build",), "--sbom", "drop", "", "podman attests nothing by default"),
    Difference("podman", ("build",), "--builder", "drop", "", "podman has one builder"),
    Difference("podman", ("build",), "--debug", "drop", "", "only buildx has it"),
    Difference("podman", ("build",), "--push", "refuse", "build, then push", "podman's build does not push"),
    Difference("podman", ("build",), "--check", "refuse", "leave it out", "podman does not check Dockerfiles"),
    Difference("podman", ("cp",), "--quiet", "drop", "", "podman's cp is quiet"),
    Difference("podman", ("cp",), "--follow-link", "refuse", "name the link's target", "podman copies the link"),
    Difference("podman", ("network create",), "--attachable", "drop", "", "podman's networks are"),
    Difference("podman", ("load", "save"), "--platform", "drop", "", "podman's archives hold one platform"),
    Difference("podman", ("volume create",), "--driver", "rename", "--driver", "podman before 5 has no -d"),
    Difference("podman", ("logs",), "--details", "drop", "", "podman keeps no further attributes of a line"),
    Difference("podman", ("images",), "--tree", "drop", "", "podman has no tree"),
)  # fmt: skip


def row_for(engine: str, command: str, option: str, dialect: str) -> Difference | None:
    """The row of an option, or None."""
    for row in ROWS:
        if (
            row.option == option
            and row.engine == engine
            and (not row.commands or command in row.commands)
            and row.dialect in ("", dialect)
        ):
            return row
    return None
