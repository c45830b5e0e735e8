"""Addresses of this room."""

from django.urls import path

from dauys.office.people import factors, stepping_up, views

patterns = [
    path("", views.commissions, name="commissions"),
    path("in/", views.sign_in, name="in"),
    path("out/", views.sign_out, name="out"),
    path("language/<str:code>/", views.language, name="language"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("second-factor/", factors.second_factor, name="second factor"),
    path("second-factor/new/", factors.new_factor, name="new factor"),
    path("second-factor/new-key/", factors.new_key, name="new key"),
    path("second-factor/challenge/", stepping_up.asked, name="challenge"),
    path("recovery/<str:token>/", factors.recovery, name="recovery"),
    path("me/", factors.factors, name="factors"),
    path("me/password/", factors.password, name="password"),
    path("me/drop-key/<int:key>/", factors.drop_key, name="drop key"),
    path("c/<str:commission>/people/", views.people, name="list"),
    path("c/<str:commission>/people/invite/", views.invite, name="invite"),
    path("c/<str:commission>/people/end/<int:membership>/", views.end, name="end"),
    path("c/<str:commission>/people/recover/<int:membership>/", factors.recover, name="recover"),
]
