"""Values of options of containers and of lists, said to the other engine."""

from __future__ import annotations

import json
import shlex

from hostbridge.contract.engine import Refusal
from hostbridge.engine.options_text import split_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call, Word

POD_LABEL = "hostbridge.pod"
REQUIRES_LABEL = "hostbridge.requires"

_NETWORK_OPTIONS = {
    "alias": "--network-alias",
    "ip": "--ip",
    "ip6": "--ip6",
    "mac": "--mac-address",
}
_LOG_DRIVERS = {"k8s-file": "json-file", "json-file": "json-file", "passthrough": "none"}
_DEFAULT_MODES = ("idmap", "bind", "rbind", "copy", "exec", "suid", "dev", "noidmap")
_PROPAGATIONS = (
    "private",
    "rprivate",
    "shared",
    "rshared",
    "slave",
    "rslave",
    "unbindable",
    "runbindable",
)


def pod_label(call: Call, word: Word) -> Call | Refusal:
    """``--pod NAME``: a label; ``new:NAME`` makes pods, which only podman does."""
    name = word.value or ""
    if name.startswith("new:"):
        return Refusal("docker: --pod new:… makes a pod", "", "make it first: pod create --name …")
    return call.without_word(word).with_option("--label", f"{POD_LABEL}={name}")


def requires_label(call: Call, word: Word) -> Call:
    """``--requires a,b``: a label that ``start`` reads."""
    return call.without_word(word).with_option("--label", f"{REQUIRES_LABEL}={word.value}")


def annotation_label(call: Call, word: Word) -> Call:
    """``--annotation k=v``: a label."""
    return call.without_word(word).with_option("--label", word.value or "")


def health_command(call: Call, word: Word) -> Call:
    """A JSON list becomes a line for the shell: ``["CMD-SHELL", line]``, ``["CMD", …]`` or words."""
    words = _json_list(word.value or "")
    if words is None:
        return call
    if words[:1] == ["NONE"]:
        return call.without_word(word).with_option("--no-healthcheck")
    if words[:1] == ["CMD-SHELL"]:
        line = " ".join(words[1:])
    elif words[:1] == ["CMD"]:
        line = shlex.join(words[1:])
    else:
        # podman runs one word through the shell, and several as a command.
        line = words[0] if len(words) == 1 else shlex.join(words)
    return call.with_word(word, line)


def entrypoint(call: Call, word: Word) -> Call:
    """A JSON list: the first word is the program, the others go before the container's own words."""
    words = _json_list(word.value or "")
    if words is None:
        return call
    call = call.with_word(word, words[0] if words else "")
    return call.with_rest_first(words[1:])


def network_of_podman(call: Call, word: Word) -> Call | Refusal:
    """``NAME:alias=a,ip=…`` becomes docker's own options."""
    name, colon, options = (word.value or "").partition(":")
    if name in ("container", "ns"):
        return call
    if name in ("slirp4netns", "pasta", "private"):
        return call.with_word(word, "bridge")
    if not colon:
        return call
    call = call.with_word(word, name)
    for key, text in split_options(options):
        target = _NETWORK_OPTIONS.get(key)
        if key == "alias" and name in ("bridge", "podman", "default"):
            continue
        if target is not None:
            call = call.with_option(target, text)
    return call


def network_of_docker(call: Call, word: Word) -> Call:
    """``name=NET,alias=a,ip=…`` becomes ``NET:alias=a,ip=…``."""
    fields = split_options(word.value or "")
    named = dict(fields)
    if "name" not in named:
        return call
    names = {"mac-address": "mac", "alias": "alias", "ip": "ip", "ip6": "ip6"}
    rest = ",".join(f"{names[key]}={text}" for key, text in fields if key in names)
    return call.with_word(word, f"{named['name']}:{rest}" if rest else named["name"])


def log_driver_of_podman(call: Call, word: Word) -> Call:
    """Podman's file drivers are docker's json-file."""
    driver = word.value or ""
    return call.with_word(word, _LOG_DRIVERS.get(driver, driver))


def log_driver_of_docker(call: Call, word: Word) -> Call | Refusal:
    """json-file and local are podman's k8s-file."""
    driver = word.value or ""
    if driver in ("json-file", "local"):
        return call.with_word(word, "k8s-file")
    if driver in ("none", "journald"):
        return call
    return Refusal(f"podman has no log driver {driver!r}", "", "use json-file, journald or none")


def volume_of_podman(call: Call, word: Word) -> Call | Refusal:
    """``:U`` changes owners, which docker does not; ``:O`` is an overlay, likewise.

    docker binds recursively and says so with no word; a volume of its own takes no propagation.
    """
    head, colon, options = (word.value or "").rpartition(":")
    if not colon or "/" in options:
        return call
    given = options.split(",")
    for option in ("U", "O", "noexec", "nosuid", "nodev"):
        if option in given:
            return Refusal(
                f"docker: volume option {option!r} in -v {word.value}",
                "only podman has it",
                "leave it out",
            )
    kept = [option for option in given if option not in _DEFAULT_MODES]
    if head[:1] not in ("/", "."):
        kept = [option for option in kept if option not in _PROPAGATIONS]
    if kept == given:
        return call
    return call.with_word(word, f"{head}:{','.join(kept)}" if kept else head)


