"""What kind of inside this is: WSL, a container, a virtual machine, CI, SSH, a Codespace. Hot."""

from __future__ import annotations

from hostbridge.host.facts import Environment
from hostbridge.host.readers.variables import CI

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.raw import Raw

_MAKERS = (
    ("qemu", "kvm"), ("kvm", "kvm"), ("amazon ec2", "kvm"), ("google compute engine", "kvm"),
    ("openstack", "kvm"), ("digitalocean", "kvm"), ("hetzner", "kvm"), ("firecracker", "kvm"), ("cloud hypervisor", "kvm"),
    ("vmware", "vmware"), ("virtualbox", "virtualbox"), ("innotek", "virtualbox"), ("parallels", "parallels"),
    ("apple virtualization", "apple"), ("bhyve", "bhyve"), ("xen", "xen"), ("bochs", "bochs"),
    ("virtual machine", "hyperv"),  # Microsoft Corporation's product name; its laptops have others
)  # fmt: skip
"""Words of the firmware's tables (DMI), in lower case, and the hypervisor that writes them."""
_DMI = ("sys_vendor", "product_name", "board_vendor", "bios_vendor")
_GROUPS = (("kubepods", "kubernetes"), ("libpod", "podman"), ("docker", "docker"), ("lxc", "lxc"))
_MANAGERS = {"oci": "other", "systemd-nspawn": "systemd-nspawn", "lxc": "lxc", "docker": "docker",
             "podman": "podman", "lxc-libvirt": "lxc"}  # fmt: skip
"""What the variable ``container`` or a manager's file says, see systemd's "The Container Interface"."""
_BIOS = r"HKLM\HARDWARE\DESCRIPTION\System\BIOS:"


def environment(raw: Raw) -> Environment:
    """Every field from variables and files; a field whose text was not read is empty."""
    env = raw.env
    wsl = wsl_version(raw.release) if raw.system == "linux" else ""
    return Environment(
        wsl=wsl,
        distribution=env.get("WSL_DISTRO_NAME", "") if wsl else "",
        container=_container(raw, wsl),
        vm="wsl" if wsl == "2" else _vm(raw),
        ci=_ci(raw),
        ssh=bool(env.get("SSH_CONNECTION") or env.get("SSH_TTY")),
        codespace=env.get("CODESPACE_NAME", "") if env.get("CODESPACES") == "true" else "",
        devcontainer=env.get("REMOTE_CONTAINERS") == "true" or env.get("CODESPACES") == "true",
        systemd=_systemd(raw),
    )


def wsl_version(release: str) -> str:
    """``1`` or ``2`` by the kernel's release, empty outside of WSL.

    WSL 1's kernel is ``4.4.0-19041-Microsoft``, WSL 2's ``5.15.153.1-microsoft-standard-WSL2``.
    """
    lowered = release.lower()
    if "microsoft" not in lowered:
        return ""
    return "2" if "microsoft-standard" in lowered or "wsl2" in lowered else "1"


def _container(raw: Raw, wsl: str) -> str:
    if raw.system != "linux":
        return ""
    if "/run/.containerenv" in raw.access:
        return "podman"
    if "/.dockerenv" in raw.access:
        return "docker"
    if raw.env.get("KUBERNETES_SERVICE_HOST"):
        return "kubernetes"
    for path in ("/run/host/container-manager", "/run/systemd/container"):
        manager = raw.files.get(path, "").strip()
        if manager and manager != "wsl":
            return _MANAGERS.get(manager, "other")
    told = raw.env.get("container", "")
    if told and not wsl:
        return _MANAGERS.get(told, "other")
    own = raw.files.get("/proc/self/cgroup", "")
    paths = " ".join(line.split(":", 2)[2] for line in own.splitlines() if line.count(":") > 1)
    # A rootless engine's own process is below user.slice too: only the group of a container counts.
    return next((kind for word, kind in _GROUPS if f"/{word}" in paths), "")


def _vm(raw: Raw) -> str:
    if raw.values.get("kern.hv_vmm_present", "") == "1":
        return "apple"
    told = [raw.files.get(f"/sys/class/dmi/id/{name}", "") for name in _DMI]
    told += [
        raw.values.get(f"{_BIOS}{name}", "") for name in ("SystemManufacturer", "SystemProductName")
    ]
    words = " ".join(told).lower()
    found = next((vm for word, vm in _MAKERS if word in words), "")
    if found:
        return found
    if raw.files.get("/sys/hypervisor/type", "").strip() == "xen":
        return "xen"
    # Arm machines tell it in the device tree: "linux,kvm", "xen,xen".
    tree = raw.files.get("/proc/device-tree/hypervisor/compatible", "")
    if tree:
        return next((vm for vm in ("kvm", "xen") if vm in tree), "other")
    # CPUID's hypervisor bit, which /proc/cpuinfo tells as a flag: a virtual machine of some kind.
    flags = raw.files.get("/proc/cpuinfo", "").partition("flags")[2].partition("\n")[0]
    return "other" if "hypervisor" in flags.split() else ""


def _ci(raw: Raw) -> str:
    for name, service in CI:
        if raw.env.get(name, "").lower() not in ("", "false", "0"):
            return service
    return "other" if raw.env.get("CI", "").lower() not in ("", "false", "0") else ""


def _systemd(raw: Raw) -> bool | None:
    if raw.system != "linux":
        return None
    return "/run/systemd/system" in raw.access
