"""Option rows: docker's builders.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

BUILDER_PRUNE = (
    ("--all", "-a", "bool", "", "", ""),
    ("--filter", "", "list", "", "", "filter"),
    ("--force", "-f", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--keep-storage", "", "string", "", "", ""),
)
BUILDX_BAKE = (
    ("--allow", "", "list", "", "", ""),
    ("--builder", "", "string", "", "", ""),
    ("--call", "", "string", "", "", ""),
    ("--check", "", "bool", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--file", "-f", "list", "", "", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--list", "", "string", "", "", ""),
    ("--load", "", "bool", "", "", ""),
    ("--metadata-file", "", "string", "", "", "file-out"),
    ("--no-cache", "", "bool", "", "", ""),
    ("--policy", "", "list", "", "", ""),
    ("--print", "", "bool", "", "", ""),
    ("--progress", "", "string", "", "", ""),
    ("--provenance", "", "string", "", "", ""),
    ("--pull", "", "bool", "", "", ""),
    ("--push", "", "bool", "", "", ""),
    ("--sbom", "", "string", "", "", ""),
    ("--set", "", "list", "", "", ""),
    ("--var", "", "list", "", "", ""),
)
BUILDX_CREATE = (
    ("--append", "", "bool", "", "", ""),
    ("--bootstrap", "", "bool", "", "", ""),
    ("--buildkitd-config", "", "string", "", "", "file-in"),
    ("--buildkitd-flags", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--driver", "", "string", "", "", ""),
    ("--driver-opt", "", "list", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--leave", "", "bool", "", "", ""),
    ("--name", "", "string", "", "", ""),
    ("--node", "", "string", "", "", ""),
    ("--platform", "", "list", "", "", ""),
    ("--timeout", "", "string", "", "", ""),
    ("--use", "", "bool", "", "", ""),
)
BUILDX_DIAL_STDIO = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--platform", "", "string", "", "", ""),
    ("--progress", "", "string", "", "", ""),
)
BUILDX_DU = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--filter", "", "list", "", "", "filter"),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--timeout", "", "string", "", "", ""),
    ("--verbose", "", "bool", "", "", ""),
)
BUILDX_INSPECT = (
    ("--bootstrap", "", "bool", "", "", ""),
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--timeout", "", "string", "", "", ""),
)
BUILDX_LS = (
    ("--debug", "-D", "bool", "", "", ""),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--no-trunc", "", "bool", "", "", "no-trunc"),
    ("--timeout", "", "string", "", "", ""),
)
BUILDX_PRUNE = (
    ("--all", "-a", "bool", "", "", ""),
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--filter", "", "list", "", "", "filter"),
    ("--force", "-f", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--keep-storage", "", "string", "", "", ""),
    ("--max-used-space", "", "string", "", "", ""),
    ("--min-free-space", "", "string", "", "", ""),
    ("--reserved-space", "", "string", "", "", ""),
    ("--timeout", "", "string", "", "", ""),
    ("--verbose", "", "bool", "", "", ""),
)
BUILDX_RM = (
    ("--all-inactive", "", "bool", "", "", ""),
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--force", "-f", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--keep-daemon", "", "bool", "", "", ""),
    ("--keep-state", "", "bool", "", "", ""),
    ("--timeout", "", "string", "", "", ""),
)
BUILDX_STOP = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
BUILDX_USE = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--default", "", "bool", "", "", ""),
    ("--global", "", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
BUILDX_VERSION = (
    ("--debug", "-D", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
BUILDX_IMAGETOOLS_CREATE = (
    ("--annotation", "", "list", "", "", ""),
    ("--append", "", "bool", "", "", ""),
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--dry-run", "", "bool", "", "", ""),
    ("--file", "-f", "list", "", "", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--metadata-file", "", "string", "", "", "file-out"),
    ("--platform", "-p", "list", "", "", ""),
    ("--prefer-index", "", "bool", "", "", ""),
    ("--progress", "", "string", "", "", ""),
    ("--tag", "-t", "list", "", "", ""),
)
BUILDX_IMAGETOOLS_INSPECT = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--raw", "", "bool", "", "", ""),
)
BUILDX_HISTORY_EXPORT = (
    ("--all", "", "bool", "", "", ""),
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--finalize", "", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--output", "-o", "string", "", "", "file-out"),
)
BUILDX_HISTORY_IMPORT = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--file", "-f", "list", "", "", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
)
BUILDX_HISTORY_INSPECT = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
BUILDX_HISTORY_LOGS = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--progress", "", "string", "", "", ""),
)
BUILDX_HISTORY_LS = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--filter", "", "list", "", "", "filter"),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--local", "", "bool", "", "", ""),
    ("--no-trunc", "", "bool", "", "", "no-trunc"),
)
BUILDX_HISTORY_RM = (
    ("--all", "", "bool", "", "", ""),
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
BUILDX_HISTORY_TRACE = (
    ("--addr", "", "string", "", "", ""),
    ("--builder", "", "string", "", "", ""),
    ("--compare", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
BUILDX_POLICY_EVAL = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--fields", "", "list", "", "", ""),
    ("--file", "-f", "string", "", "", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--platform", "", "string", "", "", ""),
    ("--print", "", "bool", "", "", ""),
)
BUILDX_POLICY_TEST = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--filename", "", "string", "", "", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--run", "", "string", "", "", ""),
)
BUILDX_HISTORY_INSPECT_ATTACHMENT = (
    ("--builder", "", "string", "", "", ""),
    ("--debug", "-D", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--platform", "", "string", "", "", ""),
    ("--type", "", "string", "", "", ""),
)
