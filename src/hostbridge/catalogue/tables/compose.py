"""Option rows: the entrance of the compose plug-in; what follows its command is the plug-in's own.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

COMPOSE = (
    ("--ansi", "", "string", "", "", ""),
    ("--compatibility", "", "bool", "", "", ""),
    ("--dry-run", "", "bool", "", "", ""),
    ("--env-file", "", "list", "", "", "host-path"),
    ("--file", "-f", "list", "", "", "host-path"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--parallel", "", "string", "", "", ""),
    ("--profile", "", "list", "", "", ""),
    ("--progress", "", "string", "", "", ""),
    ("--project-directory", "", "string", "", "", "host-path"),
    ("--project-name", "-p", "string", "", "", ""),
)
