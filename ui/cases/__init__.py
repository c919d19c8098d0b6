"""Registers: the cases of every household, and records that belong to none."""
