"""Option rows: volumes.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

VOLUME_CREATE = (
    ("--availability", "", "string", "", "", ""),
    ("--driver", "-d", "string", "-d", "string", ""),
    ("--gid", "", "", "", "string", ""),
    ("--group", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "", "bool", ""),
    ("--label", "", "list", "-l", "list", ""),
    ("--limit-bytes", "", "string", "", "", ""),
    ("--opt", "-o", "list", "-o", "list", ""),
    ("--required-bytes", "", "string", "", "", ""),
    ("--scope", "", "string", "", "", ""),
    ("--secret", "", "list", "", "", ""),
    ("--sharing", "", "string", "", "", ""),
    ("--topology-preferred", "", "list", "", "", ""),
    ("--topology-required", "", "list", "", "", ""),
    ("--type", "", "string", "", "", ""),
    ("--uid", "", "", "", "string", ""),
)
VOLUME_INSPECT = (
    ("--all", "", "", "-a", "bool", ""),
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
VOLUME_LS = (
    ("--cluster", "", "bool", "", "", ""),
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--noheading", "", "", "-n", "bool", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
)
VOLUME_PRUNE = (
    ("--all", "-a", "bool", "", "", ""),
    ("--filter", "", "list", "", "list", "filter"),
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
VOLUME_RM = (
    ("--all", "", "", "-a", "bool", ""),
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--time", "", "", "-t", "string", ""),
)
VOLUME_UPDATE = (
    ("--availability", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
VOLUME_EXISTS = (("--help", "", "bool", "-h", "bool", ""),)
VOLUME_EXPORT = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--output", "", "", "-o", "string", "file-out"),
)
