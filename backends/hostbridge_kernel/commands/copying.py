"""``cp``: files between a container and here, by a tar stream; docker's rules of where they go."""

from __future__ import annotations

import json
import os
import posixpath
import stat

from hostbridge.errors import HostbridgeError, NotFound, UsageError
from hostbridge_kernel.files.extract import extract
from hostbridge_kernel.files.tar import Writer
from hostbridge_kernel.files.within import kind_of, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Any

    from hostbridge_kernel.commands.context import Context

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_PART = 1 << 20


def copy(context: Context) -> int:
    """``cp [-aL] CONTAINER:PATH PATH|-``, ``cp [-aL] PATH|- CONTAINER:PATH``."""
    source, target = context.operands()
    from_name, from_path = _split(source)
    to_name, to_path = _split(target)
    if from_name and to_name:
        raise UsageError("copying between containers is not supported", exit_code=1)
    if not from_name and not to_name:
        raise UsageError("must specify at least one container source", exit_code=1)
    if not (from_path and to_path):
        raise UsageError(f"{source if not from_path else target}: names no path", exit_code=1)
    if from_name:
        _out(context, from_name, from_path, to_path)
    else:
        _into(context, from_path, to_name, to_path)
    return 0


def _split(text: str) -> tuple[str, str]:
    """Container and path; no container for a path of this host."""
    name, colon, path = text.partition(":")
    if text.startswith("/") or not colon or name.startswith("."):
        return "", text
    return name, path


def _absolute(path: str) -> str:
    """A path of a container, from its root; a slash or ``/.`` at its end stays."""
    return "/" + path.lstrip("/")


def _out(context: Context, name: str, path: str, target: str) -> None:
    container = context.containers.find(name)
    follow = context.call.has("--follow-link")
    if target == "-" and context.out.isatty():
        raise UsageError("cowardly refusing to write a tar archive to a terminal", "", "redirect it", exit_code=1)  # fmt: skip

    def work(_reader: IO[bytes], writer: IO[bytes]) -> None:
        _send(writer, _absolute(path), follow=follow)

    with within(container, context, work) as inside:
        line = inside.reader.readline()
        if not line:
            return  # the child tells why
        about = _header(line)
        if target == "-":
            while True:
                part = inside.reader.read(_PART)
                if not part:
                    break
                context.out.write(part)
            return
        owners = context.call.has("--archive") and os.geteuid() == 0
        receive(inside.reader, target, about, owners=owners)


def _send(writer: IO[bytes], path: str, *, follow: bool) -> None:
    """Write a line that tells what is there, then the tree as a tar stream."""
    contents = path.endswith(("/.", "/"))
    whole = posixpath.normpath(path)
    if follow or contents:
        whole = os.path.realpath(whole)
    try:
        about = os.stat(whole, follow_symlinks=False)
    except OSError as error:
        raise NotFound(
            f"Could not find the file {path} in the container", error.strerror or ""
        ) from error
    kind = kind_of(about.st_mode)
    if contents and kind != "dir":
        raise HostbridgeError(f"{path}: is no directory", exit_code=1)
    folder, base = posixpath.split(whole)
    name = posixpath.basename(posixpath.normpath(path)) or "."
    line = {"kind": kind, "name": name, "contents": path.endswith("/.")}
    writer.write(json.dumps(line).encode() + b"\n")
    opened = os.open(folder, _DIRECTORY)
    tar = Writer(writer)
    tar.add(opened, base or ".", "." if line["contents"] else name)
    tar.close()


def _header(line: bytes) -> dict[str, Any]:
    """What the other side tells, which is not trusted."""
    try:
        told = json.loads(line)
        kind, name, contents = told["kind"], told["name"], told["contents"]
    except (ValueError, KeyError, TypeError):
        raise HostbridgeError(
            "cp: the container's side cannot be understood", exit_code=1
        ) from None
    if (
        kind not in ("dir", "file", "link", "other")
        or not isinstance(name, str)
        or "/" in name
        or name == ".."
    ):
        raise HostbridgeError("cp: the container's side cannot be understood", exit_code=1)
    return {"kind": kind, "name": name, "contents": contents is True}


def receive(stream: IO[bytes], target: str, about: dict[str, Any], *, owners: bool) -> None:
    """Lay what comes where ``cp`` has it: in a directory that is there, else under the name itself."""
    folder, name, whole = place(target, about)
    opened = os.open(folder, _DIRECTORY)
    try:
        extract(
            stream, opened, rename=_renamed(about, name), owners=owners, whole=whole
        )  # fmt: skip
    finally:
        os.close(opened)


