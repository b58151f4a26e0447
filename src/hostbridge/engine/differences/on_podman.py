"""docker's words, on podman.

Row: commands, options, action, to, reason, dialect of the callers (empty: of both); see ``Difference``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.engine.differences import Row

_RUN = "run, create"
_SWARM = "podman has no swarm"

ROWS: tuple[Row, ...] = (
    # containers
    (_RUN, "--network", "value", "network_of_docker", "docker writes name=…, podman a colon", "docker"),
    (_RUN, "--log-driver", "value", "log_driver_of_docker", "podman's driver of the same kind", "docker"),
    (_RUN, "--security-opt", "value", "security_of_docker", "podman spells it otherwise", "docker"),
    (_RUN, "--storage-opt", "value", "storage_size", "podman names storage options before the command", ""),
    (_RUN, "--health-start-interval", "drop", "", "podman has one interval", ""),
    (_RUN, "--runtime", "global", "", "podman names it before the command", ""),
    (_RUN, "--isolation --cpu-count --cpu-percent --io-maxbandwidth --io-maxiops", "drop", "", "only Windows has it", ""),
    (_RUN, "--kernel-memory", "drop", "", "Linux has no such limit since 5.16, nor docker since 23", ""),
    (_RUN, "--volume-driver", "refuse", "make the volume first: volume create --driver", "podman takes a driver when a volume is made", ""),
    (_RUN, "--mount", "value", "mount_of_docker", "podman has other words for it", "docker"),
    ("commit", "--message", "value", "docker_format", "podman keeps messages in docker's format alone", ""),
    ("logs", "--tail", "value", "tail_of_docker", "podman takes numbers alone", "docker"),
    ("network create", "--ipam-driver", "value", "ipam_driver", "podman's name for it is host-local", "docker"),
    ("network create", "--opt", "value", "network_option", "podman's options have other names", "docker"),
    (_RUN, "--domainname", "refuse", "write it into --hostname", "podman sets no domain name, and allows no sysctl that would", ""),
    (_RUN, "--link", "refuse", "put both on a network: network create, run --network", "podman has no links", ""),
    (_RUN, "--use-api-socket", "refuse", "mount it: -v /run/podman/podman.sock:/var/run/docker.sock", "podman has no daemon whose socket it could be", ""),
    ("stop, restart", "--time --timeout", "value", "time_of_docker", "podman's name for it, without negative times", "docker"),
    ("stop, restart", "--timeout", "rename", "--time", "podman's name for it", "podman"),
    ("update", "--kernel-memory", "drop", "", "Linux has no such limit since 5.16, nor docker since 23", ""),
    ("compose", "--ansi --compatibility --dry-run --env-file --file --parallel --profile --progress --project-directory --project-name", "same", "", "podman hands them to the same program", ""),
    ("rm", "--link", "refuse", "leave it out", "podman has no links", ""),
    ("start", "--checkpoint --checkpoint-dir", "refuse", "container restore", "podman restores with a command of its own", ""),
    ("cp", "--quiet", "drop", "", "podman's cp is quiet", ""),
    ("cp", "--follow-link", "refuse", "name the link's target", "podman copies the link", ""),
    ("logs", "--details", "drop", "", "podman keeps no further attributes of a line", ""),
    # builds
    ("build", "--load --progress --builder --debug", "drop", "", "podman has one builder, whose images are there at once", ""),
    ("build", "--provenance --sbom --attest", "drop", "", "podman attests nothing", ""),
    ("build", "--no-cache-filter", "value", "no_cache", "podman forgets the cache of all stages or none", ""),
    ("build", "--cache-from --cache-to", "value", "cache_of_buildx", "podman names a repository", "docker"),
    ("build", "--check --call", "refuse", "leave it out", "podman does not check Dockerfiles", ""),
    ("build", "--metadata-file", "refuse", "use --iidfile", "podman writes the id alone", ""),
    ("build", "--allow --policy", "refuse", "leave it out", "podman's builder asks for no entitlements", ""),
    ("build", "--detach --print --resource --root --server-config", "refuse", "leave it out", "podman has no builder apart, with a server of its own", ""),
    # images and registries
    ("load, save", "--platform", "drop", "", "podman's archives hold one platform", ""),
    ("images", "--tree", "drop", "", "podman has no tree", ""),
    ("import", "--platform", "value", "parts_of_platform", "podman names its parts", ""),
    ("push, history, image inspect, rmi", "--platform", "refuse", "leave it out", "podman keeps one platform of an image under a name", ""),
    ("manifest create, manifest inspect, manifest push", "--insecure", "value", "tls_verify", "podman says --tls-verify=false", ""),
    ("manifest push", "--purge", "rename", "--rm", "podman's name for it", ""),
    ("manifest inspect, network inspect", "--verbose", "drop", "", "podman tells all that it knows", ""),
    ("version", "--kubeconfig", "drop", "", "docker itself has no use for it since 20.10", ""),
    # networks and volumes
    ("network create", "--attachable", "drop", "", "podman's networks are", ""),
    ("network create", "--scope", "value", "local_scope", "podman's networks are of one machine", ""),
    ("network create", "--ipv4", "value", "true_alone", "podman's networks have IPv4", ""),
    ("network create", "--config-from --config-only --ingress", "refuse", "leave it out", _SWARM, ""),
    ("network create", "--aux-address --ipam-opt", "refuse", "use --ip-range", "podman gives addresses from a range", ""),
    ("network connect", "--link --link-local-ip", "refuse", "use --alias, --ip", "podman has no links", ""),
    ("network connect", "--driver-opt --gw-priority", "refuse", "leave it out", "podman's networks have no options for one container", ""),
    ("volume prune", "--all", "drop", "", "podman removes every volume that no container uses", ""),
    ("volume create", "--opt", "value", "tmpfs_size", "podman takes a size for a quota of the disk", ""),
    ("volume create", "--driver", "rename", "--driver", "podman before 5 has no -d", ""),
    ("volume create", "--availability --group --limit-bytes --required-bytes --scope --secret --sharing --topology-preferred --topology-required --type", "refuse", "leave it out", _SWARM + ": no cluster volumes", ""),
    ("volume ls", "--cluster", "refuse", "leave it out", _SWARM + ": no cluster volumes", ""),
    ("secret create", "--template-driver", "refuse", "leave it out", _SWARM + " that fills templates", ""),
)  # fmt: skip
