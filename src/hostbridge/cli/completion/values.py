"""What an option's value may be: words to choose from, or the kind of thing that the engine names.

A row counts for every command, one of ``command option`` for that command alone. Sources: the
reference pages of docker's and podman's command lines.
"""

from __future__ import annotations

_PULL = "always missing never newer"
_SIGNALS = "SIGHUP SIGINT SIGKILL SIGQUIT SIGSTOP SIGTERM SIGUSR1 SIGUSR2"
_FORMATS = "json table"
_PROGRESS = "auto plain tty quiet rawjson none"
_LOG_DRIVERS = (
    "awslogs fluentd gcplogs gelf journald json-file k8s-file local none passthrough splunk syslog"
)
_CAPABILITIES = (
    "ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE "
    "DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE "
    "MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID "
    "SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO "
    "SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM"
)
_PLATFORMS = (
    "linux/amd64 linux/arm64 linux/arm/v7 linux/386 linux/ppc64le linux/riscv64 linux/s390x"
)

WORDS: dict[str, str] = {
    "--pull": _PULL, "--policy": _PULL, "build --policy": "",
    "build --pull": f"true false {_PULL}",
    "--restart": "no always on-failure unless-stopped",
    "--signal": _SIGNALS, "--stop-signal": _SIGNALS,
    "--format": _FORMATS, "build --format": "oci docker", "farm build --format": "oci docker",
    "save --format": "docker-archive oci-archive oci-dir docker-dir",
    "push --format": "oci v2s2 v2s1", "manifest push --format": "oci v2s2 v2s1",
    "commit --format": "oci docker", "generate systemd --format": "json",
    "--progress": _PROGRESS, "compose --progress": "auto tty plain json quiet",
    "compose --ansi": "never always auto",
    "--log-driver": _LOG_DRIVERS, "--log-level": "debug info warn error fatal",
    "--cap-add": _CAPABILITIES, "--cap-drop": _CAPABILITIES,
    "--cgroupns": "host private", "--cgroups": "enabled disabled no-conmon split",
    "--ipc": "host none private shareable container:", "--pid": "host private container:",
    "--uts": "host private", "--userns": "host keep-id auto nomap private",
    "--network": "bridge host none container:",
    "--isolation": "default hyperv process", "build --isolation": "chroot oci rootless",
    "--platform": _PLATFORMS, "--arch": "amd64 arm64 arm 386 ppc64le riscv64 s390x", "--os": "linux windows",
    "--type": "", "inspect --type": "all config container image network node pod secret service volume",
    "--attach": "stdin stdout stderr", "--sort": "", "ps --sort": "command created id image names runningfor size status",
    "images --sort": "created id repository size tag", "pod ps --sort": "created id name number status",
    "--sdnotify": "container conmon healthy ignore", "--systemd": "true false always",
    "--image-volume": "bind ignore tmpfs", "--health-on-failure": "none kill restart stop",
    "--security-opt": "apparmor= label= mask= no-new-privileges proc-opts= seccomp= systempaths=unconfined unmask=",
    "--compression-format": "gzip zstd zstd:chunked", "--gpus": "all",
    "--mount": "type=bind, type=tmpfs, type=volume,", "--output": "",
    "build --output": "type=docker type=image type=local,dest= type=oci,dest= type=registry type=tar,dest=",
    "--call": "build check outline targets", "--exit-policy": "continue stop", "--share": "cgroup ipc net none pid uts",
    "--scope": "global local swarm", "--driver": "", "network create --driver": "bridge host ipvlan macvlan none overlay",
    "volume create --driver": "local image", "buildx create --driver": "docker-container kubernetes remote cloud",
    "--condition": "configured created exited healthy initialized paused removing running stopped stopping unhealthy",
    "--availability": "active pause drain", "--role": "manager worker", "--endpoint-mode": "dnsrr vip",
    "--mode": "global global-job replicated replicated-job", "--resolve-image": "always changed never",
    "--restart-condition": "any none on-failure", "--restart-policy": "always no on-abnormal on-abort on-failure on-success on-watchdog",
    "--update-failure-action": "continue pause rollback", "--rollback-failure-action": "continue pause",
    "--update-order": "start-first stop-first", "--rollback-order": "start-first stop-first",
    "--cgroup-manager": "cgroupfs systemd", "--events-backend": "file journald none",
}  # fmt: skip
"""Words with spaces between; empty: none. One that ends in ``=``, ``:`` or ``,`` wants more behind it."""

FILTERS: dict[str, str] = {
    "ps": "ancestor= before= exited= expose= health= id= is-task= label= name= network= pod= publish= since= status= until= volume=",
    "images": "before= containers= dangling= id= intermediate= label= readonly= reference= since= until=",
    "network ls": "dangling= driver= id= label= name= scope= type= until=",
    "network prune": "label= until=", "volume ls": "dangling= driver= label= name= until=",
    "volume prune": "all= label= until=", "image prune": "dangling= label= until=",
    "container prune": "label= until=", "system prune": "label= until=", "builder prune": "until=",
    "events": "container= daemon= event= image= label= network= node= plugin= scope= secret= service= type= volume=",
    "pod ps": "ctr-ids= ctr-names= ctr-number= ctr-status= id= label= name= network= status= until=",
    "search": "is-automated= is-official= stars=", "node ls": "id= label= membership= name= role=",
    "service ls": "id= label= mode= name=", "secret ls": "id= label= name=", "config ls": "id= label= name=",
    "plugin ls": "capability= enabled=",
}  # fmt: skip
"""Keys of ``--filter``, by command."""

FILTER_VALUES: dict[str, str] = {
    "status": "created dead exited paused removing restarting running", "health": "healthy none starting unhealthy",
    "dangling": "false true", "is-official": "false true", "is-automated": "false true", "is-task": "false true",
    "type": "builder container daemon image network plugin pod volume", "scope": "global local swarm",
    "network ls type": "builtin custom", "role": "manager worker", "mode": "global replicated",
    "event": "attach commit copy create destroy detach die exec_create exec_start export health_status import kill load mount "
    "oom pause pull push rename resize restart save start stop tag top unmount unpause untag update",
}  # fmt: skip
FILTER_KINDS = {"ancestor": "image", "network": "network-name", "volume": "volume-name", "container": "container",
                "before": "container", "since": "container", "pod": "pod"}  # fmt: skip
IMAGE_FILTER_KINDS = {"before": "image", "since": "image", "reference": "image"}

KINDS: dict[str, str] = {
    "--network": "network-name", "--volumes-from": "container", "--link": "container", "--pod": "pod",
    "--requires": "container", "--context": "context-name", "--connection": "connection-name",
    "--builder": "builder", "--config-from": "network-name", "--network-add": "network-name",
    "--network-rm": "network-name", "context create --from": "context-name", "--farm": "",
    "--ipc": "container:", "--pid": "container:", "--secret": "", "service create --secret": "secret-name",
    "run --secret": "secret-name", "create --secret": "secret-name", "pod logs --container": "container",
}  # fmt: skip
"""Options whose value is the name of something that is there. ``container:`` writes that before it."""


def lookup(table: dict[str, str], command: str, option: str) -> str:
    """The row of an option: that of the command, else the general one; empty where there is none."""
    found = table.get(f"{command} {option}")
    return table.get(option, "") if found is None else found
