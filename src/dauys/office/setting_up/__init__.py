"""Setting up: an election from a law and a definition folder, and the freezing of it."""
