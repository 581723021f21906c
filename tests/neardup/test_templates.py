"""One form filled in again is told from a copy by what its numbers alone explain."""

import json
from pathlib import Path

import pytest

from crawler.neardup.dedup import dedup

BULLETIN = (
    "Đài khí tượng vùng hạ du cho biết mực nước lúc bảy giờ sáng tại trạm Rạch Sâu đo được {0} xăng ti mét, cao hơn "
    "cùng kỳ nhiều năm và còn lên chậm theo triều. Trong ngày trời nhiều mây, có lúc mưa rào và dông vài nơi, đề phòng "
    "lốc xoáy trên sông rộng; nhiệt độ cao nhất {1} độ, ban đêm se lạnh dưới tán vườn. Gió chướng thổi cấp {2} ngoài "
    "vàm, ghe nhỏ chở nặng nên nép bờ và chờ con nước lớn. Độ mặn lớn nhất ở cửa cống Hòa Thạnh là {3} phần ngàn, bà "
    "con trồng cây ăn trái tạm ngưng lấy nước tưới và đắp thêm bờ bao. Nguồn nước ngọt trữ trong mương vườn theo ước "
    "tính đủ dùng {4} ngày nếu không có mưa trái mùa. Trạm sẽ phát bản tin kế tiếp vào chiều nay, kèm cảnh báo sạt "
    "lở ở các khúc cua có dòng xoáy."
)
PRESS = (
    "Sáng nay chiếc phà cuối cùng của bến Vàm Lịch rời bờ sau 40 năm đưa khách, nhường chỗ cho cây cầu dài 812 mét vừa "
    "hợp long. Ông Tư Lái, người cầm bánh lái suốt 31 mùa nước, xin giữ lại cái chuông đồng treo trước mũi. Chị em bán "
    "hàng rong dọn gánh lên đầu cầu, nói từ nay khỏi canh giờ phà. Ủy ban xã hứa giữ bến làm nơi hóng mát, trồng "
    "hai hàng bần dọc kè và dựng tấm bảng kể chuyện những chuyến phà đêm chở người đi sanh."
)


@pytest.mark.parametrize(("templates", "kind"), [(False, "near"), (True, "template")])
def test_a_form_filled_in_again_is_a_template_when_asked_for(tmp_path: Path, templates: bool, kind: str) -> None:
    kinds = _kinds(tmp_path, templates, BULLETIN.format(*range(11, 16)), BULLETIN.format(*range(41, 46)))
    assert kinds == ["unique", kind]


def test_a_copy_with_another_number_stays_a_copy(tmp_path: Path) -> None:
    assert _kinds(tmp_path, True, PRESS, PRESS.replace("40 năm", "41 năm")) == ["unique", "near"]


def _kinds(folder: Path, templates: bool, *texts: str) -> list[str]:
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("".join(json.dumps({"id": f"{n}", "text": text}) + "\n" for n, text in enumerate(texts)))
    dedup(str(source), out, lambda *_: None, templates=templates)
    return [json.loads(line)["kind"] for line in out.read_text().splitlines()]
