"""Reading small formats out of raw text: numbers, ``KEY=value`` and ``Key: value`` lines."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostbridge.host.raw import Raw

_MOST = 1 << 63


def number(text: str, base: int = 10) -> int:
    """A number that fits in 63 bits; 0 for anything else."""
    try:
        found = int(text.strip()[:40], base)
    except ValueError:
        return 0
    return found if 0 <= found < _MOST else 0


def switch(text: str) -> bool | None:
    """What a kernel's or registry's switch says: ``1``/``Y`` true, ``0``/``N`` false, else unknown."""
    word = text.strip().lower()
    return True if word in ("1", "y", "true") else False if word in ("0", "n", "false") else None


def assignments(text: str) -> dict[str, str]:
    """``KEY=value`` lines, quotes taken off, as in os-release(5)."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        key, equals, rest = line.strip().partition("=")
        if equals and key and not key.startswith("#"):
            found[key.strip()] = rest.strip().strip("\"'")
    return found


def fields(text: str) -> Iterator[tuple[str, str]]:
    """``Key: value`` lines, as in /proc/cpuinfo."""
    for line in text.splitlines():
        key, colon, rest = line.partition(":")
        if colon:
            yield key.strip(), rest.strip()


def sysctl(raw: Raw, name: str) -> str | None:
    """A sysctl by its dotted name; None where this kernel has none or it cannot be read."""
    found = raw.files.get(f"/proc/sys/{name.replace('.', '/')}")
    return None if found is None else found.strip()


def plain_words(text: str) -> str:
    """A text as one line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def mounts(text: str) -> Iterator[tuple[str, str, str]]:
    """``(mount point, filesystem, options)`` of each line of proc_pid_mountinfo(5), escapes undone."""
    for line in text.splitlines():
        head, dash, tail = line.partition(" - ")
        words, kind = head.split(" "), tail.split(" ")
        if dash and len(words) > 5 and kind[0]:
            options = f"{words[5]},{kind[2]}" if len(kind) > 2 else words[5]
            yield unescaped(words[4]), kind[0], options


def unescaped(text: str) -> str:
    """The four octal escapes of proc_pid_mountinfo(5): blank, tab, line end, backslash."""
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, char)
    return text
