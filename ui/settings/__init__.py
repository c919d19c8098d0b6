"""The settings page: office and people, lines and amounts, options, backup, appearance, about."""
