"""The words of the status page, in Vietnamese and in English."""

from collections.abc import Mapping

LANGUAGES = ("vi", "en")

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Kho Báo: tình trạng", "Kho Báo: status"),
    "well": ("Hoạt động tốt", "All is well"),
    "unwell": ("Có sự cố", "Trouble"),
    "as_of": ("Số liệu lúc", "Figures of"),
    "gathering": ("Đang thu thập số liệu; trang này tự tải lại.", "Gathering figures; this page reloads itself."),
    "articles": ("Bài đã lưu", "Articles held"),
    "today": ("Hôm nay", "Today"),
    "queue": ("Chờ tải", "Waiting to be fetched"),
    "papers": ("Báo", "Papers"),
    "paper": ("Báo", "Paper"),
    "free": ("Đĩa còn trống", "Disk free"),
    "of": ("trên", "of"),
    "database": ("Cơ sở dữ liệu", "Database"),
    "warc": ("Tệp WARC", "WARC files"),
    "alarms": ("Cảnh báo", "Alarms"),
    "no_alarms": ("Không có cảnh báo.", "There are no alarms."),
    "since": ("từ", "since"),
    "all_papers": ("mọi báo", "all papers"),
    "per_day": ("Bài mới mỗi ngày, 30 ngày qua", "New articles a day, last 30 days"),
    "last": ("Lượt vừa qua", "Last visit"),
    "next": ("Lượt tới", "Next visit"),
    "waiting": ("Chờ", "Waiting"),
    "failed": ("lỗi", "failed"),
    "total": ("Tổng", "Total"),
    "month": ("30 ngày", "30 days"),
    "never": ("chưa có", "none yet"),
    "now": ("bây giờ", "now"),
    "ago": ("{} trước", "{} ago"),
    "in": ("sau {}", "in {}"),
    "other": ("English", "Tiếng Việt"),
    "seconds": ("{} giây", "{} s"),
    "minutes": ("{} phút", "{} min"),
    "hours": ("{} giờ", "{} h"),
    "days": ("{} ngày", "{} days"),
}


def words(language: str) -> dict[str, str]:
    """Every word of the page in one of LANGUAGES."""
    place = LANGUAGES.index(language)
    return {name: both[place] for name, both in WORDS.items()}


def language_of(asked: str | None, accepted: str) -> str:
    """The language of a page: what `?lang=` asks for, else the first that `Accept-Language` has of ours, else ours.

    Weights are honoured as RFC 9110, 12.5.4 says; what cannot be read counts as not wanted.
    """
    if asked in LANGUAGES:
        return asked
    weighed = [_weighed(part) for part in accepted[:200].split(",")]
    ranked = sorted((one for one in weighed if one[0] in LANGUAGES and one[1] > 0), key=lambda one: -one[1])
    return ranked[0][0] if ranked else "vi"


def _weighed(part: str) -> tuple[str, float]:
    tag, _, parameter = part.partition(";")
    name, _, weight = parameter.strip().partition("=")
    try:
        return tag.strip().lower().partition("-")[0], float(weight) if name else 1.0
    except ValueError:
        return "", 0.0
