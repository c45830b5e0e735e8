"""Addresses of this room, all below one commission."""

from django.urls import path

from dauys.office.counting import acting, entering, views

PAPER = "p/<str:station>/<str:contest>/"

patterns = [
    path("", views.home, name="home"),
    path("stations/", views.stations, name="stations"),
    path("approve/", acting.approve, name="approve"),
    path(PAPER, views.paper, name="paper"),
    path(f"{PAPER}receive/", acting.receive, name="receive"),
    path(f"{PAPER}enter/", entering.enter, name="enter"),
    path(f"{PAPER}save/", entering.save, name="save"),
    path(f"{PAPER}pause/", entering.pause, name="pause"),
    path(f"{PAPER}settle/", acting.settle, name="settle"),
    path(f"{PAPER}decide/", acting.decide, name="decide"),
]
