"""The page that compares other offices' lists with the archive."""
