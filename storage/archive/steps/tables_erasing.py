"""Which ops were erased: their payloads are gone here and are not taken from elsewhere any more."""

ERASING_TABLES = """
CREATE TABLE erased (op BLOB NOT NULL, by BLOB NOT NULL, PRIMARY KEY (op, by)) WITHOUT ROWID;
"""
