"""hostbridge's own files: where they are, and how they are read and written.

``places`` names the directories, ``files`` reads and writes versioned state under a lock, ``cached``
is the hot path's way to read. From outside, import from these modules.
"""
