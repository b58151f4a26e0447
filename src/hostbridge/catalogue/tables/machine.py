"""Option rows: podman's machines.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

MACHINE_INFO = (
    ("--format", "", "", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
MACHINE_INIT = (
    ("--cpus", "", "", "", "string", ""),
    ("--disk-size", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignition-path", "", "", "", "string", "file-in"),
    ("--image", "", "", "", "string", ""),
    ("--image-path", "", "", "", "string", ""),
    ("--memory", "", "", "-m", "string", ""),
    ("--now", "", "", "", "bool", ""),
    ("--playbook", "", "", "", "string", "file-in"),
    ("--reexec", "", "", "", "bool", ""),
    ("--rootful", "", "", "", "bool", ""),
    ("--swap", "", "", "-s", "string", ""),
    ("--timezone", "", "", "", "string", ""),
    ("--tls-verify", "", "", "", "bool", ""),
    ("--usb", "", "", "", "list", ""),
    ("--user-mode-networking", "", "", "", "bool", ""),
    ("--username", "", "", "", "string", ""),
    ("--volume", "", "", "-v", "list", "volume"),
    ("--volume-driver", "", "", "", "string", ""),
)
MACHINE_INSPECT = (
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
MACHINE_LIST = (
    ("--all-providers", "", "", "", "bool", ""),
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--noheading", "", "", "-n", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
MACHINE_RM = (
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--save-ignition", "", "", "", "bool", ""),
    ("--save-image", "", "", "", "bool", ""),
    ("--save-keys", "", "", "", "bool", ""),
)
MACHINE_SET = (
    ("--cpus", "", "", "", "string", ""),
    ("--disk-size", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--memory", "", "", "-m", "string", ""),
    ("--rootful", "", "", "", "bool", ""),
    ("--usb", "", "", "", "list", ""),
    ("--user-mode-networking", "", "", "", "bool", ""),
)
MACHINE_SSH = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--username", "", "", "", "string", ""),
)
MACHINE_START = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--no-info", "", "", "", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
MACHINE_STOP = (("--help", "", "bool", "-h", "bool", ""),)
MACHINE_CP = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
MACHINE_OS_APPLY = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--restart", "", "", "", "bool", ""),
)
MACHINE_RESET = (
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
