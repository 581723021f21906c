"""The data sheet of a real archive: its figures, and the page in a real browser."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from crawler.archive import Archive, Sheet
from crawler.errors import BadInput
from crawler.items import Fingerprinted
from crawler.neardup import fingerprint
from crawler.sheet import render, write
from tests.archive.making import article, page

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
MORNING = datetime.fromisoformat("2025-11-03T08:00:00+07:00")


def story(number: int, site: str, text: str, at: datetime | None, **changes: Any) -> Fingerprinted:
    made = replace(article(number, site=site, text=text), published_at=at, **changes)
    served = replace(page(number, site=site), body=f"{number} {text}".encode())
    return Fingerprinted(served, made, fingerprint(made.text))


def own(number: int, words: int = 60) -> str:
    return " ".join(f"chuyện {number} thứ {number * 1000 + place} kể" for place in range(words))


def _sheet(database_url: str, folder: Path) -> Sheet:
    """Day 3: eight articles; day 4: four; day 6: two, one of them 25 minutes after its original; one without a day."""
    stories = [story(n, "bao-mot", own(n), MORNING + timedelta(minutes=n)) for n in range(8)]
    stories += [story(10 + n, "bao-hai", own(10 + n), MORNING + timedelta(days=1, minutes=n)) for n in range(4)]
    first = MORNING + timedelta(days=3)
    stories.append(story(20, "bao-mot", own(20), first, title=f"Tin gốc {HOSTILE}", kind="video"))
    stories.append(story(21, "bao-hai", own(20), first + timedelta(minutes=25), title="Tin đăng lại"))
    stories.append(story(22, "bao-hai", own(22), None, language=None))
    with Archive.open(database_url, folder) as archive:
        archive.store_many(stories)
        return archive.sheet()


@pytest.fixture
def sheet(database_url: str, tmp_path: Path) -> Sheet:
    return _sheet(database_url, tmp_path / "archive")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page, with a paper that is called something hostile."""
    folder = tmp_path_factory.mktemp("drawn")
    return render(_sheet(f"sqlite:///{folder}/khobao.db", folder), {"bao-hai": HOSTILE})


def test_figures_are_those_of_the_archive(sheet: Sheet) -> None:
    one, two = sheet.papers
    assert (one.site, one.articles, one.undated) == ("bao-mot", 9, 0)
    assert (two.site, two.articles, two.undated) == ("bao-hai", 6, 1)
    assert one.days == {date(2025, 11, 3): 8, date(2025, 11, 6): 1}
    assert sum(sheet.lengths.values()) == sum(sheet.quality.values()) == sheet.contents.articles == 15
    assert sheet.kinds == {"article": 14, "video": 1}
    assert sheet.languages == {"vi": 14, "": 1}
    assert sheet.contents.dropped == {"related": 15}
    assert sheet.contents.filled["bao-hai"]["published_at"] == 5


def test_who_copied_whom_and_how_much_later(sheet: Sheet) -> None:
    assert [(one.source, one.copier, one.articles, one.median, one.fastest) for one in sheet.pairs] == [
        ("bao-mot", "bao-hai", 1, 1500.0, 1500.0)
    ]
    assert [(one.title, one.delay, one.kind) for one in sheet.examples] == [("Tin đăng lại", 1500.0, "exact")]


def test_the_same_sheet_is_the_same_page(sheet: Sheet) -> None:
    assert render(sheet, {}) == render(sheet, {})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def shown(browser: Browser, drawn: str, tmp_path: Path) -> Iterator[Page]:
    """The page at the width of a phone; whatever it complains of or asks for fails the test."""
    file = tmp_path / "sheet.html"
    write(drawn, file)
    context = browser.new_context(viewport={"width": 360, "height": 800})
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("console", lambda message: trouble.append(message.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("dialog", lambda dialog: trouble.append(dialog.message))
    opened.on("request", lambda request: trouble.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    context.close()
    assert trouble == [file.as_uri()]


def heights(shown: Page, chart: str) -> list[float]:
    return [box.bounding_box()["height"] for box in shown.locator(f"{chart} rect").all()]  # type: ignore[index]


def test_bars_are_as_high_as_there_are_articles(shown: Page) -> None:
    drawn = heights(shown, "#time > svg.tall")
    assert [round(height / drawn[0], 2) for height in drawn] == [1.0, 0.5, 0.25]
    titles = [title.text_content() for title in shown.locator("#time > svg.tall title").all()]
    assert titles == ["2025-11-03: 8", "2025-11-04: 4", "2025-11-06: 2"]
    for chart in ("#lengths svg.tall", "#quality svg.tall", "#time .lines svg"):
        assert max(heights(shown, chart)) > 20
    places = [box.bounding_box()["x"] for box in shown.locator("#time > svg.tall rect").all()]  # type: ignore[index]
    assert (places[2] - places[1]) / (places[1] - places[0]) == pytest.approx(2, abs=0.05)  # a day without articles


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_window(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 800})
    for language in ("vi", "en"):
        shown.locator(f"label[for={language}]").click()
        assert shown.evaluate("document.documentElement.scrollWidth") == width


def test_either_language_is_there_without_script(shown: Page) -> None:
    heading = shown.locator("#time h2")
    assert heading.inner_text() == "Bài theo thời gian"
    shown.locator("label[for=en]").click()
    assert heading.inner_text() == "Articles over time"
    assert "25\u202fmin" in shown.locator("#copies").inner_text()
    assert shown.locator("script").count() == 0
    shown.locator("label[for=vi]").click()
    assert "25\u202fphút" in shown.locator("#copies").inner_text()


def test_hostile_headlines_and_names_are_text(shown: Page) -> None:
    assert f"Tin gốc {HOSTILE}" in shown.locator("#copies .examples").inner_text()
    assert HOSTILE in shown.locator("#papers").inner_text()
    assert shown.locator("img").count() == 0


def test_dark_mode_and_print_have_grounds_of_their_own(shown: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = shown.evaluate(ground)
    shown.emulate_media(color_scheme="dark")
    assert shown.evaluate(ground) != light
    shown.emulate_media(media="print", color_scheme="dark")
    assert shown.evaluate(ground) == "rgb(255, 255, 255)"
    assert not shown.locator(".switch").is_visible()


def test_what_was_there_is_replaced_whole_or_left(tmp_path: Path) -> None:
    file = tmp_path / "sheet.html"
    write("một", file)
    write("hai", file)
    assert file.read_text() == "hai"
    assert [one.name for one in tmp_path.iterdir()] == ["sheet.html"]


@pytest.mark.parametrize("place", ["", "there/is/none/sheet.html"])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, place: str) -> None:
    with pytest.raises(BadInput, match=r": (a folder: name a file in it|cannot be written: No such file)"):
        write("một", tmp_path / place)
