"""Volumes: directories that outlive containers, and what a container has mounted.

``store.Volumes`` keeps them, ``points.resolve`` tells from HostConfig what a container gets (docker's
``Mounts``), ``copyup`` fills a new volume with what the image has at its place.
"""

from __future__ import annotations

from hostbridge_kernel.volumes.points import resolve
from hostbridge_kernel.volumes.store import ANONYMOUS, Volumes

__all__ = ["ANONYMOUS", "Volumes", "resolve"]
