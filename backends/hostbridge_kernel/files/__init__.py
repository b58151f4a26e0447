"""What is in a container's files, running or not: for ``cp``, ``export`` and ``diff``.

``within`` runs a function of ours as the container's root user in the container's tree, in a child
process: paths are resolved where the container's own programs resolve them, so that no link, and no
exchange of one at the wrong moment, leads to the host. ``tar`` writes streams, ``extract`` reads
them. Nothing of the container's is loaded or run; in particular no user is looked up by name there
(CVE-2019-14271).
"""
