"""The optional central database: many archives in one PostgreSQL, for readers. The only place that opens a socket."""
