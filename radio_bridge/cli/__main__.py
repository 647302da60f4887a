"""`python -m radio_bridge.cli`: the `posko-radio` command, where no script of that name is."""

from radio_bridge.cli import main

main()
