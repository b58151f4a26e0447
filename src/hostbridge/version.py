"""hostbridge's own version, from the installed distribution."""

from __future__ import annotations


def version() -> str:
    """The installed version (PEP 440); ``0`` when hostbridge runs without being installed."""
    # importlib.metadata takes 20 ms; only --version and state files of another version ask.
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("hostbridge")
    except PackageNotFoundError:
        return "0"
