"""Run in a world: one call of the kernel engine's networks, its result as JSON on standard output.

box_calls.py attach|detach|connect|disconnect|create|remove DATA JSON…
"""

from __future__ import annotations

import json
import sys

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.network import attach, connecting, creating
from hostbridge_kernel.network.networks import Networks


def main() -> int:
    what, data, *words = sys.argv[1:]
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
