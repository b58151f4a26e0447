"""What can carry a virtual machine: KVM and its devices, HVF, Hyper-V, WHPX, WSL."""

from __future__ import annotations

from hostbridge.host.facts import Cpu, Virtualisation
from hostbridge.host.judge.text import switch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.facts import Access
    from hostbridge.host.raw import Raw

_SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"
_DISABLED = "4"  # a service's Start value, see CreateService's dwStartType


def virtualisation(raw: Raw, cpu: Cpu) -> Virtualisation:
    """The devices and features of the raw facts' system; those of others are absent."""
    if raw.system == "linux":
        nested = [
            switch(raw.files.get(f"/sys/module/{module}/parameters/nested", ""))
            for module in ("kvm_intel", "kvm_amd")
        ]
        return Virtualisation(
            kvm=_kvm(raw, cpu),
            vhost_vsock=_device(raw, "/dev/vhost-vsock"),
            vhost_net=_device(raw, "/dev/vhost-net"),
            tun=_device(raw, "/dev/net/tun"),
            hvf="absent", hyperv="absent", whpx="absent", wsl="absent",
            nested=next((told for told in nested if told is not None), None),
            firmware=True if _device(raw, "/dev/kvm") != "absent" else None,
        )  # fmt: skip
    none: Access = "absent"
    if raw.system == "macos":
        support = switch(raw.values.get("kern.hv_support", ""))
        hvf: Access = "unknown" if support is None else "usable" if support else "absent"
        return Virtualisation(none, none, none, none, hvf, none, none, none, None, support)
    if raw.system == "windows":
        return _windows(raw)
    return Virtualisation()


def _windows(raw: Raw) -> Virtualisation:
    none: Access = "absent"
    present = switch(raw.values.get("WHvCapabilityCodeHypervisorPresent", ""))
    there = any(path.lower().endswith("winhvplatform.dll") for path in raw.access)
    whpx: Access = "usable" if present else "forbidden" if there else "absent"
    firmware = switch(raw.values.get("feature.firmware", ""))
    if present:
        firmware = True  # under a hypervisor the processor no longer shows the firmware's switch
    return Virtualisation(
        none, none, none, none, none,
        hyperv=_service(raw, "vmms"), whpx=whpx, wsl=_wsl(raw), nested=None, firmware=firmware,
    )  # fmt: skip


def _wsl(raw: Raw) -> Access:
    services: list[Access] = [
        _service(raw, name) for name in ("WslService", "WSLService", "LxssManager")
    ]
    for told in services:
        if told != "absent":
            return told
    return "absent"


def _service(raw: Raw, name: str) -> Access:
    start = raw.values.get(f"{_SERVICES}\\{name}:Start")
    if start is None:
        return "absent"
    return "forbidden" if start == _DISABLED else "usable"


def _kvm(raw: Raw, cpu: Cpu) -> Access:
    found = _device(raw, "/dev/kvm")
    # A device without the processor's extension behind it opens, and then runs no guest.
    no_extension = cpu.architecture == "x86_64" and cpu.features and not cpu.virtualisation
    return "unknown" if found == "usable" and no_extension else found


def _device(raw: Raw, path: str) -> Access:
    rights = raw.access.get(path)
    if rights is None:
        return "absent"
    return "usable" if "r" in rights and "w" in rights else "forbidden"
