"""Option rows: what podman alone does to containers: checkpoints, mounts, copies.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

CONTAINER_CHECKPOINT = (
    ("--all", "", "", "-a", "bool", ""),
    ("--compress", "", "", "-c", "string", ""),
    ("--create-image", "", "", "", "string", ""),
    ("--export", "", "", "-e", "string", "file-out"),
    ("--file-locks", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore-rootfs", "", "", "", "bool", ""),
    ("--ignore-volumes", "", "", "", "bool", ""),
    ("--keep", "", "", "-k", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--leave-running", "", "", "-R", "bool", ""),
    ("--pre-checkpoint", "", "", "-P", "bool", ""),
    ("--print-stats", "", "", "", "bool", ""),
    ("--tcp-established", "", "", "", "bool", ""),
    ("--with-previous", "", "", "", "bool", ""),
)
CONTAINER_CLEANUP = (
    ("--all", "", "", "-a", "bool", ""),
    ("--exec", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--rm", "", "", "", "bool", ""),
    ("--rmi", "", "", "", "bool", ""),
    ("--stopped-only", "", "", "", "bool", ""),
)
CONTAINER_CLONE = (
    ("--blkio-weight", "", "", "", "string", ""),
    ("--blkio-weight-device", "", "", "", "string", ""),
    ("--cpu-period", "", "", "", "string", ""),
    ("--cpu-quota", "", "", "", "string", ""),
    ("--cpu-rt-period", "", "", "", "string", ""),
    ("--cpu-rt-runtime", "", "", "", "string", ""),
    ("--cpu-shares", "", "", "-c", "string", ""),
    ("--cpus", "", "", "", "string", ""),
    ("--cpuset-cpus", "", "", "", "string", ""),
    ("--cpuset-mems", "", "", "", "string", ""),
    ("--destroy", "", "", "", "bool", ""),
    ("--device-read-bps", "", "", "", "list", ""),
    ("--device-write-bps", "", "", "", "list", ""),
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--memory", "", "", "-m", "string", ""),
    ("--memory-reservation", "", "", "", "string", ""),
    ("--memory-swap", "", "", "", "string", ""),
    ("--memory-swappiness", "", "", "", "string", ""),
    ("--name", "", "", "", "string", "name"),
    ("--pod", "", "", "", "string", ""),
    ("--pull-option", "", "", "", "string", ""),
    ("--run", "", "", "", "bool", ""),
    ("--storage-opt", "", "", "", "string", ""),
)
CONTAINER_MOUNT = (
    ("--all", "", "", "-a", "bool", ""),
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--no-trunc", "", "", "", "bool", "no-trunc"),
)
CONTAINER_UNMOUNT = (
    ("--all", "", "", "-a", "bool", ""),
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
)
CONTAINER_RESTORE = (
    ("--all", "", "", "-a", "bool", ""),
    ("--file-locks", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore-rootfs", "", "", "", "bool", ""),
    ("--ignore-static-ip", "", "", "", "bool", ""),
    ("--ignore-static-mac", "", "", "", "bool", ""),
    ("--ignore-volumes", "", "", "", "bool", ""),
    ("--import", "", "", "-i", "string", "file-in"),
    ("--import-previous", "", "", "", "string", "file-in"),
    ("--keep", "", "", "-k", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--name", "", "", "-n", "string", "name"),
    ("--pod", "", "", "", "string", ""),
    ("--print-stats", "", "", "", "bool", ""),
    ("--publish", "", "", "-p", "list", "publish"),
    ("--tcp-close", "", "", "", "bool", ""),
    ("--tcp-established", "", "", "", "bool", ""),
)
CONTAINER_RUNLABEL = (
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--creds", "", "", "", "string", "credentials"),
    ("--display", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--name", "", "", "-n", "string", "name"),
    ("--opt1", "", "", "", "string", ""),
    ("--opt2", "", "", "", "string", ""),
    ("--opt3", "", "", "", "string", ""),
    ("--pull", "", "", "", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
    ("--replace", "", "", "", "bool", ""),
    ("--signature-policy", "", "", "", "string", "file-in"),
    ("--tls-verify", "", "", "", "bool", ""),
)
