"""Option rows: the entrance of the compose plug-in; what follows its command is the plug-in's own.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

COMPOSE = (
    ("--ansi", "", "string", "", "string", ""),
    ("--compatibility", "", "bool", "", "bool", ""),
    ("--dry-run", "", "bool", "", "bool", ""),
    ("--env-file", "", "list", "", "list", "host-path"),
    ("--file", "-f", "list", "-f", "list", "host-path"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--parallel", "", "string", "", "string", ""),
    ("--profile", "", "list", "", "list", ""),
    ("--progress", "", "string", "", "string", ""),
    ("--project-directory", "", "string", "", "string", "host-path"),
    ("--project-name", "-p", "string", "-p", "string", ""),
)
