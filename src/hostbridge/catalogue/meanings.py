"""What a word can mean to the host: the names that the tables use, one line each.

A word without a meaning is the engine's alone and arrives unchanged. ``MEANINGS`` is documentation
that a test holds against the tables; nothing on the hot path reads it.
"""

from __future__ import annotations

MEANINGS = {
    "volume": "SRC:DST[:options]; SRC is a host path where it begins with / or .",
    "mount": "CSV of key=value; source is a host path where type=bind",
    "file-in": "a host file that the client reads",
    "file-out": "a host file that the client writes",
    "dir": "a host directory that the client reads",
    "host-path": "a host path that must be the same thing on both sides",
    "context": "a build context: a host directory, a URL, or - for standard input",
    "build-context": "NAME=PATH, NAME=URL or NAME=docker-image://…",
    "copy": "CONTAINER:PATH, a host path, or - for a tar stream",
    "publish": "[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]: a port that the host offers",
    "publish-all": "every exposed port is offered by the host",
    "env": "NAME=VALUE, or NAME alone, which takes the caller's value",
    "device": "a device of the machine",
    "secret": "CSV: src= is a host file, env= a name of the caller's environment",
    "ssh": "the host's SSH agent or a key file",
    "security-opt": "seccomp=FILE is a host file",
    "output": "CSV or path: where a build's result is written on the host",
    "cache": "CSV: with type=local, src= and dest= are host directories",
    "interactive": "standard input is the container's",
    "tty": "the container has a terminal",
    "detach": "the container outlives the command",
    "format": "a Go template, json, or table …",
    "filter": "key=value",
    "quiet": "ids alone",
    "no-trunc": "nothing is shortened",
    "name": "a name for what is made",
    "image": "an image's reference",
    "container": "a container's name or id",
    "command": "the words of the container's own command",
}
