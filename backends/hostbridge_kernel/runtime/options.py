"""The words of a mount (mount(8), runtime-spec's config.md) as what the kernel takes."""

from __future__ import annotations

from hostbridge_kernel.syscalls import mounts as m

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional, Sequence

_ATTRIBUTES = {
    "ro": (m.ATTR_RDONLY, 0), "rw": (0, m.ATTR_RDONLY),
    "nosuid": (m.ATTR_NOSUID, 0), "suid": (0, m.ATTR_NOSUID),
    "nodev": (m.ATTR_NODEV, 0), "dev": (0, m.ATTR_NODEV),
    "noexec": (m.ATTR_NOEXEC, 0), "exec": (0, m.ATTR_NOEXEC),
    "noatime": (m.ATTR_NOATIME, m.ATTR_ATIME), "relatime": (0, m.ATTR_ATIME),
    "strictatime": (m.ATTR_STRICTATIME, m.ATTR_ATIME), "atime": (0, m.ATTR_ATIME),
    "nodiratime": (m.ATTR_NODIRATIME, 0), "diratime": (0, m.ATTR_NODIRATIME),
    "nosymfollow": (m.ATTR_NOSYMFOLLOW, 0), "symfollow": (0, m.ATTR_NOSYMFOLLOW),
}  # fmt: skip
_PROPAGATION = {
    "private": m.MS_PRIVATE, "slave": m.MS_SLAVE, "shared": m.MS_SHARED,
    "unbindable": m.MS_UNBINDABLE,
}  # fmt: skip
_OURS = ("bind", "rbind", "defaults", "idmap", "ridmap", "noidmap", "tmpcopyup", "async", "loud")
"""Words that are no file system's: what is done for them stands elsewhere."""


def split(words: Sequence[str]) -> tuple[int, int, int, dict[str, Optional[str]]]:
    """(attributes to set, to clear, propagation, the file system's own options).

    propagation is MS_REC with one of MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_UNBINDABLE, or 0.
    """
    on = off = propagation = 0
    data: dict[str, Optional[str]] = {}
    for word in words:
        if word in _ATTRIBUTES:
            sets, clears = _ATTRIBUTES[word]
            on, off = on & ~(clears & ~sets) | sets, off & ~sets | clears
            continue
        plain = word[1:] if word[:1] == "r" and word[1:] in _PROPAGATION else word
        if plain in _PROPAGATION:
            propagation = _PROPAGATION[plain] | (m.MS_REC if plain != word else 0)
        elif word not in _OURS:
            name, sign, text = word.partition("=")
            data[name] = text if sign else None
    return on, off, propagation, data


def of_propagation(word: str) -> int:
    """The flags of ``rootfsPropagation``; 0 for an unknown word."""
    return split([word])[2]
