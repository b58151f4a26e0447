"""Option rows: docker's swarms: nodes, stacks, secrets and configs.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

CONFIG_CREATE = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--label", "-l", "list", "", "", ""),
    ("--template-driver", "", "string", "", "", ""),
)
CONFIG_INSPECT = (
    ("--format", "-f", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--pretty", "", "bool", "", "", ""),
)
CONFIG_LS = (
    ("--filter", "-f", "list", "", "", "filter"),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "-q", "bool", "", "", "quiet"),
)
CONFIG_RM = (("--help", "", "bool", "-h", "bool", ""),)
NODE_PS = (
    ("--filter", "-f", "list", "", "", "filter"),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--no-resolve", "", "bool", "", "", ""),
    ("--no-trunc", "", "bool", "", "", "no-trunc"),
    ("--quiet", "-q", "bool", "", "", "quiet"),
)
NODE_RM = (
    ("--force", "-f", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
NODE_UPDATE = (
    ("--availability", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--label-add", "", "list", "", "", ""),
    ("--label-rm", "", "list", "", "", ""),
    ("--role", "", "string", "", "", ""),
)
SECRET_CREATE = (
    ("--driver", "-d", "string", "-d", "string", ""),
    ("--driver-opts", "", "", "", "list", ""),
    ("--env", "", "", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "", "string", ""),
    ("--label", "-l", "list", "-l", "list", ""),
    ("--replace", "", "", "", "bool", ""),
    ("--template-driver", "", "string", "", "", ""),
)
SECRET_INSPECT = (
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--pretty", "", "bool", "", "bool", ""),
    ("--showsecret", "", "", "", "bool", ""),
)
SECRET_LS = (
    ("--filter", "-f", "list", "-f", "list", "filter"),
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--noheading", "", "", "-n", "bool", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
)
SECRET_RM = (
    ("--all", "", "", "-a", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "-i", "bool", ""),
)
STACK_CONFIG = (
    ("--compose-file", "-c", "list", "", "", "file-in"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--skip-interpolation", "", "bool", "", "", ""),
)
STACK_DEPLOY = (
    ("--compose-file", "-c", "list", "", "", "file-in"),
    ("--detach", "-d", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubeconfig", "", "string", "", "", "file-in"),
    ("--namespace", "", "string", "", "", ""),
    ("--orchestrator", "", "string", "", "", ""),
    ("--prune", "", "bool", "", "", ""),
    ("--quiet", "-q", "bool", "", "", "quiet"),
    ("--resolve-image", "", "string", "", "", ""),
    ("--with-registry-auth", "", "bool", "", "", ""),
)
STACK_LS = (
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubeconfig", "", "string", "", "", "file-in"),
    ("--namespace", "", "string", "", "", ""),
    ("--orchestrator", "", "string", "", "", ""),
)
STACK_PS = (
    ("--filter", "-f", "list", "", "", "filter"),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubeconfig", "", "string", "", "", "file-in"),
    ("--namespace", "", "string", "", "", ""),
    ("--no-resolve", "", "bool", "", "", ""),
    ("--no-trunc", "", "bool", "", "", "no-trunc"),
    ("--orchestrator", "", "string", "", "", ""),
    ("--quiet", "-q", "bool", "", "", "quiet"),
)
STACK_RM = (
    ("--detach", "-d", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubeconfig", "", "string", "", "", "file-in"),
    ("--namespace", "", "string", "", "", ""),
    ("--orchestrator", "", "string", "", "", ""),
)
STACK_SERVICES = (
    ("--filter", "-f", "list", "", "", "filter"),
    ("--format", "", "string", "", "", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--kubeconfig", "", "string", "", "", "file-in"),
    ("--namespace", "", "string", "", "", ""),
    ("--orchestrator", "", "string", "", "", ""),
    ("--quiet", "-q", "bool", "", "", "quiet"),
)
SWARM_CA = (
    ("--ca-cert", "", "string", "", "", "file-in"),
    ("--ca-key", "", "string", "", "", "file-in"),
    ("--cert-expiry", "", "string", "", "", ""),
    ("--detach", "-d", "bool", "", "", ""),
    ("--external-ca", "", "list", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "-q", "bool", "", "", "quiet"),
    ("--rotate", "", "bool", "", "", ""),
)
SWARM_INIT = (
    ("--advertise-addr", "", "string", "", "", ""),
    ("--autolock", "", "bool", "", "", ""),
    ("--availability", "", "string", "", "", ""),
    ("--cert-expiry", "", "string", "", "", ""),
    ("--data-path-addr", "", "string", "", "", ""),
    ("--data-path-port", "", "string", "", "", ""),
    ("--default-addr-pool", "", "list", "", "", ""),
    ("--default-addr-pool-mask-length", "", "string", "", "", ""),
    ("--dispatcher-heartbeat", "", "string", "", "", ""),
    ("--external-ca", "", "list", "", "", ""),
    ("--force-new-cluster", "", "bool", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--listen-addr", "", "string", "", "", ""),
    ("--max-snapshots", "", "string", "", "", ""),
    ("--snapshot-interval", "", "string", "", "", ""),
    ("--task-history-limit", "", "string", "", "", ""),
)
SWARM_JOIN = (
    ("--advertise-addr", "", "string", "", "", ""),
    ("--availability", "", "string", "", "", ""),
    ("--data-path-addr", "", "string", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--listen-addr", "", "string", "", "", ""),
    ("--token", "", "string", "", "", ""),
)
SWARM_JOIN_TOKEN = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "-q", "bool", "", "", "quiet"),
    ("--rotate", "", "bool", "", "", ""),
)
SWARM_UPDATE = (
    ("--autolock", "", "bool", "", "", ""),
    ("--cert-expiry", "", "string", "", "", ""),
    ("--dispatcher-heartbeat", "", "string", "", "", ""),
    ("--external-ca", "", "list", "", "", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--max-snapshots", "", "string", "", "", ""),
    ("--snapshot-interval", "", "string", "", "", ""),
    ("--task-history-limit", "", "string", "", "", ""),
)
