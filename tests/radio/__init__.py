"""The radio, with other people's parts at the far end."""
