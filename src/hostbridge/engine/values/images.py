"""Values of options of images, builds, registries, networks and volumes, said to the other engine."""

from __future__ import annotations

from hostbridge.contract.engine import Refusal
from hostbridge.engine.options_text import split_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call, Word

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_FALSE = ("false", "f", "0", "F", "FALSE", "False")


def platform_parts(call: Call, word: Word) -> Call:
    """``--os``, ``--arch`` and ``--variant`` become one ``--platform``."""
    del word
    system, machine, variant = (call.value(name) for name in ("--os", "--arch", "--variant"))
    for name in ("--os", "--arch", "--variant"):
        call = call.without(name)
    if machine is None and (system is None or system == "linux") and variant is None:
        return call
    known = _ARCHITECTURES.get(machine or "", machine or "")
    parts = [system or "linux", known, variant or ""]
    return call.with_option("--platform", "/".join(part for part in parts if part))


def parts_of_platform(call: Call, word: Word) -> Call:
    """``os/arch/variant`` becomes ``--os``, ``--arch`` and ``--variant``."""
    system, _, rest = (word.value or "").partition("/")
    machine, _, variant = rest.partition("/")
    call = call.without_word(word)
    for name, text in (("--variant", variant), ("--arch", machine), ("--os", system)):
        call = call.with_option(name, text) if text else call
    return call


def config_of_authfile(call: Call, word: Word) -> Call | Refusal:
    """A file named ``config.json``: its directory is docker's ``--config``."""
    folder, _, name = (word.value or "").rpartition("/")
    if name == "config.json":
        return call.without_word(word).with_global("--config", folder or ".")
    return Refusal(
        f"docker: {word.name} {word.value}",
        "docker reads log-ins from a file named config.json alone",
        "name it config.json, or hostbridge login first",
    )


def source_date_epoch(call: Call, word: Word) -> Call:
    """The build argument SOURCE_DATE_EPOCH."""
    return call.without_word(word).with_option("--build-arg", f"SOURCE_DATE_EPOCH={word.value}")


def no_cache(call: Call, word: Word) -> Call:
    """``--no-cache``, of all stages."""
    call = call.without_word(word)
    return call if call.has("--no-cache") else call.with_option("--no-cache")


def cache_of_buildx(call: Call, word: Word) -> Call:
    """``type=registry,ref=NAME`` becomes the name; caches of other kinds are left out, they only save time."""
    fields = dict(split_options(word.value or ""))
    if "type" not in fields and "ref" not in fields:
        return call
    if fields.get("type", "registry") != "registry" or "ref" not in fields:
        return call.without_word(word)
    # podman takes a repository, without a tag.
    name = fields["ref"]
    tag = name.rpartition(":")[2]
    return call.with_word(word, name if "/" in tag or tag == name else name[: -len(tag) - 1])


def true_alone(call: Call, word: Word) -> Call | Refusal:
    """``true`` is what the engine does; ``false`` is refused."""
    if word.value in _FALSE:
        return Refusal(
            f"{word.name}=false cannot be had for {call.command.name}",
            "the engine always does it",
            "leave it out",
        )
    return call.without_word(word)


def local_scope(call: Call, word: Word) -> Call | Refusal:
    """``local`` is what there is."""
    if word.value == "local":
        return call.without_word(word)
    return Refusal(
        f"podman has no networks of scope {word.value!r}", "it has no swarm", "use local"
    )


def insecure(call: Call, word: Word) -> Call:
    """``false`` becomes ``--insecure``."""
    call = call.without_word(word)
    return call.with_option("--insecure") if word.value in _FALSE else call


def tls_verify(call: Call, word: Word) -> Call:
    """``--insecure`` becomes ``--tls-verify=false``."""
    call = call.without_word(word)
    return call if word.value in _FALSE else call.with_option("--tls-verify", "false")


def build_pull(call: Call, word: Word) -> Call:
    """``always``, ``newer`` and ``true`` turn docker's switch on."""
    if word.value is None or word.value in ("true", "false"):
        return call
    call = call.without_word(word)
    return call.with_option("--pull") if word.value in ("always", "newer") else call


def pull_policy(call: Call, word: Word) -> Call | Refusal:
    """``always`` and ``newer`` are what docker does."""
    if word.value in ("always", "newer"):
        return call.without_word(word)
    return Refusal(
        f"docker: pull --policy {word.value}", "docker always asks", "leave the pull out"
    )


def docker_format(call: Call, word: Word) -> Call:
    """Asks for docker's format, unless the caller names one."""
    del word
    return call if call.has("--format") else call.with_option("--format", "docker")


def save_format(call: Call, word: Word) -> Call | Refusal:
    """``docker-archive`` is what docker writes."""
    if word.value == "docker-archive":
        return call.without_word(word)
    return Refusal(f"docker cannot save as {word.value}", "", "use docker-archive")


def bridge_name(call: Call, word: Word) -> Call:
    """``--interface-name``."""
    option = f"com.docker.network.bridge.name={word.value}"
    return call.without_word(word).with_option("--opt", option)
