"""Plan texts for the tests, in words of our own."""

CUT_OFF = """
Số: 28/KH-HĐND

Từ Sơn, ngày 06 tháng 6 năm 2017

KẾ HOẠCH

Đại biểu HĐND thị xã tiếp xúc cử tri trước và sau kỳ họp thứ 5, HĐND thị xã khóa XVIII

Căn cứ Kế hoạch số 09/KH-TT.HĐND₁₈ ngày 26/5/2017 của Thường trực HĐND tỉnh về việc gặp gỡ cử tri trước \
kỳ họp giữa năm, nhiệm kỳ 2016 – 2021 và kết luận giao ban ngày 05/6/2017 của Thường trực HĐND thị xã; sau khi \
bàn bạc với UBND thị xã, Thường trực HĐND thị xã xây dựng kế hoạch tiếp xúc cử tri, như sau:

I. MỤC ĐÍCH, YÊU CẦU:

1. Mục đích:

- Nghe dân nói.

- Để nghị quyết sát thực tế hơn.

- Đại biểu làm tròn bổn phận.

- Các cơ quan phối hợp tốt hơn.

2. Yêu cầu:

- Công khai, dân chủ.

- Báo trước cho cử tri.

- Đại biểu đi đủ.
"""

COMMUNE = """
HỘI ĐỒNG NHÂN DÂN\tCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ GIA HANH\tĐộc lập - Tự do - Hạnh phúc
_______\t______________
Số: 07 /KH-HĐND\tGia Hanh, ngày 19 tháng 11 năm 2025

KẾ HOẠCH
Tiếp xúc cử tri trước kỳ họp thứ Năm, Hội đồng nhân dân xã
khoá XX, nhiệm kỳ 2021-2026

Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
Căn cứ Nghị quyết liên tịch số 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN ngày 20/02/2025;
Thực hiện Kế hoạch số 41/KH-HĐND ngày 10/11/2025 của Thường trực HĐND tỉnh;
Thường trực Hội đồng nhân dân xã ban hành Kế hoạch như sau:

I. MỤC ĐÍCH
1. Gần dân hơn.
2. Hiểu dân hơn.
II. YÊU CẦU
Tổ chức gọn.
III. THỜI GIAN, ĐỊA ĐIỂM: Từ ngày 01 đến ngày 02/12/2025 tại nhà văn hóa các thôn.
IV. NỘI DUNG, THÀNH PHẦN
Báo cáo dự kiến nội dung kỳ họp.
V. TỔ CHỨC THỰC HIỆN
Văn phòng chuẩn bị./.

Nơi nhận:\tTM. THƯỜNG TRỰC HĐND
- Thường trực HĐND tỉnh;\tKT. CHỦ TỊCH
- Các thôn;\tPHÓ CHỦ TỊCH
- Lưu: VT.\t(Đã ký)
\tLê Thị Bích Hằng
"""
