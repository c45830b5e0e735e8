"""Addresses of this room."""

from django.urls import path

from dauys.office.setting_up import views

patterns = [
    path("", views.definition, name="definition"),
    path("freeze/", views.freeze, name="freeze"),
]
