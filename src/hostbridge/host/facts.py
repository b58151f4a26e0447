"""The parts of a Host that it has one of; ``items`` has those that come in lists.

Sizes are bytes. Empty strings, empty tuples, zeros and None stand for what is not known. The JSON of
``hostbridge host --json`` has the same names; ``docs/host.md`` is made of these classes.
"""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from hostbridge.host.items import IdRange, WslDistribution

    Access = Literal["usable", "forbidden", "absent", "unknown"]


@value
class OperatingSystem:
    """The operating system.

    name: as its maker writes it (``Ubuntu 24.04.1 LTS``, ``macOS 14.5``).
    id: os-release(5)'s ID, ``macos`` or ``windows``.
    like: os-release(5)'s ID_LIKE, for derivatives.
    version: ``24.04``, ``14.5``, ``23H2``.
    build: the maker's build number (Windows: ``22631.3737``, macOS: ``23F79``).
    release: the kernel's release, uname(2).
    """

    name: str = ""
    id: str = ""
    like: tuple[str, ...] = ()
    version: str = ""
    build: str = ""
    release: str = ""


@value
class Cpu:
    """The processors.

    architecture: what this process runs as (``x86_64``, ``aarch64``).
    real: what the hardware is, where something translates; else as architecture.
    translated_by: ``rosetta``, ``wow64`` or empty.
    count: logical processors that the system has.
    model: the processor's name.
    features: flags as the kernel names them; macOS's in lower case.
    virtualisation: ``vmx``, ``svm``, ``arm``, or empty where none is seen.
    """

    architecture: str = ""
    real: str = ""
    translated_by: str = ""
    count: int = 0
    model: str = ""
    features: tuple[str, ...] = ()
    virtualisation: str = ""


@value
class Memory:
    """Memory, in bytes.

    total: that the system has. available: without swapping, now. swap: swap space.
    limit: of this process's cgroup, 0 for none.
    """

    total: int = 0
    available: int = 0
    swap: int = 0
    limit: int = 0


@value
class Cgroups:
    """Control groups, see cgroups(7).

    version: ``v1``, ``v2``, ``hybrid`` (v1 controllers beside a v2 tree) or empty.
    path: the group whose controllers are told; on v2 the delegated one where there is one.
    controllers: those that the kernel offers there.
    writable: those that this user may set limits with.
    """

    version: str = ""
    path: str = ""
    controllers: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()


@value
class Namespaces:
    """Namespaces, see namespaces(7).

    kinds: those that the kernel has (``user``, ``net`` …).
    user: whether this user may make user namespaces with rights inside; None where it cannot be told.
    forbidden_by: what stands against it, each as a sysctl with its value or in words.
    maximum: ``user.max_user_namespaces``.
    inside: whether this process is in a user namespace that is not the first one.
    """

    kinds: tuple[str, ...] = ()
    user: bool | None = None
    forbidden_by: tuple[str, ...] = ()
    maximum: int = 0
    inside: bool | None = None


@value
class Ids:
    """Who runs this, and the ids that it may map.

    uid, gid: -1 where the system has none.
    user: the user's name.
    groups: supplementary group ids.
    capabilities: effective ones that containers need (``sys_admin`` …), Linux alone.
    subuid, subgid: ranges of /etc/subuid and /etc/subgid for this user.
    helpers: whether newuidmap(1) and newgidmap(1) are on PATH.
    """

    uid: int = -1
    gid: int = -1
    user: str = ""
    groups: tuple[int, ...] = ()
    capabilities: tuple[str, ...] = ()
    subuid: tuple[IdRange, ...] = ()
    subgid: tuple[IdRange, ...] = ()
    helpers: bool = False


@value
class Environment:
    """What kind of inside this is.

    wsl: ``1``, ``2`` or empty; distribution: its name in WSL.
    container: ``docker``, ``podman``, ``lxc``, ``kubernetes``, ``systemd-nspawn``, ``other`` or empty.
    vm: the hypervisor's name (``kvm``, ``vmware``, ``hyperv``, ``apple`` …) or empty.
    ci: the service (``github``, ``gitlab`` …), ``other`` where only CI is set, or empty.
    ssh: whether this is a log-in over SSH. codespace: its name in GitHub Codespaces.
    devcontainer: whether this is a development container. systemd: whether systemd is process 1.
    """

    wsl: str = ""
    distribution: str = ""
    container: str = ""
    vm: str = ""
    ci: str = ""
    ssh: bool = False
    codespace: str = ""
    devcontainer: bool = False
    systemd: bool | None = None


@value
class Virtualisation:
    """What can carry a virtual machine. Each is ``usable``, ``forbidden``, ``absent`` or ``unknown``.

    kvm, vhost_vsock, vhost_net, tun: devices on Linux; forbidden: there, and not for this user.
    hvf: macOS's Hypervisor framework.
    hyperv, whpx, wsl: on Windows; forbidden: there, and off.
    nested: whether KVM lets guests virtualise; None where unknown.
    firmware: whether the firmware lets the processor virtualise; None where unknown.
    """

    kvm: Access = "unknown"
    vhost_vsock: Access = "unknown"
    vhost_net: Access = "unknown"
    tun: Access = "unknown"
    hvf: Access = "unknown"
    hyperv: Access = "unknown"
    whpx: Access = "unknown"
    wsl: Access = "unknown"
    nested: bool | None = None
    firmware: bool | None = None


@value
class Locale:
    """Language and text encoding.

    name: POSIX spelling (``de_DE.UTF-8``). encoding: of the locale; console: the console's, where it
    has one of its own (Windows: a code page). utf8: whether text can be written as UTF-8.
    """

    name: str = ""
    encoding: str = ""
    console: str = ""
    utf8: bool = False


@value
class Wsl:
    """WSL on a Windows host.

    version: of WSL itself (``2.1.5.0``), known after it was asked. kernel: of its Linux.
    distributions: those that are installed.
    """

    version: str = ""
    kernel: str = ""
    distributions: tuple[WslDistribution, ...] = ()
