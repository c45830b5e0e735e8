"""Addresses of this room, all below one commission."""

from django.urls import path

from dauys.office.results import again, confirming, deeds, recall, summaries, table

patterns = [
    path("", summaries.home, name="home"),
    path("s/<str:contest>/", summaries.summary, name="summary"),
    path("s/<str:contest>/sign/", summaries.sign, name="sign"),
    path("s/<str:contest>/file/", summaries.summary_file, name="summary file"),
    path("d/<int:draft>/", confirming.draft, name="draft"),
    path("d/<int:draft>/confirm/", confirming.confirm, name="confirm"),
    path("b/<str:body>/", table.table, name="table"),
    path("b/<str:body>/seats/", table.seats, name="seats"),
    path("b/<str:body>/file/", table.announcement_file, name="announcement file"),
    path("b/<str:body>/deeds/", deeds.deeds, name="deeds"),
    path("b/<str:body>/recall/", recall.recall, name="recall"),
    path("b/<str:body>/after/", again.after, name="after"),
    path("b/<str:body>/after/again/", again.again, name="again"),
]
