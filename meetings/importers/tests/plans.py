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

GROUP = """
HĐND PHƯỜNG TỪ SƠN
TỔ ĐẠI BIỂU SỐ 3
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 05/KH-TĐB
Từ Sơn, ngày 02 tháng 01 năm 2027

KẾ HOẠCH
Tiếp xúc cử tri trước kỳ họp thường lệ đầu năm
(kỳ họp thứ ba), HĐND phường khóa I

Thực hiện Kế hoạch số 12/KH-HĐND ngày 28/12/2026 của Thường trực HĐND phường Từ Sơn; Tổ đại biểu số 3 HĐND \
phường xây dựng kế hoạch tiếp xúc cử tri như sau:

1. Mục đích, yêu cầu
- Nghe dân.
2. Thời gian: 8h00 ngày 15/01/2027
3. Địa điểm: nhà văn hóa khu phố.

Nơi nhận:
- Thường trực HĐND phường (b/c);
- Lưu Tổ.

TỔ TRƯỞNG

Phạm Văn Hải
"""

DELEGATION = """
ĐOÀN ĐẠI BIỂU QUỐC HỘI
TỈNH BẮC NINH
Số: 41/KH-ĐĐBQH
Bắc Ninh, ngày 5 tháng 11 năm 2025
KẾ HOẠCH
Tiếp xúc cử tri sau Kỳ họp thứ mười, Quốc hội khóa XV
Căn cứ Luật Tổ chức Quốc hội; Luật Tổ chức chính quyền địa phương; Nghị quyết liên tịch số \
72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN ngày 20/02/2025; Đoàn đại biểu Quốc hội tỉnh ban hành kế hoạch như sau:
I. Mục đích, yêu cầu
1. Mục đích: Để cử tri biết kết quả.
2. Yêu cầu
a) Gọn.
b) Rõ.
II. Nội dung, chương trình
1. Báo cáo kết quả kỳ họp.
III. Thời gian và địa điểm
Từ ngày 15/12/2025 đến ngày 19/12/2025.
IV. Tổ chức thực hiện
1. Văn phòng chuẩn bị.
TM. ĐOÀN ĐẠI BIỂU QUỐC HỘI
TRƯỞNG ĐOÀN
Nguyễn Thị Hương
Nơi nhận:
- UBTVQH (b/c);
- Lưu: VT.
"""
