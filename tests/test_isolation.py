"""The walls: every address × every person, every row of another council, a word that must never be seen."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.people import CANARY, PEOPLE, Town, town
from tests.permissions_table import PAGES, RECORDS, Page
from txct.core.scoping import ScopedModel, UnscopedRead, serving_request

pytestmark = pytest.mark.django_db
ROOMS = ("core", "delegates", "meetings", "petitions", "reports")
UNNAMED = {"admin:None": "catches addresses that do not exist", "admin:{}_{}": "old form of an address, redirects"}


@pytest.fixture
def here() -> Town:
    """The council whose people knock on every door."""
    return town("Từ Sơn", "09001")


@pytest.fixture
def there() -> Town:
    """Its mirror, of which they must see nothing."""
    return town(CANARY, "09002")


def own_models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def names_of(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every page of the site with its full name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names_of(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry


def address(name: str, page: Page, of: Town) -> str:
    return reverse(name, kwargs=dict(page.args(of)) if page.args else {})


def body_of(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace") + str(answer.headers)


def digest_of(of: Town) -> str:
    """All that belongs to a council, as one number."""
    rows: list[Any] = [
        list(apps.get_model("core.User")._base_manager.filter(pk__in=[u.pk for u in of.people.values()]).values())
    ]
    for model in own_models():
        if issubclass(model, ScopedModel):
            mine = model._base_manager.filter(**{model.COUNCIL_PATH: of.council.pk})
            rows.append([{k: v for k, v in row.items() if k != "content"} for row in mine.order_by("pk").values()])
    for label in ("core.RoleAssignment", "core.Tenant", "delegates.Locality", "delegates.Neighbourhood"):
        rows.append(list(apps.get_model(label)._base_manager.order_by("pk").values()))
    return hashlib.sha256(json.dumps(rows, cls=DjangoJSONEncoder, default=str).encode()).hexdigest()


# --- the table is whole -------------------------------------------------------------------------------


def test_every_address_has_its_line_in_the_table() -> None:
    known = {*PAGES, *UNNAMED}
    missing = {name for name, _entry in names_of(get_resolver()) if name not in known and not name.endswith(":None")}
    assert sorted(missing) == []


def test_every_line_of_the_table_is_an_address() -> None:
    names = {name for name, _entry in names_of(get_resolver())}
    assert sorted(set(PAGES) - names) == []


def test_every_page_that_names_a_row_is_tried_with_a_row() -> None:
    blind = {
        name
        for name, entry in names_of(get_resolver())
        if name in PAGES and entry.pattern.converters and PAGES[name].args is None
    }
    assert sorted(blind) == []


def test_every_model_has_its_records_and_their_line() -> None:
    labels = {model._meta.label_lower for model in own_models()}
    assert {model._meta.label_lower for model in site._registry} == labels
    assert set(RECORDS) == labels


def test_the_mirrored_council_has_a_row_of_every_model(there: Town) -> None:
    assert {model._meta.label_lower for model in own_models()} - set(there.rows) == set()


# --- every address, every person ----------------------------------------------------------------------


@pytest.mark.parametrize("person", [*PEOPLE, "public"])
def test_each_person_gets_what_the_table_says_and_nothing_of_the_other_council(
    here: Town, there: Town, person: str
) -> None:
    browser = here.client(person)
    wrong, seen = {}, set()
    for name, page in PAGES.items():
        answer = browser.get(address(name, page, here), page.query)
        if answer.status_code != page.answers[person]:
            wrong[name] = (answer.status_code, page.answers[person])
        if not page.public and CANARY in body_of(answer):
            seen.add(name)
        if page.answers[person] == 403 and not name.startswith("admin:"):
            refused = browser.post(address(name, page, here)).status_code
            if refused not in (403, 405):
                wrong[f"post {name}"] = (refused, 403)
    assert wrong == {}
    assert seen == set()


@pytest.mark.parametrize("person", PEOPLE)
def test_a_row_of_another_council_does_not_exist_and_stays_untouched(here: Town, there: Town, person: str) -> None:
    browser = here.client(person)
    before, wrong, seen = digest_of(there), {}, set()
    for name, page in PAGES.items():
        if page.args is None or page.public or address(name, page, here) == address(name, page, there):
            continue
        if name in SHARED:
            continue
        url = address(name, page, there)
        allowed = page.answers[person] in (200, 405)
        for method in METHODS if allowed or not name.startswith("admin:") else METHODS[:2]:
            answer = getattr(browser, method)(url)
            fine = (403, 404, 405) if method != "get" or not allowed else (404, 405)
            if answer.status_code not in fine:
                wrong[f"{method} {name}"] = answer.status_code
            if CANARY in body_of(answer):
                seen.add(f"{method} {name}")
    assert wrong == {}
    assert seen == set()
    assert digest_of(there) == before


METHODS = ("get", "post", "head", "put", "delete")
SHARED = {
    f"admin:{label}_{page}"
    for label in (
        "delegates_locality",
        "delegates_localitysuccession",
        "delegates_neighbourhood",
        "core_heartbeat",
        "core_publicuse",
    )
    for page in ("change", "history", "delete")
}
"""Places and signs of the installation belong to no council: all read them, its administrator alone changes them."""


def test_a_missing_row_and_a_foreign_row_answer_alike(here: Town, there: Town) -> None:
    browser = here.client("secretary")
    url = reverse("admin:meetings_meeting_change", args=[there.one("meetings.meeting").pk])
    missing = reverse("admin:meetings_meeting_change", args=[987654])
    pages = [re.sub(rb"csrf\w*[^>]*|X-CSRFToken[^}]*", b"", browser.get(one).content) for one in (url, missing)]
    assert pages[0] == pages[1]


# --- reads --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", PEOPLE)
def test_reading_for_somebody_gives_no_row_of_the_other_council(here: Town, there: Town, person: str) -> None:
    leaks = {}
    for model in own_models():
        if issubclass(model, ScopedModel):
            rows = model.objects.for_user(here.people[person])
            foreign = rows.filter(**{model.COUNCIL_PATH: there.council.pk})
            if foreign.exists():
                leaks[model._meta.label] = foreign.count()
    assert leaks == {}


def test_the_counts_of_all_councils_add_up_to_all_rows(here: Town, there: Town) -> None:
    for model in (apps.get_model("meetings.Meeting"), apps.get_model("petitions.Petition")):
        mine, theirs = (model.objects.for_user(of.people["secretary"]).count() for of in (here, there))
        assert mine + theirs == model._base_manager.count()


def test_a_page_that_forgets_for_whom_it_reads_breaks(here: Town) -> None:
    meetings = apps.get_model("meetings.Meeting").objects
    with serving_request():
        for read in (lambda: list(meetings.all()), lambda: meetings.count(), lambda: meetings.exists()):
            with pytest.raises(UnscopedRead):
                read()
        assert meetings.for_user(here.people["secretary"]).count() == 1


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("secretary", True),
        ("standing", True),
        ("front", True),
        ("auditor", True),
        ("delegate", True),
        ("group_head", True),
        ("clerk", True),
        ("other_delegate", False),
        ("agency", False),
        ("sysadmin", False),
    ],
)
def test_a_meeting_is_seen_by_its_group_its_ward_and_the_office(here: Town, person: str, sees: bool) -> None:
    meetings = apps.get_model("meetings.Meeting").objects.for_user(here.people[person])
    assert meetings.filter(pk=here.one("meetings.meeting").pk).exists() is sees


@pytest.mark.parametrize("person", [name for name in PEOPLE if name != "secretary"])
def test_voters_names_and_complaints_are_for_the_office_alone(here: Town, person: str) -> None:
    for label in ("petitions.Petitioner", "petitions.RestrictedCase"):
        assert not apps.get_model(label).objects.for_user(here.people[person]).exists()


# --- the records desk ---------------------------------------------------------------------------------

RECORD_PEOPLE = ("secretary", "standing", "auditor", "sysadmin")
FIELDS_WITH_SEARCH = [
    (model._meta.label_lower, field) for model, admin in site._registry.items() for field in admin.autocomplete_fields
]


@pytest.mark.parametrize("person", RECORD_PEOPLE)
def test_search_and_type_ahead_find_nothing_of_the_other_council(here: Town, there: Town, person: str) -> None:
    browser, seen = here.client(person), set()
    word = CANARY[:6].lower()
    for name, page in PAGES.items():
        listed = name.endswith("_changelist") and page.answers[person] == 200
        if listed and CANARY in body_of(browser.get(reverse(name), {"q": word})):
            seen.add(name)
    for label, field in FIELDS_WITH_SEARCH:
        app, model = label.split(".")
        asked = {"app_label": app, "model_name": model, "field_name": field, "term": word}
        answer = browser.get(reverse("admin:autocomplete"), asked)
        if CANARY in body_of(answer):
            seen.add(f"{label}.{field}")
    assert seen == set()


def test_the_address_bar_filters_only_by_what_the_page_offers(here: Town) -> None:
    browser = here.client("secretary")
    url = reverse("admin:delegates_delegate_changelist")
    assert browser.get(url, {"term__id__exact": here.one("delegates.term").pk}).status_code == 200
    for guess in ("user__password__startswith", "council__name__startswith", "phone__startswith", "user__email"):
        assert browser.get(url, {guess: "a"}).status_code == 400, guess


def test_a_foreign_row_cannot_be_chosen(here: Town, there: Town) -> None:
    browser = here.client("secretary")
    form = {
        "council": here.council.pk,
        "locality": here.one("delegates.locality").pk,
        "name": "Hội trường mới",
    }
    url = reverse("admin:meetings_venue_add")
    refused = browser.post(url, {**form, "council": there.council.pk})
    assert refused.status_code == 200
    assert "Hãy chọn lại" in refused.content.decode()
    group = browser.post(
        reverse("admin:delegates_signatory_add"),
        {
            "council": here.council.pk,
            "group": there.one("delegates.delegategroup").pk,
            "full_name": "Người Ký",
            "title": "CHỦ TỊCH",
            "authority": "tm",
        },
    )
    assert group.status_code == 200
    assert "Hãy chọn lại" in group.content.decode()
    assert browser.post(url, form).status_code == 302


def test_chosen_rows_of_an_action_are_ones_own(here: Town, there: Town) -> None:
    browser, before = here.client("secretary"), digest_of(there)
    for label, action in (
        ("meetings_meeting", "cancel"),
        ("petitions_petition", "withdraw"),
        ("core_invitation", "revoke"),
    ):
        foreign = there.one(label.replace("_", ".", 1)).pk
        answer = browser.post(
            reverse(f"admin:{label}_changelist"),
            {"action": action, "_selected_action": [foreign], "reason": "thử"},
            follow=True,
        )
        assert answer.status_code == 200
        assert CANARY not in body_of(answer)
    assert digest_of(there) == before


def test_somebody_of_two_councils_adds_only_where_the_role_allows(here: Town, there: Town) -> None:
    from txct.core.models import RoleAssignment

    secretary = here.people["secretary"]
    RoleAssignment.objects.create(user=secretary, tenant=there.council, role="standing")
    browser, before = here.client("secretary"), digest_of(there)
    assert CANARY in body_of(browser.get(reverse("admin:meetings_meeting_changelist")))
    url = reverse("admin:meetings_meeting_change", args=[there.one("meetings.meeting").pk])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"title": "chiếm"}).status_code == 403
    form = {"term": there.one("delegates.term").pk, "ordinal": 9, "kind": "thematic"}
    assert browser.post(reverse("admin:meetings_councilsession_add"), form).status_code == 403
    venue = {"council": here.council.pk, "locality": here.one("delegates.locality").pk, "name": "x"}
    foreign_hood = {**venue, "council": there.council.pk}
    assert "Hãy chọn lại" in browser.post(reverse("admin:meetings_venue_add"), foreign_hood).content.decode()
    assert digest_of(there) == before


def test_an_account_shared_with_another_council_is_not_taken_over(here: Town, there: Town) -> None:
    from txct.core.models import RoleAssignment

    shared = there.people["standing"]
    RoleAssignment.objects.create(user=shared, tenant=here.council, role="standing")
    browser = here.client("sysadmin")
    url = reverse("admin:core_user_change", args=[shared.pk])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"email": "cuop@xau.example", "full_name": "Kẻ Cướp"}).status_code == 403
    own = reverse("admin:core_user_change", args=[here.people["clerk"].pk])
    assert browser.post(own, {"email": "moi@x.example", "full_name": "Tên Mới", "is_active": "on"}).status_code == 302
