"""Rows alone. ``index`` has the commands; each other module the options of one family."""
