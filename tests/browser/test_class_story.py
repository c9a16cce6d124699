"""A class in a real browser, by its pages alone: from a code on six phones to grades that sheet and course agree on."""

import csv
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from deliberate.core.clock import now
from deliberate.jobs.running import run_due
from tests.browser.learning_platform import launching, platform_beside
from tests.browser.steps import make_account, post_evidence, sign_in
from tests.browser.watching import Site
from tests.databases import SQLITE
from tests.own_site import PASSWORD, account

pytestmark = [pytest.mark.slow, pytest.mark.new_app]

PageAt = Callable[..., Page]

ARTICLE = Path(__file__).parents[1] / "articles" / "fixtures" / "harbour-article.txt"
#: Of each student the name in the course, which the class asks for, and the made-up one.
STUDENTS = {
    "Ilse Marrow": "heron",
    "Tomas Quill": "otter",
    "Nadia Fenn": "finch",
    "Ruben Sallow": "badger",
    "Mei Larkspur": "newt",
    "Jonah Thistle": "raven",
}
#: How each is judged: levels of two skills, or points by hand; and the points that have to come of it.
JUDGED = {
    "Ilse Marrow": (("Fully", "Mostly"), "", "83.3"),
    "Tomas Quill": (("Mostly", "Mostly"), "", "66.7"),
    "Nadia Fenn": (("Fully", "Fully"), "", "100"),
    "Ruben Sallow": (("Partly", "Not yet"), "", "16.7"),
    "Mei Larkspur": (("Partly", "Partly"), "72.5", "72.5"),
    "Jonah Thistle": (("Not yet", "Not yet"), "", "0"),
}

#: Who comes from the course only once all is released.
LATE_IN_THE_COURSE = {"Jonah Thistle"}


@pytest.fixture
def database() -> str:
    """What is tried here is the browser's part."""
    return SQLITE


@pytest.fixture
def browser_app(own_site: Flask) -> Flask:
    """Our site, with somebody who may import articles."""
    app = launching(own_site)
    account(app, "tess", level=2)
    return app


@pytest.fixture
def campus(browser_app: Flask, site: Site) -> Iterator[str]:
    """The address of the platform that has the course."""
    with platform_beside(browser_app, site) as issuer:
        yield issuer


def words_of(student: str) -> str:
    return f"Somebody should tell {STUDENTS[student]} who wrote it down."


def make_class(teacher: Page) -> str:
    """The address that the square on the wall holds."""
    teacher.get_by_role("link", name="Yours", exact=True).click()
    teacher.get_by_role("link", name="Classes").click()
    teacher.get_by_label("Name of the class").fill("Ethics 10b")
    teacher.get_by_label("Ask students for their names").check()
    teacher.get_by_role("button", name="Make the class").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Ethics 10b")
    return teacher.get_by_role("link", name="/classes/join").inner_text()


def import_article(teacher: Page) -> None:
    """For the class alone, with two claims of which one is the main one."""
    teacher.get_by_role("link", name="Import an article").click()
    teacher.locator("textarea[name=text]").fill(ARTICLE.read_text("utf-8"))
    teacher.locator("input[name=title]").fill("What happened in the harbour")
    expect(teacher.get_by_label("Group: only the people of one group")).to_be_checked()
    teacher.get_by_role("button", name="Import it").click()
    for _ in range(2):
        teacher.get_by_role("button", name=re.compile("^Accept")).first.click()
    teacher.get_by_role("link", name=re.compile("^Accepted")).click()
    teacher.get_by_role("button", name="Make it the main claim").first.click()
    teacher.get_by_role("button", name="Publish").click()


def join(phone: Page, address: str, student: str) -> None:
    """By the code, and making an account on the way."""
    phone.goto(address)
    expect(phone.get_by_text("To join the class, sign in first, or make an account")).to_be_visible()
    phone.get_by_role("main").get_by_role("link", name="Sign up").click()
    make_account(phone, STUDENTS[student])
    phone.get_by_label("Your name").fill(student)
    phone.get_by_role("button", name="Join", exact=True).click()
    expect(phone.get_by_text("You are in the class.")).to_be_visible()


def set_assignment(teacher: Page) -> None:
    """Post one item for a claim and one against it, weigh one of the others."""
    teacher.get_by_role("link", name="Classes").click()
    teacher.get_by_role("link", name="Ethics 10b").click()
    teacher.get_by_role("link", name="A new assignment").click()
    teacher.get_by_label("Title").fill("The harbour")
    teacher.get_by_label("Article", exact=True).select_option(label="What happened in the harbour")
    teacher.get_by_label("What to do").fill("Read it first.")
    for task in ("Post evidence for a claim", "Post evidence against a claim", "Weigh items"):
        teacher.get_by_label(task).fill("1")
    teacher.get_by_label("Others’ posts are hidden until one has posted").check()
    teacher.get_by_role("button", name="Store it").click()
    expect(teacher.get_by_text("Not started")).to_be_visible()


