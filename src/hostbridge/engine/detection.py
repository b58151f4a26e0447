"""Whether an engine answers, and the reason when it does not, from what its client said."""

from __future__ import annotations

from hostbridge.contract.availability import unusable, usable
from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.availability import Availability
    from hostbridge.contract.session import Session

PATIENCE = 10.0
"""Seconds that an engine has to answer; a daemon that takes longer hangs."""

INSTALL = {
    "docker": "install it: apt-get install docker.io (Debian, Ubuntu), dnf install moby-engine (Fedora)",
    "podman": "install it: apt-get install podman (Debian, Ubuntu), dnf install podman (Fedora)",
}

REASONS = (
    (
        "permission denied while trying to connect",
        "this user may not open the daemon's socket",
        "add the user to the group docker (sudo usermod -aG docker $USER) and log in again",
    ),
    (
        "dial unix /var/run/docker.sock: connect: permission denied",
        "this user may not open the daemon's socket",
        "add the user to the group docker (sudo usermod -aG docker $USER) and log in again",
    ),
    (
        "is the docker daemon running",
        "its daemon does not answer",
        "start it: sudo systemctl start docker (or sudo dockerd)",
    ),
    (
        "cannot connect to the docker daemon",
        "its daemon does not answer",
        "start it: sudo systemctl start docker (or sudo dockerd)",
    ),
    ("context deadline exceeded", "its daemon hangs", "restart it: sudo systemctl restart docker"),
    (
        "no such host",
        "the host that DOCKER_HOST or the context names is not known",
        "mend DOCKER_HOST",
    ),
    (
        "unable to parse docker host",
        "DOCKER_HOST is not an address",
        "unset DOCKER_HOST, or set it to unix:///… or tcp://…",
    ),
    ("context not found", "the docker context that is named does not exist", "docker context ls"),
    ("is too old", "client and daemon speak different API versions", "update the older one"),
    ("is too new", "client and daemon speak different API versions", "update the older one"),
    (
        "newuidmap",
        "newuidmap is missing or may not map this user's ids",
        "install uidmap, and give the user a range in /etc/subuid and /etc/subgid",
    ),
    (
        "cannot set up namespace",
        "user namespaces are not permitted here",
        "allow them: sysctl -w user.max_user_namespaces=15000",
    ),
    ("no space left", "there is no room left for its storage", "make room on its disk"),
    (
        "read-only file system",
        "its storage is on a read-only file system",
        "give it one it can write",
    ),
)
"""What a client says (lower case), the reason it means, and the remedy."""


def ask(session: Session, name: str, argv: Sequence[str]) -> Availability:
    """Run a command that only a working engine answers with its version on standard output."""
    try:
        done = session.run(argv, timeout=PATIENCE)
    except TimeoutError:
        return unusable(f"{name} did not answer in {PATIENCE:g} s", f"restart {name}'s service")
    except HostbridgeError as error:
        if error.exit_code == 127:  # not found, by POSIX
            return unusable(f"{name} is not installed", INSTALL[name])
        return unusable(error.summary, error.remedy)
    version = done.stdout.decode(errors="replace").strip()
    if done.returncode == 0 and version:
        return usable(f"{name} {version} answers", version=version)
    if done.returncode == 127:  # sessions that cannot tell beforehand
        return unusable(f"{name} is not installed", INSTALL[name])
    return judge(name, done.stderr.decode(errors="replace"))


def judge(name: str, said: str) -> Availability:
    """The reason behind a client's words."""
    lowered = said.lower()
    for words, why, remedy in REASONS:
        if words in lowered:
            return unusable(f"{name}: {why}", remedy)
    last = said.strip().splitlines()[-1:] or ["it said nothing"]
    return unusable(f"{name} does not answer: {last[0]}", f"run it by hand: {name} version")
