"""docker's command-line plug-ins (``compose``, ``buildx``) for engines whose client runs none.

A plug-in is a program ``docker-NAME`` in one of docker's folders. docker's own client finds and
starts it; on podman hostbridge does: ``finding`` looks for it on the machine, ``service`` has podman
answer docker's API on a socket for the one command, ``running`` starts the plug-in with both.
``on_docker`` says what is missing where docker's client would say less.
"""
