"""``--volume``, ``--tmpfs``, ``--mount``: what is to be mounted, as HostConfig has it."""

from __future__ import annotations

import os
import posixpath

from hostbridge.errors import UsageError
from hostbridge_kernel.options.quantities import fields, invalid, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PROPAGATIONS = ("private", "rprivate", "shared", "rshared", "slave", "rslave")
_CONSISTENCIES = ("consistent", "cached", "delegated", "default")
_MODES = ("ro", "rw", "z", "Z", "U", "nocopy", "copy", "rro", *PROPAGATIONS, *_CONSISTENCIES)
_OPTION = "-v, --volume"


def bind(text: str) -> tuple[str, str, str]:
    """Source (a directory, a volume's name, or "" for an anonymous one), target, modes."""
    parts = text.split(":")
    if len(parts) > 3 or not all(parts):
        raise UsageError(f"invalid volume specification: '{text}'")
    source = parts[0] if len(parts) > 1 else ""
    target = parts[1] if len(parts) > 1 else parts[0]
    modes = parts[2] if len(parts) > 2 else ""
    if len(parts) == 3:
        _modes(modes, text)
    target = _target(target, text)
    if source.startswith(("/", "./", "../", "~")) or source in (".", ".."):
        source = os.path.abspath(os.path.expanduser(source))
    elif source and not is_name(source):
        raise UsageError(
            f'"{source}" includes invalid characters for a local volume name, only'
            ' "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed',
            "", "if you intended to pass a host directory, use an absolute path",
        )  # fmt: skip
    return source, target, modes


def is_name(text: str) -> bool:
    """Whether a volume can have the name (docker: two characters at least, so no drive's letter)."""
    return (
        len(text) > 1
        and text.isascii()
        and text[0].isalnum()
        and all(char.isalnum() or char in "_.-" for char in text)
    )


def _modes(modes: str, text: str) -> None:
    given = modes.split(",")
    for one in given:
        if one not in _MODES:
            raise UsageError(f"invalid mode: {modes}", text)
    for group in (
        ("ro", "rw", "rro"),
        ("z", "Z"),
        PROPAGATIONS,
        ("nocopy", "copy"),
        _CONSISTENCIES,
    ):
        if sum(one in group for one in given) > 1:
            raise UsageError(f"invalid mode: {modes}", text)


def _target(path: str, text: str) -> str:
    if not path.startswith("/"):
        raise UsageError(
            f"invalid volume specification: '{text}': invalid mount config: mount path must be"
            f" absolute: {path}"
        )
    clean = posixpath.normpath(path).replace("//", "/")
    if clean == "/":
        raise UsageError(f"invalid volume specification: '{text}': destination can't be '/'")
    return clean


def tmpfs(text: str) -> tuple[str, str]:
    """``/path[:options]``: path and options."""
    path, _, options = text.partition(":")
    return _target(path, text), options


def mount(text: str) -> dict[str, Any]:
    """``--mount type=…,source=…,target=…``: an entry of HostConfig.Mounts."""
    made: dict[str, Any] = {"Type": "volume"}
    for word in fields("--mount", text):
        key, equals, value = word.partition("=")
        key = key.strip().lower()
        row = _MOUNT.get(key)
        if row is None:
            raise invalid("--mount", text, f"unexpected key '{key}' in '{word}'")
        kind, name = row
        if not equals and kind != "switch":
            raise invalid("--mount", text, f"invalid field '{word}' must be a key=value pair")
        if kind == "plain":
            made[name] = value
        elif kind == "switch":
            _put(made, name.split("."), _on(text, key, value if equals else "true"))
        elif kind == "size":
            _put(made, name.split("."), size("--mount", value))
        elif kind == "octal":
            try:
                _put(made, name.split("."), int(value, 8))
            except ValueError:
                raise invalid("--mount", text, f"invalid value for {key}: {value}") from None
        elif kind == "map":
            inner, _, content = value.partition("=")
            _put(made, [*name.split("."), inner], content)
        else:
            _put(made, name.split("."), value)
    return _checked(made, text)


def _put(made: dict[str, Any], names: list[str], content: Any) -> None:
    """Set a field of a field."""
    for name in names[:-1]:
        made = made.setdefault(name, {})
    made[names[-1]] = content


def _on(text: str, key: str, value: str) -> bool:
    if value in ("true", "1", "t", "T", "TRUE", "True"):
        return True
    if value in ("false", "0", "f", "F", "FALSE", "False"):
        return False
    raise invalid("--mount", text, f"invalid value for {key}: {value}")


_MOUNT = {
    "type": ("plain", "Type"),
    "source": ("plain", "Source"), "src": ("plain", "Source"),
    "target": ("plain", "Target"), "dst": ("plain", "Target"), "destination": ("plain", "Target"),
    "readonly": ("switch", "ReadOnly"), "ro": ("switch", "ReadOnly"),
    "consistency": ("plain", "Consistency"),
    "bind-propagation": ("text", "BindOptions.Propagation"),
    "bind-nonrecursive": ("switch", "BindOptions.NonRecursive"),
    "bind-recursive": ("text", "BindOptions.Recursive"),
    "bind-create-src": ("switch", "BindOptions.CreateMountpoint"),
    "volume-nocopy": ("switch", "VolumeOptions.NoCopy"),
    "volume-subpath": ("text", "VolumeOptions.Subpath"),
    "volume-label": ("map", "VolumeOptions.Labels"),
    "volume-driver": ("text", "VolumeOptions.DriverConfig.Name"),
    "volume-opt": ("map", "VolumeOptions.DriverConfig.Options"),
    "tmpfs-size": ("size", "TmpfsOptions.SizeBytes"),
    "tmpfs-mode": ("octal", "TmpfsOptions.Mode"),
    "tmpfs-options": ("text", "TmpfsOptions.Options"),
}  # fmt: skip
"""Keys of ``--mount``: how the value is read, and the field it sets."""


def _checked(made: dict[str, Any], text: str) -> dict[str, Any]:
    kind = made["Type"]
    if kind not in ("bind", "volume", "tmpfs"):
        raise invalid(
            "--mount", text, f"the kernel engine mounts bind, volume and tmpfs, not {kind}"
        )
    if not made.get("Target"):
        raise invalid("--mount", text, "target is required")
    made["Target"] = _target(made["Target"], text)
    own = {"bind": "BindOptions", "volume": "VolumeOptions", "tmpfs": "TmpfsOptions"}
    for other, name in own.items():
        if name in made and other != kind:
            raise invalid(
                "--mount", text, f"cannot mix '{other}-*' options with mount type '{kind}'"
            )
    source = made.get("Source", "")
    if kind == "bind":
        if not source:
            raise invalid("--mount", text, "source is required")
        made["Source"] = os.path.abspath(os.path.expanduser(source))
        propagation = made.get("BindOptions", {}).get("Propagation", "rprivate")
        if propagation not in PROPAGATIONS:
            raise invalid("--mount", text, f"invalid propagation: {propagation}")
    elif kind == "tmpfs" and source:
        raise invalid("--mount", text, "tmpfs has no source")
    elif kind == "volume" and source and not is_name(source):
        raise invalid("--mount", text, f"{source!r} is no volume's name")
    driver = made.get("VolumeOptions", {}).get("DriverConfig", {}).get("Name", "local")
    if driver != "local":
        raise invalid("--mount", text, f"there is no volume driver {driver!r}; local is")
    made.pop("Consistency", None)
    return made
