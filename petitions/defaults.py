"""The usual fields of public affairs and the usual agencies, offered to a council that begins."""

from __future__ import annotations

from dataclasses import dataclass

from delegates.enums import BodyKind, Level, LocalityKind
from delegates.models import Body, Council, Locality
from petitions.enums import Authority
from petitions.models import Agency, Sector
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import action

SECTORS: dict[str, tuple[str, ...]] = {
    "Ban Kinh tế - Ngân sách": (
        "Giao thông, hạ tầng kỹ thuật",
        "Quy hoạch, xây dựng, trật tự đô thị",
        "Đất đai, giải phóng mặt bằng",
        "Tài nguyên, môi trường",
        "Nông nghiệp, thủy lợi, nông thôn mới",
        "Điện, nước sạch, viễn thông",
        "Tài chính, đầu tư công, tài sản công",
    ),
    "Ban Văn hóa - Xã hội": (
        "Giáo dục, đào tạo",
        "Y tế, bảo hiểm y tế",
        "Văn hóa, thể thao, thông tin",
        "Lao động, người có công, chính sách xã hội",
    ),
    "Ban Pháp chế": ("An ninh, trật tự, an toàn giao thông", "Tổ chức bộ máy, cải cách hành chính"),
}
OTHER_SECTOR = "Lĩnh vực khác"

PROVINCE_OFFICES = (
    "Sở Xây dựng",
    "Sở Tài chính",
    "Sở Nông nghiệp và Môi trường",
    "Sở Công Thương",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Nội vụ",
    "Công an tỉnh",
)
DISTRICT_OFFICES = (
    "Phòng Quản lý đô thị",
    "Phòng Tài nguyên và Môi trường",
    "Phòng Tài chính - Kế hoạch",
    "Phòng Kinh tế",
    "Phòng Giáo dục và Đào tạo",
    "Phòng Y tế",
    "Phòng Văn hóa và Thông tin",
    "Phòng Lao động - Thương binh và Xã hội",
    "Phòng Nội vụ",
)
URBAN_OFFICES = ("Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa - Xã hội")
RURAL_OFFICES = ("Phòng Kinh tế", "Phòng Văn hóa - Xã hội")
OUTSIDE = ("Công ty Điện lực", "Công ty Cấp nước", "Công ty Khai thác công trình thủy lợi", "Doanh nghiệp viễn thông")
URBAN_KINDS = (LocalityKind.PHUONG, LocalityKind.THI_TRAN, LocalityKind.DAC_KHU)


@dataclass(frozen=True, slots=True)
class Added:
    """How many rows the council did not have before."""

    committees: int
    sectors: int
    agencies: int


@action
def set_up_catalogues(*, council: Council, by: User | None) -> Added:
    """Give COUNCIL the usual Bans, fields and agencies it lacks; what it has, by name, is left alone."""
    committees = sectors = agencies = position = 0
    for committee_name, names in SECTORS.items():
        committee, fresh = Body.objects.get_or_create(
            council=council, name=committee_name, defaults={"kind": BodyKind.COMMITTEE}
        )
        committees += fresh
        for name in names:
            position += 1
            sectors += _add_sector(council, name, position, committee)
    sectors += _add_sector(council, OTHER_SECTOR, position + 1, None)
    for name, authority in usual_agencies(council):
        _agency, fresh = Agency.objects.get_or_create(council=council, name=name, defaults={"authority": authority})
        agencies += fresh
    added = Added(committees, sectors, agencies)
    if committees or sectors or agencies:
        new = {"committees": committees, "sectors": sectors, "agencies": agencies}
        record(by=by, action="catalogues.set_up", obj=council, tenant_id=council.pk, new=new)
    return added


def _add_sector(council: Council, name: str, position: int, committee: Body | None) -> bool:
    _sector, fresh = Sector.objects.get_or_create(
        council=council, name=name, defaults={"position": position, "committee": committee}
    )
    return fresh


def usual_agencies(council: Council) -> list[tuple[str, Authority]]:
    """Names of agencies that usually answer petitions of this council's place, with their level."""
    place = council.locality
    level = Level(council.level)
    agencies = [(f"UBND {place}", Authority(level.value))]
    if level == Level.TINH:
        agencies += [(office, Authority.TINH) for office in PROVINCE_OFFICES]
    elif level == Level.HUYEN:
        agencies += [(office, Authority.HUYEN) for office in (*DISTRICT_OFFICES, f"Công an {place}")]
    else:
        urban = place.kind in URBAN_KINDS
        offices = (*(URBAN_OFFICES if urban else RURAL_OFFICES), f"Công an {place}")
        agencies += [(office, Authority.XA) for office in offices]
    agencies += [(f"UBND {higher}", Authority(higher.level)) for higher in _higher_places(place)]
    agencies.append(("Đoàn đại biểu Quốc hội (chuyển cơ quan trung ương)", Authority.TRUNG_UONG))
    return agencies + [(name, Authority.OUTSIDE) for name in OUTSIDE]


def _higher_places(place: Locality) -> list[Locality]:
    found = []
    while place.parent is not None:
        place = place.parent
        found.append(place)
    return found
