import pytest

from ui import message


@pytest.fixture
def told(monkeypatch):
    """Message boxes are read, not waited for."""
    said = []
    monkeypatch.setattr(message, "error", lambda _parent, problem: said.append(problem))
    monkeypatch.setattr(message, "info", lambda _parent, what: said.append(what))
    return said
