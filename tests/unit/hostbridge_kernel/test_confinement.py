"""Docker's default capabilities, and what options make of them."""

from __future__ import annotations

import pytest

from hostbridge.errors import HostbridgeError
from hostbridge_kernel import confinement
from hostbridge_kernel.confinement import CAPABILITIES, DEFAULT_CAPABILITIES, capabilities


def test_numbers_are_the_kernels() -> None:
    numbers = {
        "CAP_CHOWN": 0,
        "CAP_SYS_ADMIN": 21,
        "CAP_MKNOD": 27,
        "CAP_SETFCAP": 31,
        "CAP_BPF": 39,
    }
    assert {name: CAPABILITIES.index(name) for name in numbers} == numbers
    assert len(CAPABILITIES) == 41


def test_the_default_is_dockers_mask() -> None:
    # CapEff of /proc/self/status in a container of docker's.
    assert sum(1 << CAPABILITIES.index(name) for name in DEFAULT_CAPABILITIES) == 0xA80425FB


def test_what_is_added_and_dropped() -> None:
    assert capabilities() == list(DEFAULT_CAPABILITIES)
    assert capabilities(drop=["all"]) == []
    assert capabilities(["net_admin"], ["ALL"]) == ["CAP_NET_ADMIN"]
    assert capabilities(["CAP_NET_ADMIN", "NET_ADMIN"])[-2:] == ["CAP_AUDIT_WRITE", "CAP_NET_ADMIN"]
    assert "CAP_CHOWN" not in capabilities(drop=["cap_chown"])
    assert set(confinement.supported()) - set(capabilities(["ALL"], ["MKNOD"])) == {"CAP_MKNOD"}
    assert capabilities(drop=["ALL"], privileged=True) == list(confinement.supported())
    assert capabilities(["MKNOD"], ["MKNOD"])[-1] == "CAP_MKNOD"


@pytest.mark.parametrize("word", ["", "CAP_", "CHOWN ", "NET-ADMIN", "CAP_ALL", "ALL,CHOWN", "é"])
def test_what_is_no_capability_is_refused(word: str) -> None:
    with pytest.raises(HostbridgeError) as raised:
        capabilities([word])
    assert raised.value.summary.startswith("invalid CapAdd: unknown capability")


def test_devices_begin_with_a_refusal() -> None:
    rules = confinement.device_rules()
    assert rules[0] == {"allow": False, "access": "rwm"}
    assert {"allow": True, "type": "c", "major": 136, "access": "rwm"} in rules
    assert not any(rule.get("major") == 8 for rule in rules)
    assert confinement.device_rules(privileged=True) == [{"allow": True, "access": "rwm"}]
