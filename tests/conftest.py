"""What all tests share: the rig's fixtures, and hypothesis without a clock."""

from hypothesis import settings

pytest_plugins = ["rig.fixtures"]

# How long an example takes says nothing where other work runs beside it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
