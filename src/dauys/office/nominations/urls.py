"""Addresses of this room."""

from django.urls import path

from dauys.office.nominations import ballots, calling, deciding, defining, lodging, views

patterns = [
    path("", views.home, name="home"),
    path("call/", calling.call, name="call"),
    path("definition/", defining.definition, name="definition"),
    path("b/<str:body>/", views.body, name="body"),
    path("b/<str:body>/calendar/", calling.calendar, name="calendar"),
    path("c/<str:contest>/", views.contest, name="contest"),
    path("c/<str:contest>/lodge/", lodging.lodge, name="lodge"),
    path("c/<str:contest>/order/", deciding.order, name="order"),
    path("c/<str:contest>/ballot/", ballots.ballot, name="ballot"),
    path("c/<str:contest>/moved/", ballots.moved, name="moved"),
    path("c/<str:contest>/n/<str:option>/", views.one, name="one"),
    path("c/<str:contest>/n/<str:option>/decide/", deciding.decide, name="decide"),
]
