from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crawler.archive import Archive
from crawler.items import Article, Block, Fingerprinted, Verdict
from crawler.neardup import fingerprint
from crawler.urls import article_id
from tests.archive.making import NOON, address, article, page

STORM = """Bão số 12 đổ bộ vào vùng biển Bình Định lúc rạng sáng, gió giật cấp 11 làm tốc mái hàng trăm ngôi nhà ven
đầm Thị Nại. Chính quyền thành phố đã sơ tán hơn bốn nghìn người dân đến các trường học trước nửa đêm, không có thiệt
hại về người. Sáng nay bộ đội biên phòng giúp bà con dọn cây đổ, lợp lại mái tôn và nối lại đường dây điện bị đứt."""
MARKET = """Chợ phiên Mường Hum họp trở lại sau hai năm vắng khách, người Hà Nhì và người Dao xuống núi từ bốn giờ sáng.
Thổ cẩm, mật ong rừng và măng khô bày kín hai bên suối, giá không tăng so với trước. Ban quản lý chợ cho biết đã dành
riêng một dãy sạp cho người trẻ khởi nghiệp, mỗi tháng chỉ thu phí vệ sinh."""


def news(number: int, text: str, minutes: int) -> Fingerprinted:
    blocks = tuple(Block("paragraph", part) for part in text.split("\n\n"))
    made: Article = replace(article(number), blocks=blocks, published_at=NOON + timedelta(minutes=minutes))
    served = replace(page(number), body=text.encode())
    return Fingerprinted(served, made, fingerprint(made.text))


def id_of(number: int) -> str:
    return article_id(address(number))


def test_copies_are_told_when_they_are_stored_whether_at_once_or_later(archive: Archive) -> None:
    one, two = archive.store_many([news(1, STORM, 0), news(2, STORM, 5)])
    later = archive.store_many([news(3, STORM.replace("bốn nghìn", "năm nghìn"), 9)])[0]
    assert one.verdict == Verdict("unique", cluster=one.verdict.cluster)
    assert (two.verdict.kind, two.verdict.duplicate_of, two.verdict.similarity) == ("exact", id_of(1), 1.0)
    assert (later.verdict.kind, later.verdict.duplicate_of) == ("near", id_of(1))
    assert later.verdict.similarity is not None
    assert 0.7 < later.verdict.similarity < 1


def test_an_export_tells_the_verdict_of_today(archive: Archive) -> None:
    assert archive.store_many([news(1, STORM, 30)])[0].verdict.kind == "unique"
    archive.store_many([news(2, STORM, 0)])
    verdicts = {out.article.url: out.verdict for out in archive.exported()}
    assert verdicts[address(2)].kind == "unique"
    assert (verdicts[address(1)].kind, verdicts[address(1)].duplicate_of) == ("exact", id_of(2))
    assert verdicts[address(1)].cluster == verdicts[address(2)].cluster == id_of(2)


def test_seeing_a_copy_again_tells_the_same(archive: Archive) -> None:
    archive.store_many([news(1, STORM, 0), news(2, STORM, 5)])
    again = archive.store_many([news(2, STORM, 5)])[0]
    assert (again.outcome, again.verdict.kind, again.verdict.duplicate_of) == ("unchanged", "exact", id_of(1))


def test_a_rewritten_copy_is_a_copy_no_more(archive: Archive) -> None:
    archive.store_many([news(1, STORM, 0), news(2, STORM, 5)])
    rewritten = archive.store_many([news(2, MARKET, 5)])[0]
    assert (rewritten.outcome, rewritten.verdict) == ("revised", Verdict("unique"))
    assert {out.verdict.kind for out in archive.exported()} == {"unique"}


def test_copies_are_counted_by_paper_and_kind(archive: Archive) -> None:
    other = news(3, STORM.replace("bốn nghìn", "năm nghìn"), 9)
    other = replace(other, article=replace(other.article, site="bao-do"))
    archive.store_many([news(1, STORM, 0), news(2, STORM, 5), other, news(5, MARKET, 0)])
    assert {site.site: site.copies for site in archive.report().sites} == {
        "bao-do": {"near": 1},
        "bao-thu": {"exact": 1},
    }


def test_copies_are_found_after_the_archive_was_closed(database_url: str, tmp_path: Path) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store_many([news(1, STORM, 0)])
    with Archive.open(database_url, tmp_path) as archive:
        assert archive.store_many([news(2, STORM, 5)])[0].verdict.duplicate_of == id_of(1)
