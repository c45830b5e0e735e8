"""The pages of a site, each kind in a file of its own: from what follows from the record to a page in no language yet."""
