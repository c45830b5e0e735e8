"""Addresses of this room."""

from django.urls import path

from dauys.office.setting_up import checking, loading, views

patterns = [
    path("", views.definition, name="definition"),
    path("rules/", views.rules, name="rules"),
    path("check/", checking.check, name="check"),
    path("load/", loading.load, name="load"),
    path("load/laws/", loading.laws, name="laws"),
    path("load/take/", loading.loaded, name="loaded"),
    path("freeze/", views.freeze, name="freeze"),
]
