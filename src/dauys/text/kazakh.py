"""Kazakh letters (placeholder until merged)."""


def foreign_letters(name):
    return []
