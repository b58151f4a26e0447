"""What a machine and its sessions can do, as data: nobody asks with ``isinstance``."""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Shares = Literal["identity", "mapped", "none"]


@value
class Features:
    """Abilities of a machine; what is False raises Unsupported with the reason when called.

    local: the machine is this host: its files, ports and users are the host's own, nothing crosses.
    shares: ``identity`` (every host path is the same inside), ``mapped`` (some, under a path map),
        ``none``.
    udp: forwards of UDP. unix_forward: forwards of Unix sockets. reverse_forward: the machine can
        reach a listener of the host through a forward.
    exit_signals: a process killed by a signal is told from one that exited with 128+N.
    switch_user: ``user=`` of run and spawn works for other users than the session's own.
    ownership: copy_in and copy_out can keep owners.
    client_here: the engine's client runs on this host, though its containers run elsewhere: it reads
        and writes host files itself, and only what containers mount has to be shared.
    published_here: then, whether published ports answer on this host.
    events: file events reach inotify inside. suspend, snapshot, resize: the machine facets.
    replace: the process becomes the command; otherwise a child whose streams are handed through.
    """

    local: bool = False
    client_here: bool = False
    published_here: bool = False
    shares: Shares = "none"
    udp: bool = False
    unix_forward: bool = False
    reverse_forward: bool = False
    exit_signals: bool = False
    switch_user: bool = False
    ownership: bool = False
    events: bool = False
    suspend: bool = False
    snapshot: bool = False
    resize: bool = False
    replace: bool = True
