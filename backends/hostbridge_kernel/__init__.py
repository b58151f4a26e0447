"""The embedded engine: OCI images on the Linux kernel's own namespaces, with Python alone.

``image`` reads references, manifests and archives; ``registry`` fetches from registries; ``store``
keeps content by its digest and layers unpacked. The standard library and ``hostbridge.errors`` are
all that is imported, on Python 3.9 and up, so that it runs in a guest. Its own command line is
``python -m hostbridge_kernel``; it is no engine of ``hostbridge`` yet, since it runs no containers.
"""
