"""Forms in the layouts of other offices: what each says is read or asked about, no more."""

from __future__ import annotations

import pytest

from tests.forms import layouts


@pytest.mark.parametrize("name", layouts.names())
def test_a_layout_is_read_as_it_is_or_asked_about(name: str) -> None:
    layout = layouts.load(name)
    assert layouts.differences(layout, layouts.read(layouts.drawn(layout))) == []
