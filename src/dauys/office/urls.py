"""The addresses of the office. Each name has its right in ``house/policy.py``; a test walks them all."""

from django.urls import include, path

from dauys.office.counting import urls as counting
from dauys.office.house.views import health
from dauys.office.people import urls as people
from dauys.office.setting_up import urls as setting_up

urlpatterns = [
    path("", include((people.patterns, "people"))),
    path("c/<str:commission>/", include((counting.patterns, "counting"))),
    path("c/<str:commission>/setting-up/", include((setting_up.patterns, "setting up"))),
    path("health/", include(([path("", health, name="health")], "house"))),
]
