"""A kernel parameter as a fix sets it: at once with sysctl(8), and for the next boot in a file."""

from __future__ import annotations

from hostbridge.contract.check import Command, Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def sysctl(values: Mapping[str, str], before: Mapping[str, str]) -> tuple[Edit | Command, ...]:
    """The changes that set parameters (dotted names); before: their values now, for the way back."""
    text = "".join(f"{name} = {value}\n" for name, value in values.items())
    first = next(iter(values)).replace(".", "-")
    kept = Edit(f"/etc/sysctl.d/60-hostbridge-{first}.conf", text, root=True)
    now = tuple(
        Command(
            ("sysctl", "-w", f"{name}={value}"),
            ("sysctl", "-w", f"{name}={before[name]}") if name in before else (),
            root=True,
        )
        for name, value in values.items()
    )
    return (*now, kept)


def said(values: Mapping[str, str]) -> tuple[str, ...]:
    """The same as steps of a remedy."""
    return tuple(f"$ sudo sysctl -w {name}={value}" for name, value in values.items())
