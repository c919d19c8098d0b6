"""The page that lists households in a table: filter, columns, views, selection, look-up of a pasted list."""
