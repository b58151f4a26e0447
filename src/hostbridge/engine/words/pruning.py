"""``container|image|network|volume|system prune``: the question, what was removed, and how much that was.

docker's ``volume prune`` means anonymous volumes (since 23; all with ``--all``), podman's all that no
container uses. A caller gets what his dialect means: docker 28's, podman 5's.
"""

from __future__ import annotations

import json
import sys

from hostbridge.engine.emulate.doing import ask, complain, lines, say
from hostbridge.engine.show.human import size
from hostbridge.engine.words.telling import made, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Emulation, Site

_SURE = "Are you sure you want to continue? [y/N] "
QUESTIONS = {
    ("docker", "container prune"): "WARNING! This will remove all stopped containers.",
    ("docker", "image prune"): "WARNING! This will remove all dangling images.",
    ("docker", "image prune --all"): "WARNING! This will remove all images without at least one container associated to them.",
    ("docker", "network prune"): "WARNING! This will remove all custom networks not used by at least one container.",
    ("docker", "volume prune"): "WARNING! This will remove anonymous local volumes not used by at least one container.",
    ("docker", "volume prune --all"): "WARNING! This will remove all local volumes not used by at least one container.",
    ("docker", "system prune"): "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n  - all dangling images\n  - unused build cache\n",
    ("docker", "system prune --all"): "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n  - all images without at least one container associated to them\n  - all build cache\n",
    ("podman", "container prune"): "WARNING! This will remove all non running containers.",
    ("podman", "image prune"): "WARNING! This command removes all dangling images.",
    ("podman", "image prune --all"): "WARNING! This command removes all images without at least one container associated with them.",
    ("podman", "network prune"): "WARNING! This will remove all networks not used by at least one container.",
    ("podman", "volume prune"): "WARNING! This will remove all volumes not used by at least one container.",
    ("podman", "system prune"): "WARNING! This command removes:\n\t- all stopped containers\n\t- all networks not used by at least one container\n\t- all dangling images\n\t- all dangling build cache\n",
    ("podman", "system prune --all"): "WARNING! This command removes:\n\t- all stopped containers\n\t- all networks not used by at least one container\n\t- all images without at least one container associated with them\n\t- all build cache\n",
}  # fmt: skip
"""What is asked before, by dialect and command."""
_FILTERS = {
    "container prune": ("label", "until"),
    "image prune": ("dangling", "label", "until"),
    "network prune": ("label", "until"),
    "volume prune": ("all", "label"),
    "system prune": ("dangling", "label", "until"),
}
"""docker's filters of each prune; podman passes over some that it does not have."""
_HEADS = {
    "container prune": "Deleted Containers",
    "image prune": "Deleted Images",
    "network prune": "Deleted Networks",
    "volume prune": "Deleted Volumes",
}


def on_podman(call: Call, said: Call, engine: Dialect) -> Emulation:
    """In docker's words, with what docker means by volumes."""
    name = call.command.name

    def perform(site: Site) -> int:
        if refused := _refused(call):
            complain(site, refused)
            return 1
        if not _sure(site, call):
            return 0
        before = _held(site)
        text: list[str] = []
        if name != "volume prune":
            words = said.without("--volumes").without("--force").with_option("--force")
            done = ask(site, *words.argv())
            if done.returncode:
                return told(site, call, engine, "", done.stderr)
            text = as_docker(name, done.stdout.decode(errors="replace").splitlines())
        if name == "volume prune" or call.has("--volumes"):
            gone = _volumes(site, call, every=name == "volume prune" and _all(call))
            text += ["Deleted Volumes:", *gone, ""] if gone else []
        if name != "network prune":
            text.append(f"Total reclaimed space: {size(max(0, before - _held(site)), digits=4)}")
        if text:
            say(site, "\n".join(text))
        return 0

    return made(call, said, engine, perform)


def _refused(call: Call) -> str:
    """What docker says of a filter that it does not have; empty where it has all of them."""
    name = call.command.name
    keys = [text.partition("=")[0].rstrip("!") for text in call.values("--filter")]
    if name == "system prune" and call.has("--volumes") and "until" in keys:
        return 'ERROR: The "until" filter is not supported with "--volumes"'
    unknown = next((key for key in keys if key not in _FILTERS[name]), None)
    return "" if unknown is None else f"Error response from daemon: invalid filter '{unknown}'"


def on_docker(call: Call, said: Call, engine: Dialect) -> Emulation:
    """In podman's words: a line for each thing that was removed."""
    name = call.command.name

    def perform(site: Site) -> int:
        if not _sure(site, call):
            return 0
        if name == "volume prune":
            for gone in _volumes(site, call, every=True):
                say(site, gone)
            return 0
        done = ask(site, *said.without("--force").with_option("--force").argv())
        if done.returncode:
            return told(site, call, engine, "", done.stderr)
        printed = done.stdout.decode(errors="replace").splitlines()
        for line in as_podman(printed, heads=name == "system prune"):
            say(site, line)
        return 0

    return made(call, said, engine, perform)


def as_docker(name: str, printed: list[str]) -> list[str]:
    """Podman's lines, as docker writes them; without the line of the space."""
    head = _HEADS.get(name, "")
    out: list[str] = [f"{head}:"] if head and printed else []
    for line in printed:
        if line.startswith("Total reclaimed space"):
            continue
        if line.startswith("Deleted "):
            out += [""] if out else []
            head = line.rstrip(":")
            out.append(f"{head}:")
        else:
            out.append(f"deleted: sha256:{line}" if head == "Deleted Images" else line)
    return [*out, ""] if out else []


def as_podman(printed: list[str], *, heads: bool) -> list[str]:
    """Docker's lines, as podman writes them: ids and names, under heads where several kinds may be."""
    out: list[str] = []
    for line in printed:
        word, _, rest = line.partition(": ")
        if line.startswith(("Deleted ", "Total reclaimed space")):
            out += [line.removesuffix(":")] if heads else []
        elif line and word != "untagged":
            out.append(rest.removeprefix("sha256:") if word == "deleted" else line)
    return out


def _volumes(site: Site, call: Call, *, every: bool) -> list[str]:
    """Remove what no container uses, the anonymous ones or all; their names."""
    filters = [
        part
        for text in call.values("--filter")
        if not text.startswith("all=")
        for part in ("--filter", text)
    ]
    found = lines(ask(site, "volume", "ls", "-q", "--filter", "dangling=true", *filters))
    if found and not every:
        known = json.loads(ask(site, "volume", "inspect", *found).stdout or b"[]")
        found = [volume["Name"] for volume in known if _is_anonymous(volume)]
    return [name for name in found if ask(site, "volume", "rm", name).returncode == 0]


def _is_anonymous(volume: dict[str, object]) -> bool:
    labels = volume.get("Labels")
    return bool(volume.get("Anonymous")) or (
        isinstance(labels, dict) and "com.docker.volume.anonymous" in labels
    )


def _all(call: Call) -> bool:
    return call.has("--all") or any(
        text in ("all=1", "all=true") for text in call.values("--filter")
    )


def _held(site: Site) -> int:
    """Bytes that images, containers and volumes take, as podman counts them."""
    done = ask(site, "system", "df", "--format", "{{.RawSize}}")
    return sum(int(line) for line in lines(done) if line.isdigit())


def _sure(site: Site, call: Call) -> bool:
    if call.has("--force"):
        return True
    name = call.command.name
    question = (
        QUESTIONS.get((call.dialect, f"{name} --all" if _all(call) else name))
        or QUESTIONS[call.dialect, name]
    )
    site.stdout.write(f"{question}\n{_SURE}".encode())
    site.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
