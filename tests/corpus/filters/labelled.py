"""Texts written for the tests of masking: what is to be masked stands between ⟦ and ⟧, with its kind before a colon."""

PERSONAL = """\
Mọi chi tiết xin gọi anh Tâm, điện thoại ⟦phone:0912 345 678⟧ trước 17 giờ.
Liên hệ: ⟦phone:0987.654.321⟧ hoặc ⟦phone:098-765-4322⟧ (chị Mai).
SĐT ⟦phone:0356789012⟧; Zalo ⟦phone:0779 123 456⟧.
Người nhà nạn nhân để lại số ⟦phone:+84 912 345 678⟧ và số ⟦phone:+84912345679⟧.
Gọi từ nước ngoài: ⟦phone:0084 905 111 222⟧, ⟦phone:(+84) 905 111 223⟧ hoặc ⟦phone:84905111224⟧.
Đường dây cũ của tổ dân phố là ⟦phone:01234 567 890⟧, nay đổi thành ⟦phone:0834 567 890⟧.
Văn phòng luật sư: ⟦phone:(024) 3823 4567⟧; fax ⟦phone:024 3823 4568⟧.
Chi nhánh Huế ⟦phone:0234.3822.111⟧, chi nhánh Cần Thơ ⟦phone:02923 822 112⟧.
Trước năm 2017, máy bàn ở Hà Nội ghi là ⟦phone:04.38234567⟧, ở Đà Nẵng là ⟦phone:0511 3822 113⟧.
Trực ban công an tỉnh: ⟦phone:069.2345.678⟧.
Hộ gia đình ông Bảy: ⟦phone:0909 12 34 56⟧ - ⟦phone:0909123457⟧ / ⟦phone:0909 123 458⟧.
Người hảo tâm gọi ⟦phone:0933 222 111⟧ 2. Ủng hộ qua tòa soạn.
Bài viết gửi về ⟦email:bandoc@baomau.vn⟧ hoặc ⟦email:le.van-tu_88@mail.example.com.vn⟧.
Thư điện tử: ⟦email:toasoan[at]baomau.vn⟧.
Bị cáo Trần Văn A, CMND số ⟦id:012345678⟧, trú tại thôn Đông.
Chị B (CCCD ⟦id:001185012345⟧) khai nhận toàn bộ; số định danh cá nhân ⟦id:079 202 001 234⟧ bị lộ.
Kẻ gian dùng căn cước công dân số: ⟦id:036090004567⟧ của người khác.
Trên giấy tờ chỉ có dãy ⟦id:025301007890⟧ và một chữ ký.
Hộ chiếu số ⟦id:B1234567⟧ được tìm thấy ở ghế sau; hộ chiếu ⟦id:C7654321⟧ thì không.
Chứng minh nhân dân ⟦id:987654321⟧ cấp năm 2005.
Hộ kinh doanh Minh Phát, mã số thuế ⟦tax:8012345678⟧, nợ hai quý; MST: ⟦tax:0301234567-001⟧.
Mã số doanh nghiệp: ⟦tax:0109876543⟧.
Ủng hộ qua STK ⟦account:19031234567890⟧ ngân hàng Techcombank.
Số tài khoản: ⟦account:0011 0026 43148⟧, chủ tài khoản Nguyễn Thị C.
Chuyển vào tài khoản số ⟦account:102.010.002.381⟧ tại Vietinbank; số TK ⟦account:711A⟧ thì không có.
"""

ORDINARY = """\
Giá trị gói thầu là 1.234.567.890 đồng, tăng 12,5% so với năm 2023.
Tổng thu ngân sách đạt 0,912345678 triệu tỉ đồng.
Dân số toàn tỉnh là 1234567 người, diện tích 987654321 m2.
Ngày 05-07-2017, lúc 09 giờ 12, xe mang biển 29A-123.45 và 51F-678.90 va chạm.
Dãy số may mắn là 05-06-28-26-35-43, giải nhì 09 12 16 24 43 51.
Kết quả: giải đặc biệt 012345; giải bảy 09 12 34 56 78; giải sáu 091 234 567.
Quyết định số 0123456789/QĐ-UBND ngày 3/2/2020.
Xem https://baomau.vn/tin-0912345678.html và www.baomau.vn/?sdt=0987654321 để biết thêm.
Ảnh tại cdn.baomau.vn/2020/0912345678/anh-1.jpg còn rõ.
Tổng đài 1900 1234, 1800-5678 và 19001009 phục vụ cả ngày; cấp cứu gọi 115, báo cháy 114.
Tỷ số các ván là 21-19, 19-21, 21-18; thời gian 1:33:05.154.
Mã bưu chính 700000, mã vận đơn 123456789VN.
Mùa giải 2019-2020 và giai đoạn 2021-2025, 2026-2030.
Tài khoản có 500.000.000 đồng đã bị phong tỏa.
Số tài khoản 1.500.000 đồng là cách ghi sai.
Vĩ độ 10.762622, kinh độ 106.660172.
Cổ phiếu giảm từ 0.912345678 xuống 0.812345678.
Anh nhắn @baomau trên mạng xã hội, giá 5@kg là lỗi đánh máy.
Chiếc điện thoại 12 megapixel giá 0912 nghìn, bán 2.000.000 máy trong 100 ngày.
Chuyến bay VN 0987 cất cánh lúc 10 giờ 30, chở 123 456 kg hàng.
ISBN 978-604-1-12345-6, số đăng ký 123456789012.
Vận tốc ánh sáng là 299792458 m/s; hằng số 0123456789012345.
Điện năng đạt 0345678901 kWh là con số in nhầm, theo ngành điện.
Căn cước công dân gắn chip được cấp cho 80.000.000 người từ năm 2021.
CMND 9 số và CCCD 12 số cùng tồn tại đến hết 31/12/2024.
"""
