"""Option rows: what is there: ps, images, inspect, version.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

PS = (
    ("--all", "-a", "bool", "-a", "bool", ""),
    ("--external", "", "", "", "bool", ""),
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--last", "-n", "string", "-n", "string", ""),
    ("--latest", "-l", "bool", "-l", "bool", ""),
    ("--namespace", "", "", "", "bool", ""),
    ("--no-trunc", "", "bool", "", "bool", "no-trunc"),
    ("--noheading", "", "", "", "bool", ""),
    ("--ns", "", "", "", "bool", ""),
    ("--pod", "", "", "-p", "bool", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
    ("--size", "-s", "bool", "-s", "bool", ""),
    ("--sort", "", "", "", "string", ""),
    ("--sync", "", "", "", "bool", ""),
    ("--watch", "", "", "-w", "string", ""),
)
IMAGES = (
    ("--all", "-a", "bool", "-a", "bool", ""),
    ("--digests", "", "bool", "", "bool", ""),
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--history", "", "", "", "bool", ""),
    ("--namespace", "", "", "", "string", ""),
    ("--no-trunc", "", "bool", "", "bool", "no-trunc"),
    ("--noheading", "", "", "-n", "bool", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
    ("--sort", "", "", "", "string", ""),
    ("--tree", "", "bool", "", "", ""),
)
INSPECT = (
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--size", "-s", "bool", "-s", "bool", ""),
    ("--type", "", "string", "-t", "string", ""),
)
VERSION = (
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubeconfig", "", "string", "", "", "file-in"),
)
