"""The backend ``context``: a client that the host already has, told where to go.

Its machines are docker's contexts, podman's connections, products known by their socket (Docker
Desktop, OrbStack, Colima, Rancher Desktop, Finch, Lima, podman machine) and plain addresses. The
client runs on this host, so its sessions are native ones (``hostbridge_native``) that say how the
client is told. Imports ``hostbridge.contract``, ``.errors``, ``.clients``, ``.settings``.
From outside, import ``ContextBackend``.
"""

from __future__ import annotations

from hostbridge_context.backend import ContextBackend
from hostbridge_context.machine import ContextMachine

__all__ = ["ContextBackend", "ContextMachine"]
