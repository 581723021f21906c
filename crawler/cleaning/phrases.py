"""The fixed words of web pages around an article, Vietnamese and English, as their templates print them.

Every phrase stands for a whole line, counts, colons and case aside: the same words inside a sentence are text.
"""

import re

from crawler.text import fold


def key(text: str) -> str:
    """The line as phrases are compared: folded, without numbers and punctuation."""
    return " ".join(re.findall(r"[^\W\d_]+", fold(text)))


def _keys(phrases: str) -> frozenset[str]:
    return frozenset(key(phrase) for phrase in re.split(r"[|\n]", phrases) if phrase)


SKIP = _keys("""Skip to main content|Skip to content|Skip to primary content|Skip to navigation|Skip links
Skip to sidebar|Chuyển đến nội dung chính|Chuyển đến nội dung|Chuyển tới nội dung|Bỏ qua nội dung
Bỏ qua và tới nội dung chính|Đi đến nội dung chính|Nhảy đến nội dung|Tới nội dung|Bỏ qua đến nội dung
Đến nội dung chính|Chuyển đến phần nội dung|Jump to content|Skip to main""")
"""Links for screen readers, first on the page."""

COMMENTS = _keys("""Comments|Comment|No comments|Post a Comment|Leave a comment|Leave a Reply
Leave a Reply Cancel reply|Add a comment|Join the conversation|Responses|Be the first to comment
Nhận xét|Đăng nhận xét|Không có nhận xét nào|Gửi nhận xét|Viết nhận xét|Bình luận|Gửi bình luận|Viết bình luận
Ý kiến|Ý kiến bạn đọc|Ý kiến độc giả|Ý kiến của bạn|Gửi ý kiến|Gửi ý kiến của bạn|Chia sẻ ý kiến của bạn
Bình luận của bạn|Viết bình luận của bạn|Để lại một bình luận|Để lại bình luận|Để lại một bình luận Hủy|Trả lời Hủy
Bình luận bài viết|Thảo luận|Phản hồi|Gửi phản hồi|Bạn đọc bình luận|Bình luận Facebook|Facebook Comments
Thêm bình luận|Cùng thảo luận|Tham gia bình luận|Bình luận mới nhất|Chưa có bình luận nào
Hiện chưa có bình luận nào|Trả lời|Trả lời hủy|Để lại một phản hồi|Để lại phản hồi|Viết phản hồi""")
"""What opens the readers' comments: nothing of the article comes after."""

END = _keys("""Popular posts from this blog|Popular posts|Bài đăng phổ biến từ blog này|Bài đăng phổ biến
Bài viết phổ biến|Báo cáo vi phạm|Report Abuse|Powered by Blogger|Được tạo bởi Blogger|Blog Archive|Lưu trữ Blog
Lưu trữ|Older Post|Newer Post|Bài đăng Mới hơn|Bài đăng Cũ hơn|Newer Post Older Post|Newer Post Home|Older Posts
Newer Posts|Share this|Like this|Previous Post|Next Post|Previous Article|Next Article|Post navigation
Điều hướng bài viết|Bài viết trước|Bài viết sau|Bài trước|Bài sau|Bài trước đó|Bài tiếp theo|About the author
About author|Về tác giả|Filed under|Posted in|Labels|Nhãn""")
"""What opens the end of a blog's page."""

