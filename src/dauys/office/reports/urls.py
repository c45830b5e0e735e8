"""Addresses of this room: for everybody, and for the commission that answers."""

from django.urls import path

from dauys.office.reports import answering, views

patterns = [
    path("report/", views.report, name="report"),
    path("report/all/", views.all_reports, name="all"),
    path("report/<str:reference>/", views.fate, name="fate"),
    path("c/<str:commission>/reports/", answering.reports, name="list"),
    path("c/<str:commission>/reports/<str:reference>/", answering.one, name="one"),
    path("c/<str:commission>/reports/<str:reference>/take/", answering.take, name="take"),
    path("c/<str:commission>/reports/<str:reference>/answer/", answering.answer, name="answer"),
]
