"""Option rows: podman's machines.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

MACHINE_INFO = (
    ("--format", "", "", "-f", "string", "format"),
    ("--help", "", "bool", "", "bool", ""),
)
MACHINE_INIT = (
    ("--cpus", "", "", "", "string", ""),
    ("--disk-size", "", "", "", "string", ""),
    ("--help", "", "bool", "", "bool", ""),
    ("--ignition-path", "", "", "", "string", ""),
    ("--image", "", "", "", "bool", ""),
    ("--image-path", "", "", "", "string", ""),
    ("--memory", "", "", "-m", "string", ""),
    ("--now", "", "", "", "bool", ""),
    ("--playbook", "", "", "", "bool", ""),
    ("--rootful", "", "", "", "bool", ""),
    ("--swap", "", "", "-s", "string", ""),
    ("--timezone", "", "", "", "string", ""),
    ("--tls-verify", "", "", "", "bool", ""),
    ("--usb", "", "", "", "string", ""),
    ("--user-mode-networking", "", "", "", "bool", ""),
    ("--username", "", "", "", "string", ""),
    ("--volume", "", "", "-v", "list", ""),
    ("--volume-driver", "", "", "", "string", ""),
)
MACHINE_INSPECT = (
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "", "bool", ""),
)
MACHINE_LIST = (
    ("--all-providers", "", "", "", "bool", ""),
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "", "bool", ""),
    ("--noheading", "", "", "-n", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
MACHINE_RM = (
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "", "bool", ""),
    ("--save-ignition", "", "", "", "bool", ""),
    ("--save-image", "", "", "", "bool", ""),
    ("--save-keys", "", "", "", "bool", ""),
)
MACHINE_SET = (
    ("--cpus", "", "", "", "string", ""),
    ("--disk-size", "", "", "", "string", ""),
    ("--help", "", "bool", "", "bool", ""),
    ("--memory", "", "", "-m", "string", ""),
    ("--rootful", "", "", "", "bool", ""),
    ("--usb", "", "", "", "string", ""),
    ("--user-mode-networking", "", "", "", "bool", ""),
)
MACHINE_SSH = (
    ("--help", "", "bool", "", "bool", ""),
    ("--username", "", "", "", "string", ""),
)
MACHINE_START = (
    ("--help", "", "bool", "", "bool", ""),
    ("--no-info", "", "", "", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
MACHINE_STOP = (("--help", "", "bool", "", "bool", ""),)
MACHINE_CP = (
    ("--help", "", "bool", "", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
MACHINE_OS_APPLY = (
    ("--help", "", "bool", "", "bool", ""),
    ("--restart", "", "", "", "bool", ""),
)
MACHINE_RESET = (
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "", "bool", ""),
)
