"""A far machine behind a real sshd: its own network, processes, engines, and paths.

The near machine reaches it over one virtual cable. It sees one folder of the host, at another path
(``/srv/shared``), and one more read-only (``/srv/readonly``); every other host path of the tests is
empty there, so what forgets to map a path fails.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from rig.engines import DAEMON_PATH, engine_files
from rig.run import Missing
from rig.sweep import base
from rig.world import World

ALIAS = "far"
ADDRESS = "10.205.0.2"
_NEAR_ADDRESS = "10.205.0.1"

_SSHD_CONFIG = f"""\
Port 22
ListenAddress {ADDRESS}
HostKey /etc/ssh/rig_host_key
AuthorizedKeysFile /etc/ssh/rig_authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
UseDNS no
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
PidFile none
LogLevel VERBOSE
"""


class SshRig:
    """The far machine, and the near user's way to it.

    ``ssh -F config far`` (on the near machine also plain ``ssh far``) logs in as root; the alias
    ``far-dev`` as a user without rights.
    """

    def __init__(self, near: World) -> None:
        for need in ("/usr/sbin/sshd", "ssh", "ssh-keygen"):
            if shutil.which(need) is None:
                raise Missing(f"{need} is not installed (apt install openssh-server)")
        run = near.folder.parent
        self.near = near
        self.shared = run / "shared"
        self.read_only = run / "readonly"
        for folder in (self.shared, self.read_only):
            folder.mkdir()
            folder.chmod(0o777)
        self.shares = {self.shared: "/srv/shared", self.read_only: "/srv/readonly"}
        self.world = World(
            run,
            "far",
            hidden=(base(),),
            shares=self.shares,
            read_only=(self.read_only,),
            files={
                **engine_files(),
                "/etc/ssh/sshd_config": _SSHD_CONFIG,
                "/etc/profile": f'PATH="{DAEMON_PATH}"\nexport PATH\n',
            },
        )
        self._lay_cable()
        self.folder = near.home / ".ssh"
        self.config = self.folder / "config"
        self.known_hosts = self.folder / "known_hosts"
        self.key = self.folder / "id_ed25519"
        self.log = self.world.folder / "sshd.log"
        self.folder.mkdir(mode=0o700)
        self._keygen(self.key)
        self._write_config()
        authorized = self.key.with_suffix(".pub").read_bytes()
        self._put("/etc/ssh/rig_authorized_keys", authorized, "644")
        self.change_host_key()
        self.trust_host_key()
        self.start()

    def far_path(self, host: Path) -> str:
        """Where a host path of a share is on the far machine; ValueError if it is in no share."""
        for folder, there in self.shares.items():
            if host == folder or folder in host.parents:
                return str(Path(there) / host.relative_to(folder))
        raise ValueError(f"{host} is in no share")

    @property
    def share_setting(self) -> str:
        """The shares, a line each: ``/host=/far``, with ``:ro`` behind what is read-only there."""
        return "\n".join(
            f"{host}={there}{':ro' if host == self.read_only else ''}"
            for host, there in self.shares.items()
        )

    def ssh_argv(self, *remote: str, alias: str = ALIAS) -> tuple[str, ...]:
        """An ``ssh`` command for the near machine (``near.run``); remote words are joined by ssh."""
        return ("ssh", "-F", str(self.config), "-o", "BatchMode=yes", alias, *remote)

    def start(self, seconds: float = 60) -> None:
        """Start sshd and wait until it answers. Nothing happens if it listens."""
        if 22 in self.world.listening():
            return
        self.world.run("mkdir", "-p", "-m", "755", "/run/sshd")
        env = {"PATH": DAEMON_PATH}
        daemon = self.world.daemon("/usr/sbin/sshd", "-D", "-e", log=self.log, env=env)
        deadline = time.monotonic() + seconds
        while not self._greets():
            if daemon.poll() is not None or time.monotonic() > deadline:
                raise Missing(f"sshd does not come up: {self.log.read_text()[-1500:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End sshd and every connection, as a machine that goes away; ``start`` brings it back."""
        self.world.end("sshd", signal.SIGKILL)

    def drop_connections(self) -> None:
        """End every connection; sshd goes on listening."""
        listener = self._listener()
        for pid in self.world.processes("sshd"):
            if pid != listener:
                os.kill(pid, signal.SIGKILL)

    def unplug(self) -> None:
        """Cut the cable: nothing arrives any more, and nobody is told."""
        self.near.run("ip", "link", "set", "to-far", "down")

    def plug(self) -> None:
        """Mend the cable."""
        self.near.run("ip", "link", "set", "to-far", "up")

    def change_host_key(self) -> None:
        """Give the far machine another key; sshd uses it after ``stop`` and ``start``."""
        fresh = self.world.folder / f"host_key_{time.monotonic_ns()}"
        self._keygen(fresh)
        self._host_key = fresh.with_suffix(".pub").read_text()
        self._put("/etc/ssh/rig_host_key", fresh.read_bytes(), "600")

    def trust_host_key(self) -> None:
        """Write the far machine's present key to the near user's known hosts."""
        self.known_hosts.write_text(f"{ADDRESS} {self._host_key}")

    def forget_host_key(self) -> None:
        """Empty the near user's known hosts."""
        self.known_hosts.write_text("")

    def restore(self) -> None:
        """Undo what a test did to cable, sshd and known hosts. Safe to repeat."""
        self.plug()
        self.start()
        self.trust_host_key()

    def _lay_cable(self) -> None:
        there = ("ip", "link", "add", "to-far", "type", "veth", "peer", "name", "to-near")
        self.near.run(*there, "netns", str(self.world.pid))
        ends: Sequence[tuple[World, str, str]] = (
            (self.near, "to-far", _NEAR_ADDRESS),
            (self.world, "to-near", ADDRESS),
        )
        for world, link, address in ends:
            world.run("ip", "address", "add", f"{address}/30", "dev", link)
            world.run("ip", "link", "set", link, "up")
        self.near.run("sh", "-c", f"echo {ADDRESS} {ALIAS} >>/etc/hosts")

    def _write_config(self) -> None:
        lines = [
            f"HostName {ADDRESS}",
            f"IdentityFile {self.key}",
            "IdentitiesOnly yes",
            "IdentityAgent none",
            f"UserKnownHostsFile {self.known_hosts}",
            "GlobalKnownHostsFile none",
        ]
        blocks = ((ALIAS, "root"), (f"{ALIAS}-dev", "dev"))
        self.config.write_text(
            "".join(
                f"Host {alias}\n" + "".join(f"    {line}\n" for line in (*lines, f"User {user}"))
                for alias, user in blocks
            )
        )
        self.config.chmod(0o600)

    def _keygen(self, path: Path) -> None:
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "rig", "-f", str(path)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=30)

    def _put(self, path: str, data: bytes, mode: str) -> None:
        script = 'umask 077; cat >"$0"; chmod "$1" "$0"'
        self.world.run("sh", "-c", script, path, mode, input=data)

    def _greets(self) -> bool:
        try:
            with self.near.connect(22, ADDRESS, timeout=2) as made:
                return made.recv(4) == b"SSH-"
        except OSError:
            return False

    def _listener(self) -> int:
        """The sshd whose parent is none: after pids began anew it need not have the lowest one."""
        found = self.world.processes("sshd")
        return next(pid for pid in found if _parent(pid) not in found)


def _parent(pid: int) -> int:
    """The parent's pid by proc_pid_stat(5); its own for a process that is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return pid
