"""Decree 30/2020/NĐ-CP, Phụ lục I, measured on the printed page."""

import pytest

from reports.render.metrics import text_width
from reports.render.tests.measured import Page, Piece

LEFT, RIGHT = 30, 195
SAMPLES = ("ke-hoach", "bao-cao", "giay-moi", "bien-ban", "cong-van")


def middle(piece: Piece) -> float:
    face = {"Tinos": "Regular", "Tinos-Bold": "Bold", "Tinos-Italic": "Italic"}[piece.face]
    return piece.x + text_width(piece.text, piece.size, face) / 2


def style(piece: Piece) -> tuple[float, str]:
    return piece.size, piece.face


@pytest.mark.parametrize("name", SAMPLES)
def test_paper_is_a4_and_nothing_leaves_the_margins(pages, name):
    for page in pages[name]:
        assert sorted((round(page.width), round(page.height))) == [210, 297]
        for piece in page.pieces:
            assert piece.x >= LEFT - 0.1
            assert piece.y <= page.height - (8 if name == "cong-van" else 20)


@pytest.mark.parametrize("name", SAMPLES)
def test_state_name_and_motto_stand_at_the_right_with_a_rule_as_long_as_the_motto(pages, name):
    page: Page = pages[name][0]
    state, motto = page.find("CỘNG HÒA XÃ HỘI"), page.find("Độc lập - Tự do - Hạnh phúc")
    assert style(state) == (13, "Tinos-Bold")
    assert style(motto) == (14, "Tinos-Bold")
    assert state.x > 95
    assert middle(state) == pytest.approx(middle(motto), abs=0.5)
    rule = page.rule_under(motto)
    assert rule.length == pytest.approx(text_width(motto.text, 14, "Bold"), rel=0.02)
    assert rule.middle == pytest.approx(middle(motto), abs=0.5)
    assert 0.5 < rule.y - motto.y < 3


def test_issuer_is_bold_over_a_rule_of_a_third_to_a_half_and_its_parent_is_upright(pages):
    page = pages["giay-moi"][0]
    parent, issuer = page.find("HĐND THỊ XÃ TỪ SƠN"), page.find("THƯỜNG TRỰC")
    assert style(parent) == (13, "Tinos")
    assert style(issuer) == (13, "Tinos-Bold")
    assert middle(parent) == pytest.approx(middle(issuer), abs=0.5)
    rule = min((r for r in page.rules if r.x < 80), key=lambda r: r.y)
    assert 1 / 3 <= rule.length / text_width(issuer.text, 13, "Bold") <= 1 / 2
    assert rule.middle == pytest.approx(middle(issuer), abs=0.5)


def test_number_and_date_share_a_line(pages):
    page = pages["ke-hoach"][0]
    number, dated = page.find("Số: 28/KH-HĐND"), page.find("Từ Sơn, ngày 06 tháng 6 năm 2017")
    assert style(number) == (13, "Tinos")
    assert style(dated) == (13, "Tinos-Italic")
    assert number.y == pytest.approx(dated.y, abs=0.1)
    assert middle(number) == pytest.approx(middle(page.find("HỘI ĐỒNG NHÂN DÂN")), abs=0.5)
    assert middle(dated) == pytest.approx(middle(page.find("Độc lập")), abs=0.5)


def test_room_is_left_for_the_registry_to_write_number_and_date(pages):
    page = pages["bao-cao"][0]
    number = page.find("Số:")
    assert number.text.endswith("/BC-HĐND")
    assert len(number.text) == len("Số: /BC-HĐND") + 8
    assert "tháng" in page.find("Từ Sơn, ngày").text


def test_title_and_subject_are_centred_over_a_short_rule(pages):
    page = pages["giay-moi"][0]
    title, subject = page.find("GIẤY MỜI"), page.find("Dự hội nghị")
    assert style(title) == style(subject) == (14, "Tinos-Bold")
    centre = (LEFT + RIGHT) / 2
    assert middle(title) == pytest.approx(centre, abs=0.5)
    assert middle(subject) == pytest.approx(centre, abs=0.5)
    rule = page.rule_under(subject)
    assert 1 / 3 <= rule.length / text_width(subject.text, 14, "Bold") <= 1 / 2
    assert rule.middle == pytest.approx(centre, abs=0.5)


def test_bases_are_italic_and_the_term_number_is_lowered(pages):
    page = pages["ke-hoach"][0]
    first, second, term = page.find("Căn cứ Luật"), page.find("Căn cứ Kế hoạch"), page.find("18")
    assert style(first) == style(second) == (14, "Tinos-Italic")
    assert first.text.endswith(";")
    assert "tỉnh về tiếp xúc cử tri trước kỳ họp thứ 5." in page.text
    assert term.size < 10
    assert term.y > second.y


