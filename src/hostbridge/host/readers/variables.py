"""The environment variables that facts are made of. No other one is ever read into raw facts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

CI = (
    ("GITHUB_ACTIONS", "github"), ("GITLAB_CI", "gitlab"), ("TF_BUILD", "azure"),
    ("CIRCLECI", "circleci"), ("TRAVIS", "travis"), ("BUILDKITE", "buildkite"),
    ("JENKINS_URL", "jenkins"), ("TEAMCITY_VERSION", "teamcity"), ("APPVEYOR", "appveyor"),
    ("BITBUCKET_BUILD_NUMBER", "bitbucket"), ("CODEBUILD_BUILD_ID", "codebuild"),
    ("DRONE", "drone"), ("CIRRUS_CI", "cirrus"), ("WOODPECKER_CI", "woodpecker"),
)  # fmt: skip
"""A variable that a CI service documents as always set, and the service's name."""

PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")
"""Lower case first; curl(1) reads http_proxy in lower case alone."""

NAMES = frozenset((
    "PATH", "HOME", "USER", "LOGNAME", "USERPROFILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME",
    "LC_ALL", "LC_CTYPE", "LANG", "TERM", "PYTHONUTF8",
    "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_TLS_VERIFY",
    "CONTAINER_HOST", "CONTAINER_CONNECTION", "CONTAINERS_CONF",
    "WSL_DISTRO_NAME", "WSL_INTEROP", "WSL_UTF8", "container", "KUBERNETES_SERVICE_HOST",
    "SSH_CONNECTION", "SSH_TTY", "CODESPACES", "CODESPACE_NAME", "REMOTE_CONTAINERS",
    "DBUS_SESSION_BUS_ADDRESS", "CI",
    "PROCESSOR_ARCHITECTURE", "PROCESSOR_ARCHITEW6432", "SystemRoot", "ProgramFiles", "PATHEXT",
    *PROXIES, *(name.upper() for name in PROXIES), *(name for name, _ in CI),
))  # fmt: skip


def chosen(env: Mapping[str, str]) -> dict[str, str]:
    """The variables of an environment that matter; Windows spells names in any case."""
    return {name: env[name] for name in sorted(NAMES) if env.get(name)}
