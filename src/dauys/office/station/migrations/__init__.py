"""Changes of this room's tables, one after another."""
