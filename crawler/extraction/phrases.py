"""What papers write around their articles, as patterns over a whole line."""

import re


def _lines(*alternatives: str, before: str = "", after: str = r"\s*:?$") -> re.Pattern[str]:
    return re.compile(f"^{before}(?:{'|'.join(alternatives)}){after}", re.IGNORECASE)


_READER = r"(?:quý\s+)?(?:bạn đọc|độc giả|bạn|vị|quý vị)?"
_ITEMS = r"(?:các\s+)?(?:tin bài|tin|bài)(?:\s+(?:viết|tức))?"

POINTER = re.compile(r"^\s*(?:>>+|»|►|☞|▶|&gt;&gt;)\s*")
RELATED = _lines(
    rf"(?:mời\s+{_READER}\s*)?(?:bạn\s+)?(?:đọc|xem)\s+(?:thêm|tiếp|ngay)"
    rf"(?:\s+{_ITEMS})?(?:\s+(?:tại đây|khác|liên quan))?",
    r"(?:các\s+)?(?:tin|bài|nội dung|chủ đề|tin,? bài|video|clip)?\s*(?:viết|tức)?\s*(?:có\s+)?liên quan",
    r"(?:có thể\s+)?(?:bạn|độc giả)\s+(?:có thể\s+)?(?:quan tâm|chưa đọc|nên đọc|thích)",
    r"có thể bạn quan tâm|tham khảo thêm|đừng bỏ lỡ|đang được quan tâm|khám phá thêm",
    r"bài (?:nên đọc|đọc nhiều)|nên đọc",
    r"(?:tin|bài)\s+cùng\s+(?:chuyên mục|chủ đề|tác giả)",
    r"(?:tin|bài)\s+(?:khác|mới(?: nhất)?|nổi bật|nóng|trước|tiếp)",
    before=r"(?:[>»►☞▶*+\-–•\[(]+\s*)?",
    after=r"\s*(?:[:：.…>»\])]+|$)",
)
TOPIC = _lines(
    r"(?:dòng\s+)?sự kiện|chuyên đề|chủ đề|chuyên mục|loạt bài|series|video|clip|infographic|ảnh", after=r"\s*[:：]"
)
INVITATION = _lines(
    r"(?:kính\s+)?mời\s+(?:quý\s+)?(?:bạn đọc|độc giả|quý vị|khán giả|các bạn|bạn)\b.*"
    r"(?:chuyên mục|tin,? bài|bài viết liên quan|tại đây|hotline|fanpage)",
    before=r"[\W_]*",
    after="",
)
VIDEO = _lines(
    rf"(?:kính\s+)?mời\s+{_READER}\s*(?:khán giả\s*)?"
    r"(?:cùng\s+)?(?:xem|đón xem|theo dõi|nghe)(?:\s+(?:thêm|lại))?\s+(?:video|clip)",
    r"(?:xem\s+)?(?:video|clip)(?:\s+(?:đang )?(?:được|bị) (?:quan tâm|xem).{0,20})\s*:",
    after="",
)
COMMENTS_BEHIND = _lines(
    r"(?:ý kiến|phản hồi|bình luận|thảo luận)(?:\s+(?:của\s+)?(?:bạn đọc|độc giả|bạn))?\s*(?:\(?\s*\d+\s*\)?)?",
    r"(?:gửi|viết|xem)\s+(?:ý kiến|bình luận|phản hồi)(?:\s+của bạn)?|đăng nhận xét|nhận xét",
    r"\d*\s*comments?|comments?\s*\(\d+\)|post a comment|leave a (?:reply|comment)",
    r"popular posts(?: from this blog)?|related (?:posts|articles|stories)|you may also like",
)
SECTION_BEHIND = _lines(
    rf"{_ITEMS}\s+(?:khác|cùng chuyên mục|cùng chủ đề|mới nhất|mới hơn|cũ hơn|mới|liên quan|đọc nhiều|nổi bật)",
    rf"{_ITEMS}\s+(?:(?:đã )?đăng|đã đưa)|cùng (?:chuyên mục|chủ đề)",
    r"(?:tin|bài)?\s*(?:đọc|xem)\s+nhiều(?:\s+nhất)?|có thể bạn quan tâm",
    r"quay lại bài viết|xem theo ngày(?: tháng)?",
)
LABELS = _lines(
    r"chia sẻ(?: (?:bài viết|qua|lên|tin|với).{0,30})?|bình luận|lưu(?: bài(?: viết)?)?|thích|tweet|share|like|follow",
    r"facebook|zalo|twitter|email|gửi email|copy link|sao chép liên kết|link|lấy link!?|link(?: bài)? gốc",
    r"google news|theo dõi|đăng ký",
    r"theo dõi .{0,40}(?:google news|trên google|trên facebook|trên zalo).{0,20}|theo dõi .{2,40} trên",
    r"\d{1,2}:\d{2}\s*/\s*\d{1,2}:\d{2}|(?:giọng )?(?:nữ|nam) (?:miền )?(?:bắc|trung|nam)|giọng đọc|tốc độ(?: đọc)?|1x",
    r"in(?: bài(?: viết)?)?|in trang(?: này)?|phóng to|xem ảnh lớn|cỡ chữ|aa|a[+-]|0:00|nghe (?:đọc bài|podcast)",
    r"đọc tiếp|xem chi tiết|chi tiết|quay lại|về trang (?:chủ|chủ đề)|trở (?:lại|về)(?: đầu trang)?",
    r"(?:về|lên) đầu trang|mục lục|nội dung (?:chính|bài viết)|bấm xem|bản in|gửi cho bạn bè|bài gốc",
    r"viết bình luận|ẩn|hiện",
    r"thích bài (?:này|viết)\??(?:\s*\d+)?",
    r"nghe (?:bài viết|nội dung)|đọc bài|lượt xem\s*:?\s*[\d.,]+|thu gọn|mở rộng|thảo luận|gửi bình luận",
    r"digg|technorati|del\.icio\.us|google ?\+|linkedin|pinterest|linkhay|share this post on",
    r"quảng cáo|advertisement|tin tài trợ|skip to main content|\d+ (?:bình luận|lượt xem|thích|chia sẻ)",
    before=r"[\s|·•\-–—>»]*+(?:",
    after=r"[\s|:·•\-–—>»]*+)+$",  # possessive: forty labels in a row and a word must not cost 2^40 steps
)
COMMENT_FOOT = re.compile(r"\d+ (?:giây|phút|giờ|ngày) trước\b.{0,20}\b(?:thích|trả lời)\b", re.IGNORECASE)
PHOTO_CREDIT = _lines(
    r"(?:nguồn\s+)?(?:ảnh|video|clip|đồ họa|đồ hoạ|infographic)\s*:\s*[^.:]{2,60}|ảnh minh (?:họa|hoạ)",
    after=r"[.\s)]*$",
)
ADDRESS = re.compile(r"^https?://\S+$", re.IGNORECASE)
NOTICE = _lines(  # said to readers by the page, not by the article
    r"(?:trình duyệt|thiết bị) (?:của bạn )?(?:không|chưa) hỗ trợ.*|.{0,40}bật javascript.*|this is a modal window.*",
    r"(?:tiếp tục )?đọc (?:tiếp )?(?:bên )?dưới quảng cáo|bài viết tiếp tục (?:bên )?dưới.*|nội dung quảng cáo",
    r"(?:®|©|bản quyền (?:thuộc|©)|(?:vui lòng |đề nghị |yêu cầu )?ghi rõ nguồn).*",
    r"(?:quét mã qr|tải (?:ngay )?(?:ứng dụng|app)).*|đánh giá (?:bài viết|bài báo).*|(?:#\w+\s*)+",
    r"(?:nguồn\s*:\s*)?\[?link (?:bài )?(?:nguồn|gốc)\]?",
    r"(?:hãy )?(?:theo dõi|đăng ký|like|follow|kết nối với)\s+"
    r"(?:chúng tôi|(?:kênh|fanpage|trang)\s.{0,30}\b(?:báo|chúng tôi))\b.{0,30}"
    r"(?:facebook|youtube|zalo|tiktok|telegram|google|để).*",
)
COUNTED = re.compile(r"^bình luận\s*\(\d+\).{0,25}$", re.IGNORECASE)
DATED = re.compile(r"\s*\(\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?:,?\s*\d{1,2}[:h]\d{2})?\)$")
OFFER = _lines(rf"(?:kính\s+)?mời\s+{_READER}\s*(?:đặt|mua|đón đọc|đón xem|tìm đọc)", after=r"\b")
TAGS = _lines(r"từ kh(?:óa|oá)|tags?|thẻ|chủ đề|hashtag|key ?words?|labels|nhãn|tin theo chủ đề", after=r"\s*[:：]")
TAGS_ALONE = _lines(r"từ kh(?:óa|oá)|tags?|thẻ|hashtag")
CALL = _lines(
    r"mời|quý|kính mời|bạn đọc|độc giả|chia sẻ|gửi|tham gia|theo dõi|đăng ký",
    r"nhấn|bấm|click|xem|đọc|tải|để|truy cập|ý kiến|mọi",
    before=r"[\W_]*",
    after=r"\b.*(?:tại đây|ở đây|vào đây|google news|fanpage|hotline|\S@\S)",
)
