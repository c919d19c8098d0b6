"""Help on F1: the user guide by topics, and what each field is, searched together; offline, with pictures."""
