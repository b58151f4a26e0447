"""The backend ``ssh``: somebody's Linux, reached with OpenSSH's own client and nothing put there.

Machines are named ``ssh://[user@]host[:port]``; ``~/.ssh/config`` counts. One shared connection
(ControlMaster) carries all commands and owns the forwards that outlive one. Imports
``hostbridge.contract``, ``.process``, ``.errors``, ``.value``, and ``.child``, ``.running``,
``.tree`` (how sessions run and copy), ``.state`` and ``.settings`` (sockets, forwards, machines).
From outside, import ``SshBackend``.
"""

from __future__ import annotations

from hostbridge_ssh.backend import SshBackend, SshMachine

__all__ = ["SshBackend", "SshMachine"]
