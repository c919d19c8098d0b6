"""Trouble with a file that comes in or goes out, as one Chinese sentence."""

from storage.archive.problems import StorageProblem


class ExchangeProblem(StorageProblem):
    """A file that can't be taken in or given out. `code` is stable, `sentence` says what happened and what to do."""
