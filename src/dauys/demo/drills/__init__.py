"""Drills: an office at work as a real one is, over real HTTP, and what must hold of it afterwards, in words and figures."""