def test_body_is_fourteen_points_justified_with_a_first_line_indent(pages):
    page = pages["ke-hoach"][0]
    paragraph = page.find("Sau khi thống nhất")
    assert style(paragraph) == (14, "Tinos")
    assert paragraph.x == pytest.approx(LEFT + 12.7, abs=0.1)
    assert page.find("trận Tổ quốc").x == pytest.approx(LEFT, abs=0.1)
    assert style(page.find("I. MỤC ĐÍCH, YÊU CẦU")) == (14, "Tinos-Bold")
    assert style(page.find("1. Mục đích")) == (14, "Tinos-Bold")
    assert style(page.find("1. Trước kỳ họp: từ")) == (14, "Tinos")
    assert style(page.find("a) Thông báo")) == (14, "Tinos")


@pytest.mark.parametrize(
    ("name", "last"), [("ke-hoach", "hợp./."), ("cong-van", "tháng 9./."), ("bien-ban", "2017./.")]
)
def test_the_text_ends_with_the_final_mark(pages, name, last):
    assert last in "\n".join(page.text for page in pages[name])


def test_recipients_stand_level_with_the_signer_and_room_is_left_to_sign(pages):
    page = pages["ke-hoach"][1]
    receive, first, archive = page.find("Nơi nhận:"), page.find("- Thường trực HĐND tỉnh"), page.find("- Lưu: VT.")
    authority, role, name = page.find("TM. THƯỜNG TRỰC"), page.find("PHÓ CHỦ TỊCH"), page.find("Nguyễn Văn Bình")
    assert style(receive) == (12, "Tinos-Bold-Italic")
    assert style(first) == style(archive) == (11, "Tinos")
    assert style(authority) == style(role) == style(name) == (13, "Tinos-Bold")
    assert receive.x == first.x == pytest.approx(LEFT, abs=0.1)
    assert receive.y == pytest.approx(authority.y, abs=0.6)
    assert middle(authority) == pytest.approx(middle(name), abs=0.5)
    assert middle(name) > 112
    assert name.y - role.y >= 33
    assert name.y - role.y - 13 * 25.4 / 72 >= 30


def test_page_numbers_start_on_page_two_in_the_top_margin_and_anew_in_each_annex(pages):
    shown = []
    for page in pages["bao-cao"]:
        heads = [piece for piece in page.pieces if piece.y < 20]
        shown.append("".join(piece.text for piece in heads))
        for piece in heads:
            assert style(piece) == (13, "Tinos")
            assert middle(piece) == pytest.approx((LEFT + page.width - 15) / 2, abs=1)
    assert len(shown) > 5
    assert shown[:3] == ["", "", ""]
    assert shown[3:] == [str(number) for number in range(2, len(shown) - 1)]


def test_annexes_turn_the_page_and_repeat_the_table_head(pages):
    first, *rest = (page for page in pages["bao-cao"] if page.width > page.height)
    assert style(first.find("Phụ lục II")) == (14, "Tinos-Bold")
    assert style(first.find("DANH MỤC KIẾN NGHỊ")) == (14, "Tinos-Bold")
    assert style(first.find("(Kèm theo Báo cáo")) == (14, "Tinos-Italic")
    assert rest
    for page in (first, *rest):
        assert style(page.find("Nội dung kiến nghị")) == (12, "Tinos-Bold")


def test_official_letter_carries_its_matter_under_the_number_and_the_address_at_the_foot(pages):
    page = pages["cong-van"][0]
    number, matter = page.find("Số: 112/HĐND-VP"), page.find("V/v trả lời")
    assert style(matter) == (12, "Tinos")
    assert matter.y > number.y
    assert matter.x < 60
    assert page.find("Kính gửi: Ủy ban nhân dân").size == 14
    address = page.find("Số 1 phố Minh Khai")
    assert address.size == 11
    assert address.y > 277
    rule = max((rule for rule in page.rules if rule.y < address.y), key=lambda rule: rule.y)
    assert rule.length == pytest.approx(165, abs=1)


def test_minutes_have_no_date_at_the_head_and_two_signers_over_the_recipients(pages):
    page = pages["bien-ban"][0]
    secretary, chair = page.find("THƯ KÝ"), page.find("CHỦ TỌA")
    assert not [piece for piece in page.pieces if piece.face == "Tinos-Italic"]
    assert secretary.y == pytest.approx(chair.y, abs=0.1)
    assert secretary.x < 112 < chair.x
    assert page.find("Nơi nhận:").y > page.find("Ngô Đức Tài").y > secretary.y + 30


def test_several_addressees_have_their_dashes_under_the_colon(pages):
    page = pages["bao-cao"][0]
    call = page.find("Kính gửi:")
    colon = call.x + text_width("Kính gửi", 14)
    dashes = [page.find("- Thường trực Hội đồng nhân dân tỉnh;"), page.find("- Ban Thường trực")]
    assert [piece.x for piece in dashes] == pytest.approx([colon, colon], abs=0.5)
