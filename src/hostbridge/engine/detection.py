"""Whether an engine answers, and the reason when it does not, from what its client said."""

from __future__ import annotations

import re

from hostbridge.contract.availability import unusable, usable
from hostbridge.errors import EXIT_NOT_FOUND, HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.availability import Availability
    from hostbridge.contract.session import Session

PATIENCE = 5.0
"""Seconds that an engine has to answer; a daemon that takes longer hangs."""

INSTALL = {
    "docker": "install it: apt-get install docker.io (Debian, Ubuntu), dnf install moby-engine (Fedora)",
    "podman": "install it: apt-get install podman (Debian, Ubuntu), dnf install podman (Fedora)",
    "kernel": "it comes with hostbridge: install hostbridge there, on Linux",
    "nerdctl": "install it with containerd: the archive nerdctl-full of its releases, unpacked in /usr/local",
}
HANGS = {
    "docker": "restart its daemon: sudo systemctl restart docker",
    "podman": "end the podman that holds its storage's lock: ps -C podman,conmon",
    "kernel": "see what holds its data directory's locks: lslocks",
    "nerdctl": "restart containerd: sudo systemctl restart containerd",
}
START = "start it: sudo systemctl start docker (or sudo dockerd)"
DEFAULT_SOCKETS = ("unix:///var/run/docker.sock", "unix:///run/docker.sock")

REASONS: tuple[tuple[str, str, str], ...] = (
    # nerdctl
    (r"rootless containerd not running", "this user's rootless containerd is not running",
     "start it: containerd-rootless-setuptool.sh install, or use nerdctl as root"),
    (r"containerd socket \S+?: .*permission denied", "this user may not open containerd's socket",
     "use it as root, or rootless: containerd-rootless-setuptool.sh install"),
    (r"cannot access containerd socket \\?\"(\S+?)\\?\"", "containerd is not running: nothing is at {0}",
     "start it: sudo systemctl start containerd; elsewhere: CONTAINERD_ADDRESS"),
    # docker
    (r"define\.version|emulate docker cli using podman",
     "docker here is podman's stand-in (podman-docker)",
     "use --engine podman, or install docker's own client: apt-get install docker.io"),
    (r"permission denied while trying to connect|dial unix \S+: connect: permission denied",
     "this user may not open the daemon's socket",
     "add the user to the group docker (sudo usermod -aG docker $USER) and log in again, or run the daemon rootless"),
    (r"context \S+: context not found|context \S+ does not exist|current context \S+ is not found",
     "the context that DOCKER_CONTEXT or docker's configuration names does not exist",
     "unset DOCKER_CONTEXT, or choose one that is there: docker context ls, docker context use default"),
    (r"invalid bind address format|unable to parse docker host",
     "DOCKER_HOST is no address", "unset DOCKER_HOST, or set it to unix:///…, tcp://… or ssh://…"),
    (r"client version (\S+) is too new\. maximum supported api version is ([\d.]+)",
     "its client asks for API {0}, its daemon knows {1} at most",
     "unset DOCKER_API_VERSION, or update the daemon"),
    (r"client version (\S+) is too old\. minimum supported api version is ([\d.]+)",
     "its client asks for API {0}, its daemon wants {1} at least",
     "unset DOCKER_API_VERSION, or update the client"),
    (r"open \S+\.pem: no such file|x509:|tls: |http response to https client",
     "its daemon and client do not agree on TLS",
     "mend DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or unset both for a local daemon"),
    (r"no such host", "the host that DOCKER_HOST or the context names is not known",
     "mend DOCKER_HOST, or: docker context use default"),
    (r"(?:docker daemon at|docker api at) (\S+?)[.;]? (?:is the|check)",
     "nothing answers at {0}", ""),
    (r"cannot connect to the docker daemon|is the docker daemon running", "its daemon does not answer", START),
    (r"context deadline exceeded|i/o timeout", "its daemon hangs", HANGS["docker"]),
    # podman
    (r"newuidmap|newgidmap", "newuidmap is missing or may not map this user's ids",
     "install uidmap (apt-get install uidmap), and give the user ids: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER; podman system migrate"),
    (r"no sub[ug]id ranges|insufficient uids or gids|/etc/subuid",
     "this user has no ids for containers in /etc/subuid and /etc/subgid",
     "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER; podman system migrate"),
    (r"cannot set up namespace|cannot clone: operation not permitted|user namespaces are not enabled",
     "user namespaces are not permitted here",
     "allow them: sudo sysctl -w user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1 (Ubuntu 24.04: kernel.apparmor_restrict_unprivileged_userns=0)"),
    (r"storage graph driver \"(\w+)\" does not match|database configuration mismatch",
     "its storage was made with other settings than storage.conf has now",
     "put the driver and paths back as they were, or start anew: podman system reset (removes all containers and images)"),
    (r"overlay\S* is not supported over|kernel does not support overlay|no support for overlay",
     "its storage cannot use overlay on this file system",
     "install fuse-overlayfs, or set driver = \"vfs\" in storage.conf"),
    (r"lstat /run/user/\d+|stat /run/user/\d+|xdg_runtime_dir",
     "the user has no runtime directory, as after su or sudo",
     "log in properly (ssh, machinectl shell), or: sudo loginctl enable-linger $USER"),
    (r"invalid internal status|podman system migrate", "its state is of another boot or version",
     "podman system migrate"),
    (r"podman system renumber", "its locks are lost", "podman system renumber"),
    (r"oci runtime \"?([\w./-]+)\"? not found|no oci runtime", "the program that runs containers is missing",
     "install crun or runc: apt-get install crun"),
    (r"could not find \"?(?:conmon|netavark|aardvark-dns)\"?|conmon\S* not found",
     "a program that it needs is missing", "apt-get install conmon netavark aardvark-dns"),
    (r"decode configuration (\S+): ", "its configuration {0} cannot be read", "mend or move away {0}"),
    (r"cannot connect to podman|unable to connect to podman",
     "the service that CONTAINER_HOST or its connection names does not answer",
     "unset CONTAINER_HOST, or: podman system connection list"),
    # either
    (r"no space left", "there is no room left for its storage", "make room on its disk"),
    (r"read-only file system", "its storage is on a read-only file system", "give it one it can write"),
    (r"mkdir (\S+): permission denied|open (\S+): permission denied", "it may not write {0}",
     "mend the owner and mode of {0}, or HOME"),
)  # fmt: skip
"""What a client says (a regular expression, small letters), the reason it means, and the remedy."""


