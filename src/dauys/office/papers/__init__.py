"""Papers: a protocol to print, blank or filled; and photos or scans of signed protocols, kept as evidence."""
