"""The words that schedules are made of: every table of words the reader knows stands here, and nothing else does."""

from __future__ import annotations

import re

# Letters that names begin with, and months.
CAPITALS = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
MONTHS = {
    "mot": 1, "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "muoi mot": 11, "muoi hai": 12,
}  # fmt: skip
# Schedules are also pasted from pages that a machine has translated; only unmistakable names of months are read.
FOREIGN_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "ledna": 1, "unora": 2, "brezna": 3, "dubna": 4, "kvetna": 5,
    "cervna": 6, "cervence": 7, "srpna": 8, "zari": 9, "rijna": 10, "listopadu": 11, "prosince": 12,
}  # fmt: skip

# Places: kinds of units by level (1 province to 4 settlement), voters invited by trade and not by place, halls.
UNIT_KINDS: dict[int, tuple[str, ...]] = {
    1: ("tỉnh",),
    2: ("thành phố", "thị xã", "huyện", "quận", "tp.", "tp", "tx.", "tx", "q.", "h."),
    3: ("thị trấn", "đặc khu", "phường", "xã", "p.", "x.", "tt."),
    4: (
        "tổ dân phố", "khu dân cư", "cụm dân cư", "điểm dân cư", "liên khu phố", "tiểu khu", "khu phố", "tòa nhà",
        "toà nhà", "chung cư", "tổ dân cư", "khu đô thị", "khu vực", "khóm", "thôn", "buôn", "khối phố", "khối",
        "phố", "xóm", "làng",
        "phum", "plei", "tdp", "kdc", "kp.", "kp", "tòa", "khu", "bản", "bon", "sóc", "ấp", "tổ", "đội",
    ),
}  # fmt: skip
AUDIENCES = re.compile(
    r"(?:các\s+)?(?:nữ\s+|người\s+)?(?:công nhân|lao động|nông dân|doanh nghiệp|doanh nhân|cán bộ|công chức|viên chức"
    r"|thanh niên|phụ nữ|cựu chiến binh|học sinh|sinh viên|giáo viên|đoàn viên|hội viên|chức sắc|trí thức|tiểu thương"
    r"|đồng bào|chuyên đề|ngành|lực lượng vũ trang)\b",
    re.IGNORECASE,
)
VENUE_WORDS = (
    r"hội trường|nhà(?=\s+\S)|nvh|nshcđ|ntt|vp|trạm(?=\s+\S)"
    r"|ht(?=\s+(?:ubnd|trung tâm|hđnd|đảng|nhà|trường|kp|thôn|xã|phường|p\.|x\.))"
    r"|trụ sở|phòng họp|trung tâm|trường|ubnd|ủy ban|uỷ ban|cung văn hóa|cung thiếu nhi|rạp|đình|chùa"
    r"|hội quán|khách sạn|sân vận động|sân|thư viện|văn phòng|công ty|bệnh viện|trạm y tế|ban chỉ huy"
    r"|huyện ủy|thị ủy|thành ủy|câu lạc bộ|clb|khu thể thao"
    r"|điểm sinh hoạt|hợp tác xã|htx|bảo tàng"
)

