"""Options before the command, where the machine is elsewhere: what each of them means there.

Those that name an endpoint have chosen the machine by now (``clients.options``), and ``--config`` was read
here. What is left is about the connection of the engine's own client, which is ssh's here, about the
machine's own directories and programs, or about how much the client tells.
"""

from __future__ import annotations

from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.catalogue import Word

_TLS = "certificates are for a TCP connection of docker's client"
RULES: tuple[tuple[str, str, str, str], ...] = (
    ("--tls --tlsverify --tlscacert --tlscert --tlskey", "refuse", _TLS, "leave it out, or name the endpoint: -H tcp://…"),
    ("--identity --ssh", "refuse", "it is for a connection of podman's client", "settings: [machines.\"…\".options] identity, or ~/.ssh/config"),
    ("--out", "refuse", "it would be a file over there", "write > FILE behind the command"),
    ("--host --context --connection --url --remote", "chosen", "it names the machine itself", ""),
    ("--config", "here", "log-ins, proxies and contexts are read on this host", ""),
    ("--root --runroot --imagestore --tmpdir --volumepath --network-config-dir --hooks-dir --cdi-spec-dir --module "
     "--network-cmd-path --conmon --runtime", "there", "the machine's own path or program", ""),
    ("--storage-driver --storage-opt --transient-store --pull-option --runtime-flag --cgroup-manager "
     "--events-backend --namespace", "there", "how the engine over there works", ""),
    ("--log-level --debug --syslog --noout", "there", "how much the client over there tells", ""),
)  # fmt: skip
"""Options; what becomes of them: ``there`` (handed on as they are), ``here`` and ``chosen`` (not handed on),
``refuse``; why; the remedy.
"""


def check(words: Sequence[Word], machine: str) -> None:
    """Raise UsageError for an option that can mean nothing on this machine."""
    for word in words:
        for options, action, reason, remedy in RULES:
            if action == "refuse" and word.name in options.split():
                raise UsageError(
                    f"{word.name} means nothing for {machine}",
                    f"it is reached over ssh; {reason}",
                    remedy,
                )
