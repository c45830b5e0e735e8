"""Addresses of this room. None ever names a voter: who is looked for is sent in the body of a form."""

from django.urls import path

from dauys.office.voters import books, day, views

patterns = [
    path("", views.lists, name="lists"),
    path("load/", views.load, name="load"),
    path("<str:station>/", day.station, name="station"),
    path("<str:station>/day/", day.done, name="day"),
    path("<str:station>/find/", views.find, name="find"),
    path("<str:station>/issue/", views.issue, name="issue"),
    path("<str:station>/change/", views.change, name="change"),
    path("<str:station>/again/", views.again, name="again"),
    path("<str:station>/take-back/", views.take_back, name="take back"),
    path("<str:station>/print/", views.printed, name="print"),
    path("<str:station>/boxes/", books.boxes, name="boxes"),
    path("<str:station>/books/", books.books, name="books"),
]