RELATED = _keys("""Tin liên quan|Bài liên quan|Bài viết liên quan|Tin bài liên quan|Tin tức liên quan|Video liên quan
Ảnh liên quan|Tin cùng chuyên mục|Cùng chuyên mục|Bài cùng chuyên mục|Bài viết cùng chuyên mục|Tin cùng loại
Chuyên mục liên quan|Cùng chủ đề|Bài viết cùng chủ đề|Tin cùng chủ đề|Chủ đề liên quan|Sự kiện liên quan
Tin khác|Các tin khác|Bài khác|Tin tức khác|Các bài khác|Bài viết khác|Các bài viết khác|Tin bài khác
Tin đã đưa|Các tin đã đưa|Tin cũ hơn|Tin mới hơn|Các tin cũ hơn|Các tin mới hơn|Những tin mới hơn|Những tin cũ hơn
Tin mới|Tin mới nhất|Mới nhất|Bài mới nhất|Bài viết mới|Bài viết mới nhất|Tin mới cập nhật|Bài viết gần đây
Đọc nhiều|Đọc nhiều nhất|Xem nhiều|Xem nhiều nhất|Tin đọc nhiều|Tin xem nhiều|Bài đọc nhiều|Được quan tâm
Quan tâm nhiều|Đang được quan tâm|Tin nổi bật|Nổi bật|Bài viết nổi bật|Sự kiện nổi bật|Chủ đề nổi bật|Tiêu điểm
Tin tiêu điểm|Tin trong ngày|Nóng trong ngày|Tin hot|Tin nóng|Tin cùng sự kiện|Dòng sự kiện|Tin theo dòng sự kiện
Có thể bạn quan tâm|Bạn có thể quan tâm|Có thể bạn thích|Bạn có thể thích|Có thể bạn muốn xem|Có thể bạn muốn đọc
Đọc thêm|Xem thêm|Xem tiếp|Đọc tiếp|Tham khảo thêm|Xem thêm tin|Tin đáng đọc|Dành cho bạn|Đề xuất cho bạn
Gợi ý cho bạn|Tin tài trợ|Mời quý độc giả đón đọc|Mời bạn đọc|Đừng bỏ lỡ|Đừng bỏ qua|Xem theo ngày|Multimedia
Tin cùng tác giả|Cùng tác giả|Bài cùng tác giả|Related|Related posts|Related articles|Related news|Related stories
You may also like|You might also like|Read more|More stories|More from this author|Recommended|Recommended for you
Trending|Most read|Most popular|Latest news|Recent posts|Latest posts|Similar posts|More in|See also|Read also
Don't miss|Up next|Editor's picks|Tags|Tag|Từ khóa|Chủ đề|Thẻ|Tagged|Đọc bài theo từ khoá|Từ khóa liên quan""")
"""What opens a list of links to other articles, or of tags: the article may go on after it."""

LABELS = SKIP | _keys("""Facebook|Twitter|Twitter X|X|Zalo|LinkedIn|Pinterest|Telegram|WhatsApp|Messenger|Viber
Reddit|Tumblr|Instagram|Threads|Email|E-mail|Mail|Print|Copy|Copy link|Copy link thành công|Link|Tweet|Share|Like
Save|Follow|Follow us|Subscribe|RSS|YouTube|TikTok|Google|Google News|News google|Google plus|GMT|By|Author|Views
Chia sẻ|Chia sẻ bài viết|Chia sẻ Facebook|Chia sẻ Zalo|Chia sẻ lên Facebook|Chia sẻ qua Email|Chia sẻ trên Facebook
Chia sẻ trên X|Thích|Lưu|Lưu bài|Lưu bài viết|Sao chép|Sao chép liên kết|Sao chép link|Đã sao chép|In|In bài
In bài viết|In trang|Bản in|Gửi email|Gửi mail|Gửi bài viết|Share to X|Share to Twitter|Share to Facebook
Share to Pinterest|BlogThis|Email This|Get link|Other Apps|Nhận đường liên kết|Ứng dụng khác|Share on Facebook
Share on Twitter|Share via email|Share this post|Share this article|Click to share on|Opens in new window
Theo dõi|Theo dõi trên|Theo dõi trên Google News|Theo dõi chúng tôi trên Google News|Đăng ký|Báo lỗi|Báo xấu
Gửi góp ý|Tác giả|Lượt xem|lượt thích|Xem|Cỡ chữ|Chọn cỡ chữ|Nhỏ hơn|Lớn hơn|Nhỏ|Lớn|A|Aa|Giọng nữ|Giọng nam|Nghe
Nghe đọc bài|Nghe bài viết|Nghe audio|Nghe nội dung bài viết|Đọc bài|Phát|Nữ miền Bắc|Nam miền Bắc|Nữ miền Nam
Nam miền Nam|Giọng nữ miền Bắc|Giọng nam miền Bắc|Giọng nữ miền Nam|Giọng nam miền Nam|Chế độ đọc|Chế độ ban đêm
Advertisement|Advertisements|Sponsored|Sponsored content|Continue reading below|Quảng cáo|Tin quảng cáo|Loading
Đang tải|Like Loading|Your browser does not support the video tag|Your browser does not support the audio element
Video Player is loading|Trình duyệt của bạn không hỗ trợ video|Trình duyệt không hỗ trợ HTML video
Trình duyệt của bạn không hỗ trợ thẻ video|Trình duyệt của bạn không hỗ trợ thẻ audio|Play|Play Video|Mute|Unmute
Fullscreen|Current Time|Duration|This is a modal window|Tự động phát|Toggle navigation|Menu|Toggle menu|Main menu
Search|Search for|Tìm kiếm|Close|Đóng|Table of Contents|Hide|Toggle|Đăng nhập|Đăng xuất|Login|Sign in|Log in
Tài khoản|Trang chủ|Home|Quay lại trang chủ|Về trang chủ|Trở lại|Quay lại|Back to top|Lên đầu trang|Về đầu trang
Continue reading|Đọc tiếp Về trang Chủ đề|Xem tất cả|Xem toàn bộ|View all|Tất cả chuyên mục|Danh mục|Chuyên mục
English|Tiếng Việt|Liên hệ|Liên hệ quảng cáo|Giới thiệu|Contact|About|About us|Đặt báo|Rao vặt|Tải ứng dụng
Chính sách bảo mật|Điều khoản sử dụng|Privacy Policy|Terms of Service|Sitemap|Sơ đồ trang|Hotline|Đường dây nóng
Link bài gốc|Lấy link|Link gốc|Nhập email của bạn|Subscribe to our newsletter|Bản tin|Newsletter
Đăng ký nhận bản tin|Đăng ký nhận tin|Đăng ký ngay
Nhận tin mới nhất|Nhận bản tin|Quan tâm|Quan tâm nhất|Cập nhật|Ngày đăng""")
"""Labels of buttons, menus, players, advertisements and forms."""

