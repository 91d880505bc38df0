"""The town whose desks are tried, and its neighbour."""

from __future__ import annotations

import pytest

from tests.desk_scene import Scene, build_scene


@pytest.fixture
def scene(db: None) -> Scene:
    """The town whose people sign in."""
    return build_scene()


@pytest.fixture
def neighbour(db: None) -> Scene:
    """Another council on the same installation, with the same of everything."""
    return build_scene("tien-du", "Tiên Du")