# People: what stands before a name, what somebody is, family names (folded), words that begin no name.
TITLE_WORDS = (
    "các", "ông", "bà", "ông/bà", "đồng chí", "đ/c", "đc", "đ.c", "anh", "chị", "đại biểu quốc hội",
    "đại biểu hđnd", "đại biểu", "đbqh", "đb hđnd", "đb", "ts", "ths", "pgs", "gs", "bs", "bác sĩ", "tiến sĩ",
    "thạc sĩ", "luật sư", "cử nhân", "thượng tọa", "thượng toạ", "hòa thượng", "hoà thượng", "đại đức", "ni sư",
    "ni trưởng", "linh mục", "mục sư", "sư cô", "đại tướng", "thượng tướng", "trung tướng", "thiếu tướng", "đại tá",
    "thượng tá", "trung tá", "thiếu tá", "đại úy", "nhà giáo", "kỹ sư", "giáo sư", "phó giáo sư", "nghệ nhân",
    "nhạc sĩ", "bs.ckii", "bs.cki", "bsckii", "bscki", "ckii", "cki", "nguyên", "gồm", "gồm có", "là", "và", "cùng",
)  # fmt: skip
OFFICE_WORDS = (
    "chủ tịch", "phó chủ tịch", "bí thư", "phó bí thư", "trưởng", "phó trưởng", "giám đốc", "phó giám đốc", "ủy viên",
    "uỷ viên", "thường trực", "chủ nhiệm", "phó chủ nhiệm", "tổ trưởng", "tổ phó", "phó tổ trưởng", "thư ký", "chánh",
    "phó chánh", "hiệu trưởng", "chuyên viên", "cán bộ", "lãnh đạo", "chủ tọa", "viện trưởng", "chi cục", "quyền",
    "phó", "trưởng ban", "chỉ huy", "nguyên", "đại diện", "hội trưởng", "thành viên", "tỉnh ủy viên", "thành ủy viên",
)  # fmt: skip
ABBREVIATIONS = frozenset((
    "ubnd", "hđnd", "mttq", "đbqh", "pct", "ct", "bt", "pbt", "tp", "đu", "vp", "txct", "cvp", "pcvp", "uvbtv",
    "uvbch", "tvtu", "ubmt", "gđ", "pgđ", "ccb", "đtn", "ubkt", "đbhđnd", "qs", "tt", "mt", "kt",
))  # fmt: skip
# Words after which capitals name an institution or a place and no person.
INSTITUTION_WORDS = ("viện", "sở", "ty", "học", "khoa", "cục", "đoàn", "nghị", "nghiệp", "đội")
_SURNAME_LIST = """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly an au bach ca cao cam chau chu cu cung
    dam dao dinh doan dong giang ha han hua khuat khuc kieu kim la lai lam lieu lo luc luong luu lu ma mac mai nghiem
    ninh nong ong phi pho phung phuong quach quan ta tang thach thai than thieu to ton tong tra trieu trinh truong tu
    van vi vien vuong y h k siu rah ksor kpa nay rcom dieu giap khong lang luyen moong quang sung tan thao vang
    cham be ban deo sam mua lau chang cha son danh thi trang tao chung nhu ngac mau nham phu hy thich
"""
SURNAMES = frozenset(_SURNAME_LIST.split())
_PLACE_LIST = "xã phường huyện quận tỉnh thành thị thôn khu tổ ủy ban hội nhà trường trung"
PLACE_WORDS = frozenset(_PLACE_LIST.split())

