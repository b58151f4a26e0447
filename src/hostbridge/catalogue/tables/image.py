"""Option rows: images.

Row: long spelling; docker's short one and kind; podman's short one and kind; meaning.
"""

from __future__ import annotations

HISTORY = (
    ("--format", "", "string", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--human", "-H", "bool", "-H", "bool", ""),
    ("--no-trunc", "", "bool", "", "bool", "no-trunc"),
    ("--platform", "", "string", "", "", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
)
IMPORT = (
    ("--arch", "", "", "", "string", ""),
    ("--change", "-c", "list", "-c", "list", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--message", "-m", "string", "-m", "string", ""),
    ("--os", "", "", "", "string", ""),
    ("--platform", "", "string", "", "", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
    ("--signature-policy", "", "", "", "string", "file-in"),
    ("--variant", "", "", "", "string", ""),
)
LOAD = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--input", "-i", "string", "-i", "string", "file-in"),
    ("--platform", "", "string", "", "", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
    ("--signature-policy", "", "", "", "string", "file-in"),
)
SAVE = (
    ("--compress", "", "", "", "bool", ""),
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--multi-image-archive", "", "", "-m", "bool", ""),
    ("--output", "-o", "string", "-o", "string", "file-out"),
    ("--platform", "", "string", "", "", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
    ("--signature-policy", "", "", "", "string", "file-in"),
    ("--uncompressed", "", "", "", "bool", ""),
)
TAG = (("--help", "", "bool", "-h", "bool", ""),)
PUSH = (
    ("--all-tags", "-a", "bool", "", "", ""),
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--compress", "", "", "", "bool", ""),
    ("--compression-format", "", "", "", "string", ""),
    ("--compression-level", "", "", "", "string", ""),
    ("--creds", "", "", "", "string", "credentials"),
    ("--digestfile", "", "", "", "string", "file-out"),
    ("--disable-content-trust", "", "bool", "", "bool", ""),
    ("--encrypt-layer", "", "", "", "string", ""),
    ("--encryption-key", "", "", "", "list", "key-file"),
    ("--force-compression", "", "", "", "bool", ""),
    ("--format", "", "", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--platform", "", "string", "", "", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
    ("--remove-signatures", "", "", "", "bool", ""),
    ("--retry", "", "", "", "string", ""),
    ("--retry-delay", "", "", "", "string", ""),
    ("--sign-by", "", "", "", "string", ""),
    ("--sign-by-sigstore", "", "", "", "string", "file-in"),
    ("--sign-by-sigstore-private-key", "", "", "", "string", "file-in"),
    ("--sign-by-sq-fingerprint", "", "", "", "string", ""),
    ("--sign-passphrase-file", "", "", "", "string", "file-in"),
    ("--signature-policy", "", "", "", "string", "file-in"),
    ("--tls-verify", "", "", "", "bool", ""),
)
PULL = (
    ("--all-tags", "-a", "bool", "-a", "bool", ""),
    ("--arch", "", "", "", "string", ""),
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--creds", "", "", "", "string", "credentials"),
    ("--decryption-key", "", "", "", "list", "key-file"),
    ("--disable-content-trust", "", "bool", "", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--os", "", "", "", "string", ""),
    ("--platform", "", "string", "", "string", ""),
    ("--policy", "", "", "", "bool", ""),
    ("--quiet", "-q", "bool", "-q", "bool", "quiet"),
    ("--retry", "", "", "", "string", ""),
    ("--retry-delay", "", "", "", "string", ""),
    ("--signature-policy", "", "", "", "string", "file-in"),
    ("--tls-verify", "", "", "", "bool", ""),
    ("--variant", "", "", "", "string", ""),
)
RMI = (
    ("--all", "", "", "-a", "bool", ""),
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--ignore", "", "", "-i", "bool", ""),
    ("--no-prune", "", "bool", "", "bool", ""),
    ("--platform", "", "list", "", "", ""),
)
IMAGE_INSPECT = (
    ("--format", "-f", "string", "-f", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--platform", "", "string", "", "", ""),
)
IMAGE_PRUNE = (
    ("--all", "-a", "bool", "-a", "bool", ""),
    ("--build-cache", "", "", "", "bool", ""),
    ("--external", "", "", "", "bool", ""),
    ("--filter", "", "list", "", "list", "filter"),
    ("--force", "-f", "bool", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
IMAGE_DIFF = (
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
IMAGE_MOUNT = (
    ("--all", "", "", "-a", "bool", ""),
    ("--format", "", "", "", "string", "format"),
    ("--help", "", "bool", "-h", "bool", ""),
)
IMAGE_SCP = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--quiet", "", "", "-q", "bool", "quiet"),
)
IMAGE_SIGN = (
    ("--all", "", "", "-a", "bool", ""),
    ("--authfile", "", "", "", "string", "file-in"),
    ("--cert-dir", "", "", "", "string", "dir"),
    ("--directory", "", "", "-d", "string", "dir"),
    ("--help", "", "bool", "-h", "bool", ""),
    ("--sign-by", "", "", "", "string", ""),
)
IMAGE_TREE = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--whatrequires", "", "", "", "bool", ""),
)
IMAGE_TRUST_SET = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--pubkeysfile", "", "", "-f", "list", "file-in"),
    ("--type", "", "", "-t", "string", ""),
)
IMAGE_TRUST_SHOW = (
    ("--help", "", "bool", "-h", "bool", ""),
    ("--json", "", "", "-j", "bool", ""),
    ("--noheading", "", "", "-n", "bool", ""),
    ("--raw", "", "", "", "bool", ""),
)
IMAGE_UNMOUNT = (
    ("--all", "", "", "-a", "bool", ""),
    ("--force", "", "", "-f", "bool", ""),
    ("--help", "", "bool", "-h", "bool", ""),
)
