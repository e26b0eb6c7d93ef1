"""The client: what it asks of Discord, what it registers, what it keeps when it ends."""


def puts(env):
    """How often the commands were registered."""
    return sum(sent.method == "PUT" and sent.path.endswith("/commands") for sent in env.http_requests)


async def test_no_privileged_intent_is_asked_for(town):
    """The bot works without an approval by Discord."""
    intents = town.bot.intents
    assert not any((intents.message_content, intents.members, intents.presences))
    assert intents.guilds
    assert intents.guild_messages


async def test_an_unchanged_set_of_commands_is_registered_once(town, make_bot):
    """Discord allows few registrations a day: a restart with the same commands makes none."""
    assert puts(town.env) == 1
    await town.restart(make_bot)
    assert puts(town.env) == 1


async def test_knowledge_of_two_servers_is_apart(town):
    """A server's id is its folder."""
    other = town.env.create_guild("Other")
    await town.env.settle()
    assert await town.bot.base(other.id) is not await town.base()
    assert await town.bot.base(town.guild.id) is await town.base()
