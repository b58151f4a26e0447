"""Ways out for a container of an ordinary user: pasta, else slirp4netns, else none.

They give the container's network namespace a link whose packets they carry with sockets of the
host. Published ports do not depend on them: our own keeper carries those.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

ADDRESS, PREFIX, GATEWAY = "10.0.2.100", 24, "10.0.2.2"
"""slirp4netns's own; pasta is told the same. The gateway stands for the host, its loopback too."""
_PATIENCE = 10.0


class Uplink:
    """A way out that works. pid is its process, 0 for none; hold what it has to be open for it."""

    def __init__(self, name: str, pid: int = 0, hold: int = -1) -> None:
        self.name, self.pid, self.hold = name, pid, hold


def start(pid: int, folder: str, link: str) -> tuple[Uplink, list[str]]:
    """The first way out that works for a process's network namespace, and why others did not.

    folder is a directory of the caller's own, for a pid file; link is what it is called inside.
    """
    reasons = []
    for name, way in (("pasta", _pasta), ("slirp4netns", _slirp)):
        path = _find(name)
        if path is None:
            reasons.append(f"{name}: not installed")
            continue
        made, reason = way(path, pid, folder, link)
        if made is not None:
            return made, reasons
        reasons.append(f"{name}: {reason}")
    return Uplink("none"), reasons


def _find(name: str) -> Optional[str]:
    for folder in os.environ.get("PATH", "/usr/bin:/bin").split(":"):
        path = f"{folder or '.'}/{name}"
        if os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    return None


def _pasta(path: str, pid: int, folder: str, link: str) -> tuple[Optional[Uplink], str]:
    """It goes into the background when it serves. SIGPIPE must not be ignored, or it will not start."""
    import subprocess

    noted = f"{folder}/pasta.{pid}"
    # The pid file is made by us: pasta may write it, but not make it, from its sandbox.
    argv = [
        path, "--config-net", "--quiet", "-P", noted, "-t", "none", "-u", "none", "-T", "none",
        "-U", "none", "-I", link, "-a", ADDRESS, "-n", str(PREFIX), "-g", GATEWAY, "-4", str(pid),
    ]  # fmt: skip
    try:
        done = subprocess.run(
            argv, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, timeout=_PATIENCE,
        )  # fmt: skip
        if done.returncode != 0:
            return None, _reason(done.stderr, done.returncode)
        with open(noted) as file:
            return Uplink("pasta", int(file.read().strip() or 0)), ""
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return None, str(error)
    finally:
        try:
            os.unlink(noted)
        except OSError:
            pass


def _slirp(path: str, pid: int, _folder: str, link: str) -> tuple[Optional[Uplink], str]:
    """It says on a pipe that it serves, and ends when another one is closed."""
    import select
    import subprocess
    import tempfile

    ready, says = os.pipe()
    exits, hold = os.pipe()
    argv = [path, "--configure", "--mtu=65520", f"--ready-fd={says}", f"--exit-fd={exits}",
            str(pid), link]  # fmt: skip
    try:
        with open(os.devnull, "r+b") as null, tempfile.TemporaryFile() as told:
            process = subprocess.Popen(
                argv, stdin=null, stdout=null, stderr=told, pass_fds=(says, exits),
                start_new_session=True,
            )  # fmt: skip
            os.close(says)
            says = -1
            poll = select.poll()
            poll.register(ready, select.POLLIN)
            if poll.poll(_PATIENCE * 1000) and os.read(ready, 1) == b"1":
                made = Uplink("slirp4netns", process.pid, hold)
                process.returncode = 0  # the keeper's business from here on
                hold = -1
                return made, ""
            process.kill()
            process.wait()
            told.seek(0)
            return None, _reason(told.read(), process.returncode)
    except OSError as error:
        return None, str(error)
    finally:
        for descriptor in (ready, says, exits, hold):
            if descriptor >= 0:
                os.close(descriptor)


def _reason(said: bytes, code: int) -> str:
    """The last line that a program said, or its exit code."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else f"ended with {code}"
