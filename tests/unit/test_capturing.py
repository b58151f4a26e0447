"""One local command and what it wrote, the short way."""

from __future__ import annotations

import os

import pytest

from hostbridge.capturing import capture
from hostbridge.errors import HostbridgeError, NotFound


def test_a_command_that_is_missing_or_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(NotFound) as missing:
        capture(["hostbridge-has-no-such-program"])
    assert missing.value.exit_code == 127
    file = tmp_path_factory.mktemp("plain") / "file"
    file.write_text("no program\n")
    with pytest.raises(HostbridgeError) as denied:
        capture([str(file)])
    assert denied.value.exit_code == 126
    with pytest.raises(HostbridgeError):
        capture(["true", "a\0b"])


def test_no_descriptor_is_left() -> None:
    before = sorted(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else []
    with pytest.raises(NotFound):
        capture(["hostbridge-has-no-such-program"])
    after = sorted(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else []
    assert before == after
