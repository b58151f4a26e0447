"""Option rows: docker's plug-ins, checkpoints and trust.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

CHECKPOINT_CREATE = (
    ("--checkpoint-dir", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--leave-running", "", "bool", "", "", ""),
)
CHECKPOINT_LS = (
    ("--checkpoint-dir", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
PLUGIN_CREATE = (
    ("--compress", "", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
PLUGIN_DISABLE = (
    ("--force", "-f", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
PLUGIN_ENABLE = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--timeout", "", "string", "", "", ""),
)
PLUGIN_INSPECT = (
    ("--format", "-f", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
PLUGIN_INSTALL = (
    ("--alias", "", "string", "", "", ""),
    ("--disable", "", "bool", "", "", ""),
    ("--disable-content-trust", "", "bool", "", "", ""),
    ("--grant-all-permissions", "", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
PLUGIN_LS = (
    ("--filter", "-f", "list", "", "", "filter"),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--no-trunc", "", "bool", "", "", "no-trunc"),
    ("--quiet", "-q", "bool", "", "", "quiet"),
)
PLUGIN_PUSH = (
    ("--disable-content-trust", "", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
PLUGIN_SET = (("--help", "", "bool", "-h", "bool", ""),)
PLUGIN_UPGRADE = (
    ("--disable-content-trust", "", "bool", "", "", ""),
    ("--grant-all-permissions", "", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--skip-remote-check", "", "bool", "", "", ""),
)
TRUST_KEY_GENERATE = (
    ("--dir", "", "string", "", "", "dir"),
    ("--help", "", "bool", "-h", "bool", ""),
)
TRUST_KEY_LOAD = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--name", "", "string", "", "", "name"),
)
TRUST_SIGNER_ADD = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--key", "", "list", "", "", "file-in"),
)
TRUST_INSPECT = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--pretty", "", "bool", "", "", ""),
)
TRUST_REVOKE = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--yes", "-y", "bool", "", "", ""),
)
TRUST_SIGN = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--local", "", "bool", "", "", ""),
)