def ask(session: Session, name: str, argv: Sequence[str]) -> Availability:
    """Run a command that only a working engine answers with its version as the first word."""
    try:
        done = session.run(argv, timeout=PATIENCE)
    except TimeoutError:
        return unusable(f"{name} hangs: no answer within {PATIENCE:g} s", HANGS[name])
    except HostbridgeError as error:
        if error.exit_code == EXIT_NOT_FOUND:
            return unusable(f"{name} is not installed", INSTALL[name])
        return unusable(error.summary, error.remedy)
    words = done.stdout.decode(errors="replace").split()
    if done.returncode == 0 and words:
        version = words[0].removeprefix("v")
        return usable(f"{name} {version} answers", version=version)
    if done.returncode == EXIT_NOT_FOUND:  # sessions that cannot tell beforehand
        return unusable(f"{name} is not installed", INSTALL[name])
    return judge(name, done.stderr.decode(errors="replace"))


def judge(name: str, said: str) -> Availability:
    """The reason behind a client's words."""
    lowered = said.lower()
    for pattern, why, remedy in REASONS:
        found = re.search(pattern, lowered)
        if found is None:
            continue
        # As it was written, where small letters have changed nothing but their case.
        told = [said[slice(*found.span(n + 1))] for n in range(len(found.groups())) if found[n + 1]]
        if "nothing answers" in why:
            return _silent(name, told[0])
        return unusable(f"{name}: {why.format(*told)}", remedy.format(*told))
    last = said.strip().splitlines()[-1:] or ["it said nothing"]
    return unusable(f"{name} does not answer: {last[0]}", f"run it by hand: {name} version")


def _silent(name: str, address: str) -> Availability:
    if address in DEFAULT_SOCKETS:
        return unusable(f"{name}: its daemon is not running: nothing answers at {address}", START)
    return unusable(
        f"{name}: nothing answers at {address}, which DOCKER_HOST or the context names",
        "start the daemon there, or unset DOCKER_HOST (docker context use default)",
    )
