"""What a Host has several of: disks, modules, programs, sockets, contexts, proxies."""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.facts import Access


@value
class Disk:
    """Where one of hostbridge's directories is, or would be.

    purpose: ``data``, ``config``, ``cache`` or ``runtime``.
    path: the directory, or the nearest one above it that exists.
    filesystem: its type where the mount table tells (``ext4``, ``9p``, ``overlay``).
    total: bytes in all. free: bytes that this user can still write.
    """

    purpose: str
    path: str = ""
    filesystem: str = ""
    total: int = 0
    free: int = 0


@value
class Lsm:
    """A Linux security module.

    name: as the kernel lists it (``selinux``, ``apparmor``, ``yama`` …).
    mode: ``enforcing``, ``permissive``, ``enabled`` or ``disabled``.
    label: what this process runs as in it (an AppArmor profile, a SELinux context).
    """

    name: str
    mode: str = ""
    label: str = ""


@value
class IdRange:
    """A line of subuid(5) or subgid(5).

    start: the first id. count: how many.
    """

    start: int
    count: int


@value
class Tool:
    """A program on PATH.

    name: as it is called. path: where it is.
    version: empty until it was asked (``gather(…, ask=True)``), and where it tells none.
    """

    name: str
    path: str
    version: str = ""


@value
class Socket:
    """A socket or pipe that an engine listens on, by its path; nothing was sent to it.

    path: of the socket, or of the pipe as docker writes it. access: whether this user may open it.
    owner: ``docker``, ``podman``, ``Docker Desktop``, ``OrbStack``, ``Colima``, ``Rancher Desktop`` …
    """

    owner: str
    path: str
    access: Access = "unknown"


@value
class Context:
    """A docker context or a podman connection, as its file tells it.

    kind: ``docker`` or ``podman``. name: of the context or connection.
    endpoint: its address, passwords masked. current: whether the client would use it now.
    """

    kind: str
    name: str
    endpoint: str = ""
    current: bool = False


@value
class Proxy:
    """A proxy. scheme: ``http``, ``https``, ``ftp``, ``all``, ``no`` (exceptions) or ``pac``.

    address: passwords masked. source: the variable, or ``system``.
    """

    scheme: str
    address: str
    source: str


@value
class WslDistribution:
    """A distribution that is installed in WSL.

    name: as WSL lists it. version: of WSL, 1 or 2. default: whether it is the default one.
    state: ``running``, ``stopped``, ``installing``, or the system's word in another language.
    """

    name: str
    version: int = 0
    state: str = ""
    default: bool = False
