"""Addresses of this room. None ever names a voter: who is looked for is sent in the body of a form."""

from django.urls import path

from dauys.office.voters import books, day, laptop, views

patterns = [
    path("", views.lists, name="lists"),
    path("load/", views.load, name="load"),
    path("worker.js", laptop.worker, name="laptop worker"),
    path("store.js", laptop.store, name="laptop store"),
    path("<str:station>/", day.station, name="station"),
    path("<str:station>/day/", day.done, name="day"),
    path("<str:station>/find/", views.find, name="find"),
    path("<str:station>/issue/", views.issue, name="issue"),
    path("<str:station>/change/", views.change, name="change"),
    path("<str:station>/again/", views.again, name="again"),
    path("<str:station>/take-back/", views.take_back, name="take back"),
    path("<str:station>/print/", views.printed, name="print"),
    path("<str:station>/laptop/", laptop.laptop, name="laptop"),
    path("<str:station>/laptop/line/", laptop.line, name="laptop line"),
    path("<str:station>/laptop/in/", laptop.hand_in, name="laptop in"),
    path("<str:station>/laptop/lost/", laptop.lost, name="laptop lost"),
    path("<str:station>/boxes/", books.boxes, name="boxes"),
    path("<str:station>/books/", books.books, name="books"),
]
