"""The command line: every job that needs no screen, one module per family. No Qt here."""
