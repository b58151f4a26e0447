"""Makes docs/kernel.md: which options of docker's ``run`` the engine has, and why others are left out.

``python -m hostbridge_kernel.options.document`` prints it.
"""

from __future__ import annotations

from hostbridge.catalogue.find import command, options_of
from hostbridge_kernel.options.refused import REASONS
from hostbridge_kernel.options.table import CONFIG, HEALTH, HOST, KNOWN, LISTS, SWITCHES

_HEAD = """\
# The engine of its own: kernel

Containers straight on this Linux kernel, by a program that comes with hostbridge: nothing else is
installed, no daemon runs. It is used where neither docker nor podman answers, or where it is named:

    hostbridge --engine kernel run --rm -p 8080:80 -v .:/src alpine sh

The command line and its output are docker's. As root and as an ordinary user; Python 3.9 and up and the
standard library alone. Data lies in hostbridge's data directory, below `kernel`.

## What is otherwise than with docker

- A container's root is no root of the host's: its users are subordinate ids (`/etc/subuid` of
  `hostbridge` or `root`, else a range from 1900544000 on). `--userns=host`, and `--privileged` as root, turn
  that off. Directories and volumes that are mounted show the host's owners all the same, where the
  file system can (id-mapped mounts, Linux 5.12 and up).
- Device files cannot be made inside (`mknod`), only named with `--device`.
- `/proc`, `/sys` and `/dev/mqueue` belong to nobody inside, since the host's root owns them.
- A cgroup namespace of its own is the default on cgroup v1, too.
- `volume prune` removes volumes that nobody named, as docker 23 and up does; `--all` the others, too.
- `exec` of a program that is not there ends with 127, as docker 25 and up has it.
- `cp` sees what the container sees, with what is mounted in it.

`tests/integration/kernel/differential.py` is a table of commands that both do; what differs stands there.

## Options of run and create

"""


def document() -> str:
    """The whole page."""
    rows = {
        row[0]: row for name in ("run", "create") for row in options_of(command(name)) if row[2]
    }
    lines = ["| option | what it sets |", "| --- | --- |"]
    lines += [f"| `{name}` | {_field(name)} |" for name in sorted(rows) if name in KNOWN]
    lines += ["", "## Left out", "", "| option | because |", "| --- | --- |"]
    lines += [f"| `{name}` | {REASONS[name]} |" for name in sorted(rows) if name in REASONS]
    lines += [
        "",
        "Options that only podman has are said in docker's words by `hostbridge`, or refused",
    ]
    lines += ["([dialects.md](dialects.md))."]
    return _HEAD + "\n".join(lines) + "\n"


def _field(name: str) -> str:
    if name in CONFIG:
        return f"`Config.{CONFIG[name][0]}`"
    if name in HEALTH:
        return f"`Config.Healthcheck.{HEALTH[name][0]}`"
    for table in (HOST, LISTS):
        if name in table:
            return f"`HostConfig.{table[name][0]}`"
    if name in SWITCHES:
        return f"`HostConfig.{SWITCHES[name]}`"
    return _ELSEWHERE[name]


_ELSEWHERE = {
    "--annotation": "`HostConfig.Annotations`; the OCI configuration's, too",
    "--attach": "`Config.AttachStdin`, `AttachStdout`, `AttachStderr`",
    "--detach": "runs behind; its monitor owns its streams",
    "--detach-keys": "the keys that leave it running",
    "--entrypoint": "`Config.Entrypoint`; empty: none, the image's neither",
    "--env": "`Config.Env`; a name alone takes the caller's value",
    "--env-file": "`Config.Env`",
    "--expose": "`Config.ExposedPorts`",
    "--health-cmd": "`Config.Healthcheck.Test`",
    "--help": "",
    "--interactive": "`Config.OpenStdin`, `StdinOnce`",
    "--ip": "the first network's `IPAMConfig.IPv4Address`",
    "--ip6": "the first network's `IPAMConfig.IPv6Address`",
    "--label": "`Config.Labels`",
    "--label-file": "`Config.Labels`",
    "--link-local-ip": "the first network's `IPAMConfig.LinkLocalIPs`",
    "--log-opt": "`HostConfig.LogConfig.Config`: `max-size`, `max-file`",
    "--mount": "`HostConfig.Mounts`: bind, volume, tmpfs",
    "--name": "`Name`",
    "--network": "`HostConfig.NetworkMode`, `NetworkingConfig`; several, and `name=…,alias=…,ip=…`",
    "--network-alias": "the first network's `Aliases`",
    "--no-healthcheck": "`Config.Healthcheck.Test`: `NONE`",
    "--platform": "which image of an index is pulled",
    "--publish": "`HostConfig.PortBindings`",
    "--pull": "`always`, `missing`, `never`",
    "--quiet": "no progress of the pull",
    "--restart": "`HostConfig.RestartPolicy`",
    "--sig-proxy": "whether signals go on to the container",
    "--sysctl": "`HostConfig.Sysctls`: those of the container's own namespaces",
    "--tmpfs": "`HostConfig.Tmpfs`",
    "--tty": "`Config.Tty`",
    "--volume": "`HostConfig.Binds`, `Config.Volumes`; `ro`, `rw`, `nocopy`, propagation; `U` gives it to the container's user; `z` and `Z` change nothing",
}

if __name__ == "__main__":
    print(document(), end="")
