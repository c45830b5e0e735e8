"""Addresses of this room, all below one commission; the service worker answers for these alone."""

from django.urls import path

from dauys.office.station import attaching, bringing, copies, offline, sending, views

STATION = "<str:station>/"

patterns = [
    path("", views.home, name="home"),
    path("bring/", bringing.bring, name="bring"),
    path("worker.js", offline.worker, name="worker"),
    path(STATION, views.count, name="count"),
    path(f"{STATION}phone/", offline.phone, name="phone"),
    path(f"{STATION}line/", sending.line, name="line"),
    path(f"{STATION}outbox/", sending.outbox, name="outbox"),
    path(f"{STATION}key/", offline.key, name="key"),
    path(f"{STATION}send/", sending.send, name="send"),
    path(f"{STATION}attached/", attaching.attach, name="attach"),
    path(f"{STATION}attached/<int:number>/", attaching.picture, name="picture"),
    path(f"{STATION}photo/<str:contest>/", sending.photo, name="photo"),
    path(f"{STATION}copy/<str:contest>/<str:purpose>/", copies.copy, name="copy"),
    path(f"{STATION}step/<str:step>/<str:of>/", views.step, name="step"),
]
