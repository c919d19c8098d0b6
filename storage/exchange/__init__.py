"""Carrying: what enters and leaves as files."""
