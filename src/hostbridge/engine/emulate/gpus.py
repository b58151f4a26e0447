"""``--gpus``: refused where there is no device to hand on, said as CDI devices to podman.

docker finds NVIDIA's devices by a hook of the container toolkit, or by CDI; podman by CDI alone (the
Container Device Interface, whose specifications stand in /etc/cdi and /var/run/cdi). podman 4 takes
``--gpus`` for docker's sake and leaves it out without a word.
"""

from __future__ import annotations

from hostbridge.contract.engine import Emulation
from hostbridge.errors import Unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_KIND = "nvidia.com/gpu"
_LOOK = """\
for file in /dev/nvidia[0-9]*; do [ -e "$file" ] && echo device; done
for name in nvidia-container-runtime-hook nvidia-container-runtime; do
  command -v "$name" >/dev/null 2>&1 && echo hook
done
grep -lqs 'nvidia.com/gpu' /etc/cdi/*.json /etc/cdi/*.yaml /var/run/cdi/*.json /var/run/cdi/*.yaml && echo cdi
:
"""
_LOOKED_FOR = {
    "docker": "nvidia-container-runtime-hook on PATH, a CDI specification of nvidia.com/gpu",
    "podman": "a CDI specification of nvidia.com/gpu",
}


def check(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Look on the machine, then go on; Unsupported says what was looked for."""
    asked = call.value("--gpus") or ""

    def perform(site: Site) -> int:
        found = set(site.session.run(["sh", "-c", _LOOK]).stdout.decode().split())
        ways = {"cdi", "hook"} if engine == "docker" else {"cdi"}
        if found & ways:
            return 0
        driver = "a driver is there" if "device" in found else "no /dev/nvidia* either"
        raise Unsupported(
            f"{engine}: --gpus {asked}: no GPU can be handed on to a container here",
            f"looked for {_LOOKED_FOR[engine]} in /etc/cdi and /var/run/cdi; {driver}",
            "leave --gpus out, or install NVIDIA's driver and its container toolkit (nvidia-ctk)",
        )

    then = call
    if engine == "podman":
        then = call.without("--gpus")
        for device in devices(asked):
            then = then.with_option("--device", f"{_KIND}={device}")
    return Emulation("look for a GPU", reason, perform, then)


def devices(asked: str) -> list[str]:
    """The names of CDI for docker's ``all``, ``2``, ``device=0,1`` and ``"device=0,1",capabilities=…``."""
    words = [word.strip("\"' ") for word in asked.split(",")]
    names: list[str] = []
    for number, word in enumerate(words):
        key, equals, text = word.partition("=")
        if key == "device" and equals:
            names.append(text)
            for more in words[number + 1 :]:
                if "=" in more:
                    break
                names.append(more)
        elif key == "count" and equals and text.isdigit():
            names += [str(n) for n in range(int(text))]
        elif word.isdigit() and not names:
            names += [str(n) for n in range(int(word))]
    return names or ["all"]
