"""What Streamlit says by itself is in the visitor's language, and everything still does what it did before."""

from __future__ import annotations

import re

import pytest
from browser import REGION, Desk, Place, come_back, go_away, make_cuttable, on_disk, saved_lines, wait_for_run
from foreign import NO_WORKBOOKS, XLSX
from given import LANGUAGES, QUESTIONNAIRE
from playwright.sync_api import Page, expect

from assessment.language import number
from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser
ABROAD = pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])

TYPED = "Press Enter to apply"  # by a visitor: theirs, and left alone
NARROW = (390, 320)  # pixels

# Words that Streamlit's interface is made of, and that stand in no sentence of ours in another language.
ENGLISH = re.compile(
    r"\b(the|your|press|choose|remove|clear|select|selected|options?|available|previous|next|expand|collapse|close|dismiss"
    r"|heading|month|day|year|january|february|november|december|upload|drag|drop|allowed|smaller|settings|theme|light|dark"
    r"|system|print|screen|copy|copied|clipboard|connecting|connection|running|skip|navigate|increment|decrement|fullscreen"
    r"|toolbar|sidebar|icon|pagination|pages?|empty|outside|results|yyyy)\b",
    re.IGNORECASE,
)


def heard(page: Page) -> list[str]:
    """Everything that a screen reader is told of a page, and everything that is seen."""
    page.wait_for_timeout(150)  # the words are replaced before the next picture
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    client.detach()
    told = [
        str(said.get("value", ""))
        for node in nodes
        if not node.get("ignored")
        for said in (
            node.get("name", {}),
            node.get("description", {}),
            node.get("value", {}),
            *(one["value"] for one in node.get("properties", ()) if one["name"] in ("valuetext", "roledescription")),
        )
    ]
    return [*told, *page.evaluate(_SEEN)]


# What is seen, the signs left out, which are drawn from letters; and what shows in empty fields and under a pointer.
_SEEN = """() => [...document.querySelectorAll("body *")].flatMap(one => {
  if (!one.checkVisibility() || one.matches("[data-testid=stIconMaterial], [role=img]")) return [];
  const words = [...one.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data);
  return [...words, ...["placeholder", "title", "alt"].map(name => one.getAttribute(name) || "")];
})"""


def english(page: Page) -> list[str]:
    """What of it is English."""
    return sorted({one for one in heard(page) if ENGLISH.search(one)})


def unfold(page: Page) -> None:
    """Open everything that is folded, as a visitor does: until then it cannot be used."""
    folded = page.locator("details:not([open]) > summary")
    while folded.count():
        folded.first.click()


@ABROAD
def test_a_topic_is_answered_without_a_word_of_english(desk: Desk, place: Place, language: str) -> None:
    say, topic = Say(language), QUESTIONNAIRE.pillars[0].dimensions[0]
    question = topic.questions[0]
    page = desk.open(place.person(language=language), f"/questions?topic={topic.id}")
    page.get_by_text(question.levels[2][language], exact=True).click()
    expect(saved_lines(page).first).to_contain_text("Ada Bruni")
    page.get_by_text(say("questions.evidence")).first.click()
    note = page.get_by_role("textbox", name=say("questions.note")).first
    note.press_sequentially(TYPED)

    expect(page.get_by_text(say("platform.saves_on_leaving"))).to_be_visible()
    assert english(page) == [TYPED]
    note.press("Tab")
    on_disk(lambda: place.note(question.id), TYPED)
    expect(page.get_by_text(say("platform.saves_on_leaving"))).to_have_count(0)
    expect(page.get_by_role("img", name="icon")).to_have_count(0)


