"""The rig on which integration tests stand: private engines, a far machine, and ways to run argv.

``README.md`` in this folder shows how tests use it; the fixtures are in ``rig.fixtures``. Nothing
in here reads or changes what is the user's, and nothing outlives a run, however it ends: see
``rig.sweep``. ``rig.world`` makes a private machine out of namespaces, ``rig.engines`` starts
engines in it, ``rig.ssh`` lets one be reached from another, ``rig.subject`` runs command lines.
"""
