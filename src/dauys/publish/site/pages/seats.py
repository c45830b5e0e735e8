"""How the seats were worked out, step by step, each with its article; and the questions at which the law stopped."""

from dauys.law.words import Names
from dauys.publish.results import Results
from dauys.publish.seats import SECOND
from dauys.publish.site.page import Bullets, File, Page, Paragraph, Say, Section, Steps, To
from dauys.publish.site.pages.naming import body_page
from dauys.publish.site.pages.result import seats_table
from dauys.render.explain import sections
from dauys.tally.result import outcome_hash
from dauys.text import LANGUAGES


def seats(source: Results, body: str) -> Page:
    """The steps from votes to seats of a body."""
    event, outcome = source.event, source.outcomes[body]
    votes, of = source.elections[body].votes, outcome_hash(outcome, body)
    steps = Section("steps", Say("site.steps"), [Steps(of, lambda language: sections(outcome, votes, language))])
    asked = [Names(**{language: one.told(language) for language in LANGUAGES}) for one in outcome.questions]
    open_ = [Section("questions", Say("page.questions"), [Bullets(asked)])] if asked else []
    told = "site.second covers" if outcome.law in SECOND else "site.second leaves out"
    told_by = [Paragraph(Say(told, {"file": "verify.py"}), "note")] if source.counting else []
    return Page(
        f"{body}/seats", Say("site.how seats", {"body": event.body(body).names}), [*open_, steps],
        way=[To("index", event.names), To(body_page(body), event.body(body).names)], status=source.status_of_body(body),
        lead=[Paragraph(Say("site.by law", {"law": outcome.law}), "lead"), *told_by, seats_table(source, body)],
        data=[File(f"{source.bundle}seats/{body}.json", f"seats/{body}.json")],
    )  # fmt: skip
