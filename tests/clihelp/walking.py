"""Asking a client for every command that it has, by ``--help``. Nothing else is ever run."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from clihelp.reading import Told, read

PASSED_BY = ("help", "completion")
"""Commands of cobra's own."""
PASSED_ON = ("compose",)
"""A plug-in with a command line of its own: its entrance alone counts."""

HIDDEN = {
    "run create container-clone": "--net --net-alias --dns-opt --kernel-memory --signature-policy --use-api-socket --link --storage-opt "
    "--healthcheck-command --healthcheck-interval --healthcheck-retries --healthcheck-start-period --healthcheck-timeout "
    "--override-arch --override-os --override-variant --infra-conmon-pidfile --disable-content-trust --volume-driver "
    "--cpu-count --cpu-percent --io-maxbandwidth --io-maxiops --isolation --pull-option --attach --healthcheck-on-failure",
    "build": "--net --load --progress --disable-content-trust --sign-by --signature-policy --compress --logsplit --cw --output "
    "--push --provenance --sbom --override-arch --override-os --tls-verify --stdin --security-opt --storage-opt --isolation "
    "--rewrite-timestamp --squash --builder --cpu-shares",
    "ps images": "--storage --namespace --notruncate --no-trunc --before --since",
    "stop restart rm pod-stop pod-rm volume-rm network-rm pod-restart": "--time --timeout --storage --ignore --cidfile",
    "cp": "--extract --pause --overwrite",
    "commit": "--pause --no-pause",
    "logs pod-logs": "--details",
    "exec": "--wait --detach-keys",
    "update": "--kernel-memory --kernel-memory-tcp",
    "push pull import load save": "--signature-policy --disable-content-trust --compress --override-arch --override-os "
    "--override-variant --encryption-key --encrypt-layer --quiet --all-tags",
    "kube-play": "--down --signature-policy --service-container --no-trunc --service-exit-code-propagation",
    "kube-generate": "--no-trunc",
    "generate-systemd": "--time",
    "container-runlabel": "--opt1 --opt2 --opt3 --pull --signature-policy",
    "manifest-add manifest-create manifest-inspect manifest-push": "--insecure --verbose --purge --cert-dir",
    "machine-init machine-rm machine-start": "--reexec --image-path --volume-driver",
    "system-info info": "--debug",
    "top": "--list-descriptors",
    "stack-deploy stack-ls stack-ps stack-rm stack-services": "--orchestrator --kubeconfig --namespace",
    "version": "--kubeconfig",
    "login": "--email",
    "tag": "--force",
    "system-connection-add system-connection-remove": "--farm --force",
    "system-service": "--pprof-address",
    "container-cleanup": "--stopped-only",
    "start": "--sig-proxy --checkpoint --checkpoint-dir",
    "service-create service-update": "--net --network-add --network-rm",
}  # fmt: skip
"""Options that no help shows though clients take them; by command, words joined with ``-``."""


class Client:
    """A program, by an argv prefix, that answers ``--help``."""

    def __init__(self, prefix: Sequence[str]) -> None:
        self._prefix = list(prefix)
        self._home = tempfile.TemporaryDirectory(prefix="clihelp-")
        self._env = {
            "HOME": self._home.name,
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "DOCKER_BUILDKIT": "0",
            "DOCKER_CLI_EXPERIMENTAL": "enabled",
            "BUILDX_EXPERIMENTAL": "1",
            "COLUMNS": "400",
            "LANG": "C.UTF-8",
        }

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._home.cleanup()

    def ask(self, *words: str) -> str:
        """What it prints for some words, on both streams."""
        done = subprocess.run(
            [*self._prefix, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._env,
            timeout=60,
            check=False,
        )
        return done.stdout.decode(errors="replace")

    def command(self, name: str) -> Told:
        """The help of one command (empty: the client's own)."""
        words = name.split()
        told = read(self.ask(*words, "--help"), name)
        for option, (letter, kind, optional) in list(told.options.items()):
            # A switch whose text has backquotes shows a type as well.
            if kind not in _PLAIN and not optional and not self._takes(words, option):
                told.options[option] = (letter, "", False)
        return told

    def hidden(self, name: str) -> dict[str, tuple[str, str, bool]]:
        """Options that the help does not show: a value, or none."""
        found: dict[str, tuple[str, str, bool]] = {}
        key = name.replace(" ", "-").removeprefix("container-").removeprefix("image-")
        for names, options in HIDDEN.items():
            if key in names.split() or name.replace(" ", "-") in names.split():
                for option in options.split():
                    said = self.ask(*name.split(), "--help", option)
                    if "needs an argument" in said:
                        found[option] = ("", "string", False)
                    elif "unknown flag" not in said:
                        found[option] = ("", "", False)
        return found

    def _takes(self, words: Sequence[str], option: str) -> bool:
        return "needs an argument" in self.ask(*words, "--help", option)


_PLAIN = " string strings stringArray stringToString list int uint uint16 uint64 int64 duration decimal bytes float".split(
    " "
)


def walk(client: Client, *, thorough: bool = False, below: str = "") -> dict[str, Told]:
    """Every command of a client, groups too, by its words; the client's own under an empty name.

    thorough: whether each type is checked to take a value, and hidden options are looked for.
    """
    plain = (
        client.command
        if thorough
        else (lambda name: read(client.ask(*name.split(), "--help"), name))
    )
    found: dict[str, Told] = {}
    front = [below]
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        while front:
            nexts: list[str] = []
            for name, told in zip(front, pool.map(plain, front), strict=True):
                # A plug-in that is not there answers with the client's own help.
                if name and told.commands and told.commands == found[""].commands:
                    continue
                found[name] = told
                if name in PASSED_ON:
                    continue
                nexts += [f"{name} {c}".strip() for c in told.commands if c not in PASSED_BY]
            front = nexts
        if thorough:
            for name, more in zip(found, pool.map(client.hidden, found), strict=True):
                new = {o: k for o, k in more.items() if o not in found[name].options}
                found[name] = replace(found[name], options={**found[name].options, **new})
    return found
