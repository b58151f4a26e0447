"""System calls that Python's ``os`` lacks, by ``syscall(2)`` through ctypes; one subject a module.

``call`` is the way in, ``mounts`` are namespaces' trees, ``processes`` clone and enter, ``privileges``
are capabilities, seccomp and prctl. Each raises OSError with the kernel's errno.
"""
