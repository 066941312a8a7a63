"""The memory cannot be reached: who waits for it, and who goes on."""

import pytest

from studios import memory


def test_while_one_tries_again_the_others_go_on_without() -> None:
    reach = memory._Reach()

    def lost() -> None:
        raise OSError

    def lost_again() -> None:
        """Another thread comes along while this one waits."""
        with pytest.raises(memory.Unreachable):
            reach.call(lambda: "asked")
        raise OSError

    with pytest.raises(memory.Unreachable):
        reach.call(lost)
    reach._again_at = 0
    with pytest.raises(memory.Unreachable):
        reach.call(lost_again)
    reach._again_at = 0

    assert reach.call(lambda: "there") == "there"
    assert reach.call(lambda: "there") == "there"
