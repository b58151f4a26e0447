"""``run`` and ``create`` on docker: ``--replace``, and more than one network."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation, Refusal
from hostbridge.engine.emulate.doing import ask, carry_out, complain, say, show
from hostbridge.engine.options_text import split_options
from hostbridge.errors import Unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call, Word
    from hostbridge.contract.engine import Dialect, Site

_FLAGS = {"alias": "--alias", "ip": "--ip", "ip6": "--ip6"}


def replace(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Remove the container of this name, then go on."""
    del engine
    name = call.value("--name") or ""

    def perform(site: Site) -> int:
        if name:
            ask(site, "rm", "-f", name)
        return 0

    return Emulation("replace", reason, perform, call.without("--replace"))


def remove_image(call: Call, engine: Dialect, reason: str) -> Emulation | Refusal:
    """Run to the end with ``--rm``, then remove the image; its exit code is the container's."""
    if call.has("--detach"):
        return Refusal("docker: --rmi with --detach", reason, "remove the image afterwards: rmi")
    image = next((word.value or "" for word in call.words if word.meaning == "image"), "")
    rest = call.without("--rmi").without("--rm").with_option("--rm")

    def perform(site: Site) -> int:
        code = carry_out(rest, engine, site)
        ask(site, "rmi", image)
        return code

    return Emulation("run --rmi", reason, perform)


def join(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Create with the first network, connect the others, and start what was to run."""
    words = call.option_words("--network")
    first = call
    for word in words[1:]:
        first = first.without_word(word)
    detached = call.has("--detach")

    def perform(site: Site) -> int:
        container, code = _create(first, engine, site)
        if code:
            return code
        for word in words[1:]:
            done = ask(site, "network", "connect", *_connection(word), container)
            if done.returncode:
                complain(site, done.stderr.decode(errors="replace").strip())
                ask(site, "rm", "-f", container)
                return 125
        if call.command.name == "create":
            say(site, container)
            return 0
        if detached:
            started = ask(site, "start", container)
            if started.returncode:
                said = started.stderr.decode(errors="replace").strip()
                complain(site, said)
                return _run_code(said)
            say(site, container)
            return 0
        flags = ["-a", *(["-i"] if call.has("--interactive") else [])]
        return show(site, "start", *flags, container)

    return Emulation(f"{call.command.name} on several networks", reason, perform)


def _run_code(said: str) -> int:
    """What ``run`` ends with for a container that cannot be started, as docker tells it."""
    if "executable file not found" in said or "no such file or directory" in said:
        return 127
    return 126 if "permission denied" in said else 125


def _create(call: Call, engine: Dialect, site: Site) -> tuple[str, int]:
    """Create the container and give its id, or the exit code of what refused it."""
    from hostbridge.catalogue import find
    from hostbridge.engine.applying import follow

    found = find(("create",))
    assert found is not None
    bare = call.without("--detach").without("--sig-proxy").without("--detach-keys")
    translated = follow(bare.with_command(found[0], ("create",)), engine)
    if isinstance(translated, Refusal):
        raise Unsupported(translated.summary, translated.reason, translated.remedy)
    done = ask(site, *translated.argv())
    if done.returncode:
        complain(site, done.stderr.decode(errors="replace").strip())
        return "", done.returncode
    return done.stdout.decode(errors="replace").split()[-1], 0


def _connection(word: Word) -> list[str]:
    """The words of ``network connect`` for one ``--network`` of either dialect."""
    text = word.value or ""
    fields = split_options(text)
    named = dict(fields).get("name")
    if named is None:
        name, _, options = text.partition(":")
        named, fields = name, split_options(options)
    flags = [part for key, value in fields if key in _FLAGS for part in (_FLAGS[key], value)]
    return [*flags, named]
