"""The backend ``native``: this Linux kernel. Its one machine always runs, and nothing crosses.

Imports ``hostbridge.contract``, ``.errors``, ``.value``; what starts processes, copies and forwards
is loaded when it is used (``.process``, ``.tree``). From outside, import ``NativeBackend``.
"""

from __future__ import annotations

from hostbridge_native.backend import NativeBackend, NativeMachine
from hostbridge_native.session import NativeSession

__all__ = ["NativeBackend", "NativeMachine", "NativeSession"]