@ABROAD
def test_the_details_are_filled_in_without_a_word_of_english(desk: Desk, place: Place, language: str) -> None:
    say, page = Say(language), desk.open(place.person(language=language), "/questions?topic=profile")
    platforms = page.get_by_role("combobox", name=QUESTIONNAIRE.field("platforms").label[language])
    platforms.click()
    platforms.fill("zzz")
    expect(page.get_by_text(say("platform.no_results"))).to_be_visible()
    assert english(page) == []
    for name in ("Face", "Inst"):
        platforms.fill(name)
        platforms.press("Enter")
    assert english(page) == []
    platforms.press("Escape")
    expect(page.get_by_role("button", name=say("platform.remove", what="Facebook"))).to_be_visible()
    on_disk(lambda: dict(place.profile().platforms), {"facebook": None, "instagram": None})

    followers = page.get_by_role("textbox", name=say("about.followers", platform="Instagram"))
    expect(followers).to_have_attribute("inputmode", "decimal")
    followers.press_sequentially("2433")
    expect(page.get_by_text(say("platform.saves_on_leaving"))).to_be_visible()
    assert english(page) == []
    followers.press("Enter")
    on_disk(lambda: dict(place.profile().platforms), {"facebook": None, "instagram": 2433})
    page.get_by_role("button", name=say("platform.remove", what="Facebook")).click()
    on_disk(lambda: dict(place.profile().platforms), {"instagram": 2433})
    page.reload()
    wait_for_run(page)
    followers = page.get_by_role("textbox", name=say("about.followers", platform="Instagram"))
    expect(followers).to_have_value("2.433" if language == "it" else "2433")
    followers.fill("")
    followers.press("Tab")
    on_disk(lambda: dict(place.profile().platforms), {"instagram": None})
    page.get_by_role("button", name=say("platform.clear_all")).click()
    on_disk(lambda: dict(place.profile().platforms), {})
    assert english(page) == []


@ABROAD
def test_a_file_is_handed_in_without_a_word_of_english(desk: Desk, place: Place, language: str) -> None:
    say, page = Say(language), desk.open(place.person(language=language))
    unfold(page)
    expect(page.get_by_test_id("stFileUploader").get_by_text(say("platform.upload"))).to_be_visible()
    assert english(page) == []
    typed = page.get_by_role("textbox").first
    typed.fill(TYPED)
    given = page.locator("input[type=file]")
    for name in ("LibreOffice", "a password", "large", "PDF"):
        called, content, refused = NO_WORKBOOKS[name]
        given.set_input_files({"name": called, "mimeType": "application/octet-stream", "buffer": content})
        expect(page.get_by_test_id("stAlert")).to_have_text(say(f"upload.{refused}", most="1"))
        assert english(page) == [TYPED]
    given.set_input_files({"name": "huge.xlsx", "mimeType": XLSX, "buffer": bytes(12_000_000)})
    expect(page.get_by_test_id("stFileChip").get_by_text(say("platform.upload_size"))).to_be_visible()
    expect(page.get_by_test_id("stFileChip")).to_have_count(2)  # what was handed in before stays
    page.mouse.move(0, 0)
    page.get_by_test_id("stFileChip").last.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(say("platform.upload_size"))
    assert english(page) == [TYPED]
    page.get_by_role("button", name=say("platform.remove", what="huge.xlsx")).click()
    given.set_input_files({"name": "answers.xlsx", "mimeType": XLSX, "buffer": b"PK\x03\x04 no workbook"})
    expect(page.get_by_test_id("stAlert")).to_have_text(say("spreadsheet.problem.no_workbook"))
    expect(page.get_by_role("button", name=say("platform.upload_another"))).to_be_visible()
    assert english(page) == [TYPED]
    page.get_by_role("button", name=say("platform.remove", what="answers.xlsx")).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(typed).to_have_value(TYPED)


@ABROAD
@pytest.mark.parametrize(("status", "said"), [(429, "many"), (413, "size"), (503, "failed")])
def test_a_file_that_is_not_taken_says_why_beside_itself(
    desk: Desk, place: Place, language: str, status: int, said: str
) -> None:
    say, page = Say(language), desk.open(place.person(language=language))
    unfold(page)
    page.route("**/_stcore/upload_file/**", lambda route: route.fulfill(status=status, body="no"), times=1)
    page.locator("input[type=file]").set_input_files({"name": "answers.xlsx", "mimeType": XLSX, "buffer": b"PK"})

    expect(page.get_by_test_id("stFileChip").get_by_text(say(f"platform.upload_{said}"))).to_be_visible()
    assert english(page) == []


