"""podman's words about containers, on docker.

Row: commands, options, action, to, reason, dialect of the callers (empty: of both); see ``Difference``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.engine.differences import Row

_RUN = "run, create"
_DAEMON_MAPS = "docker's daemon maps ids for all containers or none (userns-remap)"
_NO_EDITS = "docker does not edit the container's users"

ROWS: tuple[Row, ...] = (
    # said otherwise
    (_RUN, "--pod", "value", "pod_label", "pods are emulated: membership is a label", ""),
    (_RUN, "--requires", "value", "requires_label", "kept as a label; start honours it", ""),
    (_RUN, "--health-cmd", "value", "health_command", "podman takes a JSON list, docker a line for the shell", "podman"),
    (_RUN, "--entrypoint", "value", "entrypoint", "podman takes a JSON list, docker one program", "podman"),
    (_RUN, "--network", "value", "network_of_podman", "podman joins a network's options with a colon", "podman"),
    (_RUN, "--log-driver", "value", "log_driver_of_podman", "docker's driver of the same kind", "podman"),
    (_RUN, "--volume", "value", "volume_of_podman", "docker knows no such volume option", "podman"),
    (_RUN, "--mount", "value", "mount_of_podman", "docker knows no such mount option", "podman"),
    (_RUN, "--tmpfs", "value", "tmpfs_of_podman", "docker's kernel options have no such word", "podman"),
    (_RUN, "--security-opt", "value", "security_of_podman", "docker spells it otherwise, or lacks it", "podman"),
    (_RUN, "--pull", "value", "pull_of_podman", "docker's policies are always, missing and never", ""),
    (_RUN, "--restart", "value", "restart_of_podman", "docker's spelling", "podman"),
    (_RUN, "--ulimit", "value", "ulimit_of_podman", "docker has no limit named host", "podman"),
    (_RUN, "--userns", "value", "userns_of_podman", "docker knows the host's alone", "podman"),
    (_RUN, "--arch --os --variant", "value", "platform_parts", "docker names a platform", ""),
    (_RUN, "--tz", "value", "timezone", "docker takes the zone from TZ", ""),
    (_RUN, "--annotation", "value", "annotation_label", "docker before 24 has no annotations; kept as a label", ""),
    (_RUN, "--authfile", "value", "config_of_authfile", "docker takes the directory of a config.json", ""),
    # nothing is lost
    (_RUN, "--signature-policy --pull-option", "drop", "", "docker's daemon decides about its registries", ""),
    ("rm", "--storage", "drop", "", "docker has no containers but its own", ""),
    ("info", "--debug", "drop", "", "docker's info has no more to tell", ""),
    (_RUN, "--health-startup-interval --health-startup-retries --health-startup-success --health-startup-timeout", "drop", "", "they belong to --health-startup-cmd", ""),
    (_RUN, "--health-log-destination --health-max-log-count --health-max-log-size", "drop", "", "docker keeps the last five results of 4 KiB in the container's state", ""),
    (_RUN, "--no-hosts --no-hostname", "drop", "", "docker writes /etc/hosts and /etc/hostname and cannot be kept from it", ""),
    (_RUN, "--http-proxy", "drop", "", "docker hands no proxy variables on unless configured", ""),
    (_RUN, "--sdnotify", "drop", "", "docker has a daemon; systemd does not watch its containers", ""),
    (_RUN, "--systemd --shm-size-systemd", "drop", "", "docker prepares nothing for systemd", ""),
    (_RUN, "--tls-verify", "drop", "", "docker's daemon decides about its registries", ""),
    (_RUN, "--read-only-tmpfs", "drop", "", "docker mounts what --tmpfs names", ""),
    (_RUN, "--image-volume", "drop", "", "docker makes volumes for the image's", ""),
    (_RUN, "--passwd --group-entry --passwd-entry", "drop", "", _NO_EDITS, ""),
    (_RUN, "--cgroups", "drop", "", "docker always makes one", ""),
    (_RUN, "--retry --retry-delay", "drop", "", "docker's daemon retries by itself", ""),
    (_RUN, "--seccomp-policy", "drop", "", "docker's default is the profile of --security-opt", ""),
    (_RUN, "--init-path", "drop", "", "docker has an init of its own for --init", ""),
    ("exec", "--no-session", "drop", "", "docker's daemon keeps the session", ""),
    ("start", "--sig-proxy", "value", "true_alone", "docker's start hands signals on whenever it attaches", ""),
    ("stop, restart", "--time --timeout", "rename", "-t", "the spelling that every docker has", ""),
    ("rm, network rm, volume rm, pod rm, pod stop", "--time", "drop", "", "docker kills at once when it is forced to remove", ""),
    ("rm", "--depend", "drop", "", "docker removes a container that others depend on", ""),
    ("inspect", "--type", "value", "inspect_type", "docker has no type all", ""),
    ("logs", "--names", "value", "logs_names", "docker's logs are of one container", ""),
    ("logs", "--color", "drop", "", "docker's logs are of one container", ""),
    ("cp", "--overwrite --extract", "drop", "", "docker overwrites, and unpacks what standard input brings", ""),
    ("cp", "--pause", "drop", "", "docker does not pause what it copies from", ""),
    ("commit", "--format", "drop", "", "docker commits to its own format", ""),
    ("commit", "--quiet", "drop", "", "docker's commit prints the id alone", ""),
    ("ps, images, network ls, volume ls, version, info", "--format", "value", "json_format", "docker before 23 knows json as a template alone", "docker"),
    ("ps", "--external", "drop", "", "docker has no containers but its own", ""),
    ("ps", "--sync", "drop", "", "docker's daemon always knows the state", ""),
    ("stats", "--interval --no-reset", "drop", "", "docker measures each second, on one screen", ""),
    ("events", "--stream", "value", "events_so_far", "docker follows until a time", ""),
    ("events", "--no-trunc", "drop", "", "docker's events are whole", ""),
    # refused
    ("diff", "--format", "refuse", "leave it out", "docker prints a line for each path", ""),
    (_RUN, "--health-startup-cmd", "refuse", "use --health-cmd with --health-start-period", "docker has no start-up check", ""),
    (_RUN, "--health-on-failure", "refuse", "use --restart", "docker leaves unhealthy containers alone", ""),
    (_RUN, "--hostuser", "refuse", "add the user in the image", _NO_EDITS, ""),
    (_RUN, "--gidmap --uidmap --subgidname --subuidname", "refuse", "use --user", _DAEMON_MAPS, ""),
    (_RUN, "--conmon-pidfile --pidfile", "refuse", "use inspect --format {{.State.Pid}}", "docker writes no process ids", ""),
    (_RUN, "--cgroup-conf", "refuse", "use the limits' own options", "docker sets the limits that it knows", ""),
    (_RUN, "--rdt-class --personality --chrootdirs", "refuse", "leave it out", "docker does not hand it to the runtime", ""),
    (_RUN, "--env-host --env-merge", "refuse", "name each with -e NAME or -e NAME=value", "docker takes variables by name", ""),
    (_RUN, "--unsetenv --unsetenv-all", "refuse", "empty them with -e NAME=", "docker cannot take the image's variables away", ""),
    (_RUN, "--umask", "refuse", "set it in the container: sh -c 'umask …; exec …'", "docker's containers have the umask 0022", ""),
    (_RUN, "--timeout", "refuse", "run timeout(1) in the container, or stop it", "docker does not end containers by time", ""),
    (_RUN, "--hosts-file", "refuse", "use --add-host", "docker writes /etc/hosts itself", ""),
    (_RUN, "--rootfs", "refuse", "make an image of it: tar -C DIR -c . | hostbridge import - NAME", "docker runs images alone", ""),
    (_RUN, "--secret", "refuse", "mount the file: -v FILE:/run/secrets/NAME:ro", "docker keeps secrets for swarm's services alone", ""),
    (_RUN, "--creds --cert-dir", "refuse", "hostbridge login first; certificates stand in /etc/docker/certs.d", "docker keeps log-ins, and its daemon the certificates", ""),
    (_RUN, "--decryption-key", "refuse", "decrypt it first: skopeo copy", "docker has no encrypted images", ""),
    (_RUN, "--pod-id-file", "refuse", "name the pod: --pod NAME", "docker has no pods; emulated ones go by name", ""),
    (_RUN, "--init-ctr", "refuse", "run it first", "docker has no pods with containers that run before others", ""),
    ("run", "--permissive", "refuse", "leave it out", "docker does not know it", ""),
    ("run, exec", "--preserve-fds --preserve-fd", "refuse", "use standard input", "docker's daemon cannot take descriptors", ""),
    ("update", "--health-cmd --health-interval --health-retries --health-start-period --health-timeout --no-healthcheck --health-log-destination --health-max-log-count --health-max-log-size --health-on-failure --health-startup-cmd --health-startup-interval --health-startup-retries --health-startup-success --health-startup-timeout --env --unsetenv --ulimit", "refuse", "create it anew", "docker changes limits and the restart policy of a container alone", ""),
    ("update", "--blkio-weight-device --device-read-bps --device-read-iops --device-write-bps --device-write-iops --memory-swappiness --latest", "refuse", "create it anew, by name", "docker changes no limits of single devices", ""),
    ("commit", "--squash --include-volumes --config --iidfile", "refuse", "use export and import, --change, or what commit prints", "docker commits one layer, without volumes, and prints the id", ""),
    ("exec", "--wait", "refuse", "wait --condition=running first", "docker's exec does not wait for a container", ""),
    ("top", "--list-descriptors", "refuse", "see ps(1): docker's columns are its options", "docker asks ps(1)", ""),
    ("images", "--namespace", "refuse", "leave it out", "docker has one list of images", ""),
    ("ps", "--namespace --ns", "refuse", "use inspect --format {{.State.Pid}}", "docker's lists have no namespaces", ""),
    ("ps", "--watch", "refuse", "use watch(1)", "docker lists once", ""),
)  # fmt: skip
