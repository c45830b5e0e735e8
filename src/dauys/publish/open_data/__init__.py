"""Open data: the files that tell programs of others what the tables and JSON of a bundle are."""
