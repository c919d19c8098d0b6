"""Tables of lists compared with other offices': each comparison, and its lines with what became of them."""

COMPARISON_TABLES = """
CREATE TABLE comparison (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, sheet TEXT NOT NULL, scope TEXT NOT NULL,
    year INTEGER NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL, rows INTEGER NOT NULL, same INTEGER NOT NULL,
    others INTEGER NOT NULL, notes TEXT NOT NULL
);
CREATE TABLE comparison_line (
    comparison INTEGER NOT NULL, n INTEGER NOT NULL, outcome TEXT NOT NULL, row INTEGER NOT NULL,
    household TEXT NOT NULL, person TEXT NOT NULL, division TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL,
    id_number TEXT NOT NULL, their_name TEXT NOT NULL, their_id TEXT NOT NULL, field TEXT NOT NULL,
    mine TEXT NOT NULL, theirs TEXT NOT NULL, reason TEXT NOT NULL, told TEXT NOT NULL, key BLOB NOT NULL,
    handled TEXT, handled_by TEXT, note TEXT, PRIMARY KEY (comparison, n)
) WITHOUT ROWID;
"""
"""`key` is the same for the same difference found again, so that what was handled stays handled."""