def divide(teacher: Page) -> None:
    """Into three pairs, by lot."""
    teacher.get_by_role("link", name="Small groups").click()
    teacher.get_by_label("How many?").fill("3")
    teacher.get_by_label("groups", exact=True).check()
    teacher.get_by_role("button", name="Divide the class").click()
    expect(teacher.get_by_text("2 people")).to_have_count(3)
    teacher.get_by_role("button", name="Make the groups").click()
    expect(teacher.get_by_text("The groups are made.")).to_be_visible()


def open_assignment(phone: Page) -> None:
    phone.get_by_role("link", name="Classes").first.click()
    phone.get_by_role("link", name="Ethics 10b").click()
    phone.get_by_role("link", name="The harbour", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("The harbour")


def post_both(phone: Page, number: int) -> str:
    """One item for the first claim of their own copy and one against it; the claim's address."""
    phone.get_by_role("link", name="What happened in the harbour").click()
    phone.locator(".dlb-card-claim a[href*='/claims/']").first.click()
    claim = phone.url
    for side, volume in (("for", 2 * number), ("against", 2 * number + 1)):
        post_evidence(phone, claim, side, volume)
    expect(phone.get_by_text("2 of 3 tasks are done.")).to_be_visible()
    return claim


def weigh_one(phone: Page, claim: str) -> None:
    phone.goto(claim)
    phone.get_by_role("link", name="Weigh this").first.click()
    part = phone.locator(".dlb-here")
    expect(part.get_by_role("heading", name="How much does this weigh?")).to_be_visible()
    for question in part.get_by_role("group").all():
        question.get_by_role("radio").last.check()
    part.get_by_role("button", name="Store my answers").click()
    expect(part.get_by_text("Your answers count from now on")).to_be_visible()
    expect(phone.get_by_text("3 of 3 tasks are done.")).to_be_visible()


def hand_in(phone: Page) -> None:
    phone.get_by_role("link", name="The harbour", exact=True).click()
    expect(phone.get_by_text("What the others posted shows once")).to_have_count(0)
    phone.get_by_role("button", name="hand it in").click()
    expect(phone.get_by_text("It is handed in.")).to_be_visible()


def at_course(page: Page, campus: str, name: str) -> Page:
    """The course, in the same browser."""
    there: Page = page.context.new_page()
    there.goto(campus)
    there.get_by_role("button", name=name).click()
    return there


def come_in(there: Page, link: str) -> Page:
    """Where a link of the course leads somebody who is signed in already, once they say that this is them."""
    with there.expect_popup() as window:
        there.get_by_role("link", name=link).click()
    here: Page = window.value
    expect(here.get_by_role("heading", level=1)).to_have_text("Is that you?")
    here.get_by_label("Your password").fill(PASSWORD)
    here.get_by_role("button", name="Yes, go on with this account").click()
    return here


def link_course(there: Page) -> None:
    """The course is the class there is, and gets a link to what that is set."""
    here = come_in(there, "Choose in a new window")
    here.get_by_label("Class (optional)", exact=True).select_option(label="Ethics 10b")
    here.get_by_role("button", name="Go on").click()
    here.get_by_label("Assignment", exact=True).select_option(label="The harbour")
    here.get_by_role("button", name="Choose it").click()
    expect(there.get_by_role("heading", name="The harbour")).to_be_visible()


def judge(teacher: Page) -> None:
    """Everybody, one after the other, by two skills."""
    teacher.get_by_role("link", name="Feedback").click()
    teacher.get_by_role("link", name="Change what counts").click()
    for skill in ("Kept the hedge", "Told who says it", "Found opposing", "Answered a challenge"):
        teacher.get_by_label(skill).uncheck()
    teacher.get_by_role("button", name="Store it").click()
    teacher.get_by_role("link", name="Go through them").click()
    for _ in STUDENTS:
        student = teacher.get_by_role("heading", level=1).inner_text()
        levels, by_hand, _points = JUDGED[student]
        for skill, level in zip(("Found the right words", "Judged the source"), levels, strict=True):
            teacher.get_by_role("group", name=skill).get_by_label(level).check()
        teacher.get_by_label("Your comment on this").first.fill(f"Who was {STUDENTS[student]}’s clerk?")
        teacher.get_by_label("On the whole").fill(words_of(student))
        teacher.get_by_label("Points by hand").fill(by_hand)
        teacher.get_by_role("button", name="Save and next").click()
        expect(teacher.get_by_text("Your feedback is kept.")).to_be_visible()


def feedback_of(phone: Page) -> Locator:
    """What a student is told on the page of their work."""
    open_assignment(phone)
    phone.get_by_role("link", name="Your work").click()
    return phone.get_by_role("region", name="Feedback")


def sheet_of(teacher: Page) -> dict[str, dict[str, str]]:
    """The lines of the sheet of feedback, by the names that those who teach know."""
    with teacher.expect_download() as download:
        teacher.get_by_role("link", name="As a sheet (CSV)").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        return {line["name"]: line for line in csv.DictReader(file)}


def gradebook_of(orla: Page, campus: str, app: Flask) -> dict[str, tuple[str, str, str]]:
    """Score, state and comment of everybody in the gradebook, once what waits was sent."""
    with app.app_context():
        run_due(now())
    orla.goto(f"{campus}/gradebook")
    rows = [row.get_by_role("cell").all_inner_texts() for row in orla.locator("tbody tr").all()]
    names = orla.locator("tbody th").all_inner_texts()
    return {name: (cells[0], cells[2], cells[3]) for name, cells in zip(names, rows, strict=True)}


def test_from_a_code_on_six_phones_to_grades_that_sheet_and_course_agree_on(
    browser_app: Flask, page_at: PageAt, campus: str, axe: Callable[..., None]
) -> None:
    teacher = sign_in(page_at(), "tess")
    address = make_class(teacher)
    import_article(teacher)
    phones = {student: page_at(390, is_mobile=True, has_touch=True) for student in STUDENTS}
    for student, phone in phones.items():
        join(phone, address, student)
    ilse = phones["Ilse Marrow"]
    ilse.reload()
    expect(ilse.get_by_role("region", name="Who is in it")).to_contain_text("otter")
    assert "Tomas" not in ilse.content(), "those who learn together know the names of accounts"
    axe(ilse)

    set_assignment(teacher)
    divide(teacher)
    ilse.reload()
    expect(ilse.get_by_text("Nothing is set.")).to_be_visible()
    teacher.get_by_role("link", name="The harbour", exact=True).click()
    teacher.get_by_role("button", name="Start it").click()
    expect(teacher.get_by_text("the class sees it")).to_be_visible()
    orla = at_course(teacher, campus, "Orla Winterbourne")
    link_course(orla)

    claims: dict[str, str] = {}
    for number, (student, phone) in enumerate(phones.items()):
        open_assignment(phone)
        claims[student] = post_both(phone, number)
    assert sorted(map([*claims.values()].count, {*claims.values()})) == [2, 2, 2]
    for claim in {*claims.values()} - {claims["Ilse Marrow"]}:
        assert ilse.request.get(claim).status == 404, "another group's copy is none of hers"
    for student, phone in phones.items():
        weigh_one(phone, claims[student])
        hand_in(phone)
        if student not in LATE_IN_THE_COURSE:
            there = at_course(phone, campus, student)
            expect(come_in(there, "Open in a new window").get_by_role("heading", level=1)).to_have_text("The harbour")
    axe(ilse)

    teacher.reload()
    expect(teacher.get_by_text("6 of 6 have handed it in.")).to_be_visible()
    expect(teacher.get_by_role("cell", name="1 of 1")).to_have_count(18)
    judge(teacher)
    for phone in phones.values():
        expect(feedback_of(phone)).to_contain_text("Nothing is released yet.")
    before = gradebook_of(orla, campus, browser_app)
    waits = ("", "Waits for the teacher", "")
    assert before == {student: ("", "", "") if student in LATE_IN_THE_COURSE else waits for student in STUDENTS}
    teacher.get_by_role("button", name="Release all drafts").click()
    expect(teacher.get_by_text("6 students see it now")).to_be_visible()
    for student in LATE_IN_THE_COURSE:
        come_in(at_course(phones[student], campus, student), "Open in a new window")

    for student, phone in phones.items():
        told = feedback_of(phone)
        expect(told).to_contain_text(f"{JUDGED[student][2]} of 100 points")
        expect(told).to_contain_text(words_of(student))
        page = phone.content()
        assert f"Who was {STUDENTS[student]}’s clerk?" in page
        assert not [other for other in STUDENTS if other != student and words_of(other) in page]
    axe(ilse)
    sheet, course = sheet_of(teacher), gradebook_of(orla, campus, browser_app)
    assert {student: Decimal(line["points"]) for student, line in sheet.items()} == {
        student: Decimal(points) for student, (_, _, points) in JUDGED.items()
    }
    assert course == {
        student: (f"{Decimal(line['points']).normalize():f} of 100", "Graded", line["comment"])
        for student, line in sheet.items()
    }
