"""Option rows: containers.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

ATTACH = (
    ("--detach-keys", "", "string", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--no-stdin", "", "bool", "", "bool", ""),
    ("--sig-proxy", "", "bool", "", "bool", ""),
)
COMMIT = (
    ("--author", "-a", "string", "-a", "string", ""),
    ("--change", "-c", "list", "-c", "list", ""),
    ("--config", "", "", "", "string", ""),
    ("--format", "", "", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--iidfile", "", "", "", "string", "file-out"),
    ("--include-volumes", "", "", "", "bool", ""),
    ("--message", "-m", "string", "-m", "string", ""),
    ("--pause", "-p", "bool", "-p", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
    ("--squash", "", "", "-s", "bool", ""),
)
CP = (
    ("--archive", "-a", "bool", "-a", "bool", ""),
    ("--extract", "", "", "", "bool", ""),
    ("--follow-link", "-L", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--overwrite", "", "", "", "bool", ""),
    ("--pause", "", "", "", "bool", ""),
    ("--quiet", "-q", "bool", "", "", "quiet"),
)
DIFF = (
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
)
EXEC = (
    ("--cidfile", "", "", "", "string", "file-in"),
    ("--detach", "-d", "bool", "-d", "bool", "detach"),
    ("--detach-keys", "", "string", "", "string", ""),
    ("--env", "-e", "list", "-e", "list", "env"),
    ("--env-file", "", "list", "", "list", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--interactive", "-i", "bool", "-i", "bool", "interactive"),
    ("--latest", "", "", "-l", "bool", ""),
    ("--no-session", "", "", "", "bool", ""),
    ("--preserve-fd", "", "", "", "list", ""),
    ("--preserve-fds", "", "", "", "string", ""),
    ("--privileged", "", "bool", "", "bool", ""),
    ("--tty", "-t", "bool", "-t", "bool", "tty"),
    ("--user", "-u", "string", "-u", "string", ""),
    ("--wait", "", "", "", "string", ""),
    ("--workdir", "-w", "string", "-w", "string", ""),
)
EXPORT = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--output", "-o", "string", "-o", "string", "file-out"),
)
KILL = (
    ("--all", "", "", "-a", "bool", ""),
    ("--cidfile", "", "", "", "list", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--signal", "-s", "string", "-s", "string", ""),
)
LOGS = (
    ("--color", "", "", "", "bool", ""),
    ("--details", "", "bool", "", "bool", ""),
    ("--follow", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--names", "", "", "-n", "bool", ""),
    ("--since", "", "string", "", "string", ""),
    ("--tail", "-n", "string", "", "string", ""),
    ("--timestamps", "-t", "bool", "-t", "bool", ""),
    ("--until", "", "string", "", "string", ""),
)
PAUSE = (
    ("--all", "", "", "-a", "bool", ""),
    ("--cidfile", "", "", "", "list", "file-in"),
    ("--filter", "", "", "-f", "list", "filter"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
)
PORT = (
    ("--all", "", "", "-a", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
)
RENAME = (("--help", "", "bool", "-h", "bool", ""),)
RESTART = (
    ("--all", "", "", "-a", "bool", ""),
    ("--cidfile", "", "", "", "list", "file-in"),
    ("--filter", "", "", "-f", "list", "filter"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--running", "", "", "", "bool", ""),
    ("--signal", "-s", "string", "", "", ""),
    ("--time", "", "string", "-t", "string", ""),
    ("--timeout", "-t", "string", "", "", ""),
)
RM = (
    ("--all", "", "", "-a", "bool", ""),
    ("--cidfile", "", "", "", "list", "file-in"),
    ("--depend", "", "", "", "bool", ""),
    ("--filter", "", "", "", "list", "filter"),
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "-i", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--link", "-l", "bool", "", "", ""),
    ("--storage", "", "", "", "bool", ""),
    ("--time", "", "", "-t", "string", ""),
    ("--volumes", "-v", "bool", "-v", "bool", ""),
)
START = (
    ("--all", "", "", "", "bool", ""),
    ("--attach", "-a", "bool", "-a", "bool", ""),
    ("--checkpoint", "", "string", "", "", ""),
    ("--checkpoint-dir", "", "string", "", "", ""),
    ("--detach-keys", "", "string", "", "string", ""),
    ("--filter", "", "", "-f", "list", "filter"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--interactive", "-i", "bool", "-i", "bool", "interactive"),
    ("--latest", "", "", "-l", "bool", ""),
    ("--sig-proxy", "", "", "", "bool", ""),
)
STATS = (
    ("--all", "-a", "bool", "-a", "bool", ""),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--interval", "", "", "-i", "string", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--no-reset", "", "", "", "bool", ""),
    ("--no-stream", "", "bool", "", "bool", ""),
    ("--no-trunc", "", "bool", "", "bool", "no-trunc"),
)
STOP = (
    ("--all", "", "", "-a", "bool", ""),
    ("--cidfile", "", "", "", "list", "file-in"),
    ("--filter", "", "", "-f", "list", "filter"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "-i", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--signal", "-s", "string", "", "", ""),
    ("--time", "", "string", "-t", "string", ""),
    ("--timeout", "-t", "string", "", "string", ""),
)
TOP = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--list-descriptors", "", "", "", "bool", ""),
)
UPDATE = (
    ("--blkio-weight", "", "string", "", "string", ""),
    ("--blkio-weight-device", "", "", "", "string", ""),
    ("--cpu-period", "", "string", "", "string", ""),
    ("--cpu-quota", "", "string", "", "string", ""),
    ("--cpu-rt-period", "", "string", "", "string", ""),
    ("--cpu-rt-runtime", "", "string", "", "string", ""),
    ("--cpu-shares", "-c", "string", "-c", "string", ""),
    ("--cpus", "", "string", "", "string", ""),
    ("--cpuset-cpus", "", "string", "", "string", ""),
    ("--cpuset-mems", "", "string", "", "string", ""),
    ("--device-read-bps", "", "", "", "list", ""),
    ("--device-read-iops", "", "", "", "list", ""),
    ("--device-write-bps", "", "", "", "list", ""),
    ("--device-write-iops", "", "", "", "list", ""),
    ("--env", "", "", "-e", "string", "env"),
    ("--health-cmd", "", "", "", "string", ""),
    ("--health-interval", "", "", "", "string", ""),
    ("--health-log-destination", "", "", "", "string", ""),
    ("--health-max-log-count", "", "", "", "string", ""),
    ("--health-max-log-size", "", "", "", "string", ""),
    ("--health-on-failure", "", "", "", "string", ""),
    ("--health-retries", "", "", "", "string", ""),
    ("--health-start-period", "", "", "", "string", ""),
    ("--health-startup-cmd", "", "", "", "string", ""),
    ("--health-startup-interval", "", "", "", "string", ""),
    ("--health-startup-retries", "", "", "", "string", ""),
    ("--health-startup-success", "", "", "", "string", ""),
    ("--health-startup-timeout", "", "", "", "string", ""),
    ("--health-timeout", "", "", "", "string", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kernel-memory", "", "string", "", "", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--memory", "-m", "string", "-m", "string", ""),
    ("--memory-reservation", "", "string", "", "string", ""),
    ("--memory-swap", "", "string", "", "string", ""),
    ("--memory-swappiness", "", "", "", "string", ""),
    ("--no-healthcheck", "", "", "", "bool", ""),
    ("--pids-limit", "", "string", "", "string", ""),
    ("--restart", "", "string", "", "string", ""),
    ("--ulimit", "", "", "", "string", ""),
    ("--unsetenv", "", "", "", "string", ""),
)
WAIT = (
    ("--condition", "", "", "", "list", ""),
    ("--exit-first-match", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "", "bool", ""),
    ("--interval", "", "", "-i", "string", ""),
    ("--latest", "", "", "-l", "bool", ""),
)
CONTAINER_EXISTS = (
    ("--external", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
CONTAINER_INSPECT = (
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--latest", "", "", "-l", "bool", ""),
    ("--size", "-s", "bool", "-s", "bool", ""),
)
CONTAINER_PRUNE = (
    ("--filter", "", "list", "", "list", "filter"),
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
