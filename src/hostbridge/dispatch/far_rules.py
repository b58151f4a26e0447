"""What each meaning of a word does in a crossing into a machine elsewhere: one rule each."""

from __future__ import annotations

import os

from hostbridge.dispatch import crossing as local
from hostbridge.dispatch.far import FarCrossing
from hostbridge.dispatch.far_files import SHARED, file_in, file_out, files_in, key_file
from hostbridge.dispatch.paths import absolute, is_remote_context, join_csv, split_csv
from hostbridge.dispatch.plan import Rewrite
from hostbridge.dispatch.ports import parse_publish
from hostbridge.dispatch.relayed import Send
from hostbridge.errors import HostbridgeError, NotFound, Unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hostbridge.catalogue import Word

_CLIENT_NAMES = ("PATH", "HOME", "USER", "SHELL", "TMPDIR", "LANG", "PWD")
_CLIENT_PREFIXES = ("DOCKER_", "CONTAINER", "XDG_", "LD_", "BUILDAH_", "STORAGE_", "LC_")


def host_path(far: FarCrossing, word: Word) -> None:
    """A path or directory of the host that has to be in a share."""
    if word.value and word.value != "-":
        far.change(word, far.host_path(word.value), SHARED)


def context(far: FarCrossing, word: Word) -> None:
    """A build context: in a share it is seen, elsewhere it is sent."""
    text = word.value or ""
    if is_remote_context(text):
        return
    whole = absolute(text, far.cwd)
    if not os.path.isdir(whole):
        raise NotFound(
            f"unable to prepare context: path {text!r} not found",
            "",
            "name a directory",
            exit_code=125,
        )
    machine, reason = far.input_path(text)
    far.change(word, machine, reason)


def build_context(far: FarCrossing, word: Word) -> None:
    """``--build-context NAME=PATH``."""
    name, _, source = (word.value or "").partition("=")
    if source and not is_remote_context(source) and "://" not in source:
        machine, reason = far.input_path(source)
        far.change(word, f"{name}={machine}", reason)


def pairs(far: FarCrossing, word: Word) -> None:
    """``--secret``, ``--output``, ``--cache-from``: a CSV in which src or dest is a host path."""
    fields = split_csv(word.value or "")
    reason = ""
    for index, (key, _, text) in enumerate(field.partition("=") for field in fields):
        if not text:
            continue
        if key in ("src", "source") and not (
            word.meaning == "cache" and "type=local" not in fields
        ):
            machine, reason = far.input_path(text)
            fields[index] = f"{key}={machine}"
        elif key in ("dest", "dst") and word.meaning != "secret":
            fields[index] = f"{key}={far.host_path(text)}"
            reason = SHARED
        elif key == "env" and word.meaning == "secret" and text in far.env:
            far.session_env[text] = far.env[text]
    if reason:
        far.change(word, join_csv(fields), reason)


def security_opt(far: FarCrossing, word: Word) -> None:
    """``seccomp=FILE``: docker's client reads it."""
    key, _, text = (word.value or "").partition("=")
    if key == "seccomp" and text not in ("unconfined", "builtin", ""):
        machine, reason = far.input_path(text)
        far.change(word, f"seccomp={machine}", reason)


def environment(far: FarCrossing, word: Word) -> None:
    """``-e NAME`` takes the caller's value, which travels in the session's environment."""
    name = word.value or ""
    if "=" in name or name.endswith("*"):
        return
    if is_clients(name):
        given = far.env.get(name)
        content = b"" if given is None else os.fsencode(f"{name}={given}\n")
        if given is not None and "\n" in given:
            raise HostbridgeError(
                f"-e {name}: its value has a line break", "", f"write -e {name}=…"
            )
        machine = far.stage("environment")
        far.send.append(Send("", machine, content))
        far.call = far.call.without_word(word).with_option("--env-file", machine)
        far.rewrites.append(
            Rewrite(f"-e {name}", f"--env-file {machine}", "the client there needs its own value")
        )
        return
    far.session_env[name] = far.env.get(name)


def is_clients(name: str) -> bool:
    """Whether a variable of this name has a meaning to a client over there, which needs its own."""
    return name in _CLIENT_NAMES or name.startswith(_CLIENT_PREFIXES)


def published(far: FarCrossing, word: Word) -> None:
    """``-p``: published on the machine's loopback; the host's port is a forward to it."""
    text = word.value or ""
    ports = parse_publish(text)
    if any(port.protocol != "tcp" for port in ports) and not far.features.udp:
        raise Unsupported(
            f"-p {text}: this session forwards TCP alone",
            "plain OpenSSH cannot carry UDP or SCTP",
            "publish TCP, or use a machine with hostbridge's agent",
        )
    far.publish.extend(ports)
    if not ports[0].address:
        far.change(
            word,
            f"127.0.0.1:{':' if ':' not in text else ''}{text}",
            "the machine publishes on its loopback; the host's port is forwarded to it",
        )
    elif ports[0].address not in ("127.0.0.1", "::1"):
        _, _, rest = text.rpartition("]:") if text.startswith("[") else text.partition(":")
        far.change(word, f"127.0.0.1:{rest}", "the address is the host's; the forward binds it")


def agent_socket(far: FarCrossing, word: Word) -> None:
    """``--ssh``: the host's agent cannot be reached from there."""
    del far
    raise Unsupported(
        f"--ssh {word.value}: this session does not carry the host's SSH agent",
        "",
        "use the machine's own keys, or a build secret",
    )


def copied(far: FarCrossing, word: Word) -> None:
    """An operand of ``cp``: loaded only for it."""
    from hostbridge.dispatch.copying import cross_copy

    cross_copy(far, word)


FAR_RULES: Mapping[str, Callable[[FarCrossing, Word], None]] = {
    "volume": local.volume,
    "mount": local.mount,
    "file-in": file_in,
    "files-in": files_in,
    "key-file": key_file,
    "file-out": file_out,
    "host-path": host_path,
    "dir": host_path,
    "context": context,
    "build-context": build_context,
    "secret": pairs,
    "output": pairs,
    "cache": pairs,
    "security-opt": security_opt,
    "env": environment,
    "publish": published,
    "ssh": agent_socket,
    "copy": copied,
}
