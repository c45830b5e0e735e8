"""Addresses of this room, all below one commission."""

from django.urls import path

from dauys.office.papers import views

PAPER = "<str:station>/<str:contest>/"

patterns = [
    path(f"{PAPER}blank/", views.blank, name="blank"),
    path(f"{PAPER}filled/", views.filled, name="filled"),
    path(f"{PAPER}scans/", views.scans, name="scans"),
    path(f"{PAPER}scans/attach/", views.attach, name="attach"),
    path(f"{PAPER}scans/<str:cleaned>/", views.scan, name="scan"),
]
