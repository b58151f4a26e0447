"""Option rows: podman's Kubernetes files and systemd units.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

GENERATE_KUBE = (
    ("--filename", "", "", "-f", "string", "file-out"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--podman-only", "", "", "", "bool", ""),
    ("--replicas", "", "", "-r", "string", ""),
    ("--service", "", "", "-s", "bool", ""),
    ("--type", "", "", "-t", "string", ""),
)
GENERATE_SPEC = (
    ("--compact", "", "", "-c", "bool", ""),
    ("--filename", "", "", "-f", "string", "file-out"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--name", "", "", "-n", "bool", ""),
)
GENERATE_SYSTEMD = (
    ("--after", "", "", "", "list", ""),
    ("--container-prefix", "", "", "", "string", ""),
    ("--env", "", "", "-e", "list", ""),
    ("--files", "", "", "-f", "bool", ""),
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--name", "", "", "-n", "bool", ""),
    ("--new", "", "", "", "bool", ""),
    ("--no-header", "", "", "", "bool", ""),
    ("--pod-prefix", "", "", "", "string", ""),
    ("--requires", "", "", "", "list", ""),
    ("--restart-policy", "", "", "", "string", ""),
    ("--restart-sec", "", "", "", "string", ""),
    ("--separator", "", "", "", "string", ""),
    ("--start-timeout", "", "", "", "string", ""),
    ("--stop-timeout", "", "", "", "string", ""),
    ("--template", "", "", "", "bool", ""),
    ("--time", "", "", "", "string", ""),
    ("--wants", "", "", "", "list", ""),
)
KUBE_DOWN = (
    ("--force", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
KUBE_GENERATE = (
    ("--filename", "", "", "-f", "string", "file-out"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--no-trunc", "", "", "", "bool", "no-trunc"),
    ("--podman-only", "", "", "", "bool", ""),
    ("--replicas", "", "", "-r", "string", ""),
    ("--service", "", "", "-s", "bool", ""),
    ("--type", "", "", "-t", "string", ""),
)
KUBE_PLAY = (
    ("--annotation", "", "", "", "list", ""),
    ("--authfile", "", "", "", "string", "file-in"),
    ("--build", "", "", "", "bool", ""),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--configmap", "", "", "", "string", "files-in"),
    ("--context-dir", "", "", "", "string", "dir"),
    ("--creds", "", "", "", "string", "credentials"),
    ("--down", "", "", "", "bool", ""),
    ("--force", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ip", "", "", "", "list", ""),
    ("--log-driver", "", "", "", "string", ""),
    ("--log-opt", "", "", "", "list", ""),
    ("--mac-address", "", "", "", "list", ""),
    ("--network", "", "", "", "list", ""),
    ("--no-hostname", "", "", "", "bool", ""),
    ("--no-hosts", "", "", "", "bool", ""),
    ("--no-pod-prefix", "", "", "", "bool", ""),
    ("--no-trunc", "", "", "", "bool", "no-trunc"),
    ("--publish", "", "", "", "list", "publish"),
    ("--publish-all", "", "", "", "bool", "publish-all"),
    ("--quiet", "", "", "-q", "bool", "quiet"),
    ("--replace", "", "", "", "bool", ""),
    ("--seccomp-profile-root", "", "", "", "string", ""),
    ("--service-container", "", "", "", "bool", ""),
    ("--service-exit-code-propagation", "", "", "", "string", ""),
    ("--signature-policy", "", "", "", "string", "file-in"),
    ("--start", "", "", "", "bool", ""),
    ("--tls-verify", "", "", "", "bool", ""),
    ("--userns", "", "", "", "string", ""),
    ("--wait", "", "", "-w", "bool", ""),
)
KUBE_APPLY = (
    ("--ca-cert-file", "", "", "", "string", "file-in"),
    ("--file", "", "", "-f", "string", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubeconfig", "", "", "-k", "string", "file-in"),
    ("--ns", "", "", "", "string", ""),
    ("--service", "", "", "-s", "bool", ""),
)
