"""A rehearsal that people can walk into: office, public site and publisher run, and a night is played in the office."""
