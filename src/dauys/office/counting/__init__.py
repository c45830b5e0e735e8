"""Counting: papers received, typed by two people, checked, settled and approved; and where each expected protocol is."""
