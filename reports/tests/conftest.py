"""The people and councils that the pages of this room are tried with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from delegates.models import Signatory
from reports.tests.scene import Scene, build_scene
from txct.core.models import User


@pytest.fixture
def scene(db: None) -> Scene:
    """A ward's council with three announced meetings."""
    return build_scene()


@pytest.fixture
def signer(scene: Scene) -> Signatory:
    """Who signs for the Thường trực."""
    return Signatory.objects.create(council=scene.council, full_name="Nguyễn Thị Hải", title="Phó Chủ tịch")


@pytest.fixture
def neighbour(db: None) -> Scene:
    """Another council, of which nothing may be seen."""
    return build_scene("phuong-dong-ky", "Đồng Kỵ")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A client in which the person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
