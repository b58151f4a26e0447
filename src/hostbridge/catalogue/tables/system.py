"""Option rows: the engine itself, registries and contexts.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

INFO = (
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
EVENTS = (
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "", "bool", ""),
    ("--no-trunc", "", "", "", "bool", "no-trunc"),
    ("--since", "", "string", "", "string", ""),
    ("--stream", "", "", "", "bool", ""),
    ("--until", "", "string", "", "string", ""),
)
LOGIN = (
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--compat-auth-file", "", "", "", "string", ""),
    ("--get-login", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--password", "-p", "string", "-p", "string", ""),
    ("--password-stdin", "", "bool", "", "bool", ""),
    ("--secret", "", "", "", "string", ""),
    ("--tls-verify", "", "", "", "bool", ""),
    ("--username", "-u", "string", "-u", "string", ""),
    ("--verbose", "", "", "-v", "bool", ""),
)
LOGOUT = (
    ("--all", "", "", "-a", "bool", ""),
    ("--authfile", "", "", "", "string", "file-in"),
    ("--compat-auth-file", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
SEARCH = (
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--compatible", "", "", "", "bool", ""),
    ("--creds", "", "", "", "string", ""),
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--limit", "", "string", "", "string", ""),
    ("--list-tags", "", "", "", "bool", ""),
    ("--no-trunc", "", "bool", "", "bool", "no-trunc"),
    ("--tls-verify", "", "", "", "bool", ""),
)
CONTEXT_CREATE = (
    ("--description", "", "string", "", "", ""),
    ("--docker", "", "list", "", "", ""),
    ("--from", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
CONTEXT_EXPORT = (("--help", "", "bool", "-h", "bool", ""),)
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
    ("--description", "", "string", "", "", ""),
    ("--docker", "", "list", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
SYSTEM_DF = (
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--verbose", "-v", "bool", "-v", "bool", ""),
)
SYSTEM_PRUNE = (
    ("--all", "-a", "bool", "-a", "bool", ""),
    ("--build", "", "", "", "bool", ""),
    ("--external", "", "", "", "bool", ""),
    ("--filter", "", "list", "", "list", "filter"),
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--volumes", "", "bool", "", "bool", ""),
)
SYSTEM_CONNECTION_ADD = (
    ("--default", "", "", "-d", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--identity", "", "", "", "string", ""),
    ("--port", "", "", "-p", "string", ""),
    ("--socket-path", "", "", "", "string", ""),
    ("--tls-ca", "", "", "", "string", ""),
    ("--tls-cert", "", "", "", "string", ""),
    ("--tls-key", "", "", "", "string", ""),
)
SYSTEM_CONNECTION_LIST = (
    ("--format", "", "", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
SYSTEM_CONNECTION_REMOVE = (
    ("--all", "", "", "-a", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
SYSTEM_MIGRATE = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--migrate-db", "", "", "", "bool", ""),
    ("--new-runtime", "", "", "", "string", ""),
)
SYSTEM_RESET = (
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
SYSTEM_SERVICE = (
    ("--cors", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--time", "", "", "-t", "string", ""),
    ("--tls-cert", "", "", "", "string", ""),
    ("--tls-client-ca", "", "", "", "string", ""),
    ("--tls-key", "", "", "", "string", ""),
)
SYSTEM_CHECK = (
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--max", "", "", "-m", "string", ""),
    ("--quick", "", "", "-q", "bool", ""),
    ("--repair", "", "", "-r", "bool", ""),
)
