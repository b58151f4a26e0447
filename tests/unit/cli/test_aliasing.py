"""Shims on Windows, where a copy of the launcher stands in for a link: by table."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostbridge.cli import aliasing
from hostbridge.errors import HostbridgeError


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    launcher = tmp_path / "Scripts" / "hostbridge.exe"
    launcher.parent.mkdir()
    launcher.write_bytes(b"MZ" + bytes(3000) + b"PK from hostbridge.cli import main")
    launcher.chmod(0o755)
    (tmp_path / "tools").mkdir()
    monkeypatch.setattr(aliasing, "SYSTEM", "windows")
    monkeypatch.setattr("sys.argv", [str(launcher)])
    return {"PATH": f"{tmp_path}/tools", "HOME": str(tmp_path)}


def test_a_copy_of_the_launcher(windows: dict[str, str], tmp_path: Path) -> None:
    made = aliasing.make("docker", windows)
    path = tmp_path / "tools" / "docker.exe"
    assert (made.path, made.done, made.effective) == (str(path), "made", True)
    assert path.read_bytes() == (tmp_path / "Scripts" / "hostbridge.exe").read_bytes()
    assert not path.is_symlink()
    assert aliasing.make("docker", windows).done == "kept"
    # a newer hostbridge: the copy follows
    (tmp_path / "Scripts" / "hostbridge.exe").write_bytes(b"MZ newer hostbridge.cli")
    assert aliasing.make("docker", windows).done == "made"
    assert path.read_bytes() == b"MZ newer hostbridge.cli"
    assert [p.name for p in path.parent.iterdir()] == ["docker.exe"]
    assert aliasing.remove("docker", windows).done == "removed"
    assert not path.exists()


def test_dockers_own_launcher_stays(windows: dict[str, str], tmp_path: Path) -> None:
    theirs = tmp_path / "tools" / "docker.exe"
    theirs.write_bytes(b"MZ" + bytes(100))
    theirs.chmod(0o755)
    with pytest.raises(HostbridgeError, match="no directory on PATH"):
        aliasing.make("docker", windows)
    with pytest.raises(HostbridgeError, match="is not hostbridge's"):
        aliasing.make("docker", windows, str(theirs.parent))
    assert theirs.read_bytes() == b"MZ" + bytes(100)
