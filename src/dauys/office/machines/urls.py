"""Addresses of this room: the API, and the page on which tokens and keys are made."""

from django.urls import include, path

from dauys.office.machines import views
from dauys.office.machines.api import api
from dauys.office.machines.errors import nothing_here

patterns = [
    path("", views.machines, name="home"),
    path("token/", views.token, name="token"),
    path("token/<int:number>/end/", views.end_token, name="end token"),
    path("key/", views.key, name="key"),
    path("key/<int:number>/end/", views.end_key, name="end key"),
    path("package/", views.package, name="package"),
]

addresses = [
    path("c/<str:commission>/machines/", include((patterns, "machines"))),
    path("api/", api.urls),
    path("api/", include(([path("<path:rest>", nothing_here, name="nothing")], "nowhere"))),
]
