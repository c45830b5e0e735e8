"""Errors on pages of the public site: anybody reports one without saying who he is, and anybody sees what became of it."""
