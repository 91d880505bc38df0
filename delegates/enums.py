"""Closed lists of the room: levels of government, kinds of places and bodies."""

from django.db.models import TextChoices


class Level(TextChoices):
    """Level of government; the district level ended on 30 June 2025."""

    TINH = "tinh", "cấp tỉnh"
    HUYEN = "huyen", "cấp huyện"
    XA = "xa", "cấp xã"


class LocalityKind(TextChoices):
    """Kinds of administrative units, past and present."""

    TINH = "tinh", "tỉnh"
    THANH_PHO_TW = "thanh_pho_tw", "thành phố trực thuộc trung ương"
    HUYEN = "huyen", "huyện"
    QUAN = "quan", "quận"
    THI_XA = "thi_xa", "thị xã"
    THANH_PHO = "thanh_pho", "thành phố"
    PHUONG = "phuong", "phường"
    XA = "xa", "xã"
    THI_TRAN = "thi_tran", "thị trấn"
    DAC_KHU = "dac_khu", "đặc khu"


class NeighbourhoodKind(TextChoices):
    """Settlements below the commune; they have no government of their own."""

    THON = "thon", "thôn"
    KHU_PHO = "khu_pho", "khu phố"
    TO_DAN_PHO = "to_dan_pho", "tổ dân phố"
    LANG = "lang", "làng"
    AP = "ap", "ấp"


class BodyKind(TextChoices):
    """Bodies around a council that plan, chair, answer or are told."""

    STANDING = "standing", "Thường trực HĐND"
    COMMITTEE = "committee", "Ban của HĐND"
    OFFICE = "office", "Văn phòng"
    UBND = "ubnd", "Ủy ban nhân dân"
    FRONT = "front", "Ủy ban MTTQ"
    PARTY = "party", "Cấp ủy"
    DEPARTMENT = "department", "Cơ quan chuyên môn"
    PRESS = "press", "Báo, đài"
    OTHER = "other", "Cơ quan, tổ chức khác"


class MemberRole(TextChoices):
    """A delegate's place in the group."""

    HEAD = "head", "Tổ trưởng"
    DEPUTY = "deputy", "Tổ phó"
    MEMBER = "member", "Tổ viên"


class SigningAuthority(TextChoices):
    """How a signer stands for a body (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

    OWN = "own", "ký trực tiếp"
    TM = "tm", "TM. (thay mặt)"
    TM_KT = "tm_kt", "TM. … KT. (thay mặt, ký thay)"
    KT = "kt", "KT. (ký thay)"
    TL = "tl", "TL. (thừa lệnh)"
    TUQ = "tuq", "TUQ. (thừa ủy quyền)"
    Q = "q", "Q. (quyền)"
