"""hostbridge's own directories by purpose."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from hostbridge.errors import HostbridgeError
from hostbridge.state.places import cache_dir, config_dir, data_dir, runtime_dir

if TYPE_CHECKING:
    from collections.abc import Mapping


def directories(env: Mapping[str, str]) -> dict[str, str]:
    """The own directories by purpose; one that cannot be named is left out."""
    places = {"data": data_dir, "config": config_dir, "cache": cache_dir, "runtime": runtime_dir}
    found: dict[str, str] = {}
    for purpose, place in places.items():
        with contextlib.suppress(HostbridgeError):
            found[purpose] = place(env)
    return found
