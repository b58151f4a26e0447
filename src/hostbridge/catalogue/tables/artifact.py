"""Option rows: podman's artifacts, quadlets and updates.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

UNSHARE = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--rootless-netns", "", "", "", "bool", ""),
)
ARTIFACT_ADD = (
    ("--annotation", "", "", "", "string", ""),
    ("--append", "", "", "-a", "bool", ""),
    ("--file-type", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--replace", "", "", "", "bool", ""),
    ("--type", "", "", "", "string", ""),
)
ARTIFACT_EXTRACT = (
    ("--digest", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--title", "", "", "", "string", ""),
)
ARTIFACT_INSPECT = (
    ("--format", "", "", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
ARTIFACT_LS = (
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--no-trunc", "", "", "", "bool", "no-trunc"),
    ("--noheading", "", "", "-n", "bool", ""),
)
ARTIFACT_PULL = (
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--creds", "", "", "", "string", "credentials"),
    ("--decryption-key", "", "", "", "list", "key-file"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
    ("--retry", "", "", "", "string", ""),
    ("--retry-delay", "", "", "", "string", ""),
    ("--tls-verify", "", "", "", "bool", ""),
)
ARTIFACT_PUSH = (
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--creds", "", "", "", "string", "credentials"),
    ("--digestfile", "", "", "", "string", "file-out"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
    ("--retry", "", "", "", "string", ""),
    ("--retry-delay", "", "", "", "string", ""),
    ("--sign-by", "", "", "", "string", ""),
    ("--sign-by-sigstore", "", "", "", "string", "file-in"),
    ("--sign-by-sigstore-private-key", "", "", "", "string", "file-in"),
    ("--sign-by-sq-fingerprint", "", "", "", "string", ""),
    ("--sign-passphrase-file", "", "", "", "string", "file-in"),
    ("--tls-verify", "", "", "", "bool", ""),
)
ARTIFACT_RM = (("--help", "", "bool", "-h", "bool", ""),)
AUTO_UPDATE = (
    ("--authfile", "", "", "", "string", "file-in"),
    ("--dry-run", "", "", "", "bool", ""),
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--rollback", "", "", "", "bool", ""),
    ("--tls-verify", "", "", "", "bool", ""),
)
QUADLET_INSTALL = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--reload-systemd", "", "", "", "bool", ""),
    ("--replace", "", "", "-r", "bool", ""),
)
QUADLET_LIST = (
    ("--filter", "", "", "-f", "string", "filter"),
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
QUADLET_RM = (
    ("--all", "", "", "-a", "bool", ""),
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "-i", "bool", ""),
    ("--reload-systemd", "", "", "", "bool", ""),
)
