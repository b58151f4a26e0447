"""The main job: a web service in a container answers on a published port, with a folder mounted."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from base_image import busybox, write_archive

USUAL = "docker.io/library/busybox:stable"
OWN = "localhost/hostbridge-quickstart:1"
NAME = "hostbridge-quickstart"
INSTALL = {
    "debian": ["apt-get", "install", "-y", "--no-install-recommends", "podman", "runc", "uidmap"],
    "fedora": ["dnf", "install", "-y", "podman"],
    "arch": ["pacman", "-S", "--noconfirm", "podman"],
    "suse": ["zypper", "--non-interactive", "install", "podman"],
    "alpine": ["apk", "add", "podman"],
}
RESTRICTED = """[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
"""
HOSTBRIDGE = str(Path(sys.executable).with_name("hostbridge"))


class Stop(Exception):
    """What ends the quick start: the cause, and what to do."""


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/quickstart", description=__doc__)
    parser.add_argument("--yes", action="store_true", help="install what is missing without asking")
    parser.add_argument("--port", type=int, default=0, help="the host port (default: a free one)")
    parser.add_argument("--keep", action="store_true", help="leave the service running")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hostbridge-quickstart-"))
    started = False
    try:
        name = engine(yes=options.yes)
        image = an_image(folder, yes=options.yes)
        if name == "podman" and "CONTAINERS_CONF" not in os.environ:
            restricted(image)
        started = True
        serve(folder, image, options.port or free_port())
        if options.keep:
            say(f"it keeps running; end it with: {HOSTBRIDGE} rm -f {NAME}")
        return 0
    except Stop as stop:
        print(f"\nquickstart: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nquickstart: interrupted", file=sys.stderr)
        return 130
    finally:
        if not options.keep:
            if started:
                run("rm", "-f", NAME, quiet=True)
            shutil.rmtree(folder, ignore_errors=True)


def engine(*, yes: bool) -> str:
    """See that an engine answers, and give its name; install one when told to."""
    facts = host_facts()
    if not facts["choice"]:
        command = install_command()
        if not command:
            raise Stop("no container engine answers here; install podman or docker")
        if not yes:
            error = facts["error"]
            raise Stop(
                f"{error['summary']}\n{error['detail']}\n\nInstall one:  {' '.join(command)}\n"
                "or have it done:  scripts/quickstart --yes"
            )
        say(f"installing an engine: {' '.join(command)}")
        if command[0] == "apt-get":
            subprocess.run(["apt-get", "update"], stdout=subprocess.DEVNULL, check=False)
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
            raise Stop(f"that failed; run it by hand: {' '.join(command)}")
        facts = host_facts()
        if not facts["choice"]:
            raise Stop(f"the engine is there and does not answer:\n{facts['error']['detail']}")
    chosen = facts["choice"]
    say(f"using {chosen['engine']} on {chosen['machine']} ({chosen['engine_why']})")
    return str(chosen["engine"])


def restricted(image: str) -> None:
    """Where limits cannot be raised, podman's defaults fail: then a configuration that does not."""
    trial = run("run", "--rm", image, "true", quiet=True)
    if trial.returncode:
        config = Path(tempfile.gettempdir()) / f"hostbridge-quickstart-{os.getuid()}.conf"
        config.write_text(RESTRICTED)
        os.environ["CONTAINERS_CONF"] = str(config)
        last = trial.stderr.strip().splitlines()[-1:] or [""]
        say(f"podman's defaults do not work here ({last[0]})")
        say(f"using CONTAINERS_CONF={config} instead")


def an_image(folder: Path, *, yes: bool) -> str:
    """The usual image from its registry, or one made from the distribution's busybox."""
    say(f"pulling {USUAL}")
    if reachable("registry-1.docker.io", 443) and run("pull", USUAL, quiet=True).returncode == 0:
        return USUAL
    program = busybox()
    if program is None and yes and os.geteuid() == 0 and shutil.which("apt-get"):
        say("no registry can be reached; installing busybox-static to make a base image from")
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", "busybox-static"],
            stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        program = busybox()
    if program is None:
        raise Stop(
            "no registry can be reached, and there is no static busybox to make an image from\n"
            "install one: apt-get install busybox-static (or: scripts/quickstart --yes)"
        )
    say(f"no registry can be reached: making a base image from {program}")
    archive = folder / "image.tar"
    write_archive(archive, program, OWN)
    done = run("load", "-i", str(archive))
    if done.returncode:
        raise Stop("the image could not be loaded")
    return OWN


def serve(folder: Path, image: str, port: int) -> None:
    """Run the service, fetch its page, and show what is there."""
    pages = folder / "pages"
    pages.mkdir()
    (pages / "index.html").write_text("<h1>This page is a file on the host</h1>\n")
    pages.chmod(0o755)
    folder.chmod(0o755)
    run("rm", "-f", NAME, quiet=True)
    show = ["run", "-d", "--name", NAME, "-p", f"127.0.0.1:{port}:8080", "-v", f"{pages}:/www:ro", image]
    show += ["httpd", "-f", "-p", "8080", "-h", "/www"]
    if run(*show).returncode:
        raise Stop("the container did not start")
    say(f"GET http://127.0.0.1:{port}/")
    print(fetch(f"http://127.0.0.1:{port}/"), end="")
    (pages / "index.html").write_text("<h1>Changed on the host, seen in the container</h1>\n")
    print(fetch(f"http://127.0.0.1:{port}/"), end="")
    run("ps", "--filter", f"name={NAME}")
    run("exec", NAME, "ls", "-l", "/www")
    say("it works. Next:")
    print("    hostbridge host            what was found here, and why it was chosen")
    print("    hostbridge --plan run …    what a command would do, and why")
    print(f"    (the command is {HOSTBRIDGE})")


def run(*words: str, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """One hostbridge command, shown as it is typed, its output passed through."""
    if not quiet:
        print("$ hostbridge " + " ".join(words), flush=True)
    done = subprocess.run([HOSTBRIDGE, *words], capture_output=True, text=True, check=False)
    if not quiet:
        print(done.stdout, end="", flush=True)
        print(done.stderr, end="", file=sys.stderr, flush=True)
    return done


def host_facts() -> dict[str, object]:
    """What ``hostbridge host`` says."""
    done = subprocess.run([HOSTBRIDGE, "host", "--json"], capture_output=True, text=True, check=False)
    try:
        told: dict[str, object] = json.loads(done.stdout)
    except ValueError:
        raise Stop(f"hostbridge host failed:\n{done.stderr}") from None
    return told


def install_command() -> list[str]:
    """The command that installs podman on this distribution, by os-release(5)."""
    known = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line
    )
    names = f"{known.get('ID', '')} {known.get('ID_LIKE', '')}".replace('"', "").split()
    command = next((INSTALL[n] for n in names if n in INSTALL), [])
    return command if os.geteuid() == 0 or not command else ["sudo", *command]


def fetch(address: str) -> str:
    """The page, as soon as the service answers."""
    deadline = time.monotonic() + 20
    while True:
        try:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(address, timeout=5) as answer:
                return str(answer.read().decode())
        except (OSError, urllib.error.URLError) as error:
            if time.monotonic() > deadline:
                raise Stop(f"{address} does not answer: {error}") from error
            time.sleep(0.2)


def reachable(host: str, port: int) -> bool:
    """Whether a connection can be made, in five seconds."""
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(text: str) -> None:
    """A line about what is being done."""
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