# Headers of columns and labels of lines (folded): what each is about, and the words they are made of.
_SETTLEMENT = (
    r"khu pho|pho(?! (?:chu|bi|truong|giam|to|ban))|thon|ap|to dan pho|tdp|khu dan cu|khom|buon|lang|xom|khoi"
    r"|to dan cu"
)
_COMMUNE = r"xa|phuong|thi tran|dac khu"
_DISTRICT = r"huyen|quan|thi xa|thanh pho|tp"
# The first rule that fits decides, so the narrower ones stand first.
HEADER_RULES = (
    ("index", r"^(?:stt|tt|so tt|so thu tu|#|no)$"),
    ("invited", r"^doi tuong|^thanh phan (?:cu tri|moi)|^(?:cu tri|khach) (?:duoc )?moi|^cu tri (?:tham du|moi|du)\b"),
    ("voters", r"so (?:luong |luot )?(?:cu tri|nguoi)|cu tri du kien|^so luong|^cu tri$"),
    ("notes", r"ghi chu|luu y|^khac$"),
    ("office", r"^chuc (?:vu|danh|nang)|^don vi cong tac|^noi cong tac|dien thoai|^sdt"),
    ("chair", r"chu tri|dieu hanh|chu toa"),
    ("staff", r"lanh dao (?:ubnd|uy ban|dang uy|huyen|xa|phuong|mttq|mat tran|phong|ban|so)\b"),
    ("staff", r"^(?:bao cao vien|chuyen vien|nguoi (?:phuc vu|di cung|tong hop)|can bo|tham muu|giup viec|to giup)\b"),
    ("staff", r"chuan bi|phoi hop"),
    ("staff", r"phuc vu|thu ky|ghi chep|lai xe|phuong tien|^xe\b|phong vien|bao chi|lien he|nguoi lap"),
    ("end", r"^(?:gio |thoi gian )?ket thuc$|^den gio$"),
    ("mixed", r"\b(?:thoi gian|ngay|gio)\b.*(?:dia diem|don vi|dia ban)"),
    ("mixed", r"(?:dia diem|don vi|dia ban).*\b(?:thoi gian|gio)\b"),
    ("content", r"^noi dung|^lich tiep xuc|^hoat dong"),
    ("group", r"^(?:ten |cac |so )?to (?:dai bieu|db|hdnd|so)|^to$|don vi bau cu|dvbc|^nhom|^dai bieu don vi"),
    ("cluster", r"^(?:ten )?cum(?: so| tiep xuc| dan cu)?$"),
    ("settlement", rf"^(?:ten |cac |gom |danh sach |cu tri )*(?:(?:o|tai|thuoc|cua) )?(?:cac )?(?:{_SETTLEMENT})\b"),
    ("commune", rf"^(?:ten )?(?:{_COMMUNE})\b|^don vi (?:cap xa|xa|phuong)|^(?:p/x|x/p|x/p/tt)$"),
    ("district", rf"^(?:ten )?(?:{_DISTRICT})\b"),
    ("venue", r"dia diem|d\s?diem|dia chi|^noi\b|hoi truong|^tai$|^diem\b"),
    ("delegates", r"dai bieu|^db\b|^(?:lanh dao|to truong|phu trach|ho (?:va )?ten|phan cong)|thanh (?:phan|vien)"),
    ("delegates", r"dbqh|nguoi tiep|^(?:quoc hoi|hdnd) *(?:tinh|huyen|xa|phuong|thanh pho|thi xa|quan|thi tran|tp)?$"),
    ("unit", r"don vi|dia phuong|dia ban|cu tri|khu vuc|noi tiep"),
    ("sáng", r"^(?:buoi )?sang$"),
    ("chiều", r"^(?:buoi )?chieu$"),
    ("tối", r"^(?:buoi )?toi$"),
    ("part", r"^buoi$"),
    ("weekday", r"^thu$|^thu trong tuan"),
    ("clock", r"^(?:gio|thoi gian bat dau|gio bat dau|vao luc|luc|gio to chuc|gio tiep|gio hop)\b(?!.*ngay)"),
    ("date", r"^ngay\b(?!.*gio)"),
    ("when", r"thoi gian|thoi diem|ngay|gio|buoi|lich"),
)  # fmt: skip
_WORD_LIST = """
    cum lanh dao phu trach p x d doi tuong moi khach
    stt tt so thu tu no ngay thang nam gio buoi thoi gian diem dia chi phuong xa huyen quan thi
    tran thanh pho
    khu thon to dan dai bieu hdnd dbqh qh quoc hoi don vi bau cu tri ten ho va chu tri tai chuc vu danh nang ghi
    luong nguoi tham du phan noi tiep xuc txct nghi dung lich dac cap tinh nhom truong co cac cua ban thuc hinh
    hop dieu hanh trach nhiem moi kien khac luu y cong tac dien thoai sdt hoat dong bat dau luc vao ap khom buon
    lang xom khoi tdp dvbc db tp dbhdnd toa trong tuan luot cho theo cung voi duoc tren hoac ky hop khach cu do
    cau phuc thu ky chep lai xe phuong tien lien he to chuc
    da thong bao cong bo ban hanh thay doi sang
    ket ke hoach nay sau lan bao vien chuyen
    thanh vien uy mttq ubnd don gom lam viec phut h vuc chinh thon/khu pho/to xa/phuong huyen/xa
"""
HEADER_WORDS = frozenset((*_WORD_LIST.split(), "sang", "chieu"))

# Words that messages type without accents, and pictures that posters use for labels.
ACCENTED_WORDS = (
    "tiếp xúc cử tri", "cử tri", "nhà văn hóa", "nhà sinh hoạt cộng đồng", "nhà sinh hoạt", "nhà họp", "hội trường",
    "trụ sở", "trường tiểu học", "trường mầm non", "trường trung học", "trường", "trung tâm", "đình", "chùa",
    "văn phòng", "ủy ban", "sân vận động", "đại biểu quốc hội", "đại biểu", "tổ đại biểu", "tổ dân phố", "khu phố",
    "khu dân cư", "thôn", "xóm", "ấp", "khóm", "buôn", "làng", "xã", "phường", "thị trấn", "đặc khu", "huyện", "quận",
    "thị xã", "thành phố", "tỉnh", "ngày", "tháng", "năm", "giờ", "phút", "buổi", "sáng", "chiều", "tối", "thứ hai",
    "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật", "cùng ngày", "tại", "và", "gồm", "các", "từ",
    "đến", "lúc", "vào", "ông", "bà", "đồng chí", "thời gian", "địa điểm", "đơn vị", "thành phần", "chủ trì",
    "ghi chú", "kính mời", "mời bà con", "bà con", "nhân dân", "đến dự", "đơn vị bầu cử", "kỳ họp", "kế hoạch", "lịch",
    "như trên",
)  # fmt: skip
PICTURES = {
    **dict.fromkeys("🗓📅📆", "Ngày"), **dict.fromkeys("⏰⏱🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛🕢🕣", "Thời gian"),
    **dict.fromkeys("📍🏠🏡🏢🏛🏫📌", "Địa điểm"), **dict.fromkeys("👥👨👩🧑👪", "Thành phần"),
    **dict.fromkeys("☎📞", "Liên hệ"),
}  # fmt: skip
