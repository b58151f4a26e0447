"""The byte code of hostbridge's own modules, from one file in the cache directory.

Python finds, checks and reads a file for each module, which costs as much as running it. A command
that loaded modules from their own files puts them into one file for those that follow: an index,
then one piece of code after the other. A piece is used while its source has the size and the time
that it had, as with Python's own ``__pycache__``, and only from a file that belongs to this user
and that nobody else may write. Without the file everything is as it is without this module.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys

from hostbridge.errors import HostbridgeError
from hostbridge.state.cached import short_name
from hostbridge.state.places import cache_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CodeType, ModuleType
    from typing import Any

    _MAGIC: bytes

    class SourceFileLoader:
        """importlib.machinery's."""

        path: str

        def __init__(self, name: str, path: str) -> None: ...
        def get_code(self, fullname: str) -> CodeType | None:
            """The module's code."""


else:
    _external = sys.modules["_frozen_importlib_external"]  # importlib.machinery, without its import
    SourceFileLoader = _external.SourceFileLoader
    _MAGIC = _external.MAGIC_NUMBER
_ModuleSpec: Any = type(sys.__spec__)
_CodeType = type(short_name.__code__)
_FORMAT = 1
_LENGTH = 4
_LARGEST = 64 << 20
_PREFIX = "hostbridge."


class Kept:
    """A finder (importlib.abc.MetaPathFinder) of the modules that one file holds.

    top: the directory of the package; place: the file. Nothing is raised for a file that is not
    there, damaged, of another Python or of another user: it then holds nothing.
    """

    def __init__(self, place: str, top: str) -> None:
        self._place = place
        self._top = top
        self._descriptor = -1
        self._start = 0
        self._index: dict[str, tuple[str, int, int, int, int]] = {}
        self._known = {name for name in sys.modules if name.startswith(_PREFIX)}
        self._open()

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> Any:
        """The module's specification; None for what is not kept or has changed since."""
        del path, target
        found = self._index.get(name)
        if found is None:
            return None
        file = self._top + found[0]
        try:
            if _stamp(file) != found[1:3]:
                return None
        except OSError:
            return None
        spec = _ModuleSpec(name, _Loader(name, file, self), origin=file)
        spec.has_location = True
        if found[0].endswith("__init__.py"):
            spec.submodule_search_locations = [os.path.dirname(file)]
        self._known.add(name)
        return spec

    def code(self, name: str) -> CodeType | None:
        """The code of a module that ``find_spec`` has found; None where it is damaged."""
        _file, _time, _size, offset, length = self._index[name]
        try:
            made = marshal.loads(os.pread(self._descriptor, length, self._start + offset))
        except (OSError, ValueError, TypeError, EOFError):
            return None
        return made if isinstance(made, _CodeType) else None

    def remember(self) -> None:
        """Add what this process loaded from files of its own. Never raises."""
        new = [
            (name, module)
            for name, module in list(sys.modules.items())
            if name.startswith(_PREFIX) and name not in self._known
        ]
        if not new or sys.dont_write_bytecode:
            return
        try:
            self._write(new)
        except (OSError, ValueError, ImportError, HostbridgeError):
            pass

    def _open(self) -> None:
        try:
            flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
            descriptor = os.open(self._place, flags)
        except OSError:
            return
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
                raise ValueError("another user's")
            if found.st_mode & 0o022:
                raise ValueError("others may write it")
            length = int.from_bytes(os.read(descriptor, _LENGTH), "little")
            raw = os.read(descriptor, min(length, found.st_size))
            key, size, index = marshal.loads(raw)
            if key != _key() or size != found.st_size:
                raise ValueError("another Python's, or cut off")
        except (OSError, ValueError, TypeError, EOFError):
            os.close(descriptor)
            return
        self._descriptor, self._start, self._index = descriptor, _LENGTH + length, index

    def _write(self, new: list[tuple[str, ModuleType]]) -> None:
        index: dict[str, tuple[str, int, int, int, int]] = {}
        parts: list[bytes] = []
        offset = 0
        pieces = [
            (name, row[0], row[1], row[2], os.pread(self._descriptor, row[4], self._start + row[3]))
            for name, row in self._index.items()
        ]
        for name, module in new:
            file = getattr(module, "__file__", None) or ""
            loader = getattr(module, "__loader__", None)
            if not file.startswith(self._top + os.sep) or not file.endswith(".py"):
                continue
            before = _stamp(file)
            code = loader.get_code(name) if loader is not None else None
            if code is None or _stamp(file) != before:
                continue
            pieces.append((name, file[len(self._top) :], *before, marshal.dumps(code)))
        for name, file, time, size, raw in {piece[0]: piece for piece in pieces}.values():
            index[name] = (file, time, size, offset, len(raw))
            parts.append(raw)
            offset += len(raw)
        head, total = b"", 0
        while len(head) + _LENGTH + offset != total:  # the index holds the size of the whole
            total = len(head) + _LENGTH + offset
            head = marshal.dumps((_key(), total, index))
        if total > _LARGEST:
            return
        os.makedirs(os.path.dirname(self._place), mode=0o700, exist_ok=True)
        beside = f"{self._place}.{os.getpid()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            with open(os.open(beside, flags, 0o600), "wb") as file_:
                file_.write(len(head).to_bytes(_LENGTH, "little") + head + b"".join(parts))
                file_.flush()
                os.fsync(file_.fileno())
            os.replace(beside, self._place)
        except OSError:
            if os.path.lexists(beside):
                os.unlink(beside)
            raise


class _Loader(SourceFileLoader):
    """As Python's own for a source file, but for where the code comes from."""

    def __init__(self, name: str, path: str, kept: Kept) -> None:
        super().__init__(name, path)
        self._kept = kept

    def get_code(self, fullname: str) -> CodeType | None:
        return self._kept.code(fullname) or super().get_code(fullname)


def use(env: Mapping[str, str]) -> None:
    """Let modules come from the file, for the rest of this process. Safe to repeat."""
    global _kept
    if _kept is not None or sys.flags.optimize or not hasattr(os, "geteuid"):
        return
    top = os.path.dirname(os.path.dirname(__file__))
    try:
        place = f"{cache_dir(env)}/code-{sys.implementation.cache_tag}-{short_name(top)}"
    except HostbridgeError:  # no home: the command says so where it matters
        return
    _kept = Kept(place, top)
    sys.meta_path.insert(0, _kept)


def remember() -> None:
    """Keep what was loaded since ``use``; nothing where that was not called. Never raises."""
    if _kept is not None:
        _kept.remember()


_kept: Kept | None = None


def _key() -> tuple[Any, ...]:
    return _FORMAT, sys.hexversion, _MAGIC


def _stamp(file: str) -> tuple[int, int]:
    found = os.stat(file)
    return found.st_mtime_ns, found.st_size