def place(target: str, about: dict[str, Any]) -> tuple[str, str, bool]:
    """The directory, the name in it ("": the directory itself), and whether it was made for this."""
    is_directory = about["kind"] == "dir"
    try:
        there = os.stat(target)
    except FileNotFoundError:
        there = None
    except OSError as error:
        raise HostbridgeError(f"{target}: {(error.strerror or '').lower()}", exit_code=1) from error
    if there is not None and stat.S_ISDIR(there.st_mode):
        into = "" if about["contents"] or about["name"] == "." else about["name"]
        if into and not is_directory and os.path.isdir(f"{target}/{into}"):
            raise HostbridgeError(f"cannot overwrite directory {target}/{into} with non-directory", exit_code=1)  # fmt: skip
        return target, into, False
    if there is not None:
        if is_directory:
            raise HostbridgeError("cannot copy directory", f"{target} is a file", exit_code=1)
        if target.endswith("/"):
            raise HostbridgeError(f"{target}: not a directory", exit_code=1)
        return os.path.dirname(target) or ".", os.path.basename(target), False
    parent = os.path.dirname(target.rstrip("/")) or "."
    if not os.path.isdir(parent):
        raise NotFound(f'invalid output path: directory "{parent}" does not exist', exit_code=1)
    if is_directory:
        os.mkdir(target, 0o755)
        return target, "", True
    if target.endswith("/"):
        raise NotFound("destination directory must exist", f'"{target}"', exit_code=1)
    return parent, os.path.basename(target), False


def _renamed(about: dict[str, Any], name: str) -> Callable[[str], str]:
    """Entries are called ``NAME`` and ``NAME/…``, or ``.`` and ``./…``."""
    base = "." if about["contents"] else about["name"]

    def rename(entry: str) -> str:
        entry = entry.rstrip("/") if entry != "/" else entry
        if entry == base:
            return name
        if entry.startswith(f"{base}/"):
            rest = entry[len(base) + 1 :]
            return f"{name}/{rest}" if name else rest
        raise HostbridgeError(f"cp: {entry!r} is none of what was asked for", exit_code=1)

    return rename


def _into(context: Context, path: str, name: str, target: str) -> None:
    container = context.containers.find(name)
    host = container.config["HostConfig"]
    if host.get("ReadonlyRootfs") and not _writable(container.config, target):
        raise HostbridgeError("container rootfs is marked read-only", exit_code=1)
    plain = path == "-"
    if plain and context.stdin.isatty():
        raise UsageError("cowardly refusing to read a tar archive from a terminal", exit_code=1)
    about: dict[str, Any] = {"kind": "dir", "name": ".", "contents": True}
    if not plain:
        about = _local(path, follow=context.call.has("--follow-link"))

    def work(reader: IO[bytes], _writer: IO[bytes]) -> None:
        goal = _absolute(target)
        if not os.path.isdir(goal) and (plain or (about["kind"] != "dir" and target.endswith("/"))):
            raise NotFound(f'destination "{name}:{target}" must be a directory')
        if plain:
            opened = os.open(goal, _DIRECTORY)
            extract(reader, opened, owners=True)
            return
        receive(reader, goal, about, owners=True)

    with within(container, context, work) as inside:
        if plain:
            while True:
                part = context.stdin.read(_PART)
                if not part:
                    break
                inside.writer.write(part)
        else:
            folder, base = os.path.split(about["path"])
            opened = os.open(folder or ".", _DIRECTORY)
            tar = Writer(inside.writer)
            tar.add(opened, base or ".", "." if about["contents"] else about["name"])
            tar.close()
            os.close(opened)
        inside.writer.close()


def _local(path: str, *, follow: bool) -> dict[str, Any]:
    """What a path of this host is; raises NotFound."""
    contents = path.endswith(("/.", "/")) or path == "."
    whole = os.path.realpath(path) if follow or contents else os.path.abspath(path)
    try:
        kind = kind_of(os.lstat(whole).st_mode)
        if contents and kind != "dir":
            raise NotADirectoryError(20, "not a directory", path)
    except OSError as error:
        raise NotFound(f"lstat {path}: {(error.strerror or '').lower()}", exit_code=1) from error
    name = os.path.basename(os.path.abspath(path)) or "."
    return {
        "kind": kind,
        "name": name,
        "contents": path.endswith("/.") or path == ".",
        "path": whole,
    }


def _writable(record: dict[str, Any], target: str) -> bool:
    path = posixpath.normpath(_absolute(target))
    return any(
        point["RW"]
        and (path == point["Destination"] or path.startswith(f"{point['Destination']}/"))
        for point in record.get("Mounts") or ()
    )
