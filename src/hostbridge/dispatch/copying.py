"""``cp`` across: an operand that is a host path, in a share or outside of every share.

In a share the engine's client reads or writes it there. Outside, a source is sent to the scratch
directory under its own name, and a destination is written to the scratch directory and then placed
on the host by the rules of ``docker cp``.
"""

from __future__ import annotations

import os

from hostbridge.dispatch.far_files import FETCHED
from hostbridge.dispatch.paths import absolute, split_copy
from hostbridge.dispatch.relayed import Fetch
from hostbridge.errors import HostbridgeError, NotFound, NotShared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Word
    from hostbridge.dispatch.far import FarCrossing


def cross_copy(far: FarCrossing, word: Word) -> None:
    """One operand: a source unless it is the last one."""
    text = word.value or ""
    container, _ = split_copy(text)
    if container or text == "-":
        return
    operands = far.call.operands()
    if word.index == operands[-1].index:
        _destination(far, word, operands[0].value or "")
    else:
        machine, reason = far.input_path(text, follow=far.call.has("--follow-link"))
        far.change(word, machine + _dot(text), reason)


def _dot(text: str) -> str:
    """``/.`` at the end of a source says: what is in the directory, not the directory."""
    return "/." if text.endswith("/.") or text == "." else ""


def _destination(far: FarCrossing, word: Word, source: str) -> None:
    text = word.value or ""
    whole = absolute(text, far.cwd)
    try:
        far.change(word, far.paths.to_machine(whole), "the machine sees this path there")
    except NotShared:
        if not os.path.isdir(whole) and not os.path.isdir(os.path.dirname(whole)):
            raise NotFound(f"{text}: its directory does not exist", exit_code=125) from None
        name = os.path.basename(split_copy(source)[1].rstrip("/.")) or "root"
        machine = far.stage(name)
        host = whole + ("/." if _dot(source) else "") + ("/" if text.endswith("/") else "")
        far.fetch.append(Fetch(machine, host, "end", tree=True))
        far.change(word, machine, FETCHED)


def place(arrived: str, wanted: str) -> str:
    """Where what ``cp`` brought belongs on the host, by docker's rules.

    arrived: the path it was brought to, named as in the container. wanted: the destination, with
    ``/.`` at its end when only the contents are meant. Returns the final path; raises
    HostbridgeError when a directory would replace a file.
    """
    contents = wanted.endswith("/.")
    target = wanted[:-2] if contents else wanted.rstrip("/") or "/"
    is_tree = os.path.isdir(arrived) and not os.path.islink(arrived)
    if os.path.isdir(target) and not (contents and is_tree):
        target = os.path.join(target, os.path.basename(arrived))
    elif wanted.endswith("/") and not is_tree:
        raise NotFound(f"{wanted}: the destination directory does not exist", exit_code=125)
    if is_tree and os.path.lexists(target) and not os.path.isdir(target):
        raise HostbridgeError(f"{target}: cannot copy a directory over a file")
    return target
