"""The addresses of the office. Each name has its right in ``house/policy.py``; a test walks them all."""

from django.urls import include, path

from dauys.office.counting import urls as counting
from dauys.office.house.views import health
from dauys.office.machines import urls as machines
from dauys.office.papers import urls as papers
from dauys.office.people import urls as people
from dauys.office.reports import urls as reports
from dauys.office.results import urls as results
from dauys.office.setting_up import urls as setting_up
from dauys.office.station import urls as station
from dauys.office.voters import urls as voters

handler400, handler404 = "dauys.office.house.views.unreadable", "dauys.office.house.views.missing"
handler500 = "dauys.office.house.views.broken"

urlpatterns = [
    path("", include((people.patterns, "people"))),
    path("", include((reports.patterns, "reports"))),
    path("c/<str:commission>/", include((counting.patterns, "counting"))),
    path("c/<str:commission>/setting-up/", include((setting_up.patterns, "setting up"))),
    path("c/<str:commission>/papers/", include((papers.patterns, "papers"))),
    *machines.addresses,
    path("c/<str:commission>/results/", include((results.patterns, "results"))),
    path("c/<str:commission>/station/", include((station.patterns, "station"))),
    path("c/<str:commission>/voters/", include((voters.patterns, "voters"))),
    path("health/", include(([path("", health, name="health")], "house"))),
]
