"""Keeping: one office's data folder."""
