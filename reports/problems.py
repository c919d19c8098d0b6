"""What can go wrong on the way to paper, told to the person at the desk."""


class ReportProblem(Exception):
    """A problem a clerk can solve. `sentence` says in Chinese what happened, what was kept and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        """Keep both; `code` is stable, for programs."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
