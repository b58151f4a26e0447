"""Names of containers: which are allowed, who has one, and one for who was given none."""

from __future__ import annotations

import os

from hostbridge.errors import Conflict, HostbridgeError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_REST = _FIRST | frozenset("_.-")
_SHORTEST = 2
_LONGEST = 255
_HOW = (
    "amber brisk calm candid clever cosy daring deft eager early fair fleet fond frank gentle glad "
    "golden handy happy hardy hearty honest jolly keen kind lively lucid lucky mellow merry mighty "
    "modest neat nimble noble patient placid plucky polite proud quick quiet rapid ready robust rosy "
    "sharp shiny silent sleek smart snug solid steady sturdy sunny swift tender tidy tough upbeat "
    "vivid warm wise witty zesty"
)
_WHAT = (
    "acorn alder anchor aspen badger barge beacon beech birch bison brook cabin canal canoe cedar "
    "cliff clover comet coral cove crane creek dune eagle ember falcon fern finch fjord forge fox "
    "glade glen grove gull harbour hazel heron hill island ivy jetty lagoon lake lark linden lynx "
    "maple marsh meadow mill moor oak orchard otter pebble pine plover pond poplar quarry raven reef "
    "ridge river robin rowan sparrow spruce stork summit swan thrush tide valley walnut willow wren"
)


def check(name: str) -> str:
    """A name without docker's leading ``/``; raises UsageError for one that is not allowed."""
    text = name[1:] if name[:1] == "/" else name
    fits = (
        _SHORTEST <= len(text) <= _LONGEST
        and text[0] in _FIRST
        and all(char in _REST for char in text)
    )
    if not fits:
        raise UsageError(
            f"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
        )
    return text


def invented(number: int) -> str:
    """An adjective and a noun; number is random, more than their count."""
    hows, whats = _HOW.split(), _WHAT.split()
    how, rest = divmod(number, len(whats))
    return f"{hows[how % len(hows)]}_{whats[rest]}"


class Names:
    """Symbolic links NAME -> ID in one directory: making one is atomic, so one of two wins."""

    def __init__(self, folder: str, containers: str) -> None:
        self._folder = folder
        self._containers = containers

    def holder(self, name: str) -> Optional[str]:
        """The id that has a name; None where nobody has it."""
        if not name or "/" in name or name in (".", ".."):
            return None
        try:
            return os.readlink(f"{self._folder}/{name}")
        except OSError:
            return None

    def take(self, name: str, container: str) -> None:
        """Give a name to a container that is being made; raises Conflict in docker's words."""
        for _ in range(100):
            try:
                os.symlink(container, f"{self._folder}/{name}")
                return
            except FileExistsError:
                other = self.holder(name)
                if other is None:
                    continue
                if self._there(other):
                    raise Conflict(
                        f'Conflict. The container name "/{name}" is already in use by container'
                        f' "{other}". You have to remove (or rename) that container to be able to'
                        " reuse that name."
                    ) from None
                self._take_from_dead(name, other)
        raise HostbridgeError(f"{name}: the name changes hands too often", "", "try again")

    def invent(self, container: str) -> str:
        """A new name for a container that is being made."""
        for _ in range(1000):
            name = invented(int.from_bytes(os.urandom(4), "little"))
            try:
                os.symlink(container, f"{self._folder}/{name}")
                return name
            except FileExistsError:
                continue
        name = f"{invented(0)}_{container[:12]}"
        self.take(name, container)
        return name

    def free(self, name: str, container: str) -> None:
        """Take a name from a container that has it. Safe to repeat."""
        if self.holder(name) == container:
            try:
                os.unlink(f"{self._folder}/{name}")
            except FileNotFoundError:
                pass

    def forget(self, container: str) -> None:
        """Free every name of a container that is gone."""
        for name in os.listdir(self._folder):
            self.free(name, container)

    def _there(self, container: str) -> bool:
        """Whether it exists, or is being made by a process that lives (which holds its lock)."""
        folder = f"{self._containers}/{container}"
        if os.path.exists(f"{folder}/config.json"):
            return True
        from hostbridge_kernel.containers.files import Lock

        try:
            with Lock(f"{folder}/lock", wait=False):
                return os.path.exists(f"{folder}/config.json")
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _take_from_dead(self, name: str, dead: str) -> None:
        """Free a name that a killed ``create`` left; rename(2) lets one of two who do so win."""
        mine = f"{self._folder}/.{name}.{os.getpid()}"
        try:
            os.rename(f"{self._folder}/{name}", mine)
        except FileNotFoundError:
            return
        if os.readlink(mine) != dead:  # somebody was quicker: give it back if nobody has it now
            try:
                os.link(mine, f"{self._folder}/{name}", follow_symlinks=False)
            except OSError:
                pass
        os.unlink(mine)
