"""Addresses of this room, all below one commission."""

from django.urls import path

from dauys.office.observing import accrediting, complaining, copying, courts, log

patterns = [
    path("", accrediting.home, name="home"),
    path("accredit/", accrediting.accredit, name="accredit"),
    path("copies/", copying.copies, name="copies"),
    path("copies/<int:number>/photo/", copying.photo, name="photo"),
    path("copy/<str:station>/<str:contest>/", copying.copy, name="copy"),
    path("complaints/", complaining.complaints, name="complaints"),
    path("complaints/new/", complaining.lodge, name="lodge"),
    path("complaints/<str:reference>/", complaining.complaint, name="complaint"),
    path("complaints/<str:reference>/decide/", complaining.decide, name="decide"),
    path("complaints/<str:reference>/court/", complaining.to_court, name="to court"),
    path("courts/", courts.courts, name="courts"),
    path("courts/new/", courts.courts, name="ruling"),
    path("log/", log.log, name="log"),
]
