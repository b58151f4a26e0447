"""What all tests share: the rig's fixtures."""

pytest_plugins = ["rig.fixtures"]
