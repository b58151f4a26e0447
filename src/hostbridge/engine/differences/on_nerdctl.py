"""What nerdctl's command reference (2.3) names as unimplemented, and what is done instead.

nerdctl speaks docker's words. Options and commands that its reference does not tell of are passed on.
"""

from __future__ import annotations

from hostbridge.contract.engine import Emulation, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from hostbridge.catalogue import Call

    Row = tuple[str, str, Literal["drop", "refuse"], str, str]
    """Commands, divided by commas; options, by spaces; action; remedy; reason."""

_TRUST = "it has no docker trust; it verifies with --verify=cosign, signs with --sign=cosign"

ROWS: tuple[Row, ...] = (
    ("pull, push", "--disable-content-trust", "drop", "", _TRUST),
    ("pull, push", "--all-tags", "refuse", "name each tag", "it takes one tag at a time"),
    ("exec", "--detach-keys", "refuse", "leave it out", "its exec cannot be detached from"),
    ("attach", "--sig-proxy", "refuse", "leave it out", "its attach always hands signals on"),
    ("cp", "--archive", "refuse", "leave it out, then chown(1)", "its cp keeps no owners"),
    ("rm", "--link", "refuse", "leave it out", "it has no links"),
    ("rmi", "--no-prune", "drop", "", "it keeps no untagged parents to remove"),
    ("build", "--squash", "refuse", "leave it out, or build in stages", "BuildKit does not squash"),
    ("import", "--change", "refuse", "import, then build FROM it", "its import takes no instructions"),
    ("volume create", "--driver --opt", "refuse", "leave it out, or mount a directory: -v /path:/path", "its volumes are local directories"),
    ("network create", "--attachable", "drop", "", "its networks are"),
    ("network create", "--scope", "refuse", "leave it out", "its networks are of one machine"),
    ("network create", "--aux-address", "refuse", "use --ip-range", "CNI gives addresses from a range"),
    ("network create", "--config-from --config-only --ingress", "refuse", "leave it out", "it has no swarm"),
    ("network ls", "--no-trunc", "drop", "", "its list is short, and names do"),
    ("network inspect", "--verbose", "drop", "", "it tells all that it knows"),
    ("container prune, network prune, volume prune, system prune, builder prune", "--filter", "refuse", "leave it out, or: ps --filter …, then rm", "its prune removes everything that is not used"),
    ("builder prune", "--keep-storage", "refuse", "leave it out", "it hands no such limit on to BuildKit"),
    ("events", "--since --until", "refuse", "leave it out", "containerd tells what happens from now on"),
)  # fmt: skip

COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("network connect, network disconnect", "CNI sets a container's networks up when it starts", "run --network a --network b"),
    ("trust", "it has no docker trust", "pull --verify=cosign, push --sign=cosign"),
    ("buildx debug", "it has no debugger of buildx", "nerdctl builder debug"),
    ("system df", "it does not tell what its storage holds", "du -sh /var/lib/containerd, images, volume ls --size"),
    ("context", "it has containerd's addresses", "nerdctl --address, CONTAINERD_ADDRESS"),
    ("swarm, node, service, stack, config, secret", "it has no swarm", "up, compose"),
    ("plugin", "containerd's plug-ins are part of its configuration", "containerd-config.toml(5)"),
)  # fmt: skip
"""Commands that begin with one of these words: why not, and what does instead."""


def applied(said: Call | Emulation | Refusal) -> Call | Emulation | Refusal:
    """What was said for docker, in nerdctl's words."""
    if isinstance(said, Refusal):
        summary = said.summary.replace("docker", "nerdctl", 1)
        return Refusal(
            summary, said.reason, said.remedy.replace("--engine docker", "--engine nerdctl")
        )
    if isinstance(said, Emulation):
        if said.then is None:
            return said
        then = applied(said.then)
        if isinstance(then, Refusal):
            return then
        assert not isinstance(then, Emulation)
        return Emulation(said.what, said.reason, said.perform, then, said.wording, said.words)
    return _refused(said) or _changed(said)


def _refused(call: Call) -> Refusal | None:
    name = call.command.name
    for commands, reason, remedy in COMMANDS:
        if any(name == one or name.startswith(f"{one} ") for one in commands.split(", ")):
            return Refusal(f"nerdctl has no command {name!r}", reason, remedy)
    return None


def _changed(call: Call) -> Call | Refusal:
    name = call.command.name
    for commands, options, action, remedy, reason in ROWS:
        if name not in commands.split(", "):
            continue
        for word in call.words:
            if word.kind != "option" or word.name not in options.split():
                continue
            if action == "refuse":
                return Refusal(f"nerdctl has no {word.name} for {name}", reason, remedy)
            before = word.spelled if word.value is None else f"{word.spelled} {word.value}"
            call = call.without_word(word).noted(before, "", reason)
    return call
