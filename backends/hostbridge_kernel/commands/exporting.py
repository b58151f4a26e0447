"""``export`` and ``diff``: a container's files as an archive, and what it changed in its image's."""

from __future__ import annotations

import os
import stat
import tempfile

from hostbridge.errors import HostbridgeError, UsageError
from hostbridge_kernel.files.changes import changes
from hostbridge_kernel.files.tar import Writer
from hostbridge_kernel.files.within import within
from hostbridge_kernel.oci import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container

_PART = 1 << 20


def export(context: Context) -> int:
    """``export CONTAINER [-o FILE]``: without what is mounted; the file is there whole or not at all."""
    container = context.containers.find(context.operands()[0])
    target = context.call.value("--output")
    if not target:
        if context.out.isatty():
            raise UsageError(
                "cowardly refusing to save to a terminal. Use the -o flag or redirect", exit_code=1
            )
        _written(container, context, context.out)
        return 0
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as out:
                _written(container, context, out)
            return 0
        descriptor, temporary = tempfile.mkstemp(
            prefix=".new-", dir=os.path.dirname(os.path.abspath(target))
        )
        try:
            with os.fdopen(descriptor, "wb") as out:
                _written(container, context, out)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise HostbridgeError(f"{target}: {error.strerror}", exit_code=1) from error
    return 0


def _written(container: Container, context: Context, out: IO[bytes]) -> None:
    files = _mounted_files(container)

    def work(_reader: IO[bytes], writer: IO[bytes]) -> None:
        top = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
        tar = Writer(writer, skip=lambda name: name in files, other_mounts=False)
        tar.below(top)
        tar.close()

    with within(container, context, work) as inside:
        while True:
            part = inside.reader.read(_PART)
            if not part:
                break
            out.write(part)


def _mounted_files(container: Container) -> frozenset[str]:
    """The places, below the top, of single files that are mounted."""
    found = [path[1:] for path in mounts.in_etc()]
    for point in container.config.get("Mounts") or ():
        if point["Type"] == "bind" and os.path.exists(point["Source"]):
            if not stat.S_ISDIR(os.stat(point["Source"]).st_mode):
                found.append(point["Destination"].lstrip("/"))
    return frozenset(found)


def diff(context: Context) -> int:
    """``diff CONTAINER``: A, C or D and the path, as docker lists them."""
    container = context.containers.find(context.operands()[0])
    for path, kind in changes(container, context):
        context.say(f"{kind} {path}")
    return 0
