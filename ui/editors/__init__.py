"""One editor per kind of value; `ui.editors.table` holds the table."""
