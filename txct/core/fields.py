"""Text fields that store clean Unicode, and stored keys for search and sorting.

Keys are filled on every save and bulk insert from the fields they are made of, by `txct.lib.text`, so that
search without accents and Vietnamese order work the same on every database.
"""

from collections.abc import Callable
from typing import Any

from django.db import models

from txct.lib.text import clean, clean_line, fold, person_sort_key, sort_key


class LineField(models.CharField):
    """One line of text: NFC, no control characters, single blanks."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_line(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class BodyField(models.TextField):
    """Several lines of text: NFC, no control characters, line breaks kept."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class DerivedKeyField(models.CharField):
    """A key computed from other fields of the same row; never edited."""

    make: Callable[[str], str] = staticmethod(fold)

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs.setdefault("max_length", 500)
        kwargs["editable"] = False
        kwargs["blank"] = True
        kwargs["default"] = ""
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["sources"] = self.sources
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = " ".join(str(getattr(model_instance, source) or "") for source in self.sources)
        value = type(self).make(text)[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


class SearchKeyField(DerivedKeyField):
    """Folded text: lower case, no accents, tone placement irrelevant."""

    make = staticmethod(fold)


class SortKeyField(DerivedKeyField):
    """Binary order of this key is Vietnamese alphabetical order."""

    make = staticmethod(sort_key)


class PersonSortKeyField(DerivedKeyField):
    """Vietnamese order of people: by given name, then by the rest."""

    make = staticmethod(person_sort_key)
