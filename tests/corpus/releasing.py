"""Archives for the corpus's tests, and exports of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.corpus import Copies, Format, Manifest, Options, Selection, Source, Writing, export
from crawler.items import Block, Fingerprinted
from crawler.neardup import fingerprint
from tests.archive.making import article, page

PIECES = (
    "Ghe bầu chở nước mắm ngược dòng suốt đêm, tới sáng cập bến chợ nổi và bán hết trước lúc nắng lên ngọn bần.",
    "Người thợ đóng xuồng già nhất xóm dạy con trai chọn gỗ sao, ngâm bùn ba mùa lũ rồi mới đem lên phơi dưới tán dừa.",
    "Trạm bơm đầu mối mở cống lấy nước ngọt từ nửa đêm, bà con chia nhau canh ruộng vì triều cường năm nay về sớm hơn.",
    "Lớp học trên bè có mười sáu học trò, cô giáo chèo xuồng đi đón từng em vào những hôm sóng lớn và gió bấc mạnh.",
    "Đội ghe ngo tập luyện từ đầu mùa, năm mươi tay dầm khua cùng một nhịp trống cho kịp ngày hội đua ghe của cả vùng.",
)


class Silent:
    """Nobody looks at the progress."""

    def begin(self, total: int, done: int) -> None:
        pass

    def advance(self, articles: int) -> None:
        pass


def story(number: int, text: str | None = None, **changes: Any) -> Fingerprinted:
    """An article as a crawl stores it; numbers differ in their words, so that none is a copy unless `text` makes it."""
    words = text or f"{PIECES[number % len(PIECES)]} " + " ".join(
        f"chuyện {number} điều {number + k}" for k in range(40)
    )
    made = replace(article(number, text=words), **changes)
    served = replace(page(number), body=f"{number} {words} {changes}".encode())
    return Fingerprinted(served, made, fingerprint(made.text))


def revised(number: int, text: str, hours: int = 1) -> Fingerprinted:
    """The same article with another text, seen later."""
    one = story(number, text)
    return replace(one, page=replace(one.page, fetched_at=one.page.fetched_at + timedelta(hours=hours)))


def undated(number: int) -> Fingerprinted:
    return story(number, published_at=None)


def bare(number: int) -> Fingerprinted:
    """A page of a headline and a lead."""
    return story(number, blocks=())


def made(database_url: str, folder: Path, *stories: Fingerprinted, at_once: int = 7) -> Source:
    """An archive of these articles, stored a few at a time; one that is there already gets more."""
    with Archive.open(database_url, folder) as archive:
        for start in range(0, len(stories), at_once):
            archive.store_many(stories[start : start + at_once])
    return Source(database_url, folder)


def usual(form: Format, **changes: Any) -> Options:
    """The options that `khobao export --format …` means without others."""
    plain = form in {Format.SEED, Format.TEXT}
    writing = changes.pop("writing", Writing(captions=form is Format.SEED))
    selection = {"copies": Copies.DROP if plain else Copies.FLAG} | changes.pop("selection", {})
    return Options(format=form, selection=Selection(**selection), writing=writing, **changes)


def exported_to(source: Source, options: Options, out: Path, workers: int = 1) -> Manifest:
    return export(source, options, out, told=print, progress=Silent(), workers=workers)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a release."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def said(*blocks: tuple[str, str]) -> tuple[Block, ...]:
    return tuple(Block(kind, text) for kind, text in blocks)  # type: ignore[arg-type]


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00+07:00")
