"""Networks and ports of containers, with the kernel's own netlink and nothing installed.

From outside: ``networks.Networks`` (create, list, remove …), ``attach`` (``attach`` before a
container's process starts, ``detach`` after it ended, ``connect`` and ``disconnect`` between).

Below them, one thing each: ``netlink`` frames messages, ``rtnetlink`` makes links, addresses and
routes, ``nftables`` speaks to the packet filter, ``rules`` is what an instance puts into it,
``leases`` is who has which address and port, ``subnets`` which subnets are free, ``keeper`` the
process that serves a container's ports and names while it lives.
"""
