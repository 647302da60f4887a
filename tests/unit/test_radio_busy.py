"""A channel on which somebody is heard: who waits for him, for how long, and who does not."""

from tests.bridge.simulated import Talker, World, coded, lost_ms, voice


def busy() -> World:
    """Give a channel on which a handheld has just begun to talk."""
    world = World()
    world.channel.keyer_said("open", "")
    world.pass_s(0.1)
    return world


def test_nobody_is_talked_over_unless_it_is_an_emergency() -> None:
    world = busy()
    world.talks(1, voice(0.8))
    world.pass_s(0.5)
    assert not world.line
    world.channel.keyer_said("closed", "")
    world.pass_s(0.1)
    assert world.line, "as soon as he has let go"
    world.pass_s(2.0)
    world.channel.keyer_said("open", "")
    world.pass_s(0.1)
    assert world.hub.newest.carrier
    world.channel.granted(2, "mayor", 60.0, over_radio=True)
    world.talkers.append(Talker(world.channel, 2, voice(0.5), world.now_s()))
    world.pass_s(0.3)
    assert world.line


def test_a_talk_that_was_talked_over_makes_nobody_wait() -> None:
    world = busy()
    world.talks(1, voice(0.4))
    world.pass_s(2.0)
    world.channel.keyer_said("closed", "")
    world.pass_s(0.05)
    world.talks(2, voice(1.0, seed=2))
    world.pass_s(0.3)
    assert world.line, "it waited for a talk that could be put on the air no more"
    world.pass_s(2.0)
    assert lost_ms(coded(voice(1.0, seed=2)), world.sent) == 0
    assert not world.line
