"""What each trial of limit_trials.py has to tell, on v1 and on v2: name, then what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

EPERM, EAGAIN = "1", 11
MIB = 1 << 20

Holds = Callable[[Mapping[str, Any], int], bool]
HELD: Mapping[str, Mapping[str, Holds]] = {
    "memory": {
        "enough is enough": lambda found, _: (
            found["fine"] == [0, "ate"] or found["fine"] == (0, "ate")
        ),
        "nobody was killed before": lambda found, _: found["before"] == 0,
        "too much ends by SIGKILL": lambda found, _: found["ended"][0] == -9,
        "it is counted": lambda found, _: found["oom"],
        "the limit is told": lambda found, _: found["limit"] == 32 * MIB,
    },
    "reservation": {
        "it is set": lambda found, _: found["soft"] == str(16 * MIB),
        "beside the limit": lambda found, _: found["limit"] == 64 * MIB,
    },
    "pids": {
        "a bomb stops at the limit": lambda found, _: found["made"][1] == f"7 {EAGAIN}",
        "the limit is told": lambda found, _: found["limit"] == 8,
    },
    "cpus": {
        "it is held back": lambda found, _: found["throttled"],
        "near a tenth": lambda found, _: found["share"] < 0.5,
        "and counted": lambda found, _: found["counted"],
    },
    "shares": {
        "half of the default": lambda found, version: (
            found["value"] == ("512" if version == 1 else "20")
        )
    },
    "cpuset": {"one processor": lambda found, _: found["allowed"][1] == "[0]"},
    "devices": {
        "the rules decide": lambda found, _: (
            found["seen"] == {"null": "open", "mem": EPERM, "kmsg": EPERM}
        )
    },
    "block": {
        "it stands at the device": lambda found, version: (
            not found["disks"]
            or found["kept"].startswith(
                f"{found['node']} {'' if version == 1 else 'rbps='}{4 * MIB}"
            )
        ),
        "what is none is refused": lambda found, _: (
            not found["disks"] or "--device-read-bps cannot be set" in found["refused"]
        ),
    },
    "freezer": {
        "it stands": lambda found, _: found["frozen"] and found["silent"],
        "it goes on": lambda found, _: found["goes on"],
        "it dies while it stands": lambda found, _: found["killed"] == -9,
        "as v2 has it, a group stays frozen": lambda found, version: (
            version == 2 or not found["after"]
        ),
    },
    "kill": {
        "all were there": lambda found, _: found["before"] == 6,
        "those that ignore SIGTERM stay": lambda found, _: found["left"] == 5,
        "nobody gets away": lambda found, _: found["after"] == [],
    },
    "update": {
        "up and down": lambda found, _: found["seen"] == [[256, 256], [16, 16], [64, 64]],
        "and away": lambda found, _: found["unbounded"] == 0,
    },
    "refused": {
        "an error": lambda found, _: "--cpuset-cpus cannot be set" in found["error"],
        "or a warning": lambda found, _: len(found["told"]) == 1 and "cpuset" in found["told"][0],
        "the others are set": lambda found, _: found["others"] == 9,
    },
    "nested": {"nothing is left": lambda found, _: found["left"] == []},
}
