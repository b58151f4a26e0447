"""What ``--privileged``, ``--cap-add``, ``--cap-drop`` and ``--device`` give: the same as docker's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from hostbridge_kernel import confinement
from rig.engines import DockerRig
from rig.image import base_image
from rig.subject import Subject

from .attacked import DEADLINE, IMAGE, engine, image, outside, running

__all__ = ["engine", "image", "outside", "running"]

WIDENED: dict[str, Sequence[str]] = {
    "default": (), "privileged": ("--privileged",), "one more": ("--cap-add", "NET_ADMIN"), "all": ("--cap-add", "ALL"),
    "none": ("--cap-drop", "ALL"), "none but one": ("--cap-drop", "ALL", "--cap-add", "CHOWN"),
    "all but one": ("--cap-add", "all", "--cap-drop", "mknod"), "a user's": ("-u", "1000"), "a user's, one more": ("-u", "1000", "--cap-add", "NET_ADMIN"),
    "no new privileges": ("--security-opt", "no-new-privileges"), "no filter": ("--security-opt", "seccomp=unconfined"),
}  # fmt: skip
SHOW = """
grep -E '^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' /proc/self/status
ls -1 /dev
for path in /proc/sys/kernel /proc/irq /sys/kernel; do
    grep -qE "^[^ ]+ $path(/[^ ]*)? [^ ]+ ro" /proc/mounts && echo "read-only $path"
done
for path in kcore keys timer_list scsi; do head -c 1 /proc/$path >/dev/null 2>&1 || echo "no $path"; done
true
"""


@pytest.mark.parametrize("how", WIDENED)
def test_what_options_widen_is_dockers(
    engine: Subject, docker_rig: DockerRig, docker_image: str, how: str
) -> None:
    words = ["run", "--rm", "--network", "none", *WIDENED[how], docker_image, "sh", "-c", SHOW]
    theirs = docker_rig.client.run(*words, timeout=DEADLINE)
    ours = engine.run(*words, timeout=DEADLINE).ok().text
    if theirs.code and "unable to apply caps" in theirs.error:
        # A host that lacks a capability itself: docker cannot give it, a user namespace has it.
        everything = (1 << len(confinement.supported())) - 1
        if how == "privileged":
            everything &= bounding()
        if how == "all but one":
            everything &= ~(1 << confinement.supported().index("CAP_MKNOD"))
        assert f"CapEff:\t{everything:016x}" in ours
        assert ("read-only" not in ours) == (how == "privileged")
    else:
        assert held(ours, how) == held(theirs.ok().text, how)


def held(told: str, how: str) -> list[str]:
    """The lines to compare: of all privileges not the devices, which come and go on a host."""
    lines = told.splitlines()
    return [
        line
        for line in lines
        if how != "privileged" or line.startswith(("Cap", "No", "Sec", "read"))
    ]


def bounding() -> int:
    """The capabilities that this host's root can have."""
    rows = Path("/proc/self/status").read_text().splitlines()
    return int(next(row for row in rows if row.startswith("CapBnd")).split()[1], 16)


def test_a_device_that_is_not_there(engine: Subject) -> None:
    result = engine.run(
        "run", "--rm", "--network", "none", "--device", "/dev/nowhere", IMAGE, "true"
    )
    assert result.code == 125
    assert "/dev/nowhere" in result.error
    assert "Traceback" not in result.error


DEVICES: dict[str, Sequence[str]] = {
    "as it is": ("--device", "{loop}"), "under another name": ("--device", "{loop}:/dev/other"),
    "to read": ("--device", "{loop}:/dev/other:r"), "to write": ("--device", "{loop}:/dev/other:w"),
    "in a folder": ("--device", "/dev/net/tun:/dev/deep/er/tun"),
    "by a rule": ("--device-cgroup-rule", "b 7:* r"),
    "no device": ("--device", "/etc/hostname"), "a file's words": ("--device", "{loop}:/dev/x:rx"),
}  # fmt: skip
TRY = """
for path in /dev/loop* /dev/other /dev/deep/er/tun; do
    test -e $path || continue
    ls -ln $path | awk '{print $1, $5, $6, $NF}'
    { head -c 0 <$path; } 2>/dev/null && echo reads
    { : >>$path; } 2>/dev/null && echo writes
done
true
"""


@pytest.mark.parametrize("how", DEVICES)
def test_devices_are_dockers(
    engine: Subject, docker_rig: DockerRig, docker_image: str, how: str
) -> None:
    loop = "/dev/loop0"
    if "{loop}" in "".join(DEVICES[how]) and not os.path.exists(loop):
        pytest.skip(f"{loop} is not here")
    options = [word.replace("{loop}", loop) for word in DEVICES[how]]
    words = ["run", "--rm", "--network", "none", *options, docker_image, "sh", "-c", TRY]
    theirs, ours = (one.run(*words, timeout=DEADLINE) for one in (docker_rig.client, engine))
    assert (ours.code, ours.text) == (theirs.code, theirs.text), ours.error
    assert "Traceback" not in ours.error


@pytest.fixture(scope="module")
def docker_image(docker_rig: DockerRig, engine: Subject) -> str:
    """An image that both have."""
    plain = base_image()
    engine.run("load", input=plain.archive(), timeout=DEADLINE).ok()
    return plain.reference
