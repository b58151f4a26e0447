"""What ssh says when a connection cannot be made, as errors with a remedy."""

from __future__ import annotations

from hostbridge.errors import Unavailable

_REASONS = (
    ("remote host identification has changed", "its host key is not the one that is known",
     "if the change is expected: ssh-keygen -R {host}, then connect once with ssh {host}"),
    ("host key verification failed", "its host key is not known",
     "compare the key and accept it once: ssh {host}"),
    ("permission denied", "no key or password was accepted", "make `ssh {host} true` work without a question"),
    ("could not resolve hostname", "its name is not known", "check the name, or Host in ~/.ssh/config"),
    ("connection refused", "nothing listens there", "start sshd there, or name the port: ssh://host:port"),
    ("connection timed out", "it did not answer", "check the network and its firewall"),
    ("no route to host", "there is no way to it", "check the network"),
    ("network is unreachable", "there is no way to it", "check the network"),
    ("bad configuration option", "ssh's configuration has an option it does not know", "mend ~/.ssh/config"),
    ("unprotected private key file", "a private key may be read by others", "chmod 600 the key"),
    ("can't open user config file", "the ssh configuration that settings name is not there", "mend ssh_config in the settings"),
)  # fmt: skip


def unreachable(host: str, said: str) -> Unavailable:
    """The error for ssh's words; they stay as the detail."""
    lowered = said.lower()
    for words, why, remedy in _REASONS:
        if words in lowered:
            return Unavailable(f"{host}: {why}", _tail(said), remedy.format(host=host))
    return Unavailable(
        f"{host}: ssh cannot connect", _tail(said), f"try it by hand: ssh {host} true"
    )


def _tail(said: str) -> str:
    lines = [
        line.strip() for line in said.splitlines() if line.strip() and set(line.strip()) != {"@"}
    ]
    return "\n".join(lines[-6:])
