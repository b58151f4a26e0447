"""What docker's ``inspect`` leaves out of what every object of podman's has.

A caller of podman's dialect reads ``.HostConfig.CgroupMode`` or ``.Config.Umask`` without asking whether
it is there. Fields as podman 5 has them (libpod/define); what docker does not tell is empty.
"""

from __future__ import annotations

from hostbridge.engine.asking import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Item = dict[str, Any]

CONTAINER: dict[str, Mapping[str, Any]] = {
    "": {"ImageDigest": "", "Rootfs": "", "StaticDir": "", "OCIConfigPath": "", "OCIRuntime": "",
         "ConmonPidFile": "", "PidFile": "", "EffectiveCaps": [], "BoundingCaps": [], "Dependencies": [],
         "Namespace": "", "IsInfra": False, "IsService": False, "KubeExitCodePropagation": "invalid",
         "lockNumber": 0},
    "State": {"OciVersion": "", "ConmonPid": 0, "CgroupPath": "", "CheckpointedAt": "0001-01-01T00:00:00Z",
              "RestoredAt": "0001-01-01T00:00:00Z", "StoppedByUser": False},
    "Config": {"Annotations": None, "StopSignal": "SIGTERM", "HealthcheckOnFailureAction": "none",
               "CreateCommand": None, "Umask": "0022", "Timeout": 0, "StopTimeout": 10, "Passwd": True,
               "sdNotifyMode": "container"},
    "HostConfig": {"CgroupManager": "", "CgroupMode": "", "Cgroups": "default", "CgroupConf": None,
                   "BlkioWeightDevice": None},
}  # fmt: skip
IMAGE: dict[str, Mapping[str, Any]] = {
    "": {"Version": "", "Annotations": {}, "ManifestType": "", "User": "", "History": []},
}  # fmt: skip


def completed(item: Item, table: Mapping[str, Mapping[str, Any]]) -> Item:
    """The object with the fields of a table that it lacks; those that it has stay as they are."""
    out = {**item}
    for section, fields in table.items():
        if section:
            out[section] = {**fields, **mapping(out.get(section))}
    for name, value in table.get("", {}).items():
        out.setdefault(name, value)
    return out
