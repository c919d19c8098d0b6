"""The tabs of the household page."""
