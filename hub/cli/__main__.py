"""`python -m hub.cli` is `posko`."""

from hub.cli import main

if __name__ == "__main__":
    main()