@ABROAD
def test_a_list_of_another_kind_is_refused_without_a_word_of_english(demo_desk: Desk, language: str) -> None:
    say, cookie = Say(language), demo_desk.server.sign_in_as("coordinator", language)
    page = demo_desk.open(cookie, "/departments")
    unfold(page)
    name = page.get_by_role("textbox", name=say("departments.field.name"), exact=True)
    name.fill(TYPED)
    for called, content, refused in (NO_WORKBOOKS[one] for one in ("LibreOffice", "old Excel", "large")):
        given = {"name": called, "mimeType": "application/octet-stream", "buffer": content}
        page.locator("input[type=file]").set_input_files(given)
        expect(page.get_by_test_id("stAlert")).to_have_text(say(f"upload.{refused}", most="1"))
    assert ENGLISH.findall(page.get_by_test_id("stFileUploader").inner_text()) == []
    text = {"name": "elenco.txt", "mimeType": "text/plain", "buffer": b"Comando;Personale\nZeta;12\n"}
    page.locator("input[type=file]").set_input_files(text)
    expect(page.get_by_text(say("register.would.new", 1))).to_be_visible()
    expect(name).to_have_value(TYPED)


@ABROAD
def test_a_day_is_chosen_without_a_word_of_english(demo_desk: Desk, language: str) -> None:
    # the browser's language is another: the calendar follows the page
    say, cookie = Say(language), demo_desk.server.sign_in_as("coordinator", language)
    page = demo_desk.open(cookie, "/rounds", locale="en-US")
    unfold(page)
    assert english(page) == []
    field = page.get_by_role("group", name=say("rounds.new.closes"), exact=True)
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type("15")
    page.keyboard.type("01")
    assert english(page) == []
    page.get_by_role("button", name=say("platform.date")).last.click()
    expect(page.get_by_role("dialog", name=say("platform.date"))).to_be_visible()
    assert english(page) == []
    page.get_by_role("button", name=say("platform.month_after")).click()
    expect(page.get_by_role("heading", name={"it": "febbraio", "es": "febrero"}[language]).first).to_be_attached()
    assert english(page) == []
    page.get_by_role("button", name=re.compile({"it": r"\b20 febbraio", "es": r"\b20 de febrero"}[language])).click()
    expect(field.get_by_role("spinbutton").nth(1)).to_have_text("02")
    expect(field.get_by_role("spinbutton").first).to_have_text("20")
    field.get_by_role("spinbutton").last.click()
    page.keyboard.type("1999")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("stDateInputField").get_by_role("alert")).to_contain_text(
        say("platform.date_range", first="", last="")[:15]
    )
    assert english(page) == []


@ABROAD
def test_the_pages_of_a_region_say_nothing_in_english(demo_desk: Desk, language: str) -> None:
    say, cookie = Say(language), demo_desk.server.sign_in_as("coordinator", language)
    page = demo_desk.open(cookie)
    screens = ("", "departments", "training", "maps", "rounds", "invitations", "department?department=d0001")
    for address in (f"/{one}" for one in screens):
        page.goto(demo_desk.server.url + address)
        wait_for_run(page)
        unfold(page)
        assert (address, english(page)) == (address, [])
    choice = page.get_by_role("combobox", name=say("departments.leave.into"))
    choice.click()
    choice.fill("zzz")
    expect(page.get_by_text(say("platform.no_results"))).to_be_visible()
    assert english(page) == []


