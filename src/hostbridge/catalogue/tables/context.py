"""Option rows: docker's contexts and podman's connections.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

CONTEXT_CREATE = (
    ("--default-stack-orchestrator", "", "string", "", "", ""),
    ("--description", "", "string", "", "", ""),
    ("--docker", "", "list", "", "", ""),
    ("--from", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubernetes", "", "list", "", "", ""),
)
CONTEXT_EXPORT = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubeconfig", "", "bool", "", "", ""),
)
CONTEXT_IMPORT = (("--help", "", "bool", "-h", "bool", ""),)
CONTEXT_INSPECT = (
    ("--format", "-f", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
CONTEXT_LS = (
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "-q", "bool", "", "", "quiet"),
)
CONTEXT_RM = (
    ("--force", "-f", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
CONTEXT_UPDATE = (
    ("--default-stack-orchestrator", "", "string", "", "", ""),
    ("--description", "", "string", "", "", ""),
    ("--docker", "", "list", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubernetes", "", "list", "", "", ""),
)
SYSTEM_CONNECTION_ADD = (
    ("--default", "", "", "-d", "bool", ""),
    ("--farm", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--identity", "", "", "", "string", "host-path"),
    ("--port", "", "", "-p", "string", ""),
    ("--socket-path", "", "", "", "string", ""),
    ("--tls-ca", "", "", "", "string", "host-path"),
    ("--tls-cert", "", "", "", "string", "host-path"),
    ("--tls-key", "", "", "", "string", "host-path"),
)
SYSTEM_CONNECTION_LIST = (
    ("--format", "", "", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
SYSTEM_CONNECTION_REMOVE = (
    ("--all", "", "", "-a", "bool", ""),
    ("--force", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
