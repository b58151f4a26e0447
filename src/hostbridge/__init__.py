"""One container command line, and one Python API, for Linux, Windows and macOS."""