@ABROAD
def test_a_department_is_added_without_a_word_of_english(desk: Desk, place: Place, language: str) -> None:
    say, name = Say(language), f"Clear all {place.id}"  # theirs, and left alone
    link = place.server.operator.invite(f"north.{place.id}@example.org", Role.COORDINATOR, region_id=REGION, name="Ugo")
    page = desk.open(place.server.sign_in(link, language), "/departments")
    page.get_by_text(say("departments.add.title")).click()
    form = page.get_by_test_id("stForm").first
    form.get_by_role("textbox", name=say("departments.field.name"), exact=True).press_sequentially(name)
    expect(page.get_by_text(say("platform.enter_confirms"))).to_be_visible()
    staff = form.get_by_role("textbox", name=say("departments.field.staff"), exact=True)
    staff.fill("many")
    staff.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(say("errors.number_whole", example=number(1250, language)))
    assert {one for one in english(page) if "Clear all p" not in one} == set()
    staff.fill("1.250")
    staff.press("Enter")
    on_disk(lambda: [one.staff for one in place.server.operator.departments(REGION) if one.name == name], [1250])
    page.goto(f"{desk.server.url}/departments")
    wait_for_run(page)
    page.get_by_role("searchbox", name=say("departments.find.label")).fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=name)).to_be_visible()


@ABROAD
def test_the_frame_of_a_page_says_nothing_in_english(desk: Desk, place: Place, language: str) -> None:
    say, page = Say(language), desk.open(place.person(language=language))
    page.get_by_role("button", name=say("platform.menu")).click()
    expect(page.get_by_text(say("platform.theme_dark"))).to_be_visible()
    assert english(page) == []
    page.get_by_text(say("platform.theme_dark")).click()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": NARROW[0], "height": 800})
    page.get_by_role("button", name=say("platform.expand")).click()
    expect(page.get_by_role("navigation", name=say("platform.pages"))).to_be_visible()
    assert english(page) == []
    page.get_by_role("button", name=say("platform.collapse")).click()
    expect(page.get_by_role("button", name=say("platform.expand"))).to_be_visible()


@ABROAD
def test_a_server_that_is_away_is_told_of_in_the_language(desk: Desk, place: Place, language: str) -> None:
    say, context = Say(language), desk.context(place.person(language=language))
    make_cuttable(context)
    page = desk.tab(context)
    context.set_offline(True)
    go_away(page)
    expect(page.get_by_role("dialog")).to_contain_text(say("platform.away"), timeout=60_000)
    assert english(page) == []
    page.get_by_role("dialog").get_by_role("button", name=say("platform.close")).last.click()
    context.set_offline(False)
    come_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(place.name)
    assert english(page) == []


# The words of a link or a button that are cut off: their box is narrower than they are, or ends beyond the screen.
_CUT = """() => [...document.querySelectorAll(
    '[data-testid=stPageLink-NavLink], [data-testid^=stBaseButton], [data-testid=stLinkButton] a')]
  .filter(one => one.offsetParent)
  .filter(one => [one, ...one.querySelectorAll('*')].some(part =>
    (part.scrollWidth > part.clientWidth + 1 && !['inline', 'contents'].includes(getComputedStyle(part).display))
    || part.getBoundingClientRect().right > innerWidth))
  .map(one => one.innerText)"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_or_button_is_cut_off_on_a_phone(demo_desk: Desk, language: str) -> None:
    server, cut = demo_desk.server, {}
    longest = max(QUESTIONNAIRE.dimensions(), key=lambda topic: len(topic.title[language]))
    before = [topic.id for topic in QUESTIONNAIRE.dimensions()]
    around = before[before.index(longest.id) - 1]
    for who, addresses in {
        "fresh_chief": ["/", "/review", f"/questions?topic={around}", "/questions?topic=profile"],
        "coordinator": ["/", "/departments", "/rounds"],
    }.items():
        cookie = server.sign_in_as(who, language)
        page = demo_desk.open(cookie, viewport={"width": NARROW[0], "height": 900})
        for address in addresses:
            page.goto(server.url + address)
            wait_for_run(page)
            unfold(page)
            for width in NARROW:
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_timeout(200)
                if found := page.evaluate(_CUT):
                    cut[f"{who} {address} {width}"] = found
    assert cut == {}
