"""Addresses of this room."""

from django.urls import path

from dauys.office.setting_up import checking, views

patterns = [
    path("", views.definition, name="definition"),
    path("rules/", views.rules, name="rules"),
    path("check/", checking.check, name="check"),
    path("freeze/", views.freeze, name="freeze"),
]
