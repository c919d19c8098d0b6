"""Exchange by USB stick: partner offices, packs in and out, and the preview of what a pack would change."""
