"""Option rows: networks.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

NETWORK_CONNECT = (
    ("--alias", "", "list", "", "list", ""),
    ("--driver-opt", "", "list", "", "", ""),
    ("--gw-priority", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ip", "", "string", "", "string", ""),
    ("--ip6", "", "string", "", "string", ""),
    ("--link", "", "list", "", "", ""),
    ("--link-local-ip", "", "list", "", "", ""),
    ("--mac-address", "", "", "", "string", ""),
)
NETWORK_CREATE = (
    ("--attachable", "", "bool", "", "", ""),
    ("--aux-address", "", "list", "", "", ""),
    ("--config-from", "", "string", "", "", ""),
    ("--config-only", "", "bool", "", "", ""),
    ("--disable-dns", "", "", "", "bool", ""),
    ("--dns", "", "", "", "list", ""),
    ("--driver", "-d", "string", "-d", "string", ""),
    ("--gateway", "", "list", "", "list", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "", "bool", ""),
    ("--ingress", "", "bool", "", "", ""),
    ("--interface-name", "", "", "", "string", ""),
    ("--internal", "", "bool", "", "bool", ""),
    ("--ip-range", "", "list", "", "list", ""),
    ("--ipam-driver", "", "string", "", "string", ""),
    ("--ipam-opt", "", "list", "", "", ""),
    ("--ipv4", "", "bool", "", "", ""),
    ("--ipv6", "", "bool", "", "bool", ""),
    ("--label", "", "list", "", "list", ""),
    ("--opt", "-o", "list", "-o", "list", ""),
    ("--route", "", "", "", "list", ""),
    ("--scope", "", "string", "", "", ""),
    ("--subnet", "", "list", "", "list", ""),
)
NETWORK_DISCONNECT = (
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
NETWORK_INSPECT = (
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--verbose", "-v", "bool", "", "", ""),
)
NETWORK_LS = (
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--no-trunc", "", "bool", "", "bool", "no-trunc"),
    ("--noheading", "", "", "-n", "bool", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
)
NETWORK_PRUNE = (
    ("--filter", "", "list", "", "list", "filter"),
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
NETWORK_RM = (
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--time", "", "", "-t", "string", ""),
)
NETWORK_EXISTS = (("--help", "", "bool", "-h", "bool", ""),)
NETWORK_RELOAD = (
    ("--all", "", "", "-a", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
)
NETWORK_UPDATE = (
    ("--dns-add", "", "", "", "list", ""),
    ("--dns-drop", "", "", "", "list", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
