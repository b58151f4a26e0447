"""Container engines: whether they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hostbridge.contract.check import Check, CheckResult, Command, fine, unneeded
from hostbridge.doctor.trials import engines
from hostbridge.doctor.weight import answering

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_EVERYWHERE = ("linux", "windows", "macos")
_UNIX = ("linux", "macos")
_FORBIDDEN = "may not open the daemon's socket"


def _none(facts: Facts) -> CheckResult:
    told = facts.trial("engines", engines.answers)
    if told is None:
        return unneeded("was not tried")
    evidence = tuple((name, answer["why"]) for name, answer in told.items())
    if answering(facts):
        return fine("a container engine answers", *evidence)
    remedies = tuple(answer["remedy"] for answer in told.values() if answer["remedy"])
    return CheckResult("error", "no container engine answers on this host", evidence, remedies)


def _group(facts: Facts) -> CheckResult:
    answer = (facts.trial("engines", engines.answers) or {}).get("docker")
    if answer is None or facts.host.is_root:
        return unneeded("concerns ordinary users")
    evidence = ("docker", answer["why"])
    if _FORBIDDEN not in answer["why"]:
        return fine("this user may open docker's socket, or there is none", evidence)
    user = facts.host.ids.user
    others = answering(facts, "podman", "kernel", "nerdctl")
    return CheckResult(
        "warning" if others else "error", "this user may not open docker's socket", (evidence,),
        (f"$ sudo usermod -aG docker {user}", "log in again"),
        (Command(("gpasswd", "-a", user, "docker"), ("gpasswd", "-d", user, "docker"), root=True),),
    )  # fmt: skip


def _daemon(facts: Facts) -> CheckResult:
    answer = (facts.trial("engines", engines.answers) or {}).get("docker")
    if answer is None or answer["status"] == "usable" or facts.host.tool("dockerd") is None:
        return unneeded("docker answers, or its daemon is not installed")
    if "daemon" not in answer["why"] and "nothing answers" not in answer["why"]:
        return unneeded("something else is in docker's way")
    if _FORBIDDEN in answer["why"]:
        return unneeded("explained by LNX-DOCKGRP")
    systemd = facts.host.environment.systemd is True
    return CheckResult(
        "info" if answering(facts) or facts.host.tool("podman") else "error", "docker is installed, and its daemon does not answer",
        (("docker", answer["why"]),), (f"$ {answer['remedy'].partition(': ')[2] or 'sudo systemctl start docker'}",),
        (Command(("systemctl", "enable", "--now", "docker"), ("systemctl", "disable", "--now", "docker"), root=True),) if systemd else (),
    )  # fmt: skip


def _recorded(facts: Facts) -> CheckResult:
    chosen = facts.trial("chosen", engines.chosen)
    if chosen is None:
        return unneeded("was not read")
    if chosen["error"]:
        if chosen["error"] == "nothing is chosen yet":
            return unneeded(chosen["error"])
        evidence = (("settings", chosen["error"]),)
        return CheckResult("error", chosen["error"], evidence, (chosen["remedy"],))
    used = f"{chosen['backend']}/{chosen['machine']}, {chosen['engine']}"
    answer = (facts.trial("engines", engines.answers) or {}).get(chosen["engine"])
    if chosen["backend"] != "native" or answer is None or answer["status"] == "usable":
        return fine("what is chosen can be used", ("chosen", used))
    return CheckResult(
        "error", f"what was chosen no longer works: {answer['why']}", (("chosen", used), (chosen["engine"], answer["why"])),
        (answer["remedy"], "or choose anew: $ hostbridge host --choose"),
    )  # fmt: skip


def _deep(facts: Facts) -> CheckResult:
    """A container from end to end, of an image that is here already."""
    tried = facts.trial("container", container)
    if tried is None:
        return unneeded("was not tried")
    if not tried["image"]:
        return unneeded("no image is here to start a container from")
    evidence = (tried["command"], tried["output"] or f"exit code {tried['code']}")
    if tried["code"] == 0:
        return fine("a container runs from end to end", evidence)
    return CheckResult(
        "error", "a container does not run", (evidence,), ("look at what the engine says above",)
    )


def container(facts: Facts) -> dict[str, Any]:
    """``run --rm IMAGE true`` with the first engine that answers, and an image that it has."""
    from hostbridge.process import pasteable, run

    name = next(iter(answering(facts)), "")
    told: dict[str, Any] = {"image": "", "command": "", "output": "", "code": -1}
    if name not in ("docker", "podman", "nerdctl"):
        return told
    listed = run([name, "images", "--format", "{{.Repository}}:{{.Tag}}"], timeout=10)
    images = [
        line for line in listed.stdout.decode(errors="replace").split() if "<none>" not in line
    ]
    preferred = sorted(
        images, key=lambda image: ("busybox" not in image, "alpine" not in image, image)
    )
    if not preferred:
        return told
    argv = [name, "run", "--rm", "--network", "none", "--entrypoint", "/bin/true", preferred[0]]
    done = run(argv, timeout=30)
    text = done.stderr.decode(errors="replace").strip()[-500:]
    return {
        "image": preferred[0],
        "command": pasteable(argv),
        "output": text,
        "code": done.returncode,
    }


_BEFORE = (
    "LNX-USERNS-MAX", "LNX-USERNS-SYSCTL", "LNX-USERNS-APPARMOR", "LNX-SECCOMP", "LNX-USERNS", "LNX-SUBID", "LNX-NEWUIDMAP", "LNX-IDMAP",
    "LNX-DOCKGRP", "ENG-DOCKER-DOWN", "ANY-DOCKER-CONFIG", "ANY-DOCKER-HOST", "LNX-NPROC", "LNX-NOFILE", "ANY-WRITE", "ANY-SPACE",
    "ANY-INODES", "LNX-IPTABLES", "LNX-XDG",
)  # fmt: skip
CHECKS = (
    Check("LNX-DOCKGRP", "engines", "This user may use docker", "docker fails: permission denied", _group, depends_on=("ANY-DOCKER-HOST", "ANY-DOCKER-CONFIG"), budget=8.0),
    Check("ENG-DOCKER-DOWN", "engines", "docker's daemon answers", "docker fails: cannot connect to the daemon", _daemon,
          depends_on=("ANY-DOCKER-HOST", "ANY-DOCKER-CONFIG", "LNX-DOCKGRP", "LNX-IPTABLES"), budget=8.0),
    Check("ENG-NONE", "engines", "A container engine answers", "no container can be started", _none, depends_on=_BEFORE, budget=8.0),
    Check("ENG-CHOSEN", "engines", "What was chosen works", "every command fails", _recorded, _EVERYWHERE,
          depends_on=(*_BEFORE, "ENG-NONE", "ANY-SETTINGS", "ANY-DAMAGED"), budget=8.0),
    Check("ENG-RUN", "engines", "A container runs", "no container can be started", _deep, depends_on=("ENG-NONE", "ENG-CHOSEN"), budget=45.0, deep=True),
)  # fmt: skip
