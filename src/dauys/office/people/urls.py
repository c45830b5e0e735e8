"""Addresses of this room."""

from django.urls import path

from dauys.office.people import views

patterns = [
    path("", views.commissions, name="commissions"),
    path("in/", views.sign_in, name="in"),
    path("out/", views.sign_out, name="out"),
    path("language/<str:code>/", views.language, name="language"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("second-factor/", views.second_factor, name="second factor"),
    path("second-factor/new/", views.new_factor, name="new factor"),
    path("c/<str:commission>/people/", views.people, name="list"),
    path("c/<str:commission>/people/invite/", views.invite, name="invite"),
    path("c/<str:commission>/people/end/<int:membership>/", views.end, name="end"),
]
