"""From a container's record (docker's Config, HostConfig, Mounts) to an OCI runtime-spec config.

``spec.spec`` is the entrance; nothing is mounted or made here.
"""

from __future__ import annotations

from hostbridge_kernel.oci.spec import Site, spec

__all__ = ["Site", "spec"]
