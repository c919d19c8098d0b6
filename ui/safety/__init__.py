"""Keys, users, the trail and the lock of the window."""