MARKERS = COMMENTS | END | RELATED

TAG_LINE = re.compile(
    r"(?:tags?|từ kho[áa]|từ khóa|nhãn|labels|chủ đề|filed under|tagged(?: with)?|posted in|thẻ)\s*:", re.IGNORECASE
)
"""How a line of tags begins."""

POST_LINK = re.compile(
    r"(?:previous|next|bài trước|bài sau|bài (?:viết )?trước đó|bài (?:viết )?tiếp theo|bài viết (?:trước|sau)) ?:"
    r"|[←→«]|.{3,150} [→»]$"
    r"|(?:\d+|one|no) (?:comments?|responses?|thoughts?|repl(?:y|ies)|bình luận|phản hồi|nhận xét|suy nghĩ)"
    r" (?:to|on|cho|về|trong|ở|for)\b",
    re.IGNORECASE,
)
"""How a line between a post and its comments looks: links to the posts before and after, the head of the comments."""

COMMENT_COUNT = re.compile(r"(?:bình luận|ý kiến|nhận xét|bạn đọc|phản hồi|comments) ?\( ?\d+ ?\)$", re.IGNORECASE)
"""How a line ends that counts the comments below it, whatever stands before it on the line."""

FOOTER = re.compile(
    r"©|\(c\) ?\d{4}|copyright\b|all rights reserved|bản quyền (?:thuộc|©|\d{4})|số giấy phép|cấm sao chép"
    r"|giấy phép (?:số|thiết lập|hoạt động|xuất bản|tạp chí|báo)|(?:phó )?tổng biên tập ?:|cơ quan chủ quản"
    r"|chịu trách nhiệm (?:nội dung|chính|xuất bản)|(?:proudly )?powered by|theme:|vận hành bởi|thiết kế (?:bởi|web)"
    r"|(?:® ?)?ghi rõ (?:nguồn|\")|địa chỉ(?: tòa soạn)? ?:|điện thoại ?:|hotline ?:|e-?mail ?:|tòa soạn ?:|fax ?:"
    r"|your email address will not be published|email của bạn sẽ không được hiển thị"
    r"|posted by |người đăng: |được đăng bởi ",
    re.IGNORECASE,
)
"""How a line of a page's foot begins."""

LINK_CUE = re.compile(
    r"(?:>>+|> >|»+ ?|►|▶|☛|👉|=>|-->?>) ?(?=\S)"
    r"|(?:xem thêm|đọc thêm|xem tiếp|đọc tiếp|tham khảo thêm|có thể bạn quan tâm|bài liên quan|tin liên quan"
    r"|mời (?:bạn|quý|độc giả)[^:]{0,30}|đừng bỏ lỡ|read more|see also|related) ?[:>»]"
    r"|(?:xem|đọc|gửi|mời|chia sẻ|bấm|click|nhấn|đăng ký|tham gia|theo dõi)\b[^.]{0,120}\btại đây\W*$",
    re.IGNORECASE,
)
"""How a line that is a link to another article begins."""


def is_label(text: str) -> bool:
    """Whether the line is nothing but labels: one of them, or several in a row ("Facebook Twitter Zalo")."""
    said = key(text)
    return said in LABELS or (len(said) <= 90 and _is_chain(tuple(said.split())))


def _is_chain(said: tuple[str, ...]) -> bool:
    reachable = {0}
    for start in range(len(said)):
        if start in reachable:
            ends = range(start + 1, min(start + 8, len(said)) + 1)
            reachable |= {end for end in ends if " ".join(said[start:end]) in LABELS}
    return bool(said) and len(said) in reachable
