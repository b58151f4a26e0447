"""Run in a world: one call of the kernel engine's networks, its result as JSON on standard output.

box_calls.py attach|detach|connect|disconnect|create UID DATA JSON…

UID is who calls: another one than 0 is an ordinary user, who may not be able to read this program.
"""

from __future__ import annotations

import json
import os
import sys

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.network import attach, connecting, creating
from hostbridge_kernel.network.networks import Networks


def become(uid: int) -> None:
    """Give up root, with every module loaded that is imported later."""
    import ctypes
    import resource  # noqa: F401
    import select  # noqa: F401
    import socket  # noqa: F401
    import subprocess  # noqa: F401
    import tempfile

    from hostbridge_kernel.network import (  # noqa: F401
        datagrams,
        keeper,
        loop,
        naming,
        resolver,
        rootless,
        streams,
    )
    from hostbridge_kernel.store import files  # noqa: F401

    tempfile.tempdir = "/tmp"
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    # What gave up root is not dumpable; an ordinary user's process is (PR_SET_DUMPABLE).
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)


def main() -> int:
    what, uid, data, *words = sys.argv[1:]
    if uid != "0":
        become(int(uid))
    networks = Networks(data)
    given = [json.loads(word) for word in words]
    try:
        made: object = None
        if what == "attach":
            made = attach.attach(networks, given[0], given[1])
        elif what == "detach":
            attach.detach(networks, given[0])
        elif what == "create":
            made = creating.create(networks, given[0], **given[1])
        elif what == "connect":
            made = connecting.connect(networks, given[0], (networks.find(given[1]), given[2]))
        else:
            made = connecting.disconnect(networks, given[0], networks.find(given[1]))
    except HostbridgeError as error:
        print(json.dumps({"error": str(error)}))
        return 1
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
