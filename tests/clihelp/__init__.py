"""What the command lines of docker and podman say of themselves: read from ``--help``, recorded, read back.

``reading`` reads one ``--help``, ``walking`` asks a client for all of its commands, ``recorded`` reads
what ``scripts/record-commands`` wrote to ``data/``. Only names, letters and types are kept.
"""
