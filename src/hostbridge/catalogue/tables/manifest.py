"""Option rows: lists of manifests.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

MANIFEST_ANNOTATE = (
    ("--annotation", "", "", "", "string", ""),
    ("--arch", "", "string", "", "string", ""),
    ("--features", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--index", "", "", "", "bool", ""),
    ("--os", "", "string", "", "string", ""),
    ("--os-features", "", "list", "", "string", ""),
    ("--os-version", "", "string", "", "string", ""),
    ("--subject", "", "", "", "string", ""),
    ("--variant", "", "string", "", "string", ""),
)
MANIFEST_CREATE = (
    ("--all", "", "", "", "bool", ""),
    ("--amend", "-a", "bool", "-a", "bool", ""),
    ("--annotation", "", "", "", "list", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--insecure", "", "bool", "", "bool", ""),
    ("--tls-verify", "", "", "", "bool", ""),
)
MANIFEST_INSPECT = (
    ("--authfile", "", "", "", "string", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--insecure", "", "bool", "", "bool", ""),
    ("--tls-verify", "", "", "", "bool", ""),
    ("--verbose", "-v", "bool", "", "bool", ""),
)
MANIFEST_PUSH = (
    ("--add-compression", "", "", "", "list", ""),
    ("--all", "", "", "", "bool", ""),
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--compression-format", "", "", "", "string", ""),
    ("--compression-level", "", "", "", "string", ""),
    ("--creds", "", "", "", "string", "credentials"),
    ("--digestfile", "", "", "", "string", "file-out"),
    ("--force-compression", "", "", "", "bool", ""),
    ("--format", "", "", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--insecure", "", "bool", "", "bool", ""),
    ("--purge", "-p", "bool", "", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
    ("--remove-signatures", "", "", "", "bool", ""),
    ("--rm", "", "", "", "bool", ""),
    ("--sign-by", "", "", "", "string", ""),
    ("--sign-by-sigstore", "", "", "", "string", "file-in"),
    ("--sign-by-sigstore-private-key", "", "", "", "string", "file-in"),
    ("--sign-by-sq-fingerprint", "", "", "", "string", ""),
    ("--sign-passphrase-file", "", "", "", "string", "file-in"),
    ("--tls-verify", "", "", "", "bool", ""),
)
MANIFEST_RM = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "-i", "bool", ""),
)
MANIFEST_ADD = (
    ("--all", "", "", "", "bool", ""),
    ("--annotation", "", "", "", "string", ""),
    ("--arch", "", "", "", "string", ""),
    ("--artifact", "", "", "", "bool", ""),
    ("--artifact-config", "", "", "", "string", ""),
    ("--artifact-config-type", "", "", "", "string", ""),
    ("--artifact-exclude-titles", "", "", "", "bool", ""),
    ("--artifact-layer-type", "", "", "", "string", ""),
    ("--artifact-subject", "", "", "", "string", ""),
    ("--artifact-type", "", "", "", "string", ""),
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--creds", "", "", "", "string", "credentials"),
    ("--features", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--insecure", "", "", "", "bool", ""),
    ("--os", "", "", "", "string", ""),
    ("--os-version", "", "", "", "string", ""),
    ("--tls-verify", "", "", "", "bool", ""),
    ("--variant", "", "", "", "string", ""),
)
MANIFEST_EXISTS = (("--help", "", "bool", "-h", "bool", ""),)
