"""Machines: the API with its tokens, answers that are given once, and the signed packages of stations."""
