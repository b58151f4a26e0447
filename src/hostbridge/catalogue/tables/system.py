"""Option rows: the engine itself and registries.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

INFO = (
    ("--debug", "", "", "", "bool", ""),
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
EVENTS = (
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
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
    ("--password", "-p", "string", "-p", "string", "credentials"),
    ("--password-stdin", "", "bool", "", "bool", "stdin"),
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
    ("--creds", "", "", "", "string", "credentials"),
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--limit", "", "string", "", "string", ""),
    ("--list-tags", "", "", "", "bool", ""),
    ("--no-trunc", "", "bool", "", "bool", "no-trunc"),
    ("--tls-verify", "", "", "", "bool", ""),
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
SYSTEM_MIGRATE = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--migrate-db", "", "", "", "bool", ""),
    ("--new-runtime", "", "", "", "string", ""),
)
SYSTEM_RENUMBER = (("--help", "", "bool", "-h", "bool", ""),)
SYSTEM_RESET = (
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
SYSTEM_SERVICE = (
    ("--cors", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--pprof-address", "", "", "", "string", ""),
    ("--time", "", "", "-t", "string", ""),
    ("--tls-cert", "", "", "", "string", "file-in"),
    ("--tls-client-ca", "", "", "", "string", "file-in"),
    ("--tls-key", "", "", "", "string", "file-in"),
)
SYSTEM_CHECK = (
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--max", "", "", "-m", "string", ""),
    ("--quick", "", "", "-q", "bool", ""),
    ("--repair", "", "", "-r", "bool", ""),
)
