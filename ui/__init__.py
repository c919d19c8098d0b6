"""Touching: the window and the command line."""
