"""The write path of the shipped administrative units: from the files into the tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from delegates.enums import Level, LocalityKind, NeighbourhoodKind
from delegates.locality_files import (
    LEVELS,
    LocalityKey,
    LocalityRow,
    SuccessionRow,
    read_localities,
    read_neighbourhoods,
    read_successions,
    select_localities,
)
from delegates.models import Locality, LocalitySuccession, Neighbourhood
from txct.core.fields import DerivedKeyField

LEVEL_VALUES = {"tỉnh": Level.TINH, "huyện": Level.HUYEN, "xã": Level.XA}
KIND_VALUES = {kind.label: kind for kind in LocalityKind}
NEIGHBOURHOOD_KIND_VALUES = {kind.label: kind for kind in NeighbourhoodKind}


class UnknownProvince(ValueError):
    """No province of today has this code."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of one table were added, corrected, and found as they should be."""

    added: int
    corrected: int
    kept: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one load did to each of the three tables."""

    localities: Tally
    successions: Tally
    neighbourhoods: Tally


@transaction.atomic
def load_localities(*, province_code: str = "", only_current: bool = False) -> LoadReport:
    """Bring the shipped units, successions and neighbourhoods into the database; a second run adds nothing.

    Name, kind, level and parent follow the files. What an office entered itself stays: a unit it closed is
    not opened again, a population it typed is not replaced, rows that are in no file are not touched.
    Raises UnknownProvince when `province_code` is no province of today.
    """
    rows, links = select_localities(
        read_localities(), read_successions(), province_code=province_code, only_current=only_current
    )
    if not rows:
        raise UnknownProvince(province_code)
    units, localities = _load_units(rows)
    return LoadReport(localities, _load_successions(links, units), _load_neighbourhoods(rows, units))


def _load_units(rows: Sequence[LocalityRow]) -> tuple[dict[LocalityKey, Locality], Tally]:
    units = {LocalityKey(unit.code, unit.valid_from): unit for unit in Locality.objects.order_by()}
    added = 0
    corrected: list[Locality] = []
    for level in LEVELS:
        fresh = []
        for row in rows:
            if row.level != level:
                continue
            found = units.get(row.key)
            if found is None:
                fresh.append(_new_unit(row, units))
            elif _correct(found, _values_to_follow(row, found, units)):
                corrected.append(found)
        for unit in Locality.objects.bulk_create(fresh):
            units[LocalityKey(unit.code, unit.valid_from)] = unit
        added += len(fresh)
    _save_corrected(corrected, ["name", "kind", "level", "parent", "valid_to", "population"])
    return units, Tally(added, len(corrected), len(rows) - added - len(corrected))


def _new_unit(row: LocalityRow, units: dict[LocalityKey, Locality]) -> Locality:
    return Locality(
        code=row.code,
        name=row.name,
        kind=_kind_value(row),
        level=LEVEL_VALUES[row.level],
        parent=units[row.parent_key] if row.parent_key else None,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        population=row.population,
    )


def _values_to_follow(row: LocalityRow, found: Locality, units: dict[LocalityKey, Locality]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": row.name,
        "kind": _kind_value(row),
        "level": LEVEL_VALUES[row.level],
        "parent_id": units[row.parent_key].pk if row.parent_key else None,
    }
    if row.valid_to is not None:
        values["valid_to"] = row.valid_to
    if found.population is None:
        values["population"] = row.population
    return values


def _kind_value(row: LocalityRow) -> LocalityKind:
    if row.level == "tỉnh" and row.kind == "thành phố":
        return LocalityKind.THANH_PHO_TW
    return KIND_VALUES[row.kind]


def _load_successions(links: Sequence[SuccessionRow], units: dict[LocalityKey, Locality]) -> Tally:
    known = {(link.predecessor_id, link.successor_id): link for link in LocalitySuccession.objects.order_by()}
    fresh = []
    corrected = []
    for row in links:
        old, new = units[row.old_key], units[row.new_key]
        found = known.get((old.pk, new.pk))
        values: dict[str, Any] = {"on": row.on, "partial": row.partial}
        if row.legal_basis:
            values["legal_basis"] = row.legal_basis
        if found is None:
            fresh.append(LocalitySuccession(predecessor=old, successor=new, **values))
        elif _correct(found, values):
            corrected.append(found)
    LocalitySuccession.objects.bulk_create(fresh)
    _save_corrected(corrected, ["on", "partial", "legal_basis"])
    return Tally(len(fresh), len(corrected), len(links) - len(fresh) - len(corrected))


def _load_neighbourhoods(rows: Iterable[LocalityRow], units: dict[LocalityKey, Locality]) -> Tally:
    loaded = {row.key for row in rows}
    wanted = {
        (units[row.commune_key].pk, str(NEIGHBOURHOOD_KIND_VALUES[row.kind]), row.name)
        for row in read_neighbourhoods()
        if row.commune_key in loaded
    }
    known = set(
        Neighbourhood.objects.filter(locality__in={pk for pk, _, _ in wanted})
        .order_by()
        .values_list("locality_id", "kind", "name")
    )
    fresh = sorted(wanted - known)
    Neighbourhood.objects.bulk_create(
        [Neighbourhood(locality_id=pk, kind=kind, name=name) for pk, kind, name in fresh]
    )
    return Tally(len(fresh), 0, len(wanted) - len(fresh))


def _correct(found: models.Model, values: dict[str, Any]) -> bool:
    """Set the values on FOUND; whether any of them was different."""
    different = {name: value for name, value in values.items() if getattr(found, name) != value}
    for name, value in different.items():
        setattr(found, name, value)
    return bool(different)


def _save_corrected(found: Sequence[models.Model], names: list[str]) -> None:
    if not found:
        return
    model = type(found[0])
    keys = [field for field in model._meta.local_fields if isinstance(field, DerivedKeyField)]
    # A bulk update, unlike a bulk insert, does not refill the stored keys by itself.
    for row in found:
        for key in keys:
            key.pre_save(row, add=False)
    model._default_manager.bulk_update(found, names + [key.name for key in keys], batch_size=500)
