"""From the words of ``run`` and ``create`` to docker's Config, HostConfig and NetworkingConfig.

``read.read`` is the entrance; the table of all options is ``table.ROWS``, those that are left out and
why ``refused.REASONS``. Nothing here looks at the machine, files that an option names aside.
"""

from __future__ import annotations

from hostbridge_kernel.options.read import Asked, read

__all__ = ["Asked", "read"]
