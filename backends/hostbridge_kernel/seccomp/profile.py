"""Docker's profile format (``--security-opt seccomp=FILE``) as a section of the OCI specification.

A rule may depend on the architecture, the capabilities and the kernel; what remains of it for this
container is the OCI runtime specification's ``linux.seccomp``, which knows none of that.
"""

from __future__ import annotations

from typing import Any, Collection, Dict, List, Mapping, Tuple

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.seccomp import numbers


def read(text: str) -> Dict[str, Any]:
    """A profile's JSON; raises HostbridgeError for what is none."""
    import json

    try:
        profile = json.loads(text)
    except ValueError as error:
        raise HostbridgeError(
            f"Decoding seccomp profile failed: {error}",
            "",
            "docs.docker.com/engine/security/seccomp",
        ) from error
    if not isinstance(profile, dict):
        raise HostbridgeError("Decoding seccomp profile failed: it is no JSON object")
    return profile


def section(
    profile: Mapping[str, Any], machine: str, capabilities: Collection[str], release: str
) -> Dict[str, Any]:
    """What holds of a profile for a container.

    capabilities: the bounding set (``CAP_…``); release: the kernel's, as uname(2) tells it. An empty
    profile gives an empty section: no filter (docker's rule).
    """
    if not profile.get("defaultAction") and not profile.get("syscalls"):
        return {}
    if profile.get("architectures") and profile.get("archMap"):
        raise HostbridgeError(
            "both 'architectures' and 'archMap' are specified in the seccomp profile",
            "",
            "use either 'architectures' or 'archMap'",
        )
    _shape(profile)
    found: Dict[str, Any] = {
        key: profile[key] for key in ("defaultAction", "defaultErrnoRet", "flags") if key in profile
    }
    native = numbers.NATIVE.get(machine, "")
    architectures = list(profile.get("architectures") or ())
    for row in profile.get("archMap") or ():
        if row.get("architecture") == native:
            architectures = [native, *(row.get("subArchitectures") or ())]
    found["architectures"] = architectures
    facts = (numbers.GO_NAMES.get(machine, machine), frozenset(capabilities), kernel(release))
    found["syscalls"] = [
        _rule(row) for row in profile.get("syscalls") or () if _holds(row, *facts)
    ]  # fmt: skip
    return found


def _shape(profile: Mapping[str, Any]) -> None:
    """Raise HostbridgeError where a list or an object is something else."""
    rows = [*_objects(profile.get("syscalls")), *_objects(profile.get("archMap"))]
    words = [profile.get("architectures"), profile.get("flags")]
    for row in rows:
        _objects(row.get("args"))
        words += [row.get("names"), row.get("subArchitectures")]
        for filters in _objects([row.get("includes") or {}, row.get("excludes") or {}]):
            words += [filters.get("caps"), filters.get("arches")]
    for listed in words:
        if not isinstance(listed or [], list) or not all(isinstance(w, str) for w in listed or ()):
            raise HostbridgeError(
                f"Decoding seccomp profile failed: {listed!r} should be a list of words"
            )


def _objects(listed: Any) -> List[Mapping[str, Any]]:
    if not isinstance(listed or [], list) or not all(isinstance(row, dict) for row in listed or ()):
        raise HostbridgeError(
            f"Decoding seccomp profile failed: {listed!r} has something that is no JSON object"
        )
    return listed or []


def _holds(
    row: Mapping[str, Any], arch: str, caps: frozenset[str], release: Tuple[int, int]
) -> bool:
    without, needs = row.get("excludes") or {}, row.get("includes") or {}
    if arch in (without.get("arches") or ()) or caps.intersection(without.get("caps") or ()):
        return False
    if without.get("minKernel") and release >= kernel(str(without["minKernel"])):
        return False
    if needs.get("arches") and arch not in needs["arches"]:
        return False
    if not caps.issuperset(needs.get("caps") or ()):
        return False
    return not needs.get("minKernel") or release >= kernel(str(needs["minKernel"]))


def _rule(row: Mapping[str, Any]) -> Dict[str, Any]:
    name, names = row.get("name"), list(row.get("names") or ())
    if name and names:
        raise HostbridgeError(
            "both 'name' and 'names' are specified in the seccomp profile",
            "",
            "use either 'name' or 'names'",
        )
    kept = {key: row[key] for key in ("action", "errnoRet", "args") if row.get(key) is not None}
    return {"names": names or [str(name)], **kept}


def kernel(release: str) -> Tuple[int, int]:
    """The first two numbers of a kernel's release; HostbridgeError where there are none."""
    major, _, rest = release.partition(".")
    minor = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    if not major.isdigit() or not minor:
        raise HostbridgeError(f"seccomp: {release!r} is no kernel version")
    return int(major), int(minor)
