"""The embedded engine: OCI images on the Linux kernel's own namespaces, with Python alone.

``image`` reads references, manifests and archives; ``registry`` fetches from registries; ``store``
keeps content by its digest and layers unpacked. ``options`` reads what a user asks for, ``oci`` says
it as a runtime specification, ``volumes`` keeps volumes, ``files`` looks at containers' files. The
standard library and ``hostbridge``'s catalogue, templates, errors and values are all that is
imported, on Python 3.9 and up, so that it runs in a guest. Its own command line is ``entrance.py``,
or ``python -m hostbridge_kernel``; ``hostbridge.engine.kernel`` makes it an engine of hostbridge.
"""
