"""Words that announce what is not the article. Each counts as a whole line only: a public cleaner that cut after the
word "Video" anywhere lost paragraphs that merely began with it."""

import re

from crawler.dates import printed_dates
from crawler.extraction.outline import Segment
from crawler.text import fold

_POINTER = re.compile(r"^\s*(?:>>+|»|►|☞|▶|&gt;&gt;)\s*")
_RELATED = re.compile(
    r"^(?:[>»►☞▶*+\-–•\[(]+\s*)?(?:"
    r"(?:mời\s+(?:quý\s+)?(?:bạn|độc giả|vị|quý vị)?\s*)?(?:bạn\s+)?(?:đọc|xem)\s+(?:thêm|tiếp|ngay)(?:\s+(?:các\s+)?(?:bài|tin)(?:\s+viết)?)?(?:\s+(?:tại đây|khác|liên quan))?"
    r"|(?:các\s+)?(?:tin|bài|nội dung|chủ đề|tin bài|video|clip)\s*(?:viết|tức)?\s*(?:có\s+)?liên quan"
    r"|(?:có thể\s+)?(?:bạn|độc giả)\s+(?:có thể\s+)?(?:quan tâm|chưa đọc|nên đọc|thích)|có thể bạn quan tâm"
    r"|tham khảo thêm|đừng bỏ lỡ|đang được quan tâm|bài (?:nên đọc|đọc nhiều)|nên đọc|khám phá thêm"
    r"|(?:tin|bài)\s+(?:cùng\s+(?:chuyên mục|chủ đề|tác giả)|khác|mới(?: nhất)?|nổi bật|nóng|trước|tiếp)"
    r")\s*(?:[:：.…>»\])]+|$)",
    re.IGNORECASE,
)
_END = re.compile(
    r"^(?:(?:các\s+)?(?:tin|bài)(?:\s+viết)?\s+(?:khác|cùng chuyên mục|cùng chủ đề|mới nhất|mới hơn|cũ hơn|(?:đã )?đăng|đã đưa|mới|liên quan|đọc nhiều|nổi bật)|cùng (?:chuyên mục|chủ đề)"
    r"|(?:ý kiến|phản hồi|bình luận|thảo luận)(?:\s+(?:của\s+)?(?:bạn đọc|độc giả|bạn|\(?\d+\)?))?\s*(?:\(\s*\d+\s*\))?"
    r"|(?:gửi|viết|xem)\s+(?:ý kiến|bình luận|phản hồi)(?:\s+của bạn)?|\d*\s*comments?|comments?\s*\(\d+\)|post a comment|đăng nhận xét|nhận xét"
    r"|popular posts(?: from this blog)?|related (?:posts|articles|stories)|you may also like|leave a (?:reply|comment)"
    r"|(?:tin|bài)?\s*(?:đọc|xem)\s+nhiều(?:\s+nhất)?|có thể bạn quan tâm|quay lại bài viết|xem theo ngày(?: tháng)?)\s*:?$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:chia sẻ(?: (?:bài viết|qua|lên|tin|với).{0,30})?|bình luận|lưu(?: bài(?: viết)?)?|thích|tweet|share|facebook|zalo|twitter|email|in(?: bài(?: viết)?)?"
    r"|copy link|sao chép liên kết|link|theo dõi .{0,40}(?:google news|trên google|trên facebook|trên zalo).{0,20}|nghe đọc bài|đọc tiếp|xem chi tiết|chi tiết"
    r"|in trang này|quay lại|về trang (?:chủ|chủ đề)|trở (?:lại|về)(?: đầu trang)?|về đầu trang|quảng cáo|advertisement|tin tài trợ|nghe podcast|0:00|aa|a[+-]|cỡ chữ"
    r"|google news|theo dõi|follow|đăng ký|like|gửi email|in trang|phóng to|xem ảnh lớn|skip to main content|\d+ (?:bình luận|lượt xem|thích|chia sẻ))\s*:?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^bình luận\s*\(\d+\).{0,25}$", re.IGNORECASE)
