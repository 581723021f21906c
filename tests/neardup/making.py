"""Vietnamese texts of any length, and copies of them with a known share of changed words."""

from random import Random

_PROSE = (
    "sáng nay người dân phường ven sông đã cùng lực lượng cứu hộ gia cố bờ kè trước mùa lũ theo dự báo mực nước còn "
    "lên nhanh trong hai ngày tới chính quyền địa phương yêu cầu các hộ sống gần mép nước di dời tài sản đến nơi an "
    "toàn trường học mở cửa làm nơi trú tạm nhiều tiểu thương chợ nổi cho biết giá rau tăng gấp đôi vì đường vận "
    "chuyển bị chia cắt bệnh viện tỉnh tăng thêm ca trực và chuẩn bị thuốc men đoàn thanh niên nấu cơm phát miễn phí"
)
WORDS = _PROSE.split()


def text(seed: int, words: int = 200) -> str:
    """A text of its own: two seeds share hardly a shingle."""
    random = Random(seed)
    return " ".join(f"{random.choice(WORDS)}{random.randrange(100) or ''}" for _ in range(words))


def changed(original: str, changes: int, seed: int = 0) -> str:
    """The text with so many of its words replaced by new ones, spread evenly."""
    words = original.split()
    for number in range(changes):
        words[(number * len(words)) // changes] = f"khác{seed}x{number}"
    return " ".join(words)
