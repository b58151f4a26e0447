"""Files of the host that a client on another machine reads or writes: sent, fetched, or streamed."""

from __future__ import annotations

import os

from hostbridge.dispatch.paths import absolute, is_remote_context
from hostbridge.dispatch.relayed import Fetch
from hostbridge.errors import HostbridgeError, NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Word
    from hostbridge.dispatch.far import FarCrossing

SHARED = "the machine sees this path there"
SENT = "a host file outside of every share is sent to the machine for this command"
FETCHED = "written on the machine, then brought to the host"
STREAMED = "the host's file is the command's stream"


def file_in(far: FarCrossing, word: Word) -> None:
    """A file that the client reads."""
    text = word.value or ""
    if text == "-" or (word.kind == "operand" and text.startswith(("http://", "https://"))):
        return
    if word.name in ("--input",) or far.call.command.name == "import":
        if far.call.command.name == "import":
            if is_remote_context(text):
                return
            far.change(word, "-", STREAMED)
        else:
            far.drop(word, STREAMED)
        far.stdin = _readable(absolute(text, far.cwd), text)
        return
    if word.name == "--file" and not os.path.exists(absolute(text, far.cwd)):
        return
    content = _env_file(far, text) if word.name == "--env-file" else None
    machine, reason = far.input_path(text, content)
    far.change(word, machine, reason)


def files_in(far: FarCrossing, word: Word) -> None:
    """Files that the client reads, with commas between."""
    told = [far.input_path(path) for path in (word.value or "").split(",") if path]
    if told:
        far.change(word, ",".join(machine for machine, _ in told), told[0][1])


def key_file(far: FarCrossing, word: Word) -> None:
    """``[PROTOCOL:]FILE[:PASSPHRASE]``: the part that is a file here."""
    parts = (word.value or "").split(":")
    for index, part in enumerate(parts):
        if os.path.isfile(absolute(part, far.cwd)):
            parts[index], reason = far.input_path(part)
            far.change(word, ":".join(parts), reason)
            return


def file_out(far: FarCrossing, word: Word) -> None:
    """A file that the client writes."""
    text = word.value or ""
    if text == "-":
        return
    whole = absolute(text, far.cwd)
    if word.name == "--output" and far.call.command.name in ("save", "image save", "export"):
        far.drop(word, STREAMED)
        far.stdout = whole
        return
    if word.name == "--cidfile" and os.path.lexists(whole):
        raise HostbridgeError(
            f"container ID file found, make sure the other container isn't running or delete {text}"
        )
    if not os.path.isdir(os.path.dirname(whole)):
        raise NotFound(f"{text}: its directory does not exist", exit_code=125)
    machine = far.stage(os.path.basename(whole))
    far.fetch.append(Fetch(machine, whole, "exists" if word.name == "--cidfile" else "end"))
    far.change(word, machine, FETCHED)


def _readable(path: str, said: str) -> str:
    if not os.path.exists(path) or os.path.isdir(path):
        raise NotFound(f"{said}: no such file", exit_code=125)
    if not os.access(path, os.R_OK):
        raise HostbridgeError(f"{said}: permission denied")
    return path


def _env_file(far: FarCrossing, path: str) -> bytes:
    """The file with the caller's values for the names that stand alone."""
    whole = absolute(path, far.cwd)
    try:
        with open(whole, "rb") as file:
            lines = file.read().splitlines()
    except OSError as error:
        raise NotFound(f"{path}: {error.strerror}", exit_code=125) from error
    kept: list[bytes] = []
    for line in lines:
        name = os.fsdecode(line.strip())
        if not name or name.startswith("#") or "=" in name or name.endswith("*"):
            kept.append(line)
        elif name in far.env:
            kept.append(os.fsencode(f"{name}={far.env[name]}"))
    return b"\n".join(kept) + b"\n"
