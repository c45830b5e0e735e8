"""A report of an error on a page of the public site, and the steps of its fate; both are only added to.

Nothing is kept of who sent it: no account, no name, no address of a machine. Its words are public once somebody of the
commission has read them, and no longer where they were refused as abuse.
"""

import secrets
from typing import ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from dauys.office.people.models import Person
from dauys.text import LANGUAGES

RECEIVED, LOOKING, NO_ERROR, CORRECTED, ELSEWHERE, ABUSE = "received", "looking", "no error", "corrected", "elsewhere", "abuse"

ANSWERS = (NO_ERROR, CORRECTED, ELSEWHERE, ABUSE)
"""How a report can be answered; ``elsewhere``: it is not about this page."""

NEXT = {RECEIVED: (LOOKING, *ANSWERS), LOOKING: ANSWERS, **dict.fromkeys(ANSWERS, (LOOKING,))}
"""What may follow on what: an answer that was wrong is taken up again, and stays to be seen."""

WAITING = tuple(state for state in NEXT if state not in ANSWERS)
UNSEEN = (RECEIVED, ABUSE)
"""In these states the public does not see the words of a report."""

LONGEST, LONGEST_FIGURE = 2_000, 200
"""Letters of words, and of a figure."""

_SIGNS = "23456789bcdfghjkmnpqrstvwxz"  # no vowel, so no word; none that is taken for another


def _reference() -> str:
    """What a report is called: random, so that nobody can count them or go through them one by one."""
    return "".join(secrets.choice(_SIGNS) for _ in range(10))


class Reports(models.QuerySet["Report"]):
    """Reports, each with the state of its last step."""

    def with_state(self) -> Self:
        """Each with its ``state``."""
        last = Step.objects.filter(report=OuterRef("pk")).order_by("-number").values("state")[:1]
        return self.annotate(state=Coalesce(Subquery(last), Value(RECEIVED)))

    def waiting(self) -> Self:
        """Those without an answer."""
        return self.with_state().filter(state__in=WAITING)


class Report(models.Model):
    """What somebody found wrong."""

    reference = models.CharField(max_length=10, unique=True, default=_reference)
    page = models.CharField(max_length=200)  # of the site, without language and ending: station/X-AST-0058
    language = models.CharField(max_length=2)  # in which the page was read
    wrong = models.TextField()
    figure = models.CharField(max_length=LONGEST_FIGURE, blank=True)
    right = models.CharField(max_length=LONGEST_FIGURE, blank=True)  # what the figure should be
    at = models.DateTimeField(default=timezone.now)

    state: str  # of the last step; put there by ``with_state``
    objects = Reports.as_manager()

    class Meta:
        """Words, in a language of the site."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(wrong=""), name="reports_a_report_says_what_is_wrong"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="reports_a_page_was_read_in_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.page}"

    @property
    def shown(self) -> bool:
        """Whether everybody may read its words."""
        return self.state not in UNSEEN


class Step(models.Model):
    """What somebody of the commission did with a report, in words for everybody: in one language, or in several."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()  # 1, 2, …: of two at once, the second is refused
    state = models.CharField(max_length=12, choices=[(state, state) for state in NEXT if state != RECEIVED])
    kk = models.TextField(blank=True)
    ru = models.TextField(blank=True)
    en = models.TextField(blank=True)
    act = models.PositiveBigIntegerField(null=True)  # index of what corrected the error: named here, not done here
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One after another; an answer has words, and a correction its act."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="reports_one_step_after_another"),
            models.CheckConstraint(condition=Q(state__in=(LOOKING, *ANSWERS)), name="reports_a_state_is_one_of_the_list"),
            models.CheckConstraint(
                condition=Q(state__in=(LOOKING, ABUSE)) | ~Q(kk="", ru="", en=""), name="reports_an_answer_has_words"
            ),
            models.CheckConstraint(
                condition=Q(state=CORRECTED, act__isnull=False) | (~Q(state=CORRECTED) & Q(act=None)),
                name="reports_a_correction_names_its_act",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report.reference}: {self.state}"

    @property
    def words(self) -> dict[str, str]:
        """What was answered, by language."""
        return {language: text for language in LANGUAGES if (text := getattr(self, language))}