def mount_of_podman(call: Call, word: Word) -> Call:
    """``ro=true`` and ``rw`` are docker's ``readonly``; ``relabel`` is left out."""
    kept: list[str] = []
    for field in (word.value or "").split(","):
        key, _, text = field.partition("=")
        if key in ("relabel", "U", "chown", "idmap"):
            continue
        if key in ("ro", "readonly") and text in ("true", "false"):
            kept += ["readonly"] if text == "true" else []
        elif key in ("rw",):
            kept += [] if text in ("", "true") else ["readonly"]
        else:
            kept.append(field)
    return call.with_word(word, ",".join(kept))


def pull_of_podman(call: Call, word: Word) -> Call:
    """``newer`` and ``true`` ask the registry; a bare ``--pull`` too."""
    policy = word.value
    names = {None: "always", "": "always", "true": "always", "newer": "always", "false": "missing",
             "if_not_present": "missing", "build": "missing"}  # fmt: skip
    if policy in names:
        return call.without_word(word).with_option("--pull", names[policy])
    return call


def restart_of_podman(call: Call, word: Word) -> Call:
    """``never`` is ``no``."""
    return call.with_word(word, "no") if word.value == "never" else call


def ulimit_of_podman(call: Call, word: Word) -> Call:
    """``host`` is what docker's daemon gives anyway."""
    return call.without_word(word) if word.value == "host" else call


def userns_of_podman(call: Call, word: Word) -> Call | Refusal:
    """Docker knows ``host``; the others map ids, which its daemon does for all or none."""
    if word.value in ("host", ""):
        return call
    return Refusal(f"docker has no --userns {word.value}", "its daemon maps ids", "use --user")


def tmpfs_of_podman(call: Call, word: Word) -> Call:
    """``notmpcopyup``, ``tmpcopyup``, ``U`` and ``chown`` are left out: a fresh one is empty."""
    path, colon, options = (word.value or "").partition(":")
    alone = ("notmpcopyup", "tmpcopyup", "U", "chown")
    kept = [option for option in options.split(",") if option and option not in alone]
    if not colon or len(kept) == len(options.split(",")):
        return call
    return call.with_word(word, f"{path}:{','.join(kept)}" if kept else path)


def security_of_podman(call: Call, word: Word) -> Call | Refusal:
    """``mask=`` and ``unmask=`` are refused but ``unmask=ALL``, which is ``systempaths=unconfined``."""
    key, _, text = (word.value or "").replace(":", "=", 1).partition("=")
    if key == "unmask" and text.upper() == "ALL":
        return call.with_word(word, "systempaths=unconfined")
    if key in ("mask", "unmask", "proc-opts"):
        return Refusal(
            f"docker has no --security-opt {word.value}",
            "it masks the same paths in every container, or none",
            "use systempaths=unconfined, or leave it out",
        )
    return call


def security_of_docker(call: Call, word: Word) -> Call | Refusal:
    """``systempaths=unconfined`` is ``unmask=ALL``, ``seccomp=builtin`` the default; ``writable-cgroups`` and Windows' are refused."""
    key, _, text = (word.value or "").replace(":", "=", 1).partition("=")
    if key == "systempaths" and text == "unconfined":
        return call.with_word(word, "unmask=ALL")
    if key == "seccomp" and text == "builtin":
        return call.without_word(word)
    if key in ("writable-cgroups", "credentialspec"):
        return Refusal(
            f"podman has no --security-opt {word.value}", "it is docker's", "leave it out"
        )
    return call


def storage_size(call: Call, word: Word) -> Call | Refusal:
    """``size=`` becomes the storage's own ``overlay.size=``, before the command."""
    key, _, text = (word.value or "").partition("=")
    if key.strip() != "size":
        return Refusal(
            f"podman has no --storage-opt {word.value}",
            "a container's size is what both engines limit",
            "use size=, or podman's own options before the command",
        )
    return call.without_word(word).with_global("--storage-opt", f"overlay.size={text}")


def timezone(call: Call, word: Word) -> Call:
    """``--tz`` becomes ``TZ``."""
    return call.without_word(word).with_option("--env", f"TZ={word.value}")


def inspect_type(call: Call, word: Word) -> Call:
    """``-t`` is ``--type`` on docker; ``all`` is its default."""
    if word.value == "all":
        return call.without_word(word)
    return call if word.spelled == "--type" else call.renamed(word, "--type")


def json_format(call: Call, word: Word) -> Call:
    """``--format json`` as a template, which says the same; ``ps`` measures for it unless told."""
    if word.value != "json":
        return call
    call = call.with_word(word, "{{json .}}")
    if call.command.name == "ps" and not call.option_words("--size"):
        return call.with_option("--size", "false")
    return call


def events_so_far(call: Call, word: Word) -> Call:
    """``false`` becomes ``--until`` now, and ``--since`` the beginning unless told."""
    call = call.without_word(word)
    if word.value not in ("false", "f", "0"):
        return call
    if not call.values("--until"):
        call = call.with_option("--until", "0s")
    return call if call.values("--since") else call.with_option("--since", "0")


def logs_names(call: Call, word: Word) -> Call:
    """One container's logs need no name; several are emulated before this is asked."""
    return call.without_word(word)


def _json_list(text: str) -> list[str] | None:
    """The strings of a JSON list; None for anything else, which is meant as it is written."""
    if not text.lstrip().startswith("["):
        return None
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(parsed, list) and all(isinstance(item, str) for item in parsed):
        return [str(item) for item in parsed]
    return None
