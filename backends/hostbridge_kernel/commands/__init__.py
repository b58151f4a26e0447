"""The engine's own command line: one function for each command, named in ``table``."""