_DATED = re.compile(r"\s*\(\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?:,?\s*\d{1,2}[:h]\d{2})?\)$")
_OFFER = re.compile(r"^(?:kính\s+)?mời\s+(?:quý\s+)?(?:bạn đọc|độc giả|vị)?\s*(?:đặt|mua|đón đọc|đón xem|tìm đọc)\b", re.IGNORECASE)
_TAGS = re.compile(r"^(?:từ khóa|từ khoá|tags?|thẻ|chủ đề|hashtag|key ?words?|labels|nhãn|tin theo chủ đề)\s*[:：]", re.IGNORECASE)
_TAGS_ALONE = re.compile(r"^(?:từ khóa|từ khoá|tags?|thẻ|hashtag)\s*:?$", re.IGNORECASE)
_CALL = re.compile(
    r"^[\W_]*(?:mời|quý|kính mời|bạn đọc|độc giả|chia sẻ|gửi|tham gia|theo dõi|đăng ký|nhấn|bấm|click|xem|đọc|tải|để|truy cập|ý kiến|mọi)\b.*"
    r"(?:tại đây|ở đây|vào đây|google news|fanpage|hotline)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"[?&](?:\w*id|p|news|article)=\d{2,}|/\d{5,}(?:[./-]|$)", re.IGNORECASE)
_SLUG = re.compile(r"[^/?#]*(?:-[^/?#-]+){3,}")


def points_away(segment: Segment) -> str:
    """Why a single line is a pointer to something else ("" when it is not): `>> …`, "Xem thêm: …", a linked headline."""
    text = segment.text
    if _POINTER.match(text):
        return "a line that points to another article"
    match = _RELATED.match(text)
    if match and (match.end() >= len(text) - 2 or segment.links >= 0.5 * (len(text) - match.end())):
        return "a cue for related articles"
    if segment.linked and leads_to_article(segment.href) and len(text.split()) >= 4:
        return "a linked headline"
    if (dated := _DATED.search(text)) and segment.links >= 0.9 * dated.start():
        return "a dated headline of another article"
    if len(text) < 100 and _OFFER.match(text):
        return "the paper's offer"
    if _CALL.match(text) and segment.links and (len(text) < 200 or segment.emphasised):
        return "a call to readers"
    return ""


def leads_to_article(href: str) -> bool:
    """Whether an address looks like an article's: a headline with hyphens, or a number as old systems have it."""
    return _SLUG.search(href.rstrip("/").rsplit("/", 1)[-1]) is not None or _NUMBERED.search(href) is not None


def is_label(text: str) -> bool:
    """Share buttons, font sizes and the like, alone on their line."""
    if len(text) >= 90:
        return False
    return all(_LABEL.match(part.strip()) for part in text.split("|")) or _COUNTED.match(text) is not None


def is_related_cue(text: str) -> bool:
    """A line that announces related articles and says nothing else."""
    match = _RELATED.match(text) if len(text) < 80 else None
    return match is not None and match.end() >= len(text) - 2


def ends_body(text: str) -> bool:
    """The headline of what comes after an article: other news, comments, popular posts."""
    return len(text) < 60 and _END.match(text) is not None


def starts_tags(text: str) -> bool:
    """"Từ khóa: …", "Tags:" and the like."""
    return _TAGS.match(text) is not None or _TAGS_ALONE.match(text) is not None


def same_words(one: str, other: str) -> bool:
    """Equal but for case, marks and punctuation."""
    if abs(len(one) - len(other)) > 8:
        return False
    return re.sub(r"\W+", " ", fold(one)).strip() == re.sub(r"\W+", " ", fold(other)).strip()


def is_date_line(text: str) -> bool:
    """A date and little else: at most a weekday, the author and what the share bar says."""
    if len(text) > 160 or text.endswith((".", "!", "?", "…", "”", '"')):
        return False
    exact = next(iter(printed_dates(text)), None)
    return exact is not None and (exact[1] or len(text) < 70) and len(re.findall(r"[^\W\d_]{3,}", text)) <= (18 if exact[1] else 6)
