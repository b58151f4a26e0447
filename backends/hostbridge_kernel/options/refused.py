"""The options of docker's ``run`` and ``create`` that the engine leaves out, each with its reason."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_WINDOWS = "Windows containers have it; docker on Linux ignores or refuses it as well"

REASONS: Mapping[str, str] = {
    "--cpu-count": _WINDOWS,
    "--cpu-percent": _WINDOWS,
    "--io-maxbandwidth": _WINDOWS,
    "--io-maxiops": _WINDOWS,
    "--isolation": f"{_WINDOWS}; `default` is taken",
    "--gpus": "needs the vendor's own hook (nvidia-container-toolkit), which puts libraries of the host into"
    " the container; name the device files with --device",
    "--kernel-memory": "Linux removed the limit (5.16)",
    "--runtime": "there is one way to start a container here, and no program beside it; `runc` and"
    " `hostbridge` mean this one",
    "--storage-opt": "a size for one container's files needs project quotas, which overlayfs has on few"
    " file systems",
    "--volume-driver": "drivers are programs of docker's; `local` is taken",
    "--use-api-socket": "there is no API socket to hand on",
    "--log-driver": "`json-file`, `local` (the same here) and `none` are taken; the others are daemons of their own",
    "--disable-content-trust": "`true`, the default, is taken: notary's servers are no longer run",
}
"""By option; some values of these are taken all the same, which the reason then names."""

PODMAN = "is podman's own; the command line `hostbridge` says it in docker's words or refuses it"


def reason(option: str) -> str:
    """Why an option is not done."""
    return REASONS.get(option) or PODMAN
