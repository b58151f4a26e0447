"""Values of options that both engines have under one name and mean otherwise, said to the other engine."""

from __future__ import annotations

from hostbridge.contract.engine import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call, Word

_WITHOUT_END = "2147483647"
"""Seconds that podman takes for a time without an end."""
_TRUE = ("true", "1")
_NETWORK_OPTIONS = {"com.docker.network.driver.mtu": "mtu"}
_DEFAULTS = {
    "com.docker.network.bridge.enable_icc": _TRUE,
    "com.docker.network.bridge.enable_ip_masquerade": _TRUE,
    "com.docker.network.bridge.host_binding_ipv4": ("0.0.0.0",),  # noqa: S104
    "com.docker.network.bridge.gateway_mode_ipv4": ("nat",),
}
"""docker's options of a bridge that ask for what podman's always do."""


def mount_of_docker(call: Call, word: Word) -> Call:
    """``type=volume`` is docker's default; ``bind-recursive`` becomes ``bind-nonrecursive``; ``volume-nocopy`` and ``volume-driver=local`` are left out."""
    fields = (word.value or "").split(",")
    kept: list[str] = [] if any(f.startswith("type=") for f in fields) else ["type=volume"]
    for field in fields:
        key, _, text = field.partition("=")
        if key in ("volume-nocopy", "writable") or (key == "volume-driver" and text == "local"):
            continue
        if key == "bind-recursive":
            kept += ["bind-nonrecursive=true"] if text == "disabled" else []
        else:
            kept.append(field)
    return call if kept == fields else call.with_word(word, ",".join(kept))


def tail_of_docker(call: Call, word: Word) -> Call:
    """``all``, or what is no number, is the default."""
    return call if (word.value or "").isdigit() else call.without_word(word)


def time_of_docker(call: Call, word: Word) -> Call:
    """``--time``; a negative time has no end."""
    if (word.value or "").startswith("-"):
        return call.without_word(word).with_option("--time", _WITHOUT_END)
    return call if word.spelled == "--time" else call.renamed(word, "--time")


def ipam_driver(call: Call, word: Word) -> Call:
    """``default`` is podman's ``host-local``, and its default."""
    return call.without_word(word) if word.value == "default" else call


def network_option(call: Call, word: Word) -> Call | Refusal:
    """``com.docker.network.…``: the ones that podman has under its own names, or does anyway."""
    key, _, text = (word.value or "").partition("=")
    if key == "com.docker.network.bridge.name":
        return call.without_word(word).with_option("--interface-name", text)
    if key in _NETWORK_OPTIONS:
        return call.with_word(word, f"{_NETWORK_OPTIONS[key]}={text}")
    if text in _DEFAULTS.get(key, ()):
        return call.without_word(word)
    if key.startswith("com.docker."):
        return Refusal(
            f"podman has no network option {key}={text}", "it is docker's", "leave it out"
        )
    return call


def private_namespace(call: Call, word: Word) -> Call:
    """``private`` is docker's default."""
    return call.without_word(word) if word.value == "private" else call


def log_option_of_podman(call: Call, word: Word) -> Call | Refusal:
    """``path=`` is refused: docker decides where logs are."""
    if (word.value or "").startswith("path="):
        return Refusal(
            "docker: --log-opt path", "its daemon decides where logs are", "read them with logs"
        )
    return call


def hosts_of_podman(call: Call, word: Word) -> Call:
    """``a;b:ADDRESS`` becomes an option for each name."""
    names, colon, address = (word.value or "").partition(":")
    if ";" not in names or not colon:
        return call
    call = call.without_word(word)
    for name in reversed(names.split(";")):
        call = call.with_option("--add-host", f"{name}:{address}")
    return call


_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_PAGE = 4096


def tmpfs_size(call: Call, word: Word) -> Call:
    """A tmpfs' ``o=size=…`` becomes ``nr_blocks=…``, the same in pages (tmpfs(5))."""
    key, _, text = (word.value or "").partition("=")
    if key != "o" or "type=tmpfs" not in call.values("--opt"):
        return call
    changed = ",".join(_in_pages(part) for part in text.split(","))
    return call if changed == text else call.with_word(word, f"o={changed}")


def _in_pages(part: str) -> str:
    key, _, size = part.partition("=")
    unit = _UNITS.get(size[-1:].lower(), 1)
    number = size[:-1] if unit > 1 else size
    if key != "size" or not number.isdecimal():
        return part
    return f"nr_blocks={-(-int(number) * unit // _PAGE)}"
