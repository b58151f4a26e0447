"""What the clients that a host already has are set to: docker's contexts, podman's connections,
the products that bring them, and the log-ins and proxies of their configuration.

``docker_files`` and ``podman_files`` turn raw text into facts and touch nothing; ``wanted`` (hot) and
``options`` tell which endpoint a caller names; ``discover`` reads the files; ``products`` knows whose
socket is whose; ``credentials`` and ``handover`` are about log-ins, ``proxies`` about proxy variables.
From outside, import from these modules.
"""
